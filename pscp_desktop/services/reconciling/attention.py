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
from pscp_desktop.services.reconciling import naming
from pscp_desktop.services.reconciling.naming import Missing
from pscp_desktop.services.reconciling.service import Reconciling, moment_of
from pscp_desktop.services.reconciling.told import Attention
from pscp_desktop.store.ledger.named import GivenUp
from sync.ledger import COVERED, Alarm, Kept

LATE: Final = "late"
OWN: Final = frozenset({"held", "left"})
"""Alarms of what this desk's person wrote in, or worked on."""
NAME: Final = 32
"""Bytes of an envelope's name."""
MISSING: Final = "missing"
GIVEN_UP: Final = "given up"
PATIENCE: Final = timedelta(milliseconds=naming.PATIENCE)
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
        named = {kept.id for kept in _following(reconciling)}
        waiting = [
            replace(one, code=LATE) if _late(one, now) and one.envelope not in named else one
            for one in waiting
        ]
        alarms = [
            Attention(
                alarm.kind, alarm.scope,
                _file(reconciling, session, alarm.scope, known=alarm.kind in OWN), "",
                moment_of(alarm.at), _envelope_of(alarm), alarm=number,
            )
            for number, alarm in ledger.alarms()
        ]  # fmt: skip
        lost = [_lost(reconciling, session, one) for one in _missing(reconciling)]
    return (*alarms, *lost, *waiting)


def _envelope_of(alarm: Alarm) -> bytes:
    """The envelope that a hub did not take; nothing where an alarm is of something else."""
    _, _, name = alarm.detail.partition(" ")
    return bytes.fromhex(name) if len(name) == 2 * NAME else b""


def _missing(reconciling: Reconciling) -> tuple[Missing, ...]:
    """What is owed by somebody, and what was declared lost, that last."""
    ledger, now = reconciling.ledger, reconciling.milliseconds()
    owed = naming.owed(ledger, now)
    given = {(one.scope, one.stream) for one in ledger.given_up()}
    gone = [one for one in naming.missing(ledger) if (one.scope, one.stream) in given]
    return (*owed, *(one for one in gone if one not in owed))


def _following(reconciling: Reconciling) -> list[Kept]:
    """What waits and follows, in its laptop's own order, something that is missing: told with that."""
    ledger = reconciling.ledger
    gaps = {(one.scope, one.stream) for one in _missing(reconciling)}
    return [kept for kept in ledger.needing_attention() if (kept.scope, kept.stream) in gaps]


def _lost(reconciling: Reconciling, session: Session, one: Missing) -> Attention:
    given = {(each.scope, each.stream): each for each in reconciling.ledger.given_up()}
    found = given.get((one.scope, one.stream))
    why = found.reason if found is not None and found.last >= one.last else ""
    return Attention(
        GIVEN_UP if why else MISSING, one.scope, _file(reconciling, session, one.scope),
        _writer(reconciling, session, one.stream.device), moment_of(one.day), missing=one, why=why,
    )  # fmt: skip


def declare_lost(reconciling: Reconciling, one: Attention, reason: str) -> None:
    """Give up changes that nobody has, with the reason, for this desk's person and in the trace.

    Should they come one day they are merged as ever. What follows them in their laptop's own order stays
    and can be read and written again; a hub takes none of it without what is lost, so it is offered no more.
    """
    missing = one.missing
    if missing is None:
        return
    ledger, now = reconciling.ledger, reconciling.milliseconds()
    with ledger.transaction():
        ledger.give_up(GivenUp(missing.scope, missing.stream, missing.last, reason, now))
        for kept in _following(reconciling):
            if (kept.scope, kept.stream, kept.seq) == (missing.scope, missing.stream, 0):
                ledger.keep(replace(kept, seq=COVERED))
    reconciling.desk.looked(
        "declare_lost", UUID(bytes=missing.scope), reason, detail=str(missing.count)
    )


def look_again(reconciling: Reconciling, one: Attention) -> None:
    """Take back that changes are lost: somebody is looking for them again."""
    if one.missing is not None:
        with reconciling.ledger.transaction():
            reconciling.ledger.look_again(one.missing.scope, one.missing.stream)


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


def _file(reconciling: Reconciling, session: Session, scope: bytes, *, known: bool = False) -> str:
    """The file's number, for whoever may know of it, or wrote in it themselves and so is `known` to."""
    dossier = session.get(Dossier, UUID(bytes=scope)) if any(scope) else None
    if dossier is not None and known:
        return dossier.number
    if dossier is None or reconciling.desk.right_in(session, dossier.id) is Right.NONE:
        return ""
    return dossier.number or dossier.title


def _writer(reconciling: Reconciling, session: Session, device: bytes) -> str:
    directory = reconciling.engine.belief.directory if reconciling.joined else None
    user = directory.user_of(device) if directory else b""
    found = session.get(Worker, UUID(bytes=user)) if user else None
    return found.name if found else ""
