"""For whoever looks after the laptops: what they decide, and what even they cannot do."""

from dataclasses import fields
from typing import Final

from pscp_desktop.i18n import N_, tr
from pscp_desktop.settings import Policy, policy_path
from pscp_desktop.ui.parts import Part, column, panel, row, rule, text
from pscp_desktop.ui.preferences.kit import Kit
from pscp_desktop.ui.preferences.section import Section, fact, group

KEYS: Final = {
    "cover_after_seconds": N_("Seconds until the desk is covered; never later than it locks"),
    "lock_after_seconds": N_("Seconds until the desk locks"),
    "longest_session_hours": N_("Hours after which the desk locks whatever happens"),
}


class AdministratorsSection(Section):
    """The policy in force with its bounds, and the page of the help."""

    id = "administrators"
    name = N_("Administrators")
    lead = N_("What a policy file decides on this laptop, and what nobody can do from outside.")
    icon = "scales"

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        lines: list[Part] = [self._head()]
        for each in fields(Policy):
            lines += [rule(), self._key(each.name, each.metadata.get("bounds"))]
        path = fact(tr("Where the file lies"), str(policy_path()))
        self.body.addWidget(group(tr("Policy in force"), path, 4, *lines))
        page = kit.laptop.help("administrators")
        if page is not None:
            title, body = page
            paragraphs = [
                text(part.replace("\n", " "), wrap=True) for part in body.split("\n\n") if part
            ]
            self.body.addWidget(group(title, panel(column(*paragraphs, gap="m"))))

    def _head(self) -> Part:
        now, bounds = text(tr("Here"), "caption"), text(tr("Bounds"), "caption")
        now.setFixedWidth(96)
        bounds.setFixedWidth(96)
        return row(text(tr("Key"), "caption"), None, now, bounds, gap="m")

    def _key(self, name: str, bounds: tuple[int, int] | None) -> Part:
        shown = str(getattr(self.kit.laptop.policy, name))
        held, limit = text(shown, "strong"), text(f"{bounds[0]} – {bounds[1]}" if bounds else "–")
        for label in (held, limit):
            label.setFixedWidth(96)
        said = column(text(name, "strong"), text(tr(KEYS[name]), "caption", wrap=True), gap="none")
        return row(said, held, limit, gap="m", wide=0)
