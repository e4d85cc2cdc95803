"""The form that is filled in at the place: a point picked on the map, a photograph without faces."""

import random
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from pscp_desktop.domain.risk_field import ExploratoryWalk, FieldObservation
from pscp_desktop.domain.workers import RoleCode
from pscp_desktop.maps import writing
from pscp_desktop.maps.features import WORKING_CRS, Features
from pscp_desktop.services.attaching import Attaching
from pscp_desktop.services.mediation.service import Mediation
from pscp_desktop.services.risk.service import Risk
from pscp_desktop.ui.ask import Notice
from pscp_desktop.ui.changes import Changes
from pscp_desktop.ui.forms.drafting import FormTools
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.pages.risk import RiskPage
from pscp_desktop.ui.risk.observing import ObservationSheet
from pscp_desktop.ui.risk.panels import AskingLine
from pscp_desktop.ui.risk.seen_panel import SeenPanel
from pscp_desktop.ui.risk.shown import RiskBench
from pscp_desktop.ui.tasks import Tasks
from tests.protections import guards
from tests.ui.test_risk_page import Place
from tests.unit.services.risk_way import a_layer
from tests.world import INES, Moment, a_desk


@pytest.fixture
def place(tmp_path: Path, look: Look, qtbot: QtBot) -> Iterator[Place]:
    moment = Moment()
    (tmp_path / "a").mkdir()
    desk = a_desk(tmp_path, INES, RoleCode.ANALYST, now=moment)
    attaching = Attaching(desk, tmp_path)
    risk, failures = Risk(desk, attaching), list[Exception]()
    tasks, changes = Tasks(failures.append), Changes()
    tools = FormTools(look, desk, tasks, changes)
    page = RiskPage(bench=RiskBench(tools, Mediation(desk), risk))
    qtbot.addWidget(page)
    page.resize(1142, 768)
    page.show()
    found = Place(page, risk, attaching, moment, tasks, failures, qtbot)
    found.quiet()
    yield found
    tasks.close()
    assert failures == []


def sheet_of(place: Place, about: UUID | None = None) -> ObservationSheet:
    place.page.begin("observation")
    if about is not None:
        place.page.show_form("observation", about)
    place.quiet()
    sheet = place.page.instead
    assert isinstance(sheet, ObservationSheet)
    return sheet


def a_photo(folder: Path) -> Path:
    path = folder / "IMG_0042.png"
    Image.frombytes("RGB", (400, 300), random.Random(3).randbytes(360_000)).save(path)
    return path


def with_photo(place: Place, folder: Path) -> ObservationSheet:
    sheet = sheet_of(place)
    sheet.forms[0].put("text", "Dos bancos sin luz")
    sheet.forms[0].put("district", "sol")
    sheet.turn_to(2)
    sheet.photo.take(a_photo(folder))
    place.quiet()
    return sheet


def save(place: Place, sheet: ObservationSheet) -> None:
    sheet.save()
    place.quiet()


@guards("ui.risk.faces")
def test_nothing_is_kept_before_something_is_said_of_faces(place: Place, tmp_path: Path) -> None:
    sheet = with_photo(place, tmp_path)
    assert sheet.photo.answer.chosen == -1
    sheet.turn_to(0)

    save(place, sheet)

    assert place.risk.field.observations() == ()
    assert sheet.leaves.currentIndex() == 2
    assert "hace falta una respuesta" in place.said()


def test_blurred_is_said_only_where_something_is_hidden(place: Place, tmp_path: Path) -> None:
    sheet = with_photo(place, tmp_path)
    sheet.photo.answer.choose(0)
    save(place, sheet)
    assert "Todavía no se ha tapado nada" in place.said()

    canvas = sheet.photo.canvas
    middle = QPoint(canvas.width() // 2, canvas.height() // 2)
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=middle - QPoint(40, 40))
    QTest.mouseMove(canvas, middle)
    QTest.mouseMove(canvas, middle + QPoint(40, 40))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=middle + QPoint(40, 40))
    assert sheet.photo.photo is not None
    assert sheet.photo.photo.hidden == 1
    assert "1 parte tapada" in place.said()
    save(place, sheet)

    (seen,) = place.risk.field.observations()
    assert seen.faces == "blurred"
    assert len(place.risk.field.photographs(seen)) == 1


def test_a_face_is_hidden_by_keys_alone(place: Place, tmp_path: Path) -> None:
    sheet = with_photo(place, tmp_path)
    canvas = sheet.photo.canvas
    assert sheet.photo.photo is not None
    before = sheet.photo.photo.pixels()

    for key, held in (
        (Qt.Key.Key_Left, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_Up, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier),
        (Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier),
    ):
        QTest.keyClick(canvas, key, held)

    assert sheet.photo.photo.hidden == 1
    changed = np.frombuffer(before, np.uint8) != np.frombuffer(sheet.photo.photo.pixels(), np.uint8)
    rows, columns = np.nonzero(changed.reshape(300, 400, 3).any(axis=2))
    # The frame began at (.42, .36), went one step left and up and became one step wider.
    assert (columns.min(), rows.min()) == (160, 102)
    assert (columns.max(), rows.max()) == (231, 161)


def test_the_brush_hides_along_its_way(place: Place, tmp_path: Path) -> None:
    sheet = with_photo(place, tmp_path)
    sheet.photo.tool.choose(1)
    sheet.photo._take_tool(1)
    canvas = sheet.photo.canvas
    at = QPoint(canvas.width() // 2, canvas.height() // 2)

    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=at)

    assert sheet.photo.photo is not None
    assert sheet.photo.photo.hidden == 1


