"""The files themselves: a request taken, a profile begun, the acts that move them, what stands against."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlmodel import Session

from pscp_desktop.domain.dossiers import Dossier, Service
from pscp_desktop.domain.errors import Invalid, Refused
from pscp_desktop.domain.record import EPOCH, NAMELESS
from pscp_desktop.domain.risk import (
    AdviceRequest,
    AdviceState,
    ProfileState,
    RiskChange,
    RiskProfile,
)
from pscp_desktop.domain.risk_facts import AdviceFacts, ProfileFacts, RiskFacts
from pscp_desktop.domain.risk_standing import standing
from pscp_desktop.domain.risk_states import ADVICE, PROFILES, AdviceAct, ProfileAct
from pscp_desktop.domain.states import Refusal
from pscp_desktop.services.desk import Desk, Loaded, next_number
from pscp_desktop.services.risk.layers import Layers
from pscp_desktop.services.risk.records import FileRecords, facts_of
from pscp_desktop.services.risk.work import at_work, change, forbidden, refresh_card
from pscp_desktop.store.rights import circles_of
from pscp_desktop.store.unit import Unit

LEAVES_THE_HOUSE: Final = frozenset({"issue", "publish"})
"""Acts by which something goes out: corrected by a later act, never undone."""
BY_ACTS: Final = frozenset({"state", "issued_on", "ended_on", "published_on", "author", "reason"})
"""What moves by acts alone."""


@dataclass(frozen=True, slots=True)
class Offered:
    """One act that a worker may be offered in a file, and what stands in its way now."""

    act: str
    label: str
    main: bool
    reason_needed: bool
    refusals: tuple[Refusal, ...]

    @property
    def possible(self) -> bool:
        """Whether it can be done at once."""
        return not self.refusals


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a file stands: its facts, what may be done, and what is violated now."""

    facts: RiskFacts
    process: Loaded[AdviceRequest] | Loaded[RiskProfile]
    acts: tuple[Offered, ...]
    violated: tuple[Refusal, ...]

    @property
    def next_act(self) -> Offered | None:
        """The act to offer first: the first main one that is possible, else the first main one."""
        mains = [offered for offered in self.acts if offered.main]
        return next((offered for offered in mains if offered.possible), mains[0] if mains else None)


