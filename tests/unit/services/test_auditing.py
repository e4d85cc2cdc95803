"""The audit of each laptop at a real hub: told, receipted, checked, and read by whoever audits alone."""

import csv
import io
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from sqlmodel import select

from pscp_desktop.domain.access import Right, Role, compatible
from pscp_desktop.domain.dossiers import Dossier, Membership
from pscp_desktop.domain.errors import Invalid, NotFound, Refused
from pscp_desktop.domain.mediation_sessions import MediationSession
from pscp_desktop.domain.workers import Circle, CircleMember, RoleCode, Worker
from pscp_desktop.services.reconciling import audit_told, auditing
from pscp_desktop.services.reconciling.auditing import Trail
from pscp_desktop.store import rights
from pscp_desktop.store.engine import connect
from sync import audit
from sync.client import HubClient
from sync.protocol import Unreachable
from sync.seal import NotOpened
from sync.statements import READER
from tests.hub_world import Desk as Device
from tests.linked import Linked, Office
from tests.linked_far import far
from tests.protections import guards
from tests.world import ALBA, INES, KEY, LIA, NAMES, OMAR, Case, a_case, a_note, shown, sql


@dataclass
class Bureau:
    """Alba coordinates and administers, Omar mediates, Inés audits; their hub is a real one."""

    office: Office
    alba: Linked
    omar: Linked
    ines: Linked
    case: Case

    def told(self, one: Linked) -> int:
        """A round with the hub, and what comes after it."""
        one.round()
        return audit_told.report(one.reconciling, one.peer())

    def read(self) -> dict[UUID, Trail]:
        self.ines.round()
        auditing.fetch(self.ines.reconciling, self.ines.peer())
        return {one.user: one for one in auditing.trails(self.ines.reconciling)}


@pytest.fixture
def bureau(tmp_path: Path, database: str) -> Iterator[Bureau]:
    office = Office(tmp_path)
    with far(database, tmp_path / "hub", office) as hub:
        office.reach = lambda me: hub.client(Device(me.user, me.device, me.signing, me.receiving))
        alba = office.first(ALBA)
        omar = office.newcomer(OMAR, alba)
        case = a_case(alba.desk)
        office.meet()
        ines = office.newcomer(INES, alba, RoleCode.AUDITOR, team=False)
        for reason in ("uno", "dos", "tres"):
            omar.desk.open(case.dossier, reason)
        yield Bureau(office, alba, omar, ines, case)


def tampered(one: Linked, *statements: str) -> None:
    """What somebody who holds the key of the vault does behind the program's back."""
    path = Path(str(sql(one.desk.store, "PRAGMA database_list")[0][2]))
    raw = connect(path, KEY)
    raw.execute("DROP TRIGGER audit_never_changes")
    raw.execute("DROP TRIGGER audit_never_shrinks")
    for statement in statements:
        raw.execute(statement)
    raw.close()


def alarms(one: Linked) -> list[str]:
    return [alarm.kind for _, alarm in one.reconciling.ledger.alarms()]


def acts(trail: Trail) -> list[str]:
    return [entry.line.act for entry in trail.entries]


def test_g01_every_reading_of_a_file_online_and_offline_is_one_line_with_its_ground_and_reason(
    bureau: Bureau,
) -> None:
    omar, case = bureau.omar, bureau.case
    bureau.told(omar)
    before = omar.desk.store.mark.count
    omar.desk.open(case.dossier)
    omar.desk.open(case.dossier, "sustituyo a Alba")
    bureau.office.moment.passes(days=3)  # without a network
    omar.desk.open(case.dossier)
    bureau.alba.desk.open(case.dossier)

    assert bureau.told(omar) == 3
    bureau.told(bureau.alba)
    found = bureau.read()
    lines = [entry.line for entry in found[OMAR].entries if entry.number > before]
    assert [(line.act, line.dossier, line.user) for line in lines] == [
        ("open", case.dossier, OMAR)
    ] * 3
    assert [(line.detail, line.why) for line in lines] == [
        ("team", ""), ("team", "sustituyo a Alba"), ("team", "")
    ]  # fmt: skip
    (mine,) = [entry.line for entry in found[ALBA].entries if entry.line.act == "open"]
    assert mine.detail == "owner"
    assert {one.state for one in found.values()} == {auditing.WHOLE}
    assert found[OMAR].receipted is not None


