"""Editors: one per kind of value; they read what people type and leave it alone."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QCalendarWidget, QPushButton
from pytestqt.qtbot import QtBot

from pscp_desktop.domain.calendar import at
from pscp_desktop.domain.dossiers import Contact
from pscp_desktop.domain.fields import fields_of
from pscp_desktop.domain.mediation import MediationProcess, Party
from pscp_desktop.domain.mediation_sessions import MediationSession, Satisfaction
from pscp_desktop.domain.workers import Worker
from pscp_desktop.ui.days import read_day, read_time, typed_day
from pscp_desktop.ui.forms.choices import ChecksEditor, ChoiceEditor, ComboEditor
from pscp_desktop.ui.forms.dates import DayEditor, MomentEditor
from pscp_desktop.ui.forms.editors import Editor, LineEditor, LongEditor, NumberEditor, TickEditor
from pscp_desktop.ui.forms.kinds import editor_for
from pscp_desktop.ui.look import Look
from tests.world import ALBA, MONDAY, OMAR, Moment

TODAY = MONDAY.date()


def editor(record_type: Any, name: str, look: Look, **more: Any) -> Any:
    field = next(one for one in fields_of(record_type) if one.name == name)
    return editor_for(record_type, field, look, Moment(), **more)


@pytest.mark.parametrize(
    ("record_type", "name", "kind"),
    [
        (Party, "name", LineEditor),
        (Party, "contact_warning", LongEditor),
        (Party, "safe_channel", ChoiceEditor),
        (MediationProcess, "dispute", ComboEditor),
        (Worker, "roles", ChecksEditor),
        (Party, "interpreter", TickEditor),
        (Satisfaction, "recommends", ChoiceEditor),
        (Party, "born_on", DayEditor),
        (MediationSession, "starts_at", MomentEditor),
        (Contact, "minutes", NumberEditor),
    ],
)
def test_the_editor_follows_from_the_declaration(
    record_type: Any, name: str, kind: type[Editor], look: Look
) -> None:
    assert type(editor(record_type, name, look)) is kind


VALUES = [
    (Party, "name", "Alba Ejemplo"),
    (Party, "contact_warning", "No llamar.\nAvisar en persona."),
    (Party, "safe_channel", "call"),
    (MediationProcess, "dispute", "noise"),
    (MediationProcess, "restorative", "circle"),
    (MediationProcess, "since", ""),
    (Worker, "roles", "mediator supervisor"),
    (Worker, "roles", "mediator of_a_newer_version"),
    (Party, "interpreter", True),
    (Satisfaction, "recommends", False),
    (Satisfaction, "recommends", None),
    (Party, "born_on", date(1958, 4, 3)),
    (Party, "born_on", None),
    (MediationSession, "starts_at", at(date(2026, 3, 20), 10, 30)),
    (Contact, "minutes", 45),
    (Party, "safe_channel", "of_a_newer_version"),
    (MediationProcess, "dispute", "of_a_newer_version"),
]


@pytest.mark.parametrize(("record_type", "name", "value"), VALUES)
def test_an_editor_gives_back_what_it_was_shown_and_what_its_draft_kept(
    record_type: Any, name: str, value: Any, look: Look
) -> None:
    first, second = editor(record_type, name, look), editor(record_type, name, look)

    first.show_value(value)
    second.retype(first.typed())

    assert first.value() == value
    assert second.value() == value


def test_reference_answers_are_chosen_by_what_they_are(look: Look) -> None:
    people = [(ALBA, "Alba Ejemplo"), (OMAR, "Omar Muestra")]
    first = editor(MediationSession, "mediator", look, answers=people)
    first.show_value(OMAR)
    second = editor(MediationSession, "mediator", look, answers=people)

    second.retype(first.typed())

    assert second.value() == OMAR


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("hoy", date(2026, 3, 2)),
        ("Mañana", date(2026, 3, 3)),
        ("tomorrow", date(2026, 3, 3)),
        ("lun", date(2026, 3, 9)),
        ("miércoles", date(2026, 3, 4)),
        ("Fri", date(2026, 3, 6)),
        ("15/3", date(2026, 3, 15)),
        ("15-3-26", date(2026, 3, 15)),
        ("15 de marzo", date(2026, 3, 15)),
        ("vie 20 mar", date(2026, 3, 20)),
        ("+15", date(2026, 3, 17)),
        ("-3", date(2026, 2, 27)),
        ("30/12", date(2025, 12, 30)),
        ("3/4/58", date(1958, 4, 3)),
        ("2026-03-15", date(2026, 3, 15)),
        ("31/2", None),
        ("quizá", None),
        ("", None),
    ],
)
def test_a_day_is_read_as_people_write_it(typed: str, day: date | None) -> None:
    assert read_day(typed, TODAY) == day


@given(st.dates(date(1900, 1, 1), date(2150, 12, 31)))
def test_a_day_that_was_written_into_a_field_is_read_as_the_same_day(day: date) -> None:
    assert read_day(typed_day(day), TODAY) == day


@given(st.text(max_size=20))
def test_no_text_breaks_the_reading_of_days_and_hours(typed: str) -> None:
    day, time = read_day(typed, TODAY), read_time(typed)

    assert day is None or isinstance(day, date)
    assert time is None or time.tzinfo is None


def test_a_day_says_in_full_which_day_it_is(look: Look, qtbot: QtBot) -> None:
    made = editor(Party, "born_on", look)
    qtbot.addWidget(made)

    qtbot.keyClicks(made.line, "15/3")

    assert made.said.text() == "domingo, 15 de marzo de 2026"
    assert made.line.text() == "15/3"


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_a_day_is_picked_in_the_calendar(look: Look, qtbot: QtBot) -> None:
    made = editor(Party, "born_on", look)
    qtbot.addWidget(made)
    made.show()
    made.open_calendar()
    calendar = made.findChild(QCalendarWidget)

    calendar.activated.emit(QDate(2026, 3, 20))

    assert made.value() == date(2026, 3, 20)


def test_a_moment_without_its_hour_is_not_a_moment(look: Look, qtbot: QtBot) -> None:
    made = editor(MediationSession, "starts_at", look)
    qtbot.addWidget(made)

    qtbot.keyClicks(made.line, "20/3")
    assert made.unreadable
    assert made.problem()

    qtbot.keyClicks(made.hour, "1030")
    assert made.value() == datetime(2026, 3, 20, 9, 30, tzinfo=UTC)
    assert made.problem() == ""


def test_a_code_is_found_by_a_piece_of_its_words_without_accents(look: Look, qtbot: QtBot) -> None:
    made = editor(MediationProcess, "dispute", look)
    qtbot.addWidget(made)
    made.show_value("")

    made.combo.setEditText("asociacion")
    assert made.value() == "association"

    made.combo.setEditText("zzz")
    assert made.unreadable
    again = editor(MediationProcess, "dispute", look)
    again.retype(made.typed())
    assert again.combo.currentText() == "zzz"
    assert again.unreadable


def test_an_answer_that_is_not_needed_is_taken_back_by_a_second_press(
    look: Look, qtbot: QtBot
) -> None:
    made = editor(MediationProcess, "since", look)
    qtbot.addWidget(made)
    first = made.findChildren(QPushButton)[0]

    qtbot.mouseClick(first, Qt.MouseButton.LeftButton)
    assert made.value() == "month"
    qtbot.mouseClick(first, Qt.MouseButton.LeftButton)
    assert made.value() == ""
