"""Links of the worksheet on screen: what is linked with what, and the form that ties them."""

from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from pscp_desktop.domain.errors import Invalid
from pscp_desktop.domain.mediation import State
from pscp_desktop.domain.risk_sara import LinkKind, ResponseLink
from pscp_desktop.i18n import N_, tr
from pscp_desktop.services.risk.linking import Linked, Target
from pscp_desktop.ui.forms.form import FormWords
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.marks import lead, marked
from pscp_desktop.ui.parts import Entry, icon_button, row
from pscp_desktop.ui.risk.sheet import RecordSheet
from pscp_desktop.ui.risk.shown import RiskShown

ICONS = {
    LinkKind.MEDIATION.value: "mediation",
    LinkKind.LAYER.value: "layers",
    LinkKind.OBSERVATION.value: "pin",
}


def named(target: Target) -> str:
    """A record as this reader may see it: its kind, and its number, title or sentence."""
    kind = tr(LinkKind.label_of(target.kind))
    if not target.known:
        return tr("{kind}: not shared with you").format(kind=kind)
    return f"{kind} · {target.name}"


def detail_of(target: Target) -> str:
    """Of a mediation file where it stands; of what is shut, why nothing more is said."""
    if not target.known:
        return tr("It lies in a file that you may not open. Nothing of it is told here.")
    if target.kind == LinkKind.MEDIATION:
        state = tr(State.label_of(target.state)) if target.state else ""
        return " · ".join(filter(None, (state, tr("its card alone: no names, no contents"))))
    return ""


def about_said(shown: RiskShown, about: UUID) -> str:
    """The line of the worksheet a link belongs to."""
    return dict(lines_of(shown)).get(about, "")


def lines_of(shown: RiskShown) -> list[tuple[UUID, str]]:
    """The lines of a worksheet that may be tied to something."""
    responses = [(one.id, one.text) for one in shown.responses]
    return responses + [(one.id, one.text) for one in shown.hypotheses]


class LinkLine(QWidget):
    """One link, and the way to take it away."""

    untied = Signal(object)

    def __init__(self, look: Look, shown: RiskShown, linked: Linked) -> None:
        super().__init__()
        self._link, target = linked.link, linked.target
        icon = ICONS.get(target.kind, "steps") if target.known else "lock"
        said = (about_said(shown, linked.about), detail_of(target))
        undecided = any(
            one in shown.undecided for one in (linked.link, linked.about, target.target)
        ) or target.dossier in shown.undecided.files & {target.target}
        detail = marked(" · ".join(filter(None, said)), undecided=undecided)
        sign = lead(look, icon, undecided=undecided)
        line = Entry(sign, named(target), detail, still=True, wrap=True)
        self.cut = icon_button(
            look, "close", tr("Take the link away: {link}").format(link=named(target))
        )
        self.cut.clicked.connect(self._untie)
        self.setLayout(row(line, self.cut, gap="s", wide=0))

    @Slot()
    def _untie(self) -> None:
        self.untied.emit(self._link)


class LinkSheet(RecordSheet):
    """A line of the worksheet tied to a record of another service or to what it rests on."""

    title, verb, done = N_("Link with a record"), N_("Link it"), N_("Linked")
    draft = "risk.link"
    kind, needed = ResponseLink, ("response", "target")
    parts = ((N_("Link"), ("response", "target")),)
    advice = N_(
        "Of a mediation file only its card is shown here, to everybody. Activities and council"
        " commitments can be linked once their services exist."
    )

    def words(self) -> FormWords:
        file = self.file
        assert file is not None  # noqa: S101 (it is of a file)
        self._offered = {one.target: one for one in self.risk.links.offered(self.dossier)}
        targets = [(one.target, named(one)) for one in self._offered.values()]
        return FormWords(answers={"response": lines_of(file), "target": targets})

    def typed(self) -> dict[str, Any]:
        values = super().typed()
        chosen = self._offered.get(values.get("target"))  # type: ignore[arg-type]
        if chosen is None or values.get("response") is None:
            missing = "target" if chosen is None else "response"
            raise Invalid({missing: "missing"})
        return {**values, "kind": chosen.kind, "dossier_of_target": chosen.dossier}

    def keep(self, record: Any) -> object:
        self.risk.links.link(record)
        return None