ALTERATIONS = {
    "altered": ("UPDATE audit SET act = 'edit' WHERE n = (SELECT max(n) - 1 FROM audit)",),
    "reason": ("UPDATE audit SET why = 'x' WHERE n = 2",),
    "deleted": ("DELETE FROM audit WHERE n = 3",),
    "cut": ("DELETE FROM audit WHERE n > (SELECT max(n) - 2 FROM audit)",),
    "emptied": ("DELETE FROM audit",),
    "reordered": (
        "UPDATE audit SET n = -1 WHERE n = 2", "UPDATE audit SET n = 2 WHERE n = 3",
        "UPDATE audit SET n = 3 WHERE n = -1",
    ),
}  # fmt: skip


@guards("audit.looked_at_again")
@pytest.mark.parametrize("how", ALTERATIONS)
def test_g02_lines_altered_here_are_found_at_the_next_round_and_shown_to_who_audits(
    bureau: Bureau, how: str
) -> None:
    """Also after the local chain was sealed anew: the hub's receipt is not in the vault's power."""
    omar, case = bureau.omar, bureau.case
    omar.desk.open(case.dossier)
    bureau.told(omar)
    before = bureau.read()[OMAR]
    assert (before.state, alarms(omar)) == (auditing.WHOLE, [])
    tampered(omar, *ALTERATIONS[how])
    reopened(omar)

    bureau.told(omar)

    assert alarms(omar) == [audit_told.ALTERED]
    after = bureau.read()[OMAR]
    assert after.state == auditing.ALTERED
    assert audit_told.ALTERED in acts(after)
    kept = {(one.life, one.number) for one in after.entries}
    gone = [
        one for one in before.entries
        if (one.life, one.number) not in kept and one.line not in [e.line for e in after.entries]
    ]  # fmt: skip
    assert gone == [], "what was receipted is still there to be read"
    omar.desk.open(case.dossier)
    assert bureau.told(omar) == 1, "and the audit goes on"
    assert alarms(omar) == [audit_told.ALTERED]


def reopened(one: Linked) -> None:
    """The store goes on from what the database now says, as after a restart."""
    from pscp_desktop.store import audit as chain

    with one.desk.store.reading() as session:
        one.desk.store._mark = chain.last(session.connection())


@guards("audit.put_back")
def test_g02_a_vault_put_back_from_an_old_copy_is_found_though_its_own_chain_holds(
    bureau: Bureau,
) -> None:
    omar, case = bureau.omar, bureau.case
    bureau.told(omar)
    path = Path(str(sql(omar.desk.store, "PRAGMA database_list")[0][2]))
    sql(omar.desk.store, "PRAGMA wal_checkpoint(TRUNCATE)")
    old = path.read_bytes()
    omar.desk.open(case.dossier, "se borrará")
    bureau.told(omar)
    assert bureau.read()[OMAR].state == auditing.WHOLE
    omar.desk.store.engine.dispose()
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    path.write_bytes(old)
    reopened(omar)
    omar.desk.open(case.dossier)

    audit_told.report(omar.reconciling, omar.peer())

    assert alarms(omar) == [audit_told.ALTERED]
    after = bureau.read()[OMAR]
    assert after.state == auditing.ALTERED
    assert "se borrará" in [entry.line.why for entry in after.entries]


