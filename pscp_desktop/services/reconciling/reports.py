"""What this laptop tells the others of itself: how many files are on it, what is unsent, its version.

Told once a day at most, in a record of the organisation: sealed like every other, so that no hub reads it.
"""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from sqlmodel import col, func, select

from pscp_desktop.domain.dossiers import Dossier, DossierKind
from pscp_desktop.domain.laptops import ContactWay, LaptopReport
from pscp_desktop.services.reconciling.service import Reconciling
from pscp_desktop.settings import VERSION
from pscp_desktop.store.gate import StoreSession

EVERY: Final = timedelta(hours=20)
"""A working day after the last: once a day, whatever the hour."""


def tell(reconciling: Reconciling, way: ContactWay) -> bool:
    """Write down how this laptop stands now, where that is due; whether anything was written."""
    desk, device = reconciling.desk, reconciling.identity.device
    if not reconciling.joined or not reconciling.engine.belief.directory.active(device):
        return False
    now = desk.now()
    with desk.reading() as session:
        last = report_of(session, UUID(bytes=device))
        if last is not None and abs(now - last.met_at) < EVERY:
            return False
        shown = desk.store.heads(session, last) if last is not None else {}
        home = desk.me(session).dossier
        told: dict[str, Any] = {
            "program": VERSION,
            "met_at": now,
            "way": way.value,
            "files": _files(session),
            "unsent": desk.store.unsent()[0],
        }
    with desk.store.writing() as unit:
        if last is None:
            unit.create(LaptopReport(dossier=home, laptop=UUID(bytes=device), **told))
        else:
            unit.set(last, told, shown=shown)
    return True


def report_of(session: StoreSession, laptop: UUID) -> LaptopReport | None:
    """What a laptop told last; None before it told anything."""
    return session.exec(
        select(LaptopReport)
        .where(col(LaptopReport.laptop) == laptop, col(LaptopReport.removed).is_(False))
        .order_by(col(LaptopReport.met_at).desc())
    ).first()


def _files(session: StoreSession) -> int:
    """How many files lie here, whoever may open them."""
    return session.exec(
        select(func.count()).where(
            col(Dossier.kind) == DossierKind.FILE.value, col(Dossier.removed).is_(False)
        )
    ).one()
