"""The whole desk, joined as the program joins it: places, ways between them, search and help."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from pscp_desktop.app.compose import Newcomer, furnish, terms
from pscp_desktop.app.helping import help_page
from pscp_desktop.app.rooms import HELP, Rooms
from pscp_desktop.app.session import Fittings, Session
from pscp_desktop.app.vaults import introduced
from pscp_desktop.i18n import LANGUAGES, use
from pscp_desktop.settings import Policy, Preferences
from pscp_desktop.store import keys, vault
from pscp_desktop.ui.forms.drafting import DraftKey
from pscp_desktop.ui.help_card import HelpCard
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.mediation.contact_sheet import VisitSheet
from pscp_desktop.ui.palette import Found, Palette
from pscp_desktop.ui.tasks import Tasks
from pscp_desktop.ui.window import DeskWindow
from tests.unit.services.journey import request
from tests.vaults import ALONE

INES = Newcomer(name="Inés Modelo", roles="mediator", team="Equipo Ficticio")


@dataclass
class Desk:
    """An open desk and what it was told to change."""

    session: Session
    tasks: Tasks
    preferences: list[Preferences] = field(default_factory=list)

    @property
    def window(self) -> DeskWindow:
        return self.session.window

    @property
    def rooms(self) -> Rooms:
        assert self.session._rooms is not None
        return self.session._rooms

    @property
    def place(self) -> str:
        return self.window._here.id

    def file(self) -> UUID:
        return request(self.session._services.mediation).dossier


@pytest.fixture
def desk(tmp_path: Path, look: Look, qapp: QApplication, qtbot: QtBot) -> Iterator[Desk]:
    made = vault.create(tmp_path / "vault", ALONE, terms(None, cost=keys.SMALLEST))
    failures: list[Exception] = []
    tasks = Tasks(failures.append)
    chosen = [Preferences()]
    fittings = Fittings(
        app=qapp,
        tasks=tasks,
        folder=tmp_path,
        policy=Policy(),
        policy_fault="",
        preferences=lambda: chosen[-1],
        change=chosen.append,
    )
    session = Session(fittings, look, introduced(furnish(made, INES)))
    found = Desk(session, tasks, chosen)
    quiet(found, qtbot)
    yield found
    session.lock("closed")
    assert failures == []


def quiet(desk: Desk, qtbot: QtBot) -> None:
    """Everything that was under way has been done and shown."""
    qtbot.wait(90)
    qtbot.waitUntil(lambda: not desk.tasks.busy, timeout=10000)


def test_the_rail_shows_the_places_there_are(desk: Desk) -> None:
    places = [place.id for place in desk.rooms.places]

    assert places == ["today", "mediation", "visits", "risk", "sync", "preferences"]
    assert desk.place == "today"


@pytest.mark.parametrize(
    ("key", "place"),
    [(Qt.Key.Key_1, "today"), (Qt.Key.Key_2, "mediation"), (Qt.Key.Key_3, "visits"),
     (Qt.Key.Key_4, "risk"), (Qt.Key.Key_5, "sync"), (Qt.Key.Key_6, "preferences")],
)  # fmt: skip
def test_every_place_has_its_key(desk: Desk, qtbot: QtBot, key: Qt.Key, place: str) -> None:
    desk.window.activateWindow()
    desk.window.go_to("preferences" if place == "today" else "today")
    quiet(desk, qtbot)

    run = next(one for one in desk.window._commands if one.id == f"go.{place}")
    assert run.keys == f"Ctrl+{key.value - Qt.Key.Key_0.value}"
    run.run()

    assert desk.place == place


def test_no_key_of_a_place_is_a_key_of_the_window_or_means_two_things(desk: Desk) -> None:
    window = desk.window
    everywhere = {QKeySequence(one.keys).toString() for one in window._own_commands() if one.keys}
    everywhere |= set(window._idle._keys)
    for place in desk.rooms.places:
        made = [each.shortcut().toString() for each in place.page.findChildren(QAction)]
        made += [QKeySequence(one.keys).toString() for one in place.commands() if one.keys]
        shortcuts = {each.key().toString() for each in place.page.findChildren(QShortcut)}
        acts = [QKeySequence(one.keys).toString() for one in place.commands() if one.keys]

        assert not everywhere & ({*made} | shortcuts), place.id
        assert len(acts) == len({*acts}), place.id
        assert not shortcuts & {*acts}, place.id


def test_words_find_the_file_and_open_it(desk: Desk, qtbot: QtBot) -> None:
    dossier = desk.file()
    quiet(desk, qtbot)
    answers: list[list[Found]] = []

    desk.rooms.search("Ejemplo", lambda found: answers.append(list(found)))
    qtbot.waitUntil(lambda: bool(answers))
    assert len(answers[0]) == 1
    answers[0][0].open()
    quiet(desk, qtbot)

    assert desk.place == "mediation"
    assert desk.rooms._mediation._file == dossier


def test_a_line_of_today_opens_its_file(desk: Desk, qtbot: QtBot) -> None:
    dossier = desk.file()

    desk.rooms._today.file_wanted.emit(dossier)
    quiet(desk, qtbot)

    assert desk.place == "mediation"
    assert desk.rooms._mediation._file == dossier


def test_a_draft_of_a_file_is_gone_on_with_in_its_form(desk: Desk, qtbot: QtBot) -> None:
    dossier = desk.file()
    drafts = desk.session._services.desk.drafts
    key = DraftKey(form="mediation.visit", dossier=dossier)
    drafts.keep(key.id, key.form, {"place": "plaza Ficticia 3"}, dossier=dossier)

    desk.rooms._today.draft_wanted.emit(drafts.all()[0])
    quiet(desk, qtbot)
    qtbot.waitUntil(lambda: desk.rooms._mediation.findChild(VisitSheet) is not None)

    sheet = desk.rooms._mediation.findChild(VisitSheet)
    assert isinstance(sheet, VisitSheet)
    assert sheet.restored


def test_a_draft_of_a_visit_is_gone_on_with_where_it_was_begun(desk: Desk, qtbot: QtBot) -> None:
    desk.rooms._visits.leave()
    qtbot.waitUntil(lambda: desk.rooms._visits.form is not None)
    form = desk.rooms._visits.form
    assert form is not None
    form.form.put("place", "plaza Ficticia 3")
    desk.rooms._tools.flush_drafts()
    form.left.emit()
    (draft,) = desk.session._services.desk.drafts.all()

    desk.rooms._today.draft_wanted.emit(draft)
    qtbot.waitUntil(lambda: desk.rooms._visits.form is not None)

    assert desk.place == "visits"
    again = desk.rooms._visits.form
    assert again is not None
    assert again.form.value("place") == "plaza Ficticia 3"


def test_a_window_built_anew_opens_where_one_stood(desk: Desk, qtbot: QtBot, look: Look) -> None:
    desk.window.go_to("preferences")
    desk.rooms._preferences.show_part("team")
    quiet(desk, qtbot)
    before = desk.window
    use("en")

    desk.session.refurnish(look)
    quiet(desk, qtbot)

    assert desk.window is not before
    assert desk.place == "preferences"
    assert desk.rooms._preferences.section.id == "team"
    assert any(label.text() == "Preferences" for label in desk.window.findChildren(QLabel))


def test_the_palette_reaches_the_commands_of_every_place_once(desk: Desk, qtbot: QtBot) -> None:
    desk.window._find()
    palette = desk.window.findChild(Palette)
    assert isinstance(palette, Palette)
    known = [line.what for line in palette._known]
    palette.reject()

    for words in ("Salir de visita", "Nueva solicitud de mediación", "Protección", "Visitas"):
        assert known.count(words) == 1, words


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_place_and_form_has_its_page_of_help(desk: Desk, language: str) -> None:
    use(language)

    for page in [*HELP, *(place.id for place in desk.rooms.places)]:
        found = help_page(page)
        assert found is not None, page
        title, body = found
        assert title
        assert body.count("\n\n") >= 2, page


def test_f1_opens_the_page_of_the_place(desk: Desk, qtbot: QtBot) -> None:
    desk.window.go_to("visits")

    desk.window._help()

    card = desk.window.findChild(HelpCard)
    assert card is not None
    assert card.accessibleName() == "Visitas"
    card.accept()


def test_every_control_that_tab_reaches_says_what_it_is(desk: Desk, qtbot: QtBot) -> None:
    desk.file()
    nameless: list[str] = []
    for place in desk.rooms.places:
        desk.window.go_to(place.id)
        quiet(desk, qtbot)
        nameless += [
            f"{place.id}: {type(one).__name__} {one.objectName()}"
            for one in place.page.findChildren(QWidget)
            if one.isVisible()
            and one.focusPolicy() & Qt.FocusPolicy.TabFocus
            and not one.accessibleName()
        ]

    assert nameless == []


def test_the_pin_numbers_and_folder_of_the_fittings_reach_the_preferences(
    desk: Desk, tmp_path: Path
) -> None:
    laptop = desk.rooms._preferences._kit.laptop
    assert (laptop.folder, laptop.has_pin()) == (tmp_path, False)

    laptop.change(replace(laptop.preferences(), density="touch"))

    assert desk.preferences[-1].density == "touch"