class Files:
    """Files of advice and profiles as wholes: begun, moved by acts, handed over."""

    def __init__(self, desk: Desk, layers: Layers) -> None:
        self._desk, self._layers = desk, layers

    def request(self, request: AdviceRequest, title: str = "", district: str = "") -> Dossier:
        """Open a file for a professional who asks. Raises Invalid without a question."""
        if not request.question.strip():
            raise Invalid({"question": "missing"})
        if request.received_at == EPOCH:
            request.received_at = self._desk.now()
        request.state = AdviceState.RECEIVED.value
        return self._begin(request, title or request.body, district)

    def profile(self, profile: RiskProfile) -> Dossier:
        """Begin the profile of an area. Raises Invalid without the area."""
        if not profile.area.strip():
            raise Invalid({"area": "missing"})
        profile.state = ProfileState.DRAFT.value
        profile.author = self._desk.worker
        return self._begin(profile, profile.area, profile.district)

    def standing(self, dossier: UUID) -> Standing:
        """Where a file stands now, with the acts this worker may be offered there."""
        desk = self._desk
        with desk.reading() as session:
            records = FileRecords(session, dossier)
            process: Any = desk.load(session, type(records.process), records.process.id)
            facts = self._facts(session, records)
            roles = desk.roles(session)
        acts = tuple(
            Offered(t.act, t.label, t.main, t.reason_needed, t.refusals(facts))
            for t in _table_of(facts).acts_from(facts.state, roles)
        )
        return Standing(facts, process, acts, standing(facts))

    def perform(self, dossier: UUID, act: str, reason: str = "") -> str:
        """Do an act; the rules are asked in the very transaction that does it.

        Raises Refused where the act is not this worker's or not of this state, Forbidden where a rule
        stands against it, Invalid where it wants a reason. Then nothing changed.
        """
        undoable = act not in LEAVES_THE_HOUSE
        with at_work(self._desk, dossier, reason, undoable=undoable) as unit:
            return self.perform_in(unit, dossier, act, reason)

    def perform_in(self, unit: Unit, dossier: UUID, act: str, reason: str = "") -> str:
        """The same inside a running unit, for what is one act to people but several to the file."""
        desk = self._desk
        unit.session.flush()
        records = FileRecords(unit.session, dossier)
        facts = self._facts(unit.session, records)
        found = _table_of(facts).find(facts.state, act)
        if found is None or not found.who & desk.roles(unit.session):
            raise Refused(act)
        for refusal in found.refusals(facts):
            raise forbidden(refusal)
        if found.reason_needed and not reason.strip():
            raise Invalid({"reason": "missing"})
        change(desk, unit, records.process, self._changes(records, found, reason))
        unit.create(
            RiskChange(
                dossier=dossier,
                act=act,
                source=str(facts.state),
                target=str(found.target),
                reason=reason,
                done_on=desk.today(),
            )
        )
        unit.note(f"act.{act}", dossier)
        self._follow(unit, records, str(found.target))
        return str(found.target)

    def correct(self, dossier: UUID, shown: Loaded[Any], changes: Mapping[str, Any]) -> None:
        """Change what was asked or what a profile says. State and days move by acts: Refused."""
        if BY_ACTS & changes.keys():
            raise Refused("correct")
        with at_work(self._desk, dossier) as unit:
            unit.set(shown.record, dict(changes), shown=shown.heads)

    def hand_over(self, dossier: UUID, to: UUID, reason: str = "") -> None:
        """Give a file to another worker."""
        with at_work(self._desk, dossier, reason, undoable=False) as unit:
            change(self._desk, unit, FileRecords(unit.session, dossier).dossier, {"owner": to})
            unit.note("hand_over", dossier)

    def _begin(self, process: AdviceRequest | RiskProfile, title: str, district: str) -> Dossier:
        desk = self._desk
        with desk.writing() as unit:
            circles = circles_of(unit.session, desk.worker, desk.today())
            dossier = desk.new_dossier(
                unit,
                Dossier(
                    service=Service.RISK.value,
                    title=title,
                    number=next_number(desk, unit.session),
                    circle=min(circles, default=NAMELESS),
                    district=district,
                ),
            )
            process.dossier = dossier.id
            unit.create(process)
            unit.session.flush()
            refresh_card(desk, unit, dossier.id)
        return dossier

    def _facts(self, session: Session, records: FileRecords) -> RiskFacts:
        return facts_of(records, self._desk.today(), self._layers.known(session, records.id))

    def _changes(
        self, records: FileRecords, act: AdviceAct | ProfileAct, reason: str
    ) -> dict[str, Any]:
        process, today = records.process, self._desk.today()
        found: dict[str, Any] = {"state": str(act.target), "reason": reason}
        if act.target == AdviceState.ISSUED:
            found["issued_on"] = today
        elif act.target == AdviceState.CLOSED:
            found["ended_on"] = today
        elif act.target == AdviceState.RECEIVED:
            found |= {"ended_on": None, "issued_on": None}
        elif act.act == "publish":
            found["published_on"] = today
        return {name: value for name, value in found.items() if getattr(process, name) != value}

    def _follow(self, unit: Unit, records: FileRecords, target: str) -> None:
        """What an act brings with it: the head of the file says whether it is closed."""
        if target == AdviceState.CLOSED:
            change(self._desk, unit, records.dossier, {"closed_on": self._desk.today()})
        elif target == AdviceState.RECEIVED and records.dossier.closed_on is not None:
            change(self._desk, unit, records.dossier, {"closed_on": None})


def _table_of(facts: RiskFacts) -> Any:
    return ADVICE if isinstance(facts, AdviceFacts) else PROFILES


__all__ = ["AdviceFacts", "Files", "Offered", "ProfileFacts", "Standing"]
