"""Every form of the risk service by its name, as menus, lines and steps ask for it."""

from typing import Any, Final
from uuid import UUID

from pscp_desktop.domain.risk import (
    Advice,
    AdviceFeedback,
    AdviceRequest,
    Contestation,
    OutcomeReview,
    PeerReview,
    ProfileBand,
    ProfileDriver,
    RiskProfile,
)
from pscp_desktop.domain.risk_sara import Hypothesis, SaraIndicator, SaraResponse, SaraSheet
from pscp_desktop.i18n import N_
from pscp_desktop.services.desk import Loaded
from pscp_desktop.ui.forms.form import FormWords
from pscp_desktop.ui.risk.linking import LinkSheet
from pscp_desktop.ui.risk.observing import ObservationSheet, WalkSheet
from pscp_desktop.ui.risk.sheet import RecordSheet, RiskSheet


class RequestSheet(RecordSheet):
    """A professional asks: who, what, what for, on what ground."""

    title, verb, done = N_("New request for advice"), N_("Take the request"), N_("Request taken")
    draft = "risk.new_request"
    kind, needed = AdviceRequest, ("question",)
    parts = (
        (
            N_("The question"),
            (("requester", "body"), ("contact", "channel"), "question", "target", "deadline"),
        ),
        (N_("Purpose and data"), ("purpose", "legal_basis", "data_allowed")),
    )
    advice = N_("Ask what the answer will be used for. A question about a person is declined.")

    def keep(self, record: Any) -> object:
        kept = self.risk.files.request(record)
        return UUID(str(kept.id))


class RequestEditSheet(RequestSheet):
    """What was asked, corrected. State and days move by acts alone and are not here."""

    title, verb, done = N_("What was asked"), N_("Save"), N_("Saved")
    draft = "risk.request"

    def before(self) -> Loaded[Any] | None:
        assert self.file is not None  # noqa: S101 (it is of a file)
        return self.file.process

    def save_changes(self, shown: Loaded[Any], changes: dict[str, Any]) -> object:
        self.risk.files.correct(self.dossier, shown, changes)
        return None


class ProfileSheet(RecordSheet):
    """The profile of an area, begun."""

    title, verb, done = N_("New profile of an area"), N_("Begin the profile"), N_("Profile begun")
    draft = "risk.new_profile"
    kind, needed = RiskProfile, ("area",)
    parts = (
        (N_("The area"), (("area", "district"), ("events", "period"), "statement", "valid_until")),
        (N_("Limits and resources"), ("uncertainty", "limits", "resources")),
    )
    advice = N_(
        "Say how likely events are at places. Name what protects the place beside the risks."
    )

    def keep(self, record: Any) -> object:
        kept = self.risk.files.profile(record)
        return UUID(str(kept.id))


class ProfileEditSheet(ProfileSheet):
    """The words of a profile."""

    title, verb, done = N_("Profile of an area"), N_("Save"), N_("Saved")
    draft = "risk.profile"

    def before(self) -> Loaded[Any] | None:
        assert self.file is not None  # noqa: S101 (it is of a file)
        return self.file.process

    def save_changes(self, shown: Loaded[Any], changes: dict[str, Any]) -> object:
        self.risk.files.correct(self.dossier, shown, changes)
        return None


class OpinionSheet(RecordSheet):
    """The opinion: what is found, what may be done, and what speaks against it."""

    title, verb, done = N_("The opinion"), N_("Save"), N_("Opinion kept")
    draft = "risk.opinion"
    kind = Advice
    parts = (
        (N_("What is found"), ("findings", "confidence", "resources", "limits", "valid_until")),
        (N_("What may be done"), ("options", "expected", "side_effects")),
        (N_("Rights and reasons against"), ("rights", "against")),
    )
    advice = N_(
        "Write of events at places: likely, less likely. No persons, no certainty, no brand."
    )

    def before(self) -> Loaded[Any] | None:
        assert self.file is not None  # noqa: S101 (it is of a file)
        advice = self.file.papers.advice
        return self.read(Advice, advice.id) if advice is not None else None

    def keep(self, record: Any) -> object:
        told = {name: getattr(record, name) for form in self.forms for name in form.fields}
        self.risk.opinions.write(self.dossier, told, None)
        return None

    def save_changes(self, shown: Loaded[Any], changes: dict[str, Any]) -> object:
        self.risk.opinions.write(self.dossier, changes, shown)
        return None