@guards("audit.hub_looked_at")
@pytest.mark.parametrize(
    ("statement", "state"),
    [
        ("DELETE FROM audit WHERE device = %s AND first > 1", auditing.SHORT),
        ("DELETE FROM audit WHERE device = %s", auditing.SHORT),
        ("UPDATE audit SET sealed = 'x' WHERE device = %s", auditing.WHOLE),
    ],
    ids=["cut", "emptied", "spoilt"],
)
def test_g03_rows_altered_at_the_hub_are_seen_by_who_audits_and_given_again_by_the_desk(
    bureau: Bureau, database: str, statement: str, state: str
) -> None:
    omar, case, device = bureau.omar, bureau.case, bureau.omar.reconciling.identity.device
    bureau.told(omar)
    omar.desk.open(case.dossier)
    bureau.told(omar)
    known = bureau.read()[OMAR]
    assert (known.state, alarms(bureau.ines)) == (auditing.WHOLE, [])
    with psycopg.connect(database, autocommit=True) as owner:
        owner.execute(statement.encode(), (device,))

    again = bureau.read()[OMAR]
    assert again.state == state
    assert acts(again) == acts(known), "what was read once is kept here"
    if state == auditing.SHORT:
        assert alarms(bureau.ines) == [audit_told.NOT_HELD]
        omar.desk.open(case.dossier)
        bureau.told(omar)
        assert alarms(omar) == [audit_told.NOT_HELD]
        with psycopg.connect(database) as owner:
            query = "SELECT max(last) FROM audit WHERE device = %s"
            assert owner.execute(query, (device,)).fetchone() == (omar.desk.store.mark.count,)


def test_g03_a_parcel_spoilt_at_the_hub_before_it_was_read_is_not_believed(
    bureau: Bureau, database: str
) -> None:
    bureau.told(bureau.omar)
    with psycopg.connect(database, autocommit=True) as owner:
        owner.execute("UPDATE audit SET sealed = sealed || 'x'")

    assert OMAR not in bureau.read()
    assert audit_told.NOT_HELD in alarms(bureau.ines)


@guards("audit.no_files")
def test_g04_who_audits_opens_no_file_whoever_names_them(bureau: Bureau) -> None:
    """By rights, by lists, by what is signed, and by the keys the laptop has."""
    alba, ines, case = bureau.alba, bureau.ines, bureau.case
    with alba.desk.writing() as unit:
        unit.create(Membership(dossier=case.dossier, worker=INES, right="writer"))
        circle = unit.session.exec(select(Circle.id)).one()
        home = alba.desk.me(unit.session).dossier
        unit.create(CircleMember(dossier=home, circle=circle, worker=INES))
    for _ in range(2):
        for one in (alba, bureau.omar, ines):
            one.round()

    with alba.desk.reading() as session:
        auditor = session.get_one(Worker, INES)
        assert rights.right_in(session, case.dossier, auditor, alba.desk.today()) is Right.NONE
        assert list(session.exec(select(Dossier.id).where(
            rights.readable(session, auditor, alba.desk.today())))) == [auditor.dossier]  # fmt: skip
    with pytest.raises(NotFound):
        ines.desk.open(case.dossier)
    assert sql(ines.desk.store, "SELECT count(*) FROM mediationsession") == [(0,)]
    assert ines.reconciling.ledger.keys(case.dossier.bytes) == []
    assert bureau.read() is not None


@guards("audit.only_who_audits")
def test_g04_an_administrator_reads_no_audit_with_all_keys_of_their_laptop(
    bureau: Bureau, database: str
) -> None:
    alba = bureau.alba
    bureau.told(bureau.omar)
    me, directory = alba.reconciling.identity, alba.reconciling.engine.belief.directory
    assert directory.rank(me.user) > READER
    assert auditing.fetch(alba.reconciling, alba.peer()) == 0
    with pytest.raises(Refused):
        auditing.trails(alba.reconciling)
    with psycopg.connect(database) as owner:
        rows = owner.execute("SELECT claim, sealed FROM audit").fetchall()
    assert rows
    for raw, sealed in rows:
        claim = audit.read_claim(raw)
        for opening in claim.openings:
            for pair in (me.receiving, me.signing, bureau.office.root, bureau.office.recovery):
                with pytest.raises(NotOpened):
                    audit.open_parcel(directory.organisation, claim, sealed, opening.device, pair)
        assert {one.device for one in claim.openings} == {bureau.ines.reconciling.identity.device}


