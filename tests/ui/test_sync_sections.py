"""The sections of the sync page, by hand: founding, letting in, rounds, sticks, attention, putting out."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from pscp_desktop.app.rounds import Rounds
from pscp_desktop.domain.dossiers import Note
from pscp_desktop.domain.workers import RoleCode
from pscp_desktop.services.conflicts.service import Conflicts
from pscp_desktop.services.reconciling.attention import attention
from pscp_desktop.services.reconciling.blobs import Blobs
from pscp_desktop.services.reconciling.identity import Hub, set_hub
from pscp_desktop.services.reconciling.leasing import policy_of
from pscp_desktop.store import organisation
from pscp_desktop.ui.forms.drafting import FormTools
from pscp_desktop.ui.pages.sync import SECTIONS, SyncPage
from pscp_desktop.ui.reconciling.attention_section import AttentionLine, AttentionSection
from pscp_desktop.ui.reconciling.laptop_lines import LaptopLine
from pscp_desktop.ui.reconciling.laptops_section import LaptopsSection
from pscp_desktop.ui.reconciling.section import Linkage, SyncSection
from pscp_desktop.ui.reconciling.state_section import StateSection
from pscp_desktop.ui.reconciling.stick_section import StickSection
from pscp_desktop.ui.reconciling.telling import indicator
from pscp_desktop.ui.reconciling.terms import Terms
from sync.ledger import PARTS, Alarm
from sync.protocol import Peer, Unreachable
from tests.linked import Linked, Office
from tests.protections import guards
from tests.ui.conftest import Furnish
from tests.world import ALBA, OMAR, a_case, a_desk, a_note


@dataclass
class Seat:
    """Somebody before the sync page of their desk."""

    linked: Linked
    tools: FormTools
    page: SyncPage
    rounds: Rounds
    qtbot: QtBot
    blobs: Blobs

    def go(self, kind: type[SyncSection]) -> Any:
        """Come to a section and let it read."""
        if not self.page.isVisible():
            self.page.show()
        self.page.go(SECTIONS.index(kind) + 1)
        self.settle()
        section = self.page.section
        assert isinstance(section, kind)
        return section

    def settle(self) -> None:
        self.qtbot.wait(40)
        self.qtbot.waitUntil(lambda: not self.tools.tasks.busy, timeout=15_000)
        self.qtbot.wait(20)

    def press(self, control: Any) -> None:
        self.qtbot.mouseClick(control, Qt.MouseButton.LeftButton)
        self.settle()

    def said(self) -> str:
        return " | ".join(label.text() for label in self.page.findChildren(QLabel))


Seated = Callable[[Linked], Seat]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


@pytest.fixture
def seated(furnish: Furnish, qtbot: QtBot, tmp_path: Path) -> Seated:
    def seat(linked: Linked) -> Seat:
        tools = furnish(linked.desk)
        blobs = Blobs(linked.desk, tmp_path / linked.desk.worker.hex)
        rounds = Rounds(
            linked.reconciling,
            blobs,
            tools.tasks,
            lambda _: nullcontext(linked.peer()),
            lambda: 0.5,
        )
        page = SyncPage(
            tools=tools,
            conflicts=Conflicts(linked.desk),
            linkage=Linkage(
                tools=tools, reconciling=linked.reconciling, blobs=blobs,
                reach=lambda _: nullcontext(linked.peer()), round_now=rounds.now,
            ),
        )  # fmt: skip
        qtbot.addWidget(page)
        page.resize(1142, 768)
        made = Seat(linked, tools, page, rounds, qtbot, blobs)
        made.settle()
        return made

    return seat


def founding(alba: Seat, folder: Path) -> None:
    """Two custodians type their cards on Alba's laptop."""
    founded = organisation.found("Programa de Muestra")
    public = folder / "organisation.json"
    public.write_bytes(organisation.public_file(founded))
    laptops = alba.go(LaptopsSection)
    laptops.found(public)
    laptops.question._editor.setPlainText("\n\n".join(founded.cards[1:]))
    alba.press(laptops.question._act)


