"""A request taken at the door: who asks, what about, against whom; everything else can wait."""

from collections.abc import Sequence
from typing import Any, Final

from pscp_desktop.domain.dossiers import Dossier
from pscp_desktop.domain.errors import Invalid
from pscp_desktop.domain.mediation import MediationProcess, Party, PartyRole
from pscp_desktop.domain.people import Channel
from pscp_desktop.i18n import N_, tr
from pscp_desktop.services.mediation.process import Request
from pscp_desktop.ui.forms.form import FormWords, RecordForm
from pscp_desktop.ui.mediation.matters import matter_said, of_the_team
from pscp_desktop.ui.mediation.sheet import Job, Leaf, Sheet
from pscp_desktop.ui.parts import Banner, text

CARE: Final = N_(
    "If violence or fear appears, stop here: mediation is forbidden, and the program will propose"
    " the referral."
)


class RequestSheet(Sheet):
    """Three short parts; the first alone is enough to keep a request."""

    first_is_enough = True
    title = N_("New mediation request")
    verb = N_("Save request")
    done = N_("Request kept")
    draft = "mediation.request"
    advice = CARE

    def build(self) -> Sequence[Leaf]:
        tools = self.bench.tools
        self._who = self.kept(
            RecordForm(
                tools, Party, [("name", "telephone"), "safe_channel"], prefix="who.",
                words=FormWords(labels={"safe_channel": N_("How to reach them safely")}),
            )
        )  # fmt: skip
        self._what = self.kept(
            RecordForm(
                tools, MediationProcess, [("dispute", "place"), ("since", "urgency"), "account"],
                prefix="what.", words=FormWords(given={"dispute": ""}, more={"dispute": of_the_team(tools)}),
            )
        )  # fmt: skip
        self._warned = Banner(
            self.look, "warn", tr("Do not call or leave messages"),
            tr("Reach this person in person only. Write below what to avoid, if they say."),
        )  # fmt: skip
        self._warned.hide()
        return (
            Leaf(
                tr("Who asks and why"),
                [text(tr("Who asks"), "section"), self._who, self._warned, 4,
                 text(tr("The matter"), "section"), self._what],
            ),
            Leaf(tr("The other party"), self._other_party()),
            Leaf(tr("What is known besides"), self._besides()),
        )  # fmt: skip

    def _other_party(self) -> list[Any]:
        self._other = self.kept(
            RecordForm(
                self.bench.tools, Party, ["name", "nature", ("telephone", "domicile"), "language"],
                prefix="other.",
                words=FormWords(labels={"name": N_("Name, or how they are known")}),
            )
        )  # fmt: skip
        self._tie = self.kept(
            RecordForm(
                self.bench.tools,
                MediationProcess,
                ["relationship", "previous_attempts"],
                prefix="tie.",
            )
        )
        return [text(tr("The other party"), "section"), self._other, self._tie]

    def _besides(self) -> list[Any]:
        self._head = self.kept(
            RecordForm(self.bench.tools, Dossier, [("title", "district")], prefix="head.",
                       words=FormWords(labels={"title": N_("What to call this file")}))
        )  # fmt: skip
        self._more = self.kept(
            RecordForm(
                self.bench.tools, MediationProcess,
                ["channel", ("in_court", "before_court"), "court_number"],
                prefix="more.",
            )
        )  # fmt: skip
        self._care = self.kept(
            RecordForm(self.bench.tools, Party, ["contact_warning", ("language", "interpreter")],
                       prefix="care.", words=FormWords(labels={"language": N_("Their language")}))
        )  # fmt: skip
        return [self._head, self._more, self._care]

    def ready(self) -> None:
        channel = self._who.value("safe_channel")
        typed = bool(self._who.value("telephone"))
        careful = channel in {Channel.NONE, Channel.IN_PERSON}
        self._warned.setVisible(careful and typed)

    def heading(self) -> tuple[str, str]:
        return tr(self.title), tr("A name and what it is about are enough to begin.")

    def job(self) -> Job:
        who, what = self._who.values(), self._what.values()
        other, tie = self._other.values(), self._tie.values()
        head, more, care = self._head.values(), self._more.values(), self._care.values()
        self.demand(self._who, "name")
        if not what["dispute"]:
            raise Invalid({"dispute": "missing"})
        process = MediationProcess(**{**what, **tie, **more})
        requester = Party(role=PartyRole.REQUESTING.value, **{**who, **care})
        named = any(value for name, value in other.items() if name in {"name", "telephone"})
        against = Party(role=PartyRole.REQUESTED.value, **other) if named else None
        wanted = Request(
            process=process,
            requester=requester,
            other=against,
            title=head["title"] or _title(what),
            district=head["district"],
        )
        files = self.bench.mediation.files

        def keep() -> object:
            return files.request(wanted).id

        return keep


def _title(what: dict[str, Any]) -> str:
    """A file is called by what it is about and where."""
    about = matter_said(what["dispute"])
    place = what["place"].split(",")[0].strip()
    return f"{about}, {place}" if place else about
