"""What did not go by itself: told with its reason, tried again, exported, put away. Never dropped."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

from sqlmodel import Session

from pscp_desktop.domain.access import Right
from pscp_desktop.domain.dossiers import Dossier
from pscp_desktop.domain.errors import NotFound
from pscp_desktop.domain.workers import Worker
from pscp_desktop.services.reconciling.service import Reconciling, moment_of
from pscp_desktop.services.reconciling.told import Attention

LATE: Final = "late"
PATIENCE: Final = timedelta(days=5)
"""How long a part of a saving may be on its way before somebody is asked for it."""


def attention(reconciling: Reconciling) -> tuple[Attention, ...]:
    """Every envelope that waits and every alarm nobody has put away."""
    ledger, since = reconciling.ledger, reconciling.ledger.waiting_since()
    with reconciling.desk.reading() as session:
        waiting = [
            Attention(
                kept.waits, kept.scope, _file(reconciling, session, kept.scope),
                _writer(reconciling, session, kept.device), _moment(since.get(kept.id)),
                envelope=kept.id,
            )
            for kept in ledger.needing_attention()
        ]  # fmt: skip
        now = reconciling.desk.now()
        waiting = [replace(one, code=LATE) if _late(one, now) else one for one in waiting]
        alarms = [
            Attention(
                alarm.kind, alarm.scope, _file(reconciling, session, alarm.scope), "",
                moment_of(alarm.at), alarm=number,
            )
            for number, alarm in ledger.alarms()
        ]  # fmt: skip
    return (*alarms, *waiting)


def _late(one: Attention, now: datetime) -> bool:
    return one.at is not None and now - one.at >= PATIENCE


def _moment(milliseconds: int | None) -> datetime | None:
    return None if milliseconds is None else moment_of(milliseconds)


def retry(reconciling: Reconciling) -> int:
    """Try once more to merge what waits; gives how many are still waiting."""
    engine, ledger = reconciling.engine, reconciling.ledger
    scopes = {kept.scope for kept in ledger.needing_attention()}
    with engine.transaction():
        engine.keyring.open_new(scopes)
        for scope in scopes:
            engine.merger.merge(scope)
    return len(ledger.needing_attention())


def put_away(reconciling: Reconciling, alarm: int) -> None:
    """Somebody has read an alarm."""
    with reconciling.ledger.transaction():
        reconciling.ledger.put_away(alarm)


def export(reconciling: Reconciling, one: Attention, path: Path) -> None:
    """Write an envelope that waits into a file, sealed as it came. Raises NotFound."""
    kept = reconciling.ledger.named(one.scope, one.envelope)
    if kept is None:
        raise NotFound
    path.write_bytes(kept.raw)
    reconciling.desk.looked("export", UUID(bytes=one.scope), detail="envelope")


def _file(reconciling: Reconciling, session: Session, scope: bytes) -> str:
    """The file's number, for whoever may know of it."""
    dossier = session.get(Dossier, UUID(bytes=scope)) if any(scope) else None
    if dossier is None or reconciling.desk.right_in(session, dossier.id) is Right.NONE:
        return ""
    return dossier.number or dossier.title


def _writer(reconciling: Reconciling, session: Session, device: bytes) -> str:
    directory = reconciling.engine.belief.directory if reconciling.joined else None
    user = directory.user_of(device) if directory else b""
    found = session.get(Worker, UUID(bytes=user)) if user else None
    return found.name if found else ""
