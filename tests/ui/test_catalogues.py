"""The lists and texts in the preferences, and what whoever types is offered of them."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from pscp_desktop.app.compose import Newcomer, Services, furnish, terms
from pscp_desktop.domain.catalogues import CatalogueEntry, CatalogueKind, Snippet
from pscp_desktop.domain.mediation_sessions import MediationSession
from pscp_desktop.domain.workers import Worker
from pscp_desktop.services.catalogues import Catalogues, Snippets
from pscp_desktop.services.desk import Desk
from pscp_desktop.services.protection import Protection
from pscp_desktop.store import keys, vault
from pscp_desktop.ui.changes import Changes
from pscp_desktop.ui.forms.bound import FormWords
from pscp_desktop.ui.forms.drafting import FormTools
from pscp_desktop.ui.forms.editors import GrowingText, LineEditor, LongEditor
from pscp_desktop.ui.forms.form import RecordForm
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.parts import Entry, column
from pscp_desktop.ui.preferences.catalogues import CataloguesSection, SnippetsSection
from pscp_desktop.ui.preferences.kept_list import KeptSection
from pscp_desktop.ui.preferences.kit import Kit, Laptop
from pscp_desktop.ui.snippets import SnippetKey
from pscp_desktop.ui.tasks import Tasks
from tests.vaults import ALONE

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

ROOM = "Sala 2, plaza del Ejemplo, 1"
TEXT = "Lo que se dice aquí es confidencial.\nNadie puede revelarlo."


class Hand:
    """A section over a new vault, and what a person does in it."""

    def __init__(self, services: Services, tools: FormTools, qtbot: QtBot) -> None:
        self.services, self.tools, self._qtbot = services, tools, qtbot
        self.section: KeptSection

    def open(self, kind: type[KeptSection]) -> None:
        kit = Kit(
            tools=self.tools,
            profile=self.services.profile,
            protection=Protection(self.services.vault, self.services.desk, lambda: None),
            laptop=cast("Laptop", None),  # these sections ask nothing of it
        )
        self.section = kind(kit)
        self._qtbot.addWidget(self.section)
        self.section.resize(900, 700)
        self.section.show()
        self.section.reload()
        self.quiet()

    def quiet(self) -> None:
        self._qtbot.wait(60)
        self._qtbot.waitUntil(lambda: not self.tools.tasks.busy, timeout=15000)

    def until(self, so: Callable[[], bool]) -> None:
        """Wait for what happens in the background."""
        self._qtbot.waitUntil(so, timeout=15000)
        self.quiet()

    def sees(self, words: str) -> None:
        self.until(lambda: words in self.said())

    def said(self) -> str:
        shown = [one for one in self.section.findChildren(QLabel) if one.isVisible()]
        return " | ".join(label.text() for label in shown)

    def press(self, name: str) -> None:
        self.until(lambda: bool(self.buttons(name)))
        pressed = self.buttons(name)[0]
        pressed.setFocus()
        self._qtbot.keyClick(pressed, Qt.Key.Key_Space)
        self.quiet()

    def buttons(self, name: str) -> list[QPushButton]:
        return [
            one
            for one in self.section.findChildren(QPushButton)
            if one.isVisible() and name in {one.objectName(), one.text().strip()}
        ]

    def lines(self) -> list[Entry]:
        return [one for one in self.section.findChildren(Entry) if one.isVisible()]

    def choose(self) -> None:
        """Open the first line."""
        self.until(lambda: bool(self.lines()))
        self.lines()[0].opened.emit()
        self.quiet()

    def write(self, **values: str) -> None:
        assert self.section.editing is not None
        for name, words in values.items():
            self.section.editing.form.field(name).editor.retype(words)

    def wrong(self, name: str) -> str:
        assert self.section.editing is not None
        return str(self.section.editing.form.field(name).wrong)


def places(hand: Hand) -> tuple[str, ...]:
    return Catalogues(hand.services.desk).offered(CatalogueKind.VENUE)


@pytest.fixture
def hand(tmp_path: Path, look: Look, qtbot: QtBot) -> Iterator[Hand]:
    opened = vault.create(tmp_path / "vault", ALONE, terms(None, cost=keys.SMALLEST))
    services = furnish(opened, Newcomer("Inés Modelo", "mediator", "Equipo Ficticio", "Muestra"))
    failures: list[Exception] = []
    tasks, changes = Tasks(failures.append), Changes()
    services.store.on_commit(changes.tell)
    yield Hand(services, FormTools(look, services.desk, tasks, changes), qtbot)
    tasks.close()
    services.close()
    assert failures == []


def test_a_place_is_added_changed_and_taken_out_of_use(hand: Hand) -> None:
    hand.open(CataloguesSection)
    hand.sees("Aún no hay lugares.")

    hand.press("Añadir un lugar")
    hand.press("save")
    hand.until(lambda: bool(hand.wrong("words")))
    hand.write(words=ROOM, details="Hay rampa.")
    hand.press("save")
    hand.sees(ROOM)
    hand.sees("Hay rampa.")

    hand.choose()
    hand.write(words="Sala 3")
    hand.press("save")
    hand.until(lambda: places(hand) == ("Sala 3",))

    hand.choose()
    hand.press("aside")
    hand.sees("Fuera de uso")
    hand.until(lambda: places(hand) == ())

    hand.choose()
    hand.press("Volver a ofrecerlo")
    hand.until(lambda: places(hand) == ("Sala 3",))


def test_whoever_does_not_lead_reads_the_lists_and_changes_nothing(hand: Hand) -> None:
    desk = hand.services.desk
    Catalogues(desk).add(CatalogueEntry(kind="venue", words=ROOM))
    with desk.writing() as unit:
        home = desk.me(unit.session).dossier
        unit.create(Worker(dossier=home, name="Lía Coordina", roles="coordinator"))

    hand.open(CataloguesSection)

    hand.sees("Solo quien coordina o supervisa cambia estas listas.")
    hand.sees(ROOM)
    assert "Añadir un lugar" not in [
        one.text().strip() for one in hand.section.findChildren(QPushButton)
    ]
    assert all(one.focusPolicy() == Qt.FocusPolicy.NoFocus for one in hand.lines())


def test_a_text_of_ones_own_is_kept_and_taken_away(hand: Hand) -> None:
    hand.open(SnippetsSection)
    hand.sees("Aún no tiene ninguno.")

    hand.press("Añadir un texto")
    hand.write(abbreviation="dos palabras", words=TEXT)
    hand.press("save")
    hand.until(lambda: bool(hand.wrong("abbreviation")))
    hand.write(abbreviation="conf")
    hand.press("save")
    hand.sees("conf")
    assert [one.words for one in Snippets(hand.services.desk).offered()] == [TEXT]

    hand.choose()
    hand.press("aside")
    hand.sees("Aún no tiene ninguno.")
    assert Snippets(hand.services.desk).offered() == ()


def test_what_is_being_written_survives_the_section_being_left(hand: Hand) -> None:
    hand.open(SnippetsSection)
    hand.press("Añadir un texto")
    hand.write(abbreviation="conf", words=TEXT)
    hand.tools.flush_drafts()

    hand.open(SnippetsSection)
    hand.press("Añadir un texto")

    assert hand.section.editing is not None
    assert hand.section.editing.form.value("words") == TEXT


@pytest.fixture
def written(qtbot: QtBot) -> Callable[[str], GrowingText]:
    """Gives a text with these words in it, the cursor behind them."""
    room = QWidget()
    qtbot.addWidget(room)

    def made(words: str) -> GrowingText:
        editor = LongEditor()
        room.setLayout(column(editor))
        room.show()
        room.activateWindow()
        editor.text.setPlainText(words)
        editor.text.moveCursor(editor.text.textCursor().MoveOperation.End)
        editor.text.setFocus()
        qtbot.waitUntil(editor.text.hasFocus)
        return editor.text

    return made


def test_letters_and_the_key_become_the_text_and_one_undo_brings_them_back(
    hand: Hand, written: Callable[[str], GrowingText]
) -> None:
    Snippets(hand.services.desk).add(Snippet(abbreviation="conf", words=TEXT), team=True)
    text = written("Se les dice: CONF")

    SnippetKey(hand.services.desk).insert()

    assert text.toPlainText() == f"Se les dice: {TEXT}"
    assert text.textCursor().atEnd()
    text.undo()
    assert text.toPlainText() == "Se les dice: CONF"


def test_without_letters_the_key_shows_what_there_is(
    hand: Hand, written: Callable[[str], GrowingText]
) -> None:
    key = SnippetKey(hand.services.desk)
    Snippets(hand.services.desk).add(Snippet(abbreviation="conf", words=TEXT), team=True)
    text = written("Hola ")
    key.insert()
    assert key.menu is not None
    (choice,) = key.menu.actions()
    assert choice.text().startswith("conf")
    choice.trigger()
    key.menu.close()

    assert text.toPlainText() == f"Hola {TEXT}"


def test_the_key_writes_into_nothing_that_is_only_read(
    hand: Hand, written: Callable[[str], GrowingText]
) -> None:
    Snippets(hand.services.desk).add(Snippet(abbreviation="conf", words=TEXT), team=True)
    text = written("conf")
    text.setReadOnly(True)
    key = SnippetKey(hand.services.desk)

    key.insert()

    assert text.toPlainText() == "conf"
    assert not key.command.possible


def test_places_are_offered_while_one_types_and_another_may_be_typed(
    hand: Hand, qtbot: QtBot, suggested: Callable[[Desk, FormTools], RecordForm]
) -> None:
    Catalogues(hand.services.desk).add(CatalogueEntry(kind="venue", words=ROOM))
    form = suggested(hand.services.desk, hand.tools)
    qtbot.addWidget(form)
    form.show()
    editor = form.field("place").editor
    assert isinstance(editor, LineEditor)
    form.activateWindow()
    editor.line.setFocus()
    qtbot.waitUntil(editor.line.hasFocus)

    qtbot.keyClick(editor.line, Qt.Key.Key_Down)
    popup = editor.line.completer().popup()
    assert popup is not None
    qtbot.waitUntil(popup.isVisible)
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert form.value("place") == ROOM

    editor.line.clear()
    qtbot.keyClicks(editor.line, "Otra sala")
    assert form.value("place") == "Otra sala"


@pytest.fixture
def suggested() -> Callable[[Desk, FormTools], RecordForm]:
    def made(desk: Desk, tools: FormTools) -> RecordForm:
        offered = Catalogues(desk).offered(CatalogueKind.VENUE)
        return RecordForm(
            tools, MediationSession, ["place"], words=FormWords(suggested={"place": offered})
        )

    return made
