"""The unlock page: one field, one button, and every failure beside it."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from pscp_desktop import i18n
from pscp_desktop.domain import errors
from pscp_desktop.i18n import tr
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.secret import SecretEdit
from pscp_desktop.ui.tasks import Tasks
from pscp_desktop.ui.unlock import Door, Opening, UnlockPage, greeting

RIGHT = "ábaco abdomen abeja abierto abogado abono"


@dataclass
class Hand:
    """A page with a vault that opens to one phrase, and what was asked of it."""

    page: UnlockPage
    fails: list[Exception] = field(default_factory=list)
    tried: list[tuple[str, str]] = field(default_factory=list)
    erased: list[str] = field(default_factory=list)
    opened: list[object] = field(default_factory=list)

    @property
    def phrase(self) -> SecretEdit:
        found = self.page.findChild(SecretEdit)
        assert found is not None
        return found

    def press(self, words: str) -> None:
        buttons = self.page.findChildren(QPushButton)
        next(each for each in buttons if each.text() == words).click()

    def says(self, piece: str) -> bool:
        labels = [label for label in self.page.findChildren(QLabel) if label.isVisible()]
        return any(piece in label.text() for label in labels)


Made = Callable[..., Hand]


@pytest.fixture
def hand(qtbot: QtBot, look: Look) -> Iterator[Made]:
    failures: list[Exception] = []
    tasks = Tasks(failures.append)

    def made(*labels: str, last: str = "", hour: int = 9) -> Hand:
        kept: list[Hand] = []

        def unlock(folder: Path, phrase: str) -> object:
            kept[0].tried.append((folder.name, phrase))
            if kept[0].fails:
                raise kept[0].fails.pop(0)
            if phrase != RIGHT:
                raise errors.WrongPassphrase(failures=1)
            return "the desk"

        doors = [Door(Path("/v") / f"{at:08x}", label) for at, label in enumerate(labels)]
        page = UnlockPage(
            look,
            tasks,
            Opening(
                doors=doors, last=last, hour=lambda: hour, unlock=unlock,
                erase=lambda folder: kept[0].erased.append(folder.name),
                restore=lambda folder, phrase: f"{folder.name} of {phrase}",
            ),
        )  # fmt: skip
        kept.append(Hand(page))
        page.opened.connect(kept[0].opened.append)
        qtbot.addWidget(page)
        page.resize(1366, 768)
        page.show()
        page.activateWindow()
        qtbot.waitUntil(page.isActiveWindow)
        page.first.setFocus()
        return kept[0]

    yield made
    tasks.close()
    assert failures == []


def test_the_field_has_the_keyboard_and_enter_opens(qtbot: QtBot, hand: Made) -> None:
    it = hand("Inés")
    assert QApplication.focusWidget() is it.phrase

    it.phrase.insert(RIGHT)
    QTest.keyClick(it.phrase, Qt.Key.Key_Return)

    qtbot.waitUntil(lambda: it.opened == ["the desk"])
    assert it.phrase.text() == ""
    assert it.says("Buenos días, Inés")


def test_nobody_is_named_where_the_worker_gave_no_label(hand: Made) -> None:
    it = hand("—", hour=16)

    assert it.says("Buenas tardes")
    assert not it.says("—")


@pytest.mark.parametrize(
    ("hour", "said"), [(5, "evening"), (6, "morning"), (14, "afternoon"), (21, "evening")]
)
def test_the_greeting_follows_the_day(hour: int, said: str) -> None:
    assert said in greeting(hour)


@pytest.mark.parametrize(
    "error",
    [errors.WrongPassphrase(failures=2), errors.SecretMissing("Memory"), errors.SecretStoreLocked(),
     errors.HeaderDamaged("seal"), errors.DatabaseMissing(), errors.DatabaseDamaged(),
     errors.DiskFull(), errors.ReadOnlyFolder(), errors.VaultNewer(9, 1), errors.VaultMissing()],
    ids=lambda error: type(error).__name__,
)  # fmt: skip
def test_what_went_wrong_stands_under_the_field_and_the_words_stay(
    qtbot: QtBot, hand: Made, error: Exception
) -> None:
    it = hand("Inés")
    it.fails.append(error)
    it.phrase.setText("otra frase")

    it.press("Abrir")

    qtbot.waitUntil(lambda: bool(it.phrase.property("wrong")))
    assert it.phrase.text() == "otra frase"
    assert it.phrase.accessibleDescription()
    assert QApplication.focusWidget() is it.phrase
    QTest.keyClicks(it.phrase, "x")
    assert not it.phrase.property("wrong")


def test_an_empty_field_asks_nothing_of_the_vault(hand: Made) -> None:
    it = hand("Inés")

    it.press("Abrir")

    assert it.tried == []
    assert it.says("Escriba su frase de paso")


def test_after_many_failures_the_button_waits_and_says_how_long(qtbot: QtBot, hand: Made) -> None:
    it = hand("Inés")
    it.fails.append(errors.WrongPassphrase(failures=4, wait_seconds=2))
    it.phrase.setText("otra")

    it.press("Abrir")
    qtbot.waitUntil(lambda: bool(it.phrase.property("wrong")))
    texts = [each.text() for each in it.page.findChildren(QPushButton)]
    assert "Espere 2 segundos" in texts
    QTest.keyClick(it.phrase, Qt.Key.Key_Return)
    assert len(it.tried) == 1

    began = time.monotonic()
    qtbot.waitUntil(lambda: _open_button(it).isEnabled(), timeout=5000)
    assert time.monotonic() - began > 1


def _open_button(it: Hand) -> QPushButton:
    role = [
        each for each in it.page.findChildren(QPushButton) if each.property("role") == "primary"
    ]
    return role[0]


def test_of_several_vaults_the_last_one_is_offered_and_another_can_be_chosen(
    qtbot: QtBot, hand: Made
) -> None:
    it = hand("Inés", "Omar", last="00000001")
    assert it.says("Buenos días, Omar")
    doors = it.page.findChild(QComboBox)
    assert doors is not None
    assert doors.isVisible()

    doors.setCurrentIndex(0)
    it.phrase.setText(RIGHT)
    it.press("Abrir")

    qtbot.waitUntil(lambda: bool(it.opened))
    assert it.tried == [("00000000", RIGHT)]


def test_one_vault_needs_no_choice(hand: Made) -> None:
    doors = hand("Inés").page.findChild(QComboBox)

    assert doors is not None
    assert not doors.isVisible()


def test_what_is_typed_is_hidden_until_asked(hand: Made) -> None:
    it = hand("Inés")
    assert it.phrase.echoMode() is QLineEdit.EchoMode.Password

    it.phrase.turn()
    assert it.phrase.echoMode() is QLineEdit.EchoMode.Normal
    it.phrase.forget()

    assert it.phrase.echoMode() is QLineEdit.EchoMode.Password


def test_locked_capitals_are_noticed_and_forgotten(hand: Made) -> None:
    it = hand("Inés")

    QTest.keyClicks(it.phrase, "A")
    assert it.says("mayúsculas están bloqueadas")
    QTest.keyClicks(it.phrase, "a")

    assert not it.says("mayúsculas están bloqueadas")


def test_erasing_takes_the_word_to_be_typed(qtbot: QtBot, hand: Made) -> None:
    it = hand("Inés")
    it.press("Borrar escritorio")
    (question,) = it.page.findChildren(QDialog)
    act = next(b for b in question.findChildren(QPushButton) if b.text() == "Borrar para siempre")
    typed = question.findChild(QLineEdit)
    assert typed is not None

    typed.setText("borra")
    assert not act.isEnabled()
    typed.setText("BORRAR")
    with qtbot.waitSignal(it.page.erased):
        act.click()

    assert it.erased == ["00000000"]


def test_the_language_is_switched_from_the_page(qtbot: QtBot, hand: Made) -> None:
    it = hand("Inés")

    with qtbot.waitSignal(it.page.language_chosen) as chosen:
        it.press("English")

    assert chosen.args == ["en"]
    i18n.use("en")
    assert hand("Inés").says("Good morning, Inés")


def test_the_forgotten_phrase_leads_to_the_cards(qtbot: QtBot, hand: Made) -> None:
    it = hand("Inés")
    it.press("La he olvidado")
    (question,) = it.page.findChildren(QDialog)
    act = next(b for b in question.findChildren(QPushButton) if "tarjetas" in b.text())

    with qtbot.waitSignal(it.page.recovery_asked):
        act.click()


def test_every_control_is_reached_by_tab_and_has_a_name(hand: Made) -> None:
    hand("Inés", "Omar")
    reached: set[str] = set()
    for _ in range(20):
        focused = QApplication.focusWidget()
        assert focused is not None
        assert focused.accessibleName(), focused
        reached.add(focused.accessibleName())
        QTest.keyClick(focused, Qt.Key.Key_Tab)

    assert reached == {
        "Frase de paso", "De quién es el escritorio", "Abrir", "La he olvidado", "English",
        "Mostrar la frase de paso", "Emergencias", "Practicar", "Crear otro", "Borrar escritorio",
    }  # fmt: skip


def test_a_damaged_desk_can_go_back_to_its_last_copy(qtbot: QtBot, hand: Made) -> None:
    it = hand("Inés")
    it.fails.append(errors.DatabaseDamaged(("seal",)))
    back = tr("Go back to the last copy")
    assert not any(
        each.isVisible() for each in it.page.findChildren(QPushButton) if each.text() == back
    )
    it.phrase.insert(RIGHT)
    QTest.keyClick(it.phrase, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: it.says("dañad"))

    it.press(back)
    question = it.page.window().findChild(QDialog)
    assert question is not None
    next(each for each in question.findChildren(QPushButton) if each.text() == back).click()

    qtbot.waitUntil(lambda: it.opened == [f"00000000 of {RIGHT}"])


@pytest.mark.parametrize(
    ("error", "piece"),
    [
        (errors.ReadOnlyFolder(), "se puede escribir en la carpeta"),
        (errors.DiskFull(), "No queda sitio"),
        (errors.SecretMissing("Memory"), "secreto de este equipo"),
        (errors.HeaderDamaged("seal"), "dañad"),
        (errors.DatabaseMissing(), "no están en su carpeta"),
        (errors.SharedFolder("OneDrive"), "OneDrive"),
        (errors.VaultNewer(9, 1), "versión más nueva"),
    ],
    ids=lambda given: type(given).__name__,
)
def test_d10_each_way_in_which_a_vault_does_not_open_is_said_beside_the_field(
    qtbot: QtBot, hand: Made, error: Exception, piece: str
) -> None:
    it = hand("Inés")
    it.fails.append(error)

    it.phrase.insert(RIGHT)
    QTest.keyClick(it.phrase, Qt.Key.Key_Return)

    qtbot.waitUntil(lambda: it.says(piece))
    assert it.opened == []
