"""What somebody who audits sees: the audits of all laptops, checked, and an export that names nobody.

Everything that comes from the hub is checked here against the signed directory, again whenever it is
looked at: each claim by the device's own signature, each receipt by the hub's, each line by the heads it
lies between. The hub is believed in nothing.
"""

import base64
import contextlib
import hmac
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from itertools import groupby, pairwise
from typing import Final
from uuid import UUID

from pscp_desktop.domain.errors import Refused
from pscp_desktop.domain.record import NAMELESS
from pscp_desktop.services.reconciling.audit_told import ALTERED as ALTERED_HERE
from pscp_desktop.services.reconciling.audit_told import NOT_HELD, KeepsAudit, report
from pscp_desktop.services.reconciling.service import Reconciling
from pscp_desktop.store.audit import Line, read_body
from sync import audit
from sync.audit import START, Asking, Claim, Kept, Known, Receipt
from sync.directory import Directory
from sync.envelope import Malformed
from sync.ledger import Alarm
from sync.protocol import Denied, Peer, Unreachable
from sync.seal import NotOpened, digest

CODES: Final = "audit_codes"
"""The secret that the codes of an export are made with: the same in all exports of one auditor."""
HEADINGS: Final = ("laptop", "life", "number", "time", "person", "act", "file", "detail", "reason")
WHOLE: Final = "whole"
ALTERED: Final = "altered"
SPOILT: Final = "spoilt"
SHORT: Final = "short"
_PLAIN: Final = re.compile(r"[a-z0-9_.,:+\-]{0,200}")
"""What a detail of a line is by its rule: codes, names of fields, counts. Nothing else is exported."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the audit of a laptop."""

    life: int
    number: int
    line: Line

    @property
    def at(self) -> datetime:
        """By the clock the laptop had then; the number is what orders."""
        return datetime.fromtimestamp(self.line.at / 1000, UTC)


@dataclass(slots=True)
class Trail:
    """The audit of one laptop, and what was found of it.

    `state` is `whole`; `altered` where the laptop's record is no longer what a hub had receipted; `spoilt`
    where what the hub keeps does not open or does not follow; `short` where it keeps less than it
    receipted. `first_altered` is the first line that differs, where both lives of it can be read.
    """

    device: bytes
    user: UUID
    state: str = WHOLE
    entries: list[Entry] = field(default_factory=list)
    last: int = 0
    """How many lines the newest life has."""
    receipted: datetime | None = None
    first_altered: int = 0

    def worse(self, state: str) -> None:
        """Note what was found, unless something was found already."""
        if self.state == WHOLE:
            self.state = state


def audits(reconciling: Reconciling) -> bool:
    """Whether the person at this desk reads audits, by the signed directory."""
    if not reconciling.joined:
        return False
    return audit.audits(reconciling.engine.belief.directory, reconciling.identity.user)


def exchange(reconciling: Reconciling, peer: Peer) -> None:
    """After a round: hand over this laptop's audit, and take in all of them where somebody audits here.

    A hub that is lost meanwhile, or is too old to keep audits, spoils no round.
    """
    report(reconciling, peer)
    with contextlib.suppress(Unreachable, Denied):
        fetch(reconciling, peer)


def fetch(reconciling: Reconciling, peer: Peer) -> int:
    """Take what is new of all audits; gives how many parcels came. Raises Unreachable, Denied.

    What was not signed by its device, or not receipted, is not kept: it is an alarm.
    """
    if not isinstance(peer, KeepsAudit) or not audits(reconciling):
        return 0
    came = 0
    while True:
        shown = peer.read_audit(Asking(list(_known(reconciling).values())))
        new = sum(_take(reconciling, kept) for kept in shown.parcels)
        came += new
        if not new:
            break
    _compare(reconciling, shown.newest)
    return came


