"""Two and three real vaults and a hub: what is saved on one arrives on the others, whole and once."""

from pathlib import Path

import pytest

from pscp_desktop.domain.dossiers import Dossier, Note
from pscp_desktop.domain.mediation_sessions import MediationSession
from pscp_desktop.services.conflicts.service import Conflicts
from pscp_desktop.services.reconciling import joining
from pscp_desktop.ui.reconciling.telling import indicator
from sync.protocol import Answer, Denied, Peer, Round
from tests.linked import Linked, Office
from tests.world import ALBA, LIA, OMAR, a_case, a_note, shown, sql


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


@pytest.fixture
def two(office: Office) -> tuple[Linked, Linked]:
    alba = office.first(ALBA)
    return alba, office.newcomer(OMAR, alba)


def test_a_new_colleague_has_the_team_after_the_first_round(two: tuple[Linked, Linked]) -> None:
    alba, omar = two

    with omar.desk.reading() as session:
        assert omar.desk.me(session).name == "Omar Muestra"
        assert set(omar.desk.workers(session)) == {ALBA, OMAR}
    assert omar.reconciling.state().unsent == 0
    assert alba.reconciling.state().unsent == 0


def test_what_is_saved_on_one_desk_is_on_the_other_after_a_round_of_each(
    two: tuple[Linked, Linked],
) -> None:
    alba, omar = two
    case = a_case(alba.desk)
    a_note(alba.desk, case.dossier, "Habla con la comunidad.")
    assert alba.reconciling.state().unsent == 2

    sent = alba.round()
    got = omar.round()

    assert (sent.sent, sent.unsent, sent.complete) == (1, 0, True)
    assert got.received == 1
    with omar.desk.reading() as session:
        assert [note.text for note in omar.desk.all_in(session, Note, case.dossier)] == [
            "Habla con la comunidad."
        ]
    assert alba.reconciling.state_hash(case.dossier) == omar.reconciling.state_hash(case.dossier)
    assert sent.heads == got.heads


def test_a_quiet_round_is_one_request(two: tuple[Linked, Linked]) -> None:
    alba, omar = two
    alba.round()
    omar.round()

    assert (alba.round().requests, omar.round().requests) == (1, 1)


def test_two_weeks_apart_one_conflict_decided_and_the_same_state_everywhere(
    office: Office, two: tuple[Linked, Linked]
) -> None:
    alba, omar = two
    case = a_case(alba.desk)
    office.meet()
    views = [shown(one.desk, MediationSession, case.session) for one in two]
    alba.desk.save(views[0], {"place": "Sala A", "issues": "Ruido"})
    office.moment.passes(days=14)
    omar.desk.save(views[1], {"place": "Sala B", "options": "Horario"})
    office.meet()

    for one in two:
        waiting = Conflicts(one.desk).waiting()
        assert [conflict.field.name for conflict in waiting.conflicts] == ["place"]
    opened = Conflicts(omar.desk).open(Conflicts(omar.desk).waiting().conflicts[0])
    assert opened is not None
    Conflicts(omar.desk).decide(opened, "Sala B", "Es la que está libre.")
    office.meet()

    for one in two:
        assert Conflicts(one.desk).count() == 0
        found = shown(one.desk, MediationSession, case.session).record
        assert (found.place, found.issues, found.options) == ("Sala B", "Ruido", "Horario")
    assert alba.reconciling.state_hash(case.dossier) == omar.reconciling.state_hash(case.dossier)


def test_somebody_excluded_from_a_file_gets_nothing_newer(
    office: Office, two: tuple[Linked, Linked]
) -> None:
    alba, omar = two
    case = a_case(alba.desk)
    office.meet()
    alba.desk.exclude(case.dossier, OMAR, "Es vecino de una parte.")
    office.meet()
    a_note(alba.desk, case.dossier, "Lo que ya no debe leer.")
    office.meet()

    with omar.desk.reading() as session:
        assert omar.desk.all_in(session, Note, case.dossier) == []
    assert case.dossier.bytes not in {p.scope for p in omar.reconciling.ledger.positions()}


def test_a_file_of_one_team_is_not_sent_to_somebody_of_none(office: Office) -> None:
    alba = office.first(ALBA)
    lia = office.newcomer(LIA, alba, team=False)
    case = a_case(alba.desk)
    office.meet()

    assert sql(
        lia.desk.store, "SELECT count(*) FROM change WHERE scope = ?", case.dossier.bytes
    ) == [(0,)]
    with lia.desk.reading() as session:
        assert session.get(Dossier, case.dossier) is None


class Counting:
    """A hub that is asked, and how often; with `deaf` it denies this device whatever it says."""

    def __init__(self, peer: Peer, *, deaf: bool) -> None:
        self.peer, self.deaf, self.asked = peer, deaf, 0

    def sync(self, asked: Round) -> Answer:
        self.asked += 1
        if self.asked > MOST_ASKED:
            pytest.fail("it introduces itself again and again")
        if self.deaf:
            raise Denied("device")
        return self.peer.sync(asked)

    def __getattr__(self, name: str) -> object:
        return getattr(self.peer, name)


MOST_ASKED = 5


def test_a_laptop_the_hub_does_not_know_introduces_itself_once_and_says_why(
    two: tuple[Linked, Linked],
) -> None:
    _, omar = two
    hub = Counting(omar.peer(), deaf=True)

    with pytest.raises(Denied, match="device"):
        omar.reconciling.round(hub)  # type: ignore[arg-type] # a peer in part

    state = omar.reconciling.state()
    assert hub.asked == 2
    assert state.put_out
    assert indicator(state, omar.desk.now())[0] == "Este portátil no está admitido"


def test_a_laptop_put_out_says_so_until_a_hub_serves_it_again(two: tuple[Linked, Linked]) -> None:
    _, omar = two
    with pytest.raises(Denied):
        omar.reconciling.round(Counting(omar.peer(), deaf=True))  # type: ignore[arg-type] # in part

    omar.round()

    assert not omar.reconciling.state().put_out


def test_a_laptop_learns_from_a_signed_statement_that_it_was_put_out(
    two: tuple[Linked, Linked],
) -> None:
    alba, omar = two
    device = omar.reconciling.identity.device
    joining.put_out(alba.reconciling, device, stolen=False, wipe=False)
    alba.round()
    a_case(omar.desk)
    hub = Counting(omar.peer(), deaf=False)

    receipt = omar.reconciling.round(hub)  # type: ignore[arg-type] # a peer in part

    assert hub.asked == 1
    assert not receipt.complete
    assert omar.reconciling.state().put_out
    assert omar.reconciling.state().unsent == 1
