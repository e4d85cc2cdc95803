"""Joining from the first run: an invitation, eight words, a wait that survives a lock, and a desk."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from pscp_desktop.app import vaults
from pscp_desktop.app.compose import Services
from pscp_desktop.app.later import later
from pscp_desktop.app.program import Program, Start
from pscp_desktop.app.reaching import reach
from pscp_desktop.app.session import Session
from pscp_desktop.app.vaults import Opened
from pscp_desktop.domain.errors import JoiningRefused
from pscp_desktop.domain.workers import Worker
from pscp_desktop.services.reconciling import inviting, joining, sticks
from pscp_desktop.services.reconciling.identity import Hub
from pscp_desktop.services.reconciling.joining import Request
from pscp_desktop.services.reconciling.service import Reconciling
from pscp_desktop.settings import Policy, read_preferences
from pscp_desktop.ui.awaiting import AwaitingPage
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.tasks import Tasks
from pscp_desktop.ui.unlock import UnlockPage
from pscp_desktop.ui.window import DeskWindow
from pscp_desktop.ui.wizard import NewDesk
from pscp_desktop.ui.wizard_parts import InvitationChoice, Invited
from sync import seal
from tests.hubs import Live
from tests.protections import guards
from tests.vaults import ALONE
from tests.world import SteadyChance

WAIT = 20_000


@dataclass
class Team:
    """Alba's desk, which founded the team, and the laptops that want in."""

    alba: Opened
    folder: Path
    hub: Hub | None = None
    programs: list[Program] = field(default_factory=list)

    @property
    def reconciling(self) -> Reconciling:
        return self.alba.services.reconciling

    def invites(self, person: str, *, second: bool = False) -> Path:
        """Alba saves an invitation."""
        path = self.folder / f"{len(list(self.folder.glob('*.invitation')))}.invitation"
        user = self.alba.services.desk.worker if second else None
        if self.hub is None:
            path.write_bytes(inviting.invite(self.reconciling, person, user, None))
            return path
        with reach(self.hub, self.reconciling.identity) as peer:
            path.write_bytes(inviting.invite(self.reconciling, person, user, peer))
        return path

    def knocking(self) -> tuple[Request, ...]:
        assert self.hub is not None
        with reach(self.hub, self.reconciling.identity) as peer:
            return inviting.knocking(self.reconciling, peer)

    def lets_in(self, request: Request, words: tuple[str, ...]) -> bytes:
        """Alba compares the words, signs, and meets the hub where there is one."""
        answer = joining.admit(self.reconciling, request, words)
        if self.hub is not None:
            with reach(self.hub, self.reconciling.identity) as peer:
                self.reconciling.round(peer)
        return answer


@pytest.fixture
def team(tmp_path: Path, qapp: QApplication) -> Iterator[Team]:
    """A team of one, with no hub."""
    answers = NewDesk(
        name="Alba Ejemplo", role="coordinator", words=tuple(ALONE.split()),
        organisation_name="Programa de Muestra",
    )  # fmt: skip
    alba = vaults.create(tmp_path / "alba", answers)
    recovery = seal.new_pair(SteadyChance("recovery"))
    joining.found(alba.services.reconciling, joining.root_of(b"\x07" * 32), recovery.public)
    made = Team(alba, tmp_path)
    yield made
    for program in made.programs:
        program._tasks.close()
        if program._session is not None:
            services_of(program).close()
    for window in qapp.topLevelWidgets():
        if isinstance(window, DeskWindow):
            window.close_all()
        window.close()
    alba.services.close()


@pytest.fixture
def online(team: Team, hub: Live) -> Team:
    """The same, with a hub that answers on loopback."""
    team.hub = Hub(hub.url, [hub.anchor])
    with reach(team.hub, team.reconciling.identity) as peer:
        joining.meet_hub(team.reconciling, team.hub, peer)
        team.reconciling.round(peer)
    return team


Arrive = Callable[[Path], Program]


@pytest.fixture
def arrive(team: Team, qapp: QApplication, qtbot: QtBot) -> Arrive:
    """Begins the program of a newcomer, who makes a vault with an invitation and stands at the wait."""

    def begun(invitation: Path) -> Program:
        home = team.folder / "newcomer"
        program = started(team, qapp, home)
        invited = vaults.read_invitation(invitation)
        assert isinstance(invited, Invited)
        program._opened(
            vaults.create(home, NewDesk(
                name=invited.person, role="mediator", words=tuple(ALONE.split()), invited=invited
            ))
        )  # fmt: skip
        qtbot.waitUntil(lambda: isinstance(page(program), AwaitingPage), timeout=WAIT)
        return program

    return begun


def started(team: Team, qapp: QApplication, home: Path) -> Program:
    home.mkdir(exist_ok=True)
    program = Program(
        qapp, Start(folder=home, preferences=read_preferences(home), policy=Policy()), later(home)
    )
    team.programs.append(program)
    program.begin()
    return program