@guards("audit.roles_apart")
def test_g04_no_other_role_stands_beside_auditing(bureau: Bureau) -> None:
    desk = bureau.alba.desk
    assert compatible(frozenset({Role.AUDITOR}))
    assert not compatible(frozenset({Role.AUDITOR, Role.COORDINATOR}))
    assert not compatible(frozenset({Role.AUDITOR, Role.DATA_PROTECTION_OFFICER}))
    with desk.reading() as session:
        before = desk.load(session, Worker, INES)
        mine = desk.load(session, Worker, ALBA)
    for one, roles in ((before, "auditor mediator"), (mine, "coordinator dpo")):
        with pytest.raises(Invalid) as refused:
            desk.save(one, {"roles": roles})
        assert refused.value.problems == {"roles": "roles_apart"}
    person = bureau.alba.reconciling.engine.belief.directory.people[INES.bytes]
    assert (person.rank, person.roles) == (READER, ("auditor",))


def test_g04_somebody_new_who_audits_is_given_the_whole_record_from_its_beginning(
    bureau: Bureau,
) -> None:
    omar = bureau.omar
    bureau.told(omar)
    first = bureau.read()[OMAR]
    lia = bureau.office.newcomer(LIA, bureau.alba, RoleCode.DATA_PROTECTION_OFFICER, team=False)
    omar.desk.open(bureau.case.dossier)
    bureau.told(omar)

    lia.round()
    auditing.fetch(lia.reconciling, lia.peer())
    found = {one.user: one for one in auditing.trails(lia.reconciling)}[OMAR]
    assert acts(found) == [*acts(first), "open"]
    assert found.state == bureau.read()[OMAR].state == auditing.WHOLE


@guards("audit.names_nobody")
def test_g06_an_export_names_nobody(bureau: Bureau) -> None:
    """Canaries in names, titles, reasons and notes; the scanner does find them where they are."""
    omar, alba = bureau.omar, bureau.alba
    canaries = [f"canario{os.urandom(4).hex()}{part}" for part in ("titulo", "nota", "motivo")]
    with omar.desk.writing(canaries[2]) as unit:
        dossier = omar.desk.new_dossier(unit, Dossier(title=canaries[0])).id
    a_note(omar.desk, dossier, canaries[1])
    omar.desk.open(dossier, f"a petición de {canaries[2]}")
    omar.desk.find(canaries[0])
    omar.desk.looked("print", dossier, canaries[2], f"acta de {canaries[0]}")
    view = shown(omar.desk, MediationSession, bureau.case.session)
    omar.desk.save(view, {"place": canaries[1]}, canaries[2])
    bureau.told(omar)
    bureau.told(alba)

    found = bureau.read().values()
    rows = list(auditing.exported(bureau.ines.reconciling, found))
    sheet = io.StringIO()
    csv.writer(sheet).writerows(rows)
    text = sheet.getvalue().casefold()

    names = [part for name in NAMES.values() for part in name.casefold().split()]
    ids = [one.hex for one in (ALBA, OMAR, dossier, bureau.case.dossier)]
    for hidden in (*canaries, *names, *ids, *(str(UUID(one)) for one in ids), "patio"):
        assert hidden not in text
    whole = " ".join(f"{e.line.why} {e.line.detail}" for one in found for e in one.entries)
    assert canaries[2] in whole, "who audits reads the reason on the screen"
    assert len(rows) == 1 + sum(len(one.entries) for one in found)
    assert {row[8] for row in rows[1:]} == {"", "written"}
    people = {row[4] for row in rows[1:]}
    code = auditing.coder(bureau.ines.reconciling)
    assert people == {code("P", one.user.bytes) for one in found}


@pytest.mark.parametrize("lost", [True, False], ids=["answer lost", "hub refused"])
def test_an_answer_that_was_lost_is_found_again_and_nothing_is_told_twice(
    bureau: Bureau,
    lost: bool,
) -> None:
    omar = bureau.omar
    peer = omar.peer()
    assert isinstance(peer, HubClient)
    real: HubClient = peer

    class Losing:
        read_audit = real.read_audit

        def keep_audit(self, parcel: audit.Parcel) -> audit.Taken:
            if lost:
                real.keep_audit(parcel)
            raise Unreachable

    assert audit_told.report(omar.reconciling, Losing()) == 0  # type: ignore[arg-type] # by its two names
    bureau.told(omar)

    found = bureau.read()[OMAR]
    assert (found.last, found.state) == (omar.desk.store.mark.count, auditing.WHOLE)
    assert alarms(omar) == []
    assert len(found.entries) == found.last
