"""What an operator does now and then: verify all of the log, let old bodies go, see who has gone quiet."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from sync import seal
from sync.directory import Directory, Refused
from sync.envelope import Malformed, beginning, linked, parse
from sync.protocol import Attestation, Snapshot, message_stands, read_message
from sync.server import audits
from sync.server.blobs import Blobs
from sync.server.database import Session, rows
from sync.statements import read

DAY: Final = 24 * 3600 * 1000
AT_ONCE: Final = 500


class Fault(NamedTuple):
    """Something that is not as it was acknowledged."""

    where: str
    what: str


def verify(session: Session, blobs: Blobs) -> Iterator[Fault]:
    """Go through everything the hub keeps, as its owner; each thing that does not stand."""
    directory, broken = _directory(session)
    yield from broken
    found = rows(session, "SELECT id, head, chain, base FROM scope ORDER BY id")
    for scope, head, chain, base in found:
        yield from _log(session, (scope, head, chain, base), directory)
    yield from _pieces(session, blobs)
    yield from (Fault(*one) for one in audits.faults(session, directory))


def _directory(session: Session) -> tuple[Directory | None, list[Fault]]:
    """The directory as far as it stands."""
    ((root,),) = rows(session, "SELECT root FROM hub")
    if root is None:
        return None, []
    directory = Directory(bytes(root))
    query = "SELECT seq, raw FROM statement WHERE chain = %b ORDER BY seq"
    for seq, raw in rows(session, query, (directory.organisation,)):
        try:
            directory.extend(read(raw))
        except (Malformed, Refused) as refused:
            return directory, [Fault(f"directory {seq}", str(refused))]
    return directory, []


def _log(
    session: Session, told: tuple[bytes, int, bytes, int], directory: Directory | None
) -> Iterator[Fault]:
    scope, head, chain, base = told
    where, computed, last = scope.hex(), beginning(scope), 0
    while True:
        query = (
            "SELECT seq, id, chain, body, device FROM envelope WHERE scope = %b AND seq > %b::int8"
            " ORDER BY seq LIMIT %b::int8"
        )
        lines = rows(session, query, (scope, last, AT_ONCE))
        for seq, named, kept, body, device in lines:
            computed = linked(computed, seq, named)
            if seq != last + 1 or computed != kept:
                yield Fault(f"{where} {seq}", "chain")
                return
            last = seq
            if body or seq > base:
                yield from _body(f"{where} {seq}", named, bytes(body), device, directory)
        if not lines:
            break
    if (last, computed) != (head, chain):
        yield Fault(where, "head")


def _body(
    where: str, named: bytes, body: bytes, device: bytes, directory: Directory | None
) -> Iterator[Fault]:
    if not body:
        return  # erased by a signed order; the chain goes on through it
    try:
        envelope = parse(body)
    except Malformed:
        yield Fault(where, "body")
        return
    known = directory.devices.get(device) if directory else None
    if envelope.id != named or known is None or not envelope.signed_by(known.signing):
        yield Fault(where, "body")


def _pieces(session: Session, blobs: Blobs) -> Iterator[Fault]:
    for owner, number, mark in rows(session, "SELECT owner, number, hash FROM piece"):
        body = blobs.fetch(owner, number)
        if body is None or seal.digest(body) != mark:
            yield Fault(f"{owner.hex()} {number}", "piece")


def compact(session: Session, now: int, keep_days: int, quiet_days: int) -> int:
    """Let bodies go that an attested snapshot stands for; how many.

    Only those older than the horizon of the backups, and past which every device is that has been seen
    lately. Number, id, chain and stream of each stay for ever.
    """
    gone = 0
    query = "SELECT id, base, epoch FROM scope WHERE head > base ORDER BY id"
    for scope, base, epoch in rows(session, query):
        seq = _attested_up_to(session, scope, epoch)
        seq = min(seq, _slowest(session, scope, now - quiet_days * DAY))
        if seq <= base:
            continue
        with session.transaction():
            done = session.execute(
                "UPDATE envelope SET body = '' WHERE scope = %b AND seq <= %b::int8 AND seq > %b::int8"
                " AND NOT EXISTS (SELECT FROM envelope young WHERE young.scope = %b"
                "  AND young.seq <= %b::int8 AND young.received > %b::int8)",
                (scope, seq, base, scope, seq, now - keep_days * DAY),
            ).rowcount
            if done:
                session.execute("UPDATE scope SET base = %b WHERE id = %b", (seq, scope))
        gone += done
    return gone


def _attested_up_to(session: Session, scope: bytes, epoch: bytes) -> int:
    """The place of the newest snapshot that another person's device found the same.

    Of this epoch alone: in a log that was put back, the same place is another's.
    """
    people = dict(rows(session, "SELECT id, person FROM device"))
    keys = dict(rows(session, "SELECT id, signing FROM device"))
    query = "SELECT id, raw FROM snapshot WHERE scope = %b ORDER BY number DESC"
    for named, raw in rows(session, query, (scope,)):
        snapshot = read_message(raw, Snapshot)
        if snapshot.epoch != epoch:
            continue
        told = rows(session, "SELECT raw FROM attestation WHERE snapshot = %b", (named,))
        for (attested,) in told:
            other = read_message(attested, Attestation)
            same = other.state == snapshot.state and other.snapshot == snapshot.id
            another = people.get(other.device) not in {None, people.get(snapshot.device)}
            if same and another and message_stands(attested, keys[other.device]):
                return snapshot.seq
    return 0


def _slowest(session: Session, scope: bytes, since: int) -> int:
    """The least place that a device in use stands at in a scope."""
    query = (
        "SELECT min(c.seq) FROM cursor c JOIN device d ON d.id = c.device"
        " WHERE c.scope = %b AND NOT d.out AND d.seen > %b::int8"
    )
    ((least,),) = rows(session, query, (scope, since))
    return 0 if least is None else int(least)


class Quiet(NamedTuple):
    """A device that has not been heard of: its name, and when last (0 for never)."""

    device: bytes
    seen: int


def quiet(session: Session, since: int) -> list[Quiet]:
    """Devices in use that were not seen since a time, the longest first."""
    query = "SELECT id, seen FROM device WHERE NOT out AND seen < %b::int8 ORDER BY seen, id"
    return [Quiet(*row) for row in rows(session, query, (since,))]


def begin_epochs(session: Session) -> int:
    """A new random epoch for every log, counters set right by their rows; how many were wrong.

    After a restore: what desks hold beyond it comes back by itself, and they read again what differs.
    """
    session.execute("UPDATE scope SET epoch = uuid_send(gen_random_uuid())")
    wrong = session.execute(
        "UPDATE scope SET head = top.seq, chain = top.chain FROM ("
        " SELECT DISTINCT ON (scope) scope, seq, chain FROM envelope ORDER BY scope, seq DESC) AS top"
        " WHERE top.scope = scope.id AND (scope.head, scope.chain) <> (top.seq, top.chain)"
    ).rowcount
    session.execute(
        "SELECT setval(pg_get_serial_sequence('snapshot', 'number'), max(number)) FROM snapshot"
    )
    session.execute("TRUNCATE nonce, watch, pace, quiet")
    return wrong