class ReviewSheet(RecordSheet):
    """A second person looks at what stands there."""

    title, verb, done = N_("Review by a second person"), N_("Keep the review"), N_("Review kept")
    draft, undoable = "risk.review", False
    kind, needed = PeerReview, ("verdict",)
    parts = ((N_("Review"), ("verdict", "remarks")),)
    advice = N_(
        "Look at what each factor measures: a harmless name may stand for where people come from."
    )

    def keep(self, record: Any) -> object:
        self.risk.opinions.review(record)
        return None

    def typed(self) -> dict[str, Any]:
        return {**super().typed(), "about": self.dossier}


class FeedbackSheet(RecordSheet):
    """What whoever asked says of it."""

    title, verb, done = N_("Feedback"), N_("Keep the feedback"), N_("Feedback kept")
    draft, undoable = "risk.feedback", False
    kind, needed = AdviceFeedback, ("use",)
    parts = ((N_("Feedback"), ("use", "words")),)

    def keep(self, record: Any) -> object:
        self.risk.opinions.feedback(record)
        return None


class OutcomeSheet(RecordSheet):
    """Looking back, half a year to a year after."""

    title, verb, done = N_("Looking back"), N_("Keep it"), N_("Outcome kept")
    draft, undoable = "risk.outcome", False
    kind, needed = OutcomeReview, ("change", "words")
    parts = ((N_("What changed"), ("change", "words", "harm")),)
    advice = N_("Compare with a similar place without the response: count both in the worksheet.")

    def keep(self, record: Any) -> object:
        self.risk.opinions.outcome(record)
        return None


class BandSheet(RecordSheet):
    """One part of the area and its band."""

    title, verb, done = N_("Part of the area"), N_("Add it"), N_("Part added")
    draft = "risk.band"
    kind, needed = ProfileBand, ("unit", "band")
    parts = ((N_("Part"), ("unit", "band", "lowest", "highest", "events")),)
    advice = N_(
        "A cell or a neighbourhood; never an address or a dwelling. Fewer than five events are not kept."
    )

    def keep(self, record: Any) -> object:
        self.risk.opinions.band(record)
        return None


class DriverSheet(RecordSheet):
    """What the likelihood goes with."""

    title, verb, done = N_("What it goes with"), N_("Add it"), N_("Added")
    draft = "risk.driver"
    kind, needed = ProfileDriver, ("factor",)
    parts = ((N_("Factor"), ("factor", "words")),)

    def keep(self, record: Any) -> object:
        self.risk.opinions.driver(record)
        return None


class ContestSheet(RecordSheet):
    """A council says that the profile is wrong."""

    title, verb, done = N_("Contestation"), N_("Keep it"), N_("Contestation kept")
    draft, undoable = "risk.contest", False
    kind, needed = Contestation, ("council", "words")
    parts = ((N_("Contestation"), ("council", "words", "raised_on")),)

    def keep(self, record: Any) -> object:
        self.risk.opinions.contest(record)
        return None


class AnswerSheet(RecordSheet):
    """The answer to a contestation, with its reason."""

    title, verb, done = N_("Answer the contestation"), N_("Keep the answer"), N_("Answer kept")
    draft, undoable = "risk.answer", False
    kind = Contestation
    parts = ((N_("Answer"), ("state", "answer")),)

    def before(self) -> Loaded[Any] | None:
        assert self.about is not None  # noqa: S101 (it answers one)
        return self.read(Contestation, self.about)

    def save_changes(self, shown: Loaded[Any], changes: dict[str, Any]) -> object:
        self.risk.opinions.answer(shown, changes.get("state", ""), changes.get("answer", ""))
        return None