def letting_in(alba: Seat, request: Path, admission: Path) -> None:
    """Alba reads the words aloud, presses that they are the same, and saves the admission."""
    laptops = alba.go(LaptopsSection)
    laptops.let_in(request)
    alba.settle()
    alba.press(laptops.question._act)
    for asked in alba.page.window().findChildren(QFileDialog):
        asked.reject()
    laptops.admit(admission)
    alba.settle()


def test_two_custodians_found_and_a_colleague_is_let_in_by_words(
    office: Office, seated: Seated, tmp_path: Path
) -> None:
    leading = a_desk(tmp_path, ALBA, RoleCode.COORDINATOR, now=office.moment)
    alba = seated(office.linked(leading))
    founding(alba, tmp_path)
    assert alba.linked.reconciling.joined
    assert len(alba.page.findChildren(LaptopLine)) == 1

    other = tmp_path / "other"
    other.mkdir()
    omar = seated(office.linked(a_desk(other, OMAR, now=office.moment)))
    request, admission = tmp_path / "a.request", tmp_path / "a.admission"
    omar.go(LaptopsSection).request(request)
    omar.settle()
    letting_in(alba, request, admission)
    alba.go(StickSection).write_to(tmp_path / "first.sbundle")
    alba.settle()
    omar.go(LaptopsSection).join(admission)
    omar.settle()

    assert omar.linked.reconciling.joined
    with omar.linked.desk.reading() as session:
        assert set(omar.linked.desk.workers(session)) == {ALBA, OMAR}


def test_a_round_by_hand_leaves_a_receipt_and_nothing_unsent(
    office: Office, seated: Seated
) -> None:
    linked = office.first(ALBA)
    office.newcomer(OMAR, linked)
    a_note(linked.desk, a_case(linked.desk).dossier, "Sin red.")
    alba = seated(linked)
    state = alba.go(StateSection)
    assert "2 sin enviar" in alba.said()

    alba.press(state.act)
    alba.go(StateSection)

    assert "Todo enviado" in alba.said()
    assert "1 enviado" in alba.said()
    assert linked.reconciling.receipts()[0].complete


def test_t18_a_failed_round_is_armed_again_and_the_next_one_sends(
    office: Office, seated: Seated
) -> None:
    linked = office.first(ALBA)
    reached = linked.peer
    a_case(linked.desk)
    alba = seated(linked)

    def nobody() -> Peer:
        raise Unreachable

    linked.peer = nobody
    with alba.qtbot.waitSignal(alba.rounds.failed):
        alba.rounds.now()
    assert alba.rounds.armed
    assert linked.reconciling.state().unsent > 0

    linked.peer = reached
    with alba.qtbot.waitSignal(alba.rounds.finished):
        alba.rounds.now()
    assert alba.rounds.armed
    assert linked.reconciling.state().unsent == 0
    alba.rounds.rest()
    alba.settle()


def test_a_round_that_failed_and_one_that_came_through_are_told_where_they_are_looked_at(
    office: Office, seated: Seated
) -> None:
    linked = office.first(ALBA)
    reached = linked.peer
    alba = seated(linked)
    alba.rounds.failed.connect(lambda: alba.page.round_over.emit(alba.rounds.failing))
    alba.rounds.finished.connect(lambda _: alba.page.round_over.emit(alba.rounds.failing))
    state = alba.go(StateSection)
    a_case(linked.desk)

    def nobody() -> Peer:
        raise Unreachable

    linked.peer = nobody
    state.act.setFocus()
    alba.press(state.act)
    assert "No se ha alcanzado la central" in alba.said()
    assert "1 sin enviar" in alba.said()
    assert alba.page.window().focusWidget() is state.act

    linked.peer = reached
    alba.press(state.act)
    assert "No se ha alcanzado" not in alba.said()
    assert "Todo enviado" in alba.said()
    alba.rounds.rest()


def test_a_stick_is_written_and_read_by_hand(
    office: Office, seated: Seated, tmp_path: Path
) -> None:
    first = office.first(ALBA)
    second = office.newcomer(OMAR, first)
    case = a_case(first.desk)
    a_note(first.desk, case.dossier, "En mano.")
    alba, omar = seated(first), seated(second)
    path = tmp_path / "s.sbundle"

    alba.go(StickSection).write_to(path)
    alba.settle()
    omar.go(StickSection).read_from(path)
    omar.settle()

    assert "Lápiz leído" in omar.said()
    with second.desk.reading() as session:
        assert len(second.desk.all_in(session, Note, case.dossier)) == 1