def page(program: Program) -> QWidget:
    assert program._entrance is not None
    shown = program._entrance.centralWidget()
    assert shown is not None
    return shown


def waiting(program: Program) -> AwaitingPage:
    shown = page(program)
    assert isinstance(shown, AwaitingPage)
    return shown


def said(shown: QWidget) -> str:
    return " | ".join(label.text() for label in shown.findChildren(QLabel))


def services_of(program: Program) -> Services:
    session = program._session
    assert isinstance(session, Session)
    return session._services


def identity_of(program: Program) -> tuple[str, ...]:
    assert program._waiting is not None
    return program._waiting._reconciling.identity.words


def test_a_newcomer_asks_at_the_hub_and_goes_on_by_itself_once_let_in(
    online: Team, arrive: Arrive, qtbot: QtBot
) -> None:
    program = arrive(online.invites("Omar Muestra"))
    shown = waiting(program)
    words = identity_of(program)
    qtbot.waitUntil(lambda: "La central avisa a su compañero" in said(shown), timeout=WAIT)
    assert all(word in said(shown) for word in words)
    assert " · ".join(inviting.team_words(online.reconciling.identity.root)) in said(shown)

    (request,) = online.knocking()
    assert request.words == words
    assert inviting.named(online.reconciling, request) == ("Omar Muestra", False)
    online.lets_in(request, words)
    shown.look_now()
    qtbot.waitUntil(lambda: program._session is not None, timeout=WAIT)

    services = services_of(program)
    assert services.reconciling.joined
    assert inviting.awaiting(services.reconciling) is None
    with services.desk.reading() as session:
        assert {w.name for w in services.desk.workers(session).values()} == {
            "Alba Ejemplo", "Omar Muestra"
        }  # fmt: skip
    assert online.knocking() == ()


def test_the_wait_survives_a_lock_and_the_keys_stay_the_same(
    team: Team, arrive: Arrive, qtbot: QtBot, qapp: QApplication
) -> None:
    invitation = team.invites("Omar Muestra")
    program = arrive(invitation)
    words = identity_of(program)
    assert program._entrance is not None
    with qtbot.waitSignal(program.ended) as ended:
        program._entrance.close()
    assert ended.args == ["closed"]

    again = started(team, qapp, team.folder / "newcomer")
    door = page(again)
    assert isinstance(door, UnlockPage)
    door._phrase.setText(ALONE)
    door._try()
    qtbot.waitUntil(lambda: isinstance(page(again), AwaitingPage), timeout=WAIT)

    assert identity_of(again) == words
    assert "Su compañero tiene que admitir este portátil" in said(waiting(again))


def test_without_a_network_request_and_admission_go_by_stick(
    team: Team, arrive: Arrive, qtbot: QtBot, tmp_path: Path
) -> None:
    program = arrive(team.invites("Omar Muestra"))
    shown = waiting(program)
    stick = tmp_path / "stick"
    stick.mkdir()
    shown.request(stick / "laptop.request")
    qtbot.waitUntil(lambda: "La petición está en el lápiz" in said(shown), timeout=WAIT)

    at = int(team.alba.services.desk.now().timestamp() * 1000)
    request = joining.read_request((stick / "laptop.request").read_bytes(), at)
    (stick / "a.admission").write_bytes(team.lets_in(request, identity_of(program)))
    shown.admission(stick / "a.admission")
    qtbot.waitUntil(lambda: "no llegó nada de la organización" in said(shown), timeout=WAIT)

    sticks.write(team.reconciling, team.alba.services.blobs, stick / "all.sbundle")
    shown.admission(stick / "a.admission")
    qtbot.waitUntil(lambda: program._session is not None, timeout=WAIT)
    assert services_of(program).reconciling.joined


def test_a_second_laptop_is_the_same_worker_and_says_so_to_whoever_compares(
    online: Team, arrive: Arrive, qtbot: QtBot
) -> None:
    program = arrive(online.invites("Alba Ejemplo", second=True))
    shown = waiting(program)
    qtbot.waitUntil(lambda: "La central avisa" in said(shown), timeout=WAIT)
    (request,) = online.knocking()

    assert inviting.named(online.reconciling, request) == ("Alba Ejemplo", True)
    online.lets_in(request, identity_of(program))
    shown.look_now()
    qtbot.waitUntil(lambda: program._session is not None, timeout=WAIT)

    services = services_of(program)
    assert services.desk.worker == online.alba.services.desk.worker
    with services.desk.reading() as session:
        assert len(services.desk.workers(session)) == 1