def trails(reconciling: Reconciling) -> tuple[Trail, ...]:
    """The audits of all laptops, each line opened and checked. Raises Refused to everybody else."""
    if not audits(reconciling):
        raise Refused("auditor")
    with reconciling.desk.store.glancing() as connection:
        rows = connection.exec_driver_sql(
            "SELECT device, claim, sealed, receipt FROM audit_parcel ORDER BY device, life, first"
        ).all()
    short = {alarm.scope for _, alarm in reconciling.ledger.alarms() if alarm.kind == NOT_HELD}
    found = []
    for device, group in groupby(rows, lambda row: bytes(row[0])):
        kept = [Kept(bytes(claim), bytes(body), bytes(told)) for _, claim, body, told in group]
        trail = _trail(reconciling, device, kept)
        if device in short:
            trail.worse(SHORT)
        found.append(trail)
    return tuple(found)


def exported(reconciling: Reconciling, chosen: Iterable[Trail]) -> Iterator[tuple[str, ...]]:
    """Rows for a sheet, headings first, with codes in place of people, files and laptops.

    Reasons that people wrote may name somebody: of each only whether there is one is said.
    """
    secret = _secret(reconciling)
    yield HEADINGS
    for trail in chosen:
        for entry in trail.entries:
            line = entry.line
            yield (
                _code(secret, "L", trail.device), str(entry.life), str(entry.number),
                entry.at.isoformat(timespec="seconds"), _code(secret, "P", line.user.bytes),
                line.act if _PLAIN.fullmatch(line.act) else "",
                _code(secret, "E", line.dossier.bytes) if line.dossier != NAMELESS else "",
                line.detail if _PLAIN.fullmatch(line.detail) else "",
                "written" if line.why else "",
            )  # fmt: skip


def coder(reconciling: Reconciling) -> Callable[[str, bytes], str]:
    """What gives the code of a person (`P`), file (`E`) or laptop (`L`), here and in every export."""
    return partial(_code, _secret(reconciling))


def _code(secret: bytes, kind: str, named: bytes) -> str:
    mark = hmac.digest(secret, kind.encode() + named, "sha256")[:5]
    return f"{kind}-{base64.b32encode(mark).decode()}"


def _secret(reconciling: Reconciling) -> bytes:
    store = reconciling.desk.store
    kept = store.kept(CODES)
    if kept is None:
        kept = reconciling.entropy(32)
        store.keep(CODES, kept)
    return kept


def _known(reconciling: Reconciling) -> Mapping[bytes, Known]:
    """By device, how far its audit was taken here."""
    with reconciling.desk.store.glancing() as connection:
        rows = connection.exec_driver_sql(
            "SELECT device, life, max(last) FROM audit_parcel GROUP BY device, life ORDER BY life"
        ).all()
    return {bytes(row[0]): Known(bytes(row[0]), row[1], row[2]) for row in rows}


def _take(reconciling: Reconciling, kept: Kept) -> bool:
    """Keep a parcel that its device signed and the hub receipted; whether it is new."""
    directory = reconciling.engine.belief.directory
    claim = _believed(directory, kept)
    if claim is None:
        _alarm(reconciling, NAMELESS.bytes, digest(kept.claim).hex())
        return False
    with reconciling.desk.store.direct() as connection:
        return bool(
            connection.exec_driver_sql(
                "INSERT OR IGNORE INTO audit_parcel VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    claim.device, claim.life, claim.first, claim.last, kept.claim, kept.sealed,
                    kept.receipt,
                ),
            ).rowcount
        )  # fmt: skip


def _believed(directory: Directory, kept: Kept) -> Claim | None:
    """The claim of a parcel, where its device, its bytes and its receipt stand behind it."""
    try:
        claim = audit.read_claim(kept.claim)
    except Malformed:
        return None
    maker = directory.devices.get(claim.device)
    stands = (
        maker is not None
        and audit.claim_stands(kept.claim, maker.signing)
        and digest(kept.sealed) == claim.content
        and audit.receipt_stands(kept.receipt, directory)
        and audit.read_receipt(kept.receipt).claim == digest(kept.claim)
    )
    return claim if stands else None