def test_t20_an_alarm_is_listed_with_its_reason_and_put_away_by_hand(
    office: Office, seated: Seated
) -> None:
    linked = office.first(ALBA)
    with linked.reconciling.ledger.transaction():
        linked.reconciling.ledger.report(Alarm("fork", bytes(16), "3", 0))
    alba = seated(linked)
    alba.go(AttentionSection)
    assert "Dos historias de un mismo expediente" in alba.said()
    (line,) = alba.page.findChildren(AttentionLine)

    alba.press(line.act)

    assert "Nada requiere atención" in alba.said()


@guards("attention.late")
def test_a_missing_part_is_named_after_five_days_with_whom_to_ask(
    office: Office, seated: Seated
) -> None:
    first = office.first(ALBA)
    linked = office.newcomer(OMAR, first)
    case = a_case(first.desk)
    a_note(first.desk, case.dossier, "Una parte.")
    office.meet()
    ledger, scope = linked.reconciling.ledger, case.dossier.bytes
    whole = next(one for one in ledger.envelopes(scope) if one.device != ledger.stream().device)
    with ledger.transaction():
        ledger.keep(replace(whole, waits=PARTS))
    linked.round()
    omar = seated(linked)
    omar.go(AttentionSection)
    assert "Espera su otra parte" in omar.said()

    office.moment.passes(days=5)
    linked.round()
    omar.go(AttentionSection)
    assert "Falta una parte desde" in omar.said()
    assert "Pida a Alba Ejemplo que sincronice" in omar.said()
    assert linked.reconciling.state().attention == 1, "it is one thing, told once"

    (again,) = [b for b in omar.page.findChildren(QPushButton) if "Reintentar" in b.text()]
    omar.press(again)
    linked.round()
    assert ledger.waiting_since() == {}
    assert attention(linked.reconciling) == ()


def test_r01_a_laptop_put_out_by_hand_is_denied_and_learns_that_it_must_end(
    office: Office, seated: Seated
) -> None:
    first = office.first(ALBA)
    second = office.newcomer(OMAR, first)
    case = a_case(first.desk)
    office.meet()
    alba = seated(first)
    section = alba.go(LaptopsSection)
    line = next(one for one in alba.page.findChildren(LaptopLine) if not one.laptop.mine)

    alba.press(line.act)
    question = section.ends.question
    assert not question._act.isEnabled(), "a reason comes first"
    question.choice._group.button(0).click()
    alba.press(question._act)
    a_note(first.desk, case.dossier, "Después de la baja.")
    first.round()
    second.round()

    assert second.reconciling.wiped
    with second.desk.reading() as session:
        assert second.desk.all_in(session, Note, case.dossier) == []


def test_the_foot_of_the_rail_tells_how_long_work_has_waited(office: Office) -> None:
    linked = office.first(ALBA)
    set_hub(linked.desk.store, Hub("https://hub.invalid", []))
    a_case(linked.desk)
    said = []
    for days in (0, 4, 20):
        office.moment.passes(days=days)
        words, _, tone = indicator(linked.reconciling.state(), linked.desk.now())
        said.append((words, tone))

    assert said == [("1 sin enviar", "info"), ("1 sin enviar", "warn"), ("1 sin enviar", "danger")]


def test_an_administrator_signs_the_days_without_contact_within_their_bounds(
    office: Office, seated: Seated
) -> None:
    alba = office.first(ALBA)
    seat = seated(alba)
    laptops = seat.go(LaptopsSection)
    (terms,) = laptops.findChildren(Terms)
    seat.press(terms.act)
    for typed in ("6", "91", "", "14x", "99999"):
        terms.question._editor.setText(typed)
        assert not terms.question._act.isEnabled(), typed
    terms.question._editor.setText("14")
    seat.press(terms.question._act)

    assert "14 días sin contacto" in seat.said()
    assert policy_of(alba.reconciling.engine).lease_days == 14
