"""The look: colours that can be read, icons of one family, fonts with real weights."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray
from PySide6.QtGui import QFontMetrics
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from pscp_desktop.ui import icons
from pscp_desktop.ui.look import Look, as_role, face
from pscp_desktop.ui.sheet import sheet
from pscp_desktop.ui.tokens import DENSITY, THEMES, contrast, readable_pairs, too_faint
from pscp_desktop.ui.words import text

DRAWINGS = sorted(icons.folder().glob("*.svg"))


@pytest.mark.parametrize("theme", THEMES)
def test_every_pair_that_carries_words_can_be_read(theme: str) -> None:
    assert too_faint(theme) == []


def test_a_faint_pair_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(THEMES["light"], "muted", "#AAAAAA")

    assert any(fault.startswith("light: muted on canvas") for fault in too_faint("light"))


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", THEMES)
def test_every_theme_has_the_same_roles_and_fills_the_sheet(theme: str) -> None:
    assert THEMES[theme].keys() == THEMES["light"].keys()
    for density in DENSITY:
        assert "$" not in sheet(theme, density)
    assert {role for pair in readable_pairs() for role in pair} <= THEMES[theme].keys()


@pytest.mark.parametrize("drawing", DRAWINGS, ids=lambda path: path.stem)
def test_a_drawing_is_of_the_family(drawing: Path) -> None:
    said = drawing.read_text(encoding="utf-8")

    assert QSvgRenderer(QByteArray(said.encode())).isValid()
    assert 'viewBox="0 0 24 24"' in said
    assert 'stroke="currentColor" stroke-width="1.75" stroke-linecap="round"' in said
    assert re.findall("#[0-9A-Fa-f]{6}", said) == []


def test_the_marks_of_the_sheet_are_in_the_colours_of_their_theme() -> None:
    for theme, colours in THEMES.items():
        for name, role in (("check", "on_accent"), ("down", "muted")):
            said = (icons.folder() / theme / f"{name}.svg").read_text(encoding="utf-8")
            assert set(re.findall("#[0-9A-Fa-f]{6}", said)) == {colours[role]}


def test_an_unknown_icon_is_an_error(look: Look) -> None:
    with pytest.raises(FileNotFoundError):
        look.icon("no such meaning")


def test_strong_words_are_truly_heavier(look: Look) -> None:
    strong, body = face("strong"), face("body")

    assert strong.pixelSize() == body.pixelSize()
    advance = [QFontMetrics(font).horizontalAdvance("Mediación") for font in (strong, body)]
    assert advance[0] > advance[1]


def test_a_role_is_taken_up_by_a_widget_that_is_already_shown(
    look: Look, qapp: QApplication
) -> None:
    label = text("Muestra")
    label.ensurePolished()

    as_role(label, "title")

    assert label.font().pixelSize() == face("title").pixelSize()


def test_themes_change_while_the_program_runs(look: Look, qapp: QApplication) -> None:
    Look("dark").apply(qapp)
    dark = qapp.palette().window().color().name().upper()
    look.apply(qapp)

    assert dark == THEMES["dark"]["canvas"]
    assert qapp.palette().window().color().name().upper() == THEMES["light"]["canvas"]
