"""Workers without any hub: a team is founded, grows, works, disagrees, decides and parts, by stick alone."""

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from pscp_desktop.domain.access import Right
from pscp_desktop.domain.dossiers import Membership, Note
from pscp_desktop.domain.mediation_sessions import MediationSession
from pscp_desktop.domain.workers import RightCode, RoleCode
from pscp_desktop.services.conflicts.service import Conflicts
from pscp_desktop.services.desk import Desk
from pscp_desktop.services.reconciling import joining, sticks
from pscp_desktop.services.reconciling.attention import attention
from tests.linked import Linked, Office
from tests.unit.services.test_reconciling_sticks import blobs, stick
from tests.world import ALBA, LIA, NAMES, OMAR, Case, a_case, a_desk, a_note, a_store, joins, shown


def founded(office: Office) -> Linked:
    """Two custodians found it on Alba's laptop; no hub is named."""
    desk = a_desk(office.folder, ALBA, RoleCode.COORDINATOR, now=office.moment)
    alba = office.linked(desk)
    joining.found(alba.reconciling, office.root, office.recovery.public)
    return alba


def let_in(office: Office, by: Linked, user: UUID, *, team: bool = True) -> Linked:
    """A request goes over on a stick, words are read aloud, an admission and a first stick come back."""
    joins(by.desk, user, team=team)
    made = office.linked(Desk(a_store(office.folder, user, now=office.moment), user))
    now = made.reconciling.milliseconds()
    asked = joining.read_request(joining.ask(made.reconciling, NAMES[user]), now)
    answer = joining.admit(by.reconciling, asked, made.reconciling.identity.words)
    first = office.folder / f"first-{made.desk.worker.hex}.sbundle"
    sticks.write(by.reconciling, blobs(by, office.folder), first)
    admitted = joining.read_admission(answer, now)
    assert admitted.hub is None
    joining.join(made.reconciling, admitted, lambda engine: sticks.first(engine, [first]))
    return made


def both_ways(one: Linked, other: Linked, folder: Path) -> None:
    stick(one, other, folder)
    stick(other, one, folder)


def texts(one: Linked, case: Case) -> list[str]:
    with one.desk.reading() as session:
        return sorted(note.text for note in one.desk.all_in(session, Note, case.dossier))


def right(one: Linked, case: Case) -> Right:
    with one.desk.reading() as session:
        return one.desk.right_in(session, case.dossier)


def test_a_team_lives_by_stick_alone_from_its_founding_to_a_lost_laptop(tmp_path: Path) -> None:
    office = Office(tmp_path)
    alba = founded(office)
    omar = let_in(office, alba, OMAR)
    case = a_case(alba.desk)
    both_ways(alba, omar, tmp_path)
    assert right(omar, case) is Right.WRITER
    lia = let_in(office, alba, LIA, team=False)
    assert right(lia, case) is Right.NONE

    is_given_the_file(alba, lia, case, tmp_path)
    disagree_and_decide((alba, omar, lia), case, tmp_path)
    is_lost((alba, omar, lia), case, tmp_path)


def is_given_the_file(alba: Linked, lia: Linked, case: Case, folder: Path) -> None:
    """A colleague of no team is given the file, reads it from the next stick on, and writes in it."""
    with alba.desk.writing() as unit:
        given = Membership(dossier=case.dossier, worker=LIA, right=RightCode.WRITER.value)
        unit.create(given)
    stick(alba, lia, folder)
    assert right(lia, case) is Right.WRITER
    a_note(lia.desk, case.dossier, "De Lía.")


def disagree_and_decide(desks: Sequence[Linked], case: Case, folder: Path) -> None:
    """Two write the same field apart; one of them decides, and all three know the same."""
    alba, omar, lia = desks
    for one, room in ((alba, "Sala A"), (omar, "Sala B")):
        page = shown(one.desk, MediationSession, case.session)
        one.desk.save(page, {"place": room})
    for one in (omar, lia, omar):
        both_ways(alba, one, folder)
    (conflict,) = Conflicts(omar.desk).waiting().conflicts
    opened = Conflicts(omar.desk).open(conflict)
    assert opened is not None
    Conflicts(omar.desk).decide(opened, "Sala B", "Es la que está libre.")
    both_ways(omar, alba, folder)
    both_ways(alba, lia, folder)
    for one in (alba, omar, lia):
        assert Conflicts(one.desk).count() == 0
        assert shown(one.desk, MediationSession, case.session).record.place == "Sala B"
        assert texts(one, case) == ["De Lía."]
        assert attention(one.reconciling) == (), (
            "what is carried for others asks nobody for anything"
        )
    assert len({one.reconciling.state_hash(case.dossier) for one in (alba, omar, lia)}) == 1


def is_lost(desks: Sequence[Linked], case: Case, folder: Path) -> None:
    """Omar's laptop is lost: what is written from then on has a key that was never on it."""
    alba, omar, lia = desks
    device = omar.reconciling.identity.device
    joining.put_out(alba.reconciling, device, stolen=True, wipe=True)
    a_note(alba.desk, case.dossier, "Después de la baja.")
    both_ways(alba, lia, folder)
    assert texts(lia, case) == ["De Lía.", "Después de la baja."]
    assert not lia.reconciling.engine.belief.directory.active(device)
    newest = alba.reconciling.engine.belief.members(case.dossier.bytes).newest  # type: ignore[union-attr] # it has members
    omars = {key.commitment for key in omar.reconciling.ledger.keys(case.dossier.bytes)}
    assert newest is not None
    assert newest.statement.commitment not in omars