class ProblemSheet(RecordSheet):
    """Scanning and assessment of one problem."""

    title, verb, done = N_("The problem"), N_("Save"), N_("Worksheet kept")
    draft = "risk.sheet"
    kind, needed = SaraSheet, ("problem",)
    parts = (
        (N_("Scanning"), ("problem", "harm", "where_when", "already")),
        (N_("Place and people"), ("handled_by", "guarded_by", "objective")),
        (N_("Assessment"), ("assessment",)),
    )

    def before(self) -> Loaded[Any] | None:
        sheet = self.file.sara if self.file is not None else None
        return self.read(SaraSheet, sheet.id) if sheet is not None else None

    def keep(self, record: Any) -> object:
        told = {n: v for n, v in self._told.items() if v}
        self.risk.sara.write(self.dossier, told, None)
        return record.dossier

    def typed(self) -> dict[str, Any]:
        self._told = super().typed()
        return self._told

    def save_changes(self, shown: Loaded[Any], changes: dict[str, Any]) -> object:
        self.risk.sara.write(self.dossier, changes, shown)
        return None


class HypothesisSheet(RecordSheet):
    """Why the problem may come back, and what the data say of it."""

    title, verb, done = N_("Hypothesis"), N_("Save"), N_("Hypothesis kept")
    draft = "risk.hypothesis"
    kind, needed = Hypothesis, ("text",)
    parts = ((N_("Hypothesis"), ("text", "factor", "held", "evidence")),)

    def words(self) -> FormWords:
        factors = self.file.papers.factors if self.file is not None else ()
        return FormWords(answers={"factor": [(one.id, one.name) for one in factors]})

    def before(self) -> Loaded[Any] | None:
        return self.read(Hypothesis, self.about) if self.about is not None else None

    def keep(self, record: Any) -> object:
        self.risk.sara.suppose(record)
        return None

    def save_changes(self, shown: Loaded[Any], changes: dict[str, Any]) -> object:
        self.risk.sara.save(self.dossier, shown, changes)
        return None


class ResponseSheet(RecordSheet):
    """What is done about it, by whom, until when."""

    title, verb, done = N_("Response"), N_("Save"), N_("Response kept")
    draft = "risk.response"
    kind, needed = SaraResponse, ("text",)
    parts = (
        (
            N_("Response"),
            ("text", "hypothesis", "approach", "responsible", ("due_on", "done_on")),
        ),
    )

    def words(self) -> FormWords:
        known = self.file.hypotheses if self.file is not None else ()
        return FormWords(answers={"hypothesis": [(one.id, one.text) for one in known]})

    def before(self) -> Loaded[Any] | None:
        return self.read(SaraResponse, self.about) if self.about is not None else None

    def keep(self, record: Any) -> object:
        self.risk.sara.respond(record)
        return None

    def save_changes(self, shown: Loaded[Any], changes: dict[str, Any]) -> object:
        self.risk.sara.save(self.dossier, shown, changes)
        return None


class IndicatorSheet(RecordSheet):
    """Counts before and after, at one side of the comparison."""

    title, verb, done = N_("Counts before and after"), N_("Add them"), N_("Counts kept")
    draft = "risk.indicator"
    kind, needed = SaraIndicator, ("side",)
    parts = ((N_("Counts"), ("side", ("before", "after"), "months")),)

    def keep(self, record: Any) -> object:
        self.risk.sara.count(record)
        return None


SHEETS: Final[dict[str, type[RiskSheet]]] = {
    "new_request": RequestSheet,
    "request": RequestEditSheet,
    "new_profile": ProfileSheet,
    "profile": ProfileEditSheet,
    "opinion": OpinionSheet,
    "review": ReviewSheet,
    "feedback": FeedbackSheet,
    "outcome": OutcomeSheet,
    "band": BandSheet,
    "driver": DriverSheet,
    "contest": ContestSheet,
    "answer": AnswerSheet,
    "sheet": ProblemSheet,
    "hypothesis": HypothesisSheet,
    "response": ResponseSheet,
    "indicator": IndicatorSheet,
    "link": LinkSheet,
    "observation": ObservationSheet,
    "walk": WalkSheet,
}
