"""What can be found at the hub: nothing that was written, and of metadata what is on the list."""

import os
import zlib
from base64 import b64encode
from pathlib import Path

import psycopg

from sync import audit, seal
from sync.audit import START, Parcel, Run
from sync.directory import Directory
from sync.server import copies
from sync.server.embedded import Embedded
from sync.statements import READER, DeviceRemoved, User, read
from tests.hub_world import Desk, Organisation, codes, round_of
from tests.hubs import Live

CANARIES = tuple(
    f"canary-{os.urandom(6).hex()}-{kind}".encode() for kind in ("name", "note", "street")
)


def _forms(canary: bytes) -> set[bytes]:
    text = canary.decode()
    return {
        canary, text.encode("utf-16-le"), text.encode("utf-16-be"), b64encode(canary)[:-4],
        canary.hex().encode(), canary.upper(), canary[::-1], zlib.compress(canary)[2:-6],
    }  # fmt: skip


def _hits(places: list[Path], canaries: tuple[bytes, ...], since: float) -> set[str]:
    """The files written `since` then that hold a canary; what was not touched cannot."""
    forms = [form for canary in canaries for form in _forms(canary)]
    found = set()
    for place in places:
        for file in [place] if place.is_file() else place.rglob("*"):
            if file.is_file() and not file.is_socket() and file.stat().st_mtime >= since:
                content = file.read_bytes()
                found |= {str(file) for form in forms if form in content}
    return found


def test_s01_s02_and_canaries_nothing_written_is_found_at_the_hub(
    hub: Live, database: str, postgres: Embedded, tmp_path: Path
) -> None:
    """Database files, write-ahead log, dump, log of the hub, copy, blobs; and the scanner does find."""
    since = tmp_path.stat().st_mtime
    everybody = Organisation(hub.service._pair.public)
    ana, ben, eva = everybody.desk(), everybody.desk(), everybody.desk(rank=READER)
    everybody.order(User(eva.user, READER, ["auditor"]))
    file = everybody.scope(ana, ben)
    hub.found(everybody)
    sealed = [everybody.seal(ana, file, canary * 3) for canary in CANARIES]
    assert codes(hub.client(ana).sync(round_of(push=sealed))) == ["ok"] * 3
    hub.client(ben).sync(round_of())
    assert hub.client(ana).keep_audit(_audit(everybody, ana)).code == "ok"
    hub.client(everybody.admin).sync(
        round_of(statements=[everybody.order(DeviceRemoved(ben.device, stolen=False))])
    )
    (tmp_path / "log").write_bytes(b"".join(hub.log))
    with psycopg.connect(database, autocommit=True) as owner:
        copies.back_up(
            owner,
            hub.service.store.blobs,
            tmp_path / "hub",
            tmp_path / "copy",
            seal.new_pair(os.urandom).public,
        )
        owner.execute("CHECKPOINT")
        dump = postgres.run("pg_dump", "--dbname", database).stdout
        (tmp_path / "dump").write_text(dump)
        places = [postgres.data, postgres.folder / "log", tmp_path]
        assert _hits(places, CANARIES, since) == set()
        for secret in (ana.pair.private, everybody.keys[file], hub.service._pair.private):
            assert secret.hex() not in dump

        owner.execute("CREATE TABLE control (words text)")
        owner.execute("INSERT INTO control VALUES (%s)", (CANARIES[0].decode(),))
        owner.execute("CHECKPOINT")
        assert len(_hits(places, CANARIES[:1], since)) >= 2


def _audit(everybody: Organisation, by: Desk) -> Parcel:
    """Lines that say what no hub may learn, on their way to whoever audits."""
    directory = Directory(everybody.root.public)
    for raw in everybody.directory.raws:
        directory.extend(read(raw))
    run = Run(by.device, 1, 1, START, [canary * 3 for canary in CANARIES])
    return audit.make(directory, run, by.pair, 7, os.urandom)


METADATA = {
    "attestation": "device, raw, snapshot",
    "audit": "claim, device, first, last, life, receipt, received, sealed",
    "auditor": "person",
    "blob": "id, pieces",
    "cursor": "chain, device, epoch, members, scope, seq",
    "device": "id, out, person, seen, signing",
    "envelope": "body, chain, device, first, id, incarnation, last, received, scope, seq, size",
    "granted": "circle, role, scope, subject",
    "held": "body, id, reason, received, scope",
    "hub": "one, pseudonyms, root",
    "invite": "by, code_hash, expires, id, person, tries, used",
    "knock": "code, device, invite, receiving, signing",
    "migration": "number",
    "named": "scope, subject",
    "nonce": "device, expires, nonce",
    "opened": "person, scope, until",
    "pace": "amount, kind, span, who",
    "piece": "hash, number, owner, size",
    "quiet": "device, digest, directory, view",
    "scope": "base, chain, epoch, head, id, members",
    "snapshot": "id, number, raw, scope",
    "spoken": "blob, scope",
    "statement": "chain, raw, seq",
    "stream": "device, id, incarnation, last, scope",
    "watch": "one, since",
    "wrap": "commitment, mark, receiver, scope, sealed, under",
}


def test_s09_what_the_hub_can_infer_is_what_is_on_the_list(database: str) -> None:
    """Every column there is. A new one is looked at here before it is kept."""
    with psycopg.connect(database) as owner:
        found = owner.execute(
            "SELECT table_name, string_agg(column_name, ', ' ORDER BY column_name COLLATE \"C\")"
            " FROM information_schema.columns WHERE table_schema = 'public' GROUP BY 1"
        ).fetchall()

    assert dict(found) == METADATA


def test_s02_a_used_code_is_worth_nothing(hub: Live, database: str) -> None:
    """The code of an invitation lies at the hub as its hash until somebody knocks with it."""
    from sync.protocol import Invite

    everybody = Organisation()
    ana, code = everybody.desk(), os.urandom(16)
    hub.found(everybody)
    told = Invite(os.urandom(16), ana.user, seal.digest(code), hub.clock() + 60_000)
    assert hub.client(ana).invite(told).code == "ok"
    with psycopg.connect(database) as owner:
        (row,) = owner.execute("SELECT invite::text FROM invite").fetchall()

    assert code.hex() not in row[0]