def _compare(reconciling: Reconciling, newest: Iterable[bytes]) -> None:
    """Say where the hub no longer has what it showed before, or keeps back what it receipted."""
    directory = reconciling.engine.belief.directory
    told: dict[bytes, Receipt] = {}
    for raw in newest:
        if audit.receipt_stands(raw, directory):
            receipt = audit.read_receipt(raw)
            told[receipt.device] = receipt
    known = _known(reconciling)
    for device in known.keys() | told.keys():
        here, there = known.get(device), told.get(device)
        if here is None or there is None or (here.life, here.last) != (there.life, there.last):
            _alarm(reconciling, device, f"{here.life}/{here.last}" if here else "0/0")


def _alarm(reconciling: Reconciling, device: bytes, detail: str) -> None:
    ledger = reconciling.ledger
    at = int(reconciling.desk.now().timestamp() * 1000)
    with ledger.transaction():
        ledger.report(Alarm(NOT_HELD, device, detail, at))


def _trail(reconciling: Reconciling, device: bytes, parcels: Iterable[Kept]) -> Trail:
    """The audit of a laptop out of its parcels, in the order of lives and lines."""
    directory = reconciling.engine.belief.directory
    trail = Trail(device, UUID(bytes=directory.user_of(device) or NAMELESS.bytes))
    newest: Claim | None = None
    lives: dict[int, list[bytes | None]] = {}
    ends: dict[int, bytes] = {}
    for kept in parcels:
        claim = _believed(directory, kept)
        if claim is None or not audit.follows(claim, newest):
            trail.worse(SPOILT)
            continue
        newest = claim
        trail.receipted = datetime.fromtimestamp(audit.read_receipt(kept.receipt).at / 1000, UTC)
        lines = lives.setdefault(claim.life, [])
        lines += _lines(reconciling, trail, claim, kept.sealed)
        ends[claim.life] = claim.head
        trail.last = claim.last
    _tell_altered(trail, lives, ends)
    trail.entries = list(_entries(trail, lives))
    return trail


def _lines(
    reconciling: Reconciling, trail: Trail, claim: Claim, sealed: bytes
) -> list[bytes | None]:
    """The lines of a parcel; None for each where it was sealed before this desk audited."""
    me = reconciling.identity
    if all(one.device != me.device for one in claim.openings):
        return [None] * (claim.last - claim.first + 1)
    organisation = reconciling.engine.belief.directory.organisation
    try:
        return list(audit.open_parcel(organisation, claim, sealed, me.device, me.receiving))
    except NotOpened:
        trail.worse(SPOILT)
        return [None] * (claim.last - claim.first + 1)


def _tell_altered(
    trail: Trail, lives: Mapping[int, list[bytes | None]], ends: Mapping[int, bytes]
) -> None:
    """Compare each life with the one before: the same lines once more, or others."""
    numbers = sorted(lives)
    for before, after in pairwise(numbers):
        old, new = lives[before], lives[after]
        if None not in new and audit.linked(START, _read(new[: len(old)])) == ends[before]:
            continue
        differ = (
            n for n, (a, b) in enumerate(zip(old, new, strict=False), 1) if a and b and a != b
        )
        # Where nothing differs the new life is cut short, or has not been told that far yet.
        first = next(differ, min(len(old), len(new)) + 1)
        still_told = len(new) < len(old) and after == numbers[-1]
        if first <= len(new) or not still_told:
            trail.worse(ALTERED)
            trail.first_altered = trail.first_altered or first


def _read(lines: Iterable[bytes | None]) -> list[bytes]:
    return [line for line in lines if line is not None]


def _entries(trail: Trail, lives: Mapping[int, list[bytes | None]]) -> Iterator[Entry]:
    """The lines of the newest life, and those of each before that are not in the one after."""
    for life in sorted(lives):
        later = lives.get(life + 1, [])
        for number, body in enumerate(lives[life], 1):
            if body is None or body == (later[number - 1] if number <= len(later) else None):
                continue
            try:
                told, line = read_body(body)
            except ValueError:
                trail.worse(SPOILT)
                continue
            if told != number:
                trail.worse(SPOILT)
            if line.act == ALTERED_HERE:
                trail.worse(ALTERED)
            yield Entry(life, told, line)