@guards("inviting.person")
def test_a_request_that_calls_itself_another_is_named_by_our_records(team: Team) -> None:
    me = team.reconciling.identity
    forged = Request(b"d" * 16, me.user, me.signing.public, me.receiving.public, "Omar Muestra", 0)

    assert inviting.named(team.reconciling, forged) == ("Alba Ejemplo", True)


@guards("inviting.root")
def test_an_admission_of_another_organisation_is_refused(
    team: Team, arrive: Arrive, qtbot: QtBot, tmp_path: Path
) -> None:
    program = arrive(team.invites("Omar Muestra"))
    assert program._waiting is not None
    reconciling = program._waiting._reconciling
    other = joining.Admission(
        reconciling.identity.device, reconciling.identity.user,
        joining.root_of(b"\x08" * 32).public, [], 1 << 60,
    )  # fmt: skip
    path = tmp_path / "b.admission"
    path.write_bytes(msgspec.msgpack.encode(other))

    waiting(program).admission(path)

    qtbot.waitUntil(lambda: "de otra organización" in said(waiting(program)), timeout=WAIT)
    assert not reconciling.joined


def test_working_alone_is_asked_first_and_opens_a_desk(
    team: Team, arrive: Arrive, qtbot: QtBot
) -> None:
    program = arrive(team.invites("Omar Muestra"))
    shown = waiting(program)
    (alone,) = [b for b in shown.findChildren(QPushButton) if b.text() == "Trabajar sin equipo"]
    alone.click()
    assert any(d.isVisible() for d in shown.findChildren(QDialog))
    shown.question._act.click()
    qtbot.waitUntil(lambda: program._session is not None, timeout=WAIT)

    services = services_of(program)
    assert not services.reconciling.joined
    assert inviting.awaiting(services.reconciling) is None
    with services.desk.reading() as session:
        assert session.get(Worker, services.desk.worker) is not None


@pytest.mark.parametrize("bad", [b"", b"\x00" * 40, b"\xc1", b"\x91" * 5000])
def test_what_is_no_invitation_is_refused(bad: bytes) -> None:
    with pytest.raises(JoiningRefused) as refused:
        inviting.read_invitation(bad, 0)
    assert refused.value.code == "invitation"


@guards("inviting.valid")
def test_an_invitation_is_good_for_14_days(team: Team) -> None:
    raw = team.invites("Omar Muestra").read_bytes()
    now = int(team.alba.services.desk.now().timestamp() * 1000)
    day = 24 * 3600 * 1000

    assert inviting.read_invitation(raw, now + 13 * day).person == "Omar Muestra"
    with pytest.raises(JoiningRefused) as refused:
        inviting.read_invitation(raw, now + 15 * day)
    assert refused.value.code == "old"


def let_go_of(onto: QWidget, *paths: Path) -> bool:
    """Drop files on a part; whether it took them."""
    carried = QMimeData()
    carried.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    told = (
        Qt.DropAction.CopyAction,
        carried,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    enters, dropped = QDragEnterEvent(QPoint(5, 5), *told), QDropEvent(QPointF(5, 5), *told)
    enters.setAccepted(False)
    QApplication.sendEvent(onto, enters)
    if enters.isAccepted():
        dropped.setAccepted(False)
        QApplication.sendEvent(onto, dropped)
    return enters.isAccepted() and dropped.isAccepted()


@guards("inviting.named")
def test_a_wrong_file_that_is_dropped_is_named_for_what_it_is(
    team: Team, arrive: Arrive, qtbot: QtBot, tmp_path: Path
) -> None:
    shown = waiting(arrive(team.invites("Omar Muestra")))
    request, stick = tmp_path / "x.admission", tmp_path / "y.admission"
    shown.request(request)
    qtbot.waitUntil(lambda: "La petición está en el lápiz" in said(shown), timeout=WAIT)
    sticks.write(team.reconciling, team.alba.services.blobs, stick)

    for path, words in (
        (request, "Esto es la petición de un portátil"),
        (stick, "Esto es un lápiz de sincronización"),
        (team.invites("Omar Muestra"), "Esto es una invitación"),
    ):
        assert let_go_of(shown, path)
        qtbot.waitUntil(lambda words=words: words in said(shown), timeout=WAIT)  # type: ignore[misc]
    assert not let_go_of(shown, request, stick)
    assert not let_go_of(shown, tmp_path)


def test_an_invitation_is_dropped_where_a_desk_is_made(
    team: Team, qtbot: QtBot, look: Look
) -> None:
    tasks = Tasks(lambda _: None)
    choice = InvitationChoice(look, tasks, vaults.read_invitation)
    qtbot.addWidget(choice)
    found: list[Invited] = []
    choice.read.connect(found.append)

    assert let_go_of(choice, team.invites("Omar Muestra"))

    qtbot.waitUntil(lambda: bool(found), timeout=WAIT)
    assert found[0].person == "Omar Muestra"
    assert "Omar Muestra" in said(choice)
    tasks.close()
