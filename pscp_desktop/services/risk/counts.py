"""The programme's own records counted by neighbourhood and month, with small counts hidden for good."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import func
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from pscp_desktop.domain.dossiers import District, Dossier, DossierKind, Service
from pscp_desktop.domain.risk_released import ReleasedAtom, ReleasedBlock
from pscp_desktop.domain.suppression import Atom, Block, Figure, figures, gather
from pscp_desktop.services.desk import Desk
from pscp_desktop.services.risk.layers import Layers
from pscp_desktop.store.rights import readable
from pscp_desktop.store.unit import Unit

MEDIATION: Final = "mediation files by neighbourhood"
UNITS: Final = tuple(district.value for district in District if district != District.ELSEWHERE)


def months_between(first: date, last: date) -> tuple[str, ...]:
    """The whole months from one to another, both counted, as `2026-03`."""
    start, end = first.year * 12 + first.month - 1, last.year * 12 + last.month - 1
    return tuple(f"{m // 12:04d}-{m % 12 + 1:02d}" for m in range(start, end + 1))


class Counts:
    """Counts of the programme's own files. What was told once decides what may be told later."""

    def __init__(self, desk: Desk, layers: Layers) -> None:
        self._desk, self._layers = desk, layers

    def mediation(self, first: date, last: date) -> tuple[Figure, ...]:
        """Mediation files opened per neighbourhood between two months, as they may be told.

        Only whole months that are over: in one that runs a later report would differ by single files.
        """
        desk, shelf = self._desk, self._layers.shelf()
        over = tuple(m for m in months_between(first, last) if m < f"{desk.today():%Y-%m}")
        with desk.writing("counts", undoable=False) as unit:
            counts = self._counted(unit.session, over)
            told = self._told(unit.session, shelf)
            blocks = gather(counts, [block for _, block in told])
            self._remember(unit, shelf, told, blocks)
            unit.note("counts", shelf, detail=MEDIATION)
        rows = {unit_: frozenset((unit_, month) for month in over) for unit_ in UNITS}
        return figures(rows, blocks) if over else ()

    def _counted(self, session: Session, months: Iterable[str]) -> dict[Atom, int]:
        """Files this worker may read: a count is no way to learn of others."""
        me, today = self._desk.me(session), self._desk.today()
        month = func.strftime("%Y-%m", col(Dossier.opened_on))
        rows = session.connection().execute(
            columns(col(Dossier.district), month, func.count())
            .where(
                readable(session, me, today),
                col(Dossier.service) == Service.MEDIATION.value,
                col(Dossier.kind) == DossierKind.FILE.value,
                col(Dossier.district).in_(UNITS),
            )
            .group_by(col(Dossier.district), month)
        )
        found = Counter({(str(unit), str(of)): int(n) for unit, of, n in rows})
        return {(unit, of): found[unit, of] for unit in UNITS for of in months}

    def _told(self, session: Session, shelf: UUID) -> list[tuple[UUID, Block]]:
        """What was told before, block by block, each with its last count."""
        counts: dict[UUID, int] = {}
        for row in session.exec(
            select(ReleasedBlock)
            .where(col(ReleasedBlock.series) == MEDIATION, col(ReleasedBlock.dossier) == shelf)
            .order_by(col(ReleasedBlock.recorded_at), col(ReleasedBlock.id))
        ):
            counts[row.block] = row.count
        atoms: dict[UUID, set[Atom]] = {block: set() for block in counts}
        for atom in session.exec(select(ReleasedAtom).where(col(ReleasedAtom.dossier) == shelf)):
            if atom.block in atoms:
                atoms[atom.block].add((atom.unit, atom.month))
        return [(block, Block(frozenset(atoms[block]), n)) for block, n in counts.items()]

    def _remember(
        self, unit: Unit, shelf: UUID, told: list[tuple[UUID, Block]], blocks: tuple[Block, ...]
    ) -> None:
        known = {block.atoms: (of, block.count) for of, block in told}
        for block in blocks:
            of, before = known.get(block.atoms, (unit.new_id(), None))
            if before == block.count:
                continue
            unit.create(ReleasedBlock(dossier=shelf, series=MEDIATION, block=of, count=block.count))
            if before is None:
                for where, month in sorted(block.atoms):
                    unit.create(ReleasedAtom(dossier=shelf, block=of, unit=where, month=month))