def test_begun_again_it_is_the_file_once_more_and_nothing_is_said_of_it(
    place: Place, tmp_path: Path
) -> None:
    sheet = with_photo(place, tmp_path)
    QTest.keyClick(sheet.photo.canvas, Qt.Key.Key_Space)
    sheet.photo.answer.choose(0)
    sheet.photo._read_again()
    place.quiet()

    assert sheet.photo.photo is not None
    assert sheet.photo.photo.hidden == 0
    assert sheet.photo.answer.chosen == -1


def test_not_kept_is_an_answer_and_leaves_nothing_of_the_photograph(
    place: Place, tmp_path: Path
) -> None:
    sheet = with_photo(place, tmp_path)
    sheet.photo._answered(2)
    assert sheet.photo.photo is None

    save(place, sheet)

    (seen,) = place.risk.field.observations()
    assert seen.faces == ""
    assert place.risk.field.photographs(seen) == ()


def test_a_draft_holds_no_photograph(place: Place, tmp_path: Path) -> None:
    sheet = with_photo(place, tmp_path)
    sheet._edited()
    place.qtbot.wait(800)
    place.quiet()

    (draft,) = place.risk.desk.drafts.all()
    assert {name.split(".")[-1] for name in draft.values} <= {"text", "district"}


def test_a_file_that_is_no_photograph_is_told_and_the_form_stays(
    place: Place, tmp_path: Path
) -> None:
    sheet = sheet_of(place)
    sheet.turn_to(2)
    path = tmp_path / "plano.svg"
    path.write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", encoding="utf-8")

    sheet.photo.take(path)
    place.quiet()

    assert sheet.photo.photo is None
    notice = place.page.window().findChild(Notice)
    assert notice is not None
    assert any("archivo" in label.text() for label in notice.findChildren(QLabel))
    notice.close()
    assert sheet.isVisible()


def test_a_point_is_picked_on_the_map_and_says_how_good_it_is(place: Place) -> None:
    sheet = sheet_of(place)
    sheet.forms[0].put("text", "Soportal oscuro")
    with place.qtbot.waitSignal(sheet.picker.ready, timeout=20_000):
        sheet.turn_to(1)
    canvas = sheet.picker.canvas
    assert canvas is not None

    QTest.keyClick(canvas, Qt.Key.Key_Space)
    save(place, sheet)

    (seen,) = place.risk.field.observations()
    assert seen.placed
    assert seen.accuracy_m == 300
    assert seen.latitude is not None
    assert seen.longitude is not None
    assert 40.40 < seen.latitude < 40.43
    assert -3.72 < seen.longitude < -3.69


def test_with_a_layer_of_the_ground_a_point_is_as_good_as_the_hand(place: Place) -> None:
    x, y = np.array([440_000.0, 440_400.0]), np.array([4_474_000.0, 4_474_300.0])
    content = writing.geojson(Features.points(x, y, {}, WORKING_CRS))
    for title, origin in (("Farolas de muestra", "land_use"), ("Denuncias de muestra", "reported")):
        layer = a_layer(title=title, origin=origin, features=2)
        place.risk.layers.keep(layer, content, "capa.geojson")
    sheet = sheet_of(place)
    with place.qtbot.waitSignal(sheet.picker.ready, timeout=20_000):
        sheet.turn_to(1)
    canvas = sheet.picker.canvas
    assert canvas is not None
    names = [layer.name for layer in canvas.layers]
    assert "Denuncias de muestra" not in names
    assert any("Farolas" in name for name in names)
    canvas.show_box((440_000.0, 4_474_000.0, 440_100.0, 4_474_100.0))

    QTest.keyClick(canvas, Qt.Key.Key_Space)

    assert 5 <= sheet.forms[1].value("accuracy_m") < 50


def test_what_is_seen_on_a_walk_belongs_to_it_and_is_read_again(place: Place) -> None:
    walk = place.risk.field.walk(ExploratoryWalk(title="Marcha de muestra", district="sol"))
    sheet = sheet_of(place, walk.id)
    assert sheet.forms[0].value("walk") == walk.id
    sheet.forms[0].put("text", "Farola rota")
    sheet.forms[0].put("district", "sol")
    sheet.forms[0].put("part_of_day", "night")
    save(place, sheet)

    (seen,) = place.risk.field.observations(walk.id)
    assert seen.part_of_day == "night"
    place.page.begin("layers")
    place.quiet()
    line = next(one for one in place.page.findChildren(AskingLine) if one._about == seen.id)
    QTest.keyClick(line, Qt.Key.Key_Return)
    place.quiet()
    assert isinstance(place.page.instead, SeenPanel)
    assert "Farola rota" in place.said()
    assert "Noche" in place.said()


def test_an_old_walk_is_not_offered(place: Place) -> None:
    place.risk.field.walk(ExploratoryWalk(title="Marcha antigua", district="sol"))
    place.moment.passes(days=90)

    assert "walk" not in sheet_of(place).forms[0].fields


def test_an_observation_with_its_photograph_is_shown(place: Place, tmp_path: Path) -> None:
    sheet = with_photo(place, tmp_path)
    sheet.photo.answer.choose(1)
    save(place, sheet)
    (seen,) = place.risk.field.observations()
    assert isinstance(seen, FieldObservation)

    place.page.show_form("seen", seen.id)
    place.quiet()

    panel = place.page.instead
    assert isinstance(panel, SeenPanel)
    pictures = [one for one in panel.findChildren(QLabel) if one.accessibleName() == "Fotografía 1"]
    assert pictures[0].pixmap().width() == 400
