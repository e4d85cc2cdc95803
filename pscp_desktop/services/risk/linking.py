"""Links of the worksheet to records of other services, shown as far as each reader may follow them.

A mediation file stands here as its card alone, for everybody: number and state, no title and no names. A
layer or an observation is named to those who may open the file it lies in; to others there is a link.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlmodel import Session, col, select

from pscp_desktop.domain.access import Right
from pscp_desktop.domain.dossiers import DossierCard, Service
from pscp_desktop.domain.errors import Invalid, NotFound
from pscp_desktop.domain.record import Record
from pscp_desktop.domain.risk_field import FieldObservation
from pscp_desktop.domain.risk_layers import Layer
from pscp_desktop.domain.risk_sara import LinkKind, ResponseLink
from pscp_desktop.services.desk import Desk
from pscp_desktop.services.risk.records import FileRecords
from pscp_desktop.services.risk.work import at_work
from pscp_desktop.store.rights import circles_of

MOST: Final = 200
"""Records of one kind that are offered, the newest first."""
KINDS: Final[Mapping[LinkKind, type[Record]]] = {
    LinkKind.LAYER: Layer,
    LinkKind.OBSERVATION: FieldObservation,
}
"""What is named by its own words to those who may read the file it lies in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A record that may be linked to, or is: as this worker may see it."""

    kind: str
    target: UUID
    dossier: UUID
    name: str = ""
    """A number, a title or a sentence; empty where this worker may not follow."""
    state: str = ""
    """Of a mediation file, the code of its state."""

    @property
    def known(self) -> bool:
        """Whether anything of it is shown to this worker."""
        return bool(self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """A link of the worksheet: what is linked, and what with."""

    link: UUID
    about: UUID
    """The response or the hypothesis."""
    target: Target


class Links:
    """The links of a worksheet."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def offered(self, dossier: UUID) -> tuple[Target, ...]:
        """What the lines of a file may be linked with: cards, layers and observations one may see."""
        desk = self._desk
        with desk.reading() as session:
            desk.demand_to_read(session, dossier)
            found = [_card_of(card) for card in self._cards(session)]
            for kind, record in KINDS.items():
                asked = select(record).where(col(record.removed).is_(False))
                rows = session.exec(
                    asked.order_by(col(record.recorded_at).desc()).limit(MOST)
                ).all()
                mine = desk.readable(session, {one.dossier for one in rows})
                found += [_named(kind, one) for one in rows if one.dossier in mine]
        return tuple(found)

    def link(self, link: ResponseLink) -> ResponseLink:
        """Tie a line of the worksheet to a record. Raises Invalid where it is tied to it already.

        Raises NotFound where the line is not of this file, or where this worker may not know of the record.
        """
        desk = self._desk
        with at_work(desk, link.dossier) as unit:
            self._demand_known(unit.session, link)
            records = FileRecords(unit.session, link.dossier)
            if link.response not in {one.id for one in (*records.responses, *records.hypotheses)}:
                raise NotFound(link.response)
            known = records.all_of(ResponseLink)
            if any((one.response, one.target) == (link.response, link.target) for one in known):
                raise Invalid({"target": "exists"})
            return unit.create(link)

    def unlink(self, dossier: UUID, link: UUID) -> None:
        """Take a link away; what it led to is not touched."""
        desk = self._desk
        with at_work(desk, dossier) as unit:
            shown = desk.load(unit.session, ResponseLink, link)  # type: ignore[arg-type]
            if shown.record.dossier != dossier:
                raise NotFound(link)
            unit.remove(shown.record, shown=shown.heads)

    def of(self, dossier: UUID) -> tuple[Linked, ...]:
        """The links of a file, those too that lead where this worker may not follow."""
        desk = self._desk
        with desk.reading() as session:
            desk.demand_to_read(session, dossier)
            return tuple(
                Linked(link=one.id, about=one.response, target=self._seen(session, one))
                for one in FileRecords(session, dossier).all_of(ResponseLink)
            )

    def _cards(self, session: Session) -> Iterator[DossierCard]:
        """The cards of mediation files of this worker's teams, and of those shared with them."""
        desk = self._desk
        circles = circles_of(session, desk.worker, desk.today())
        rows = session.exec(
            select(DossierCard)
            .where(
                col(DossierCard.removed).is_(False),
                col(DossierCard.service) == Service.MEDIATION.value,
            )
            .order_by(col(DossierCard.recorded_at).desc())
        ).all()
        mine = desk.readable(session, {one.of for one in rows})
        seen = [one for one in rows if one.dossier in circles or one.of in mine]
        yield from seen[:MOST]

    def _demand_known(self, session: Session, link: ResponseLink) -> None:
        """That this worker may know of the record, and that it lies where the link says."""
        if link.kind == LinkKind.MEDIATION:
            if link.target not in {one.of for one in self._cards(session)}:
                raise NotFound(link.target)
            link.dossier_of_target = link.target
            return
        self._desk.demand(session, link.dossier_of_target, Right.READER)
        record = KINDS.get(LinkKind(link.kind))
        if record is not None:
            found = session.get(record, link.target)
            if not lies_in(found, link.dossier_of_target):
                raise NotFound(link.target)

    def _seen(self, session: Session, link: ResponseLink) -> Target:
        shut = Target(kind=link.kind, target=link.target, dossier=link.dossier_of_target)
        if link.kind == LinkKind.MEDIATION:
            return next((_card_of(c) for c in self._cards(session) if c.of == link.target), shut)
        if link.dossier_of_target not in self._desk.readable(session, {link.dossier_of_target}):
            return shut
        record = KINDS.get(LinkKind(link.kind)) if link.kind in {*LinkKind} else None
        found = session.get(record, link.target) if record is not None else None
        # A link that another desk made may lead elsewhere than it says: what it names is asked for.
        if found is None or not lies_in(found, link.dossier_of_target):
            return shut
        return _named(LinkKind(link.kind), found)


def lies_in(record: Record | None, dossier: UUID) -> bool:
    """Whether a record is there and lies in the file that a link says it lies in."""
    return record is not None and not record.removed and record.dossier == dossier


def _card_of(card: DossierCard) -> Target:
    return Target(
        kind=LinkKind.MEDIATION.value, target=card.of, dossier=card.of, name=card.number or "—",
        state=card.state,
    )  # fmt: skip


NAMES: Final[Mapping[LinkKind, Callable[[Record], str]]] = {
    LinkKind.LAYER: lambda one: str(getattr(one, "title", "")),
    LinkKind.OBSERVATION: lambda one: str(getattr(one, "text", "")),
}


def _named(kind: LinkKind, record: Record) -> Target:
    name = NAMES[kind](record) or "—"
    return Target(kind=kind.value, target=record.id, dossier=record.dossier, name=name)


__all__ = ["Linked", "Links", "Target"]
