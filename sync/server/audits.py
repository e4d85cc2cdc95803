"""The audits of desks at the hub: each parcel kept once, in its place, and shown to whoever audits."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from sync import seal
from sync.audit import (
    MOST_READERS,
    MOST_SEALED,
    Asking,
    Claim,
    Kept,
    Known,
    Parcel,
    Shown,
    Taken,
    audits,
    claim_stands,
    countersigned,
    follows,
    read_claim,
)
from sync.directory import Directory
from sync.envelope import Malformed
from sync.hub.hub import HubPeer
from sync.protocol import DUP, GAP, MOST_ANSWER, OK, REFUSED, Denied
from sync.server.database import Session, rows
from sync.server.store import PostgresStore

AT_ONCE: Final = 200
"""Parcels in one answer, at most."""


def keep(store: PostgresStore, peer: HubPeer, parcel: Parcel) -> Taken:
    """Keep a parcel that goes on from the newest of its device. Raises Denied of a device that is out."""
    try:
        claim = read_claim(parcel.claim)
    except Malformed:
        return Taken(REFUSED)
    with store.transaction():
        directory = peer.hub.directory()
        if not directory.active(peer.device):
            raise Denied("device", peer.hub.now())
        if not _sound(peer.device, directory, parcel, claim):
            return Taken(REFUSED)
        store.ask("SELECT 1 FROM pg_advisory_xact_lock(hashtextextended(%b::text, 11))",
                  claim.device.hex())  # fmt: skip
        newest = _newest(store, claim.device)
        if newest and newest.claim == parcel.claim:
            return Taken(DUP, newest.claim, newest.receipt)
        if not _goes_on(claim, newest):
            return Taken(GAP, newest.claim, newest.receipt) if newest else Taken(GAP)
        now = peer.hub.now()
        receipt = countersigned(directory.organisation, parcel.claim, peer.hub.pair, now)
        store.tell(
            "INSERT INTO audit VALUES (%b, %b::int8, %b::int8, %b::int8, %b, %b, %b, %b::int8)",
            claim.device, claim.life, claim.first, claim.last, parcel.claim, parcel.sealed, receipt,
            now,
        )  # fmt: skip
    return Taken(OK, parcel.claim, receipt)


def _sound(device: bytes, directory: Directory, parcel: Parcel, claim: Claim) -> bool:
    """Whether a parcel is this device's own, and is what its claim says."""
    return (
        claim.device == device
        and len(parcel.sealed) <= MOST_SEALED
        and len(claim.openings) <= MOST_READERS
        and seal.digest(parcel.sealed) == claim.content
        and claim_stands(parcel.claim, directory.devices[device].signing)
    )


def _goes_on(claim: Claim, newest: Kept | None) -> bool:
    """Whether a claim goes on from the newest kept; from one that was spoilt here, nothing does."""
    try:
        return follows(claim, read_claim(newest.claim) if newest else None)
    except Malformed:
        return False


def _newest(store: PostgresStore, device: bytes) -> Kept | None:
    query = (
        "SELECT claim, receipt FROM audit WHERE device = %b ORDER BY life DESC, first DESC LIMIT 1"
    )
    found = store.ask(query, device)
    return Kept(found[0][0], b"", found[0][1]) if found else None


def show(store: PostgresStore, peer: HubPeer, asked: Asking) -> Shown:
    """What is new to somebody who audits. Raises Denied to everybody else, as of what is not there."""
    with store.transaction():
        directory = peer.hub.directory()
        person = directory.user_of(peer.device)
        if not directory.active(peer.device) or not audits(directory, person):
            raise Denied("scope", peer.hub.now())
        # First: a parcel that comes between the two is then among those shown, and nobody misses it.
        newest = store.ask(
            "SELECT DISTINCT ON (device) receipt FROM audit ORDER BY device, life DESC, first DESC"
        )
        found = store.ask(
            "WITH known AS (SELECT * FROM unnest(%b::bytea[], %b::int8[], %b::int8[])"
            "  AS known (device, life, last)),"
            " new AS (SELECT a.*, sum(length(a.sealed) + length(a.claim)) OVER"
            "   (ORDER BY a.device, a.life, a.first) - length(a.sealed) - length(a.claim) AS before"
            "  FROM audit a LEFT JOIN known k ON k.device = a.device"
            "  WHERE k.device IS NULL OR (a.life, a.first) > (k.life, k.last))"
            " SELECT claim, sealed, receipt FROM new WHERE before < %b::int8"
            " ORDER BY device, life, first LIMIT %b::int8",
            *_columns(asked.known), max(1, min(asked.room, MOST_ANSWER)), AT_ONCE,
        )  # fmt: skip
    return Shown([Kept(*row) for row in found], [row[0] for row in newest])


def _columns(known: Sequence[Known]) -> tuple[list[Any], list[Any], list[Any]]:
    return [one.device for one in known], [one.life for one in known], [one.last for one in known]


def faults(session: Session, directory: Directory | None) -> Iterator[tuple[str, str]]:
    """Where the kept audits are not what was receipted: the place, and what is wrong there."""
    query = "SELECT device, claim, sealed FROM audit ORDER BY device, life, first"
    newest: Claim | None = None
    for device, raw, sealed in rows(session, query):
        where = f"audit {device.hex()}"
        try:
            claim = read_claim(raw)
        except Malformed:
            yield where, "claim"
            continue
        maker = directory.devices.get(device) if directory else None
        if maker is None or claim.device != device or not claim_stands(raw, maker.signing):
            yield where, "claim"
        if seal.digest(sealed) != claim.content:
            yield where, "body"
        before = newest if newest and newest.device == device else None
        if not follows(claim, before):
            yield f"{where} {claim.first}", "chain"
        newest = claim
