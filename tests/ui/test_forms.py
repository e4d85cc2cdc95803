"""A form: editors by kind, problems under their field, and drafts that outlive the form."""

from datetime import UTC, date, datetime
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QCalendarWidget, QLabel, QLineEdit, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from pscp_desktop import i18n
from pscp_desktop.domain.access import Role
from pscp_desktop.domain.calendar import at
from pscp_desktop.domain.dossiers import Contact
from pscp_desktop.domain.errors import Invalid
from pscp_desktop.domain.fields import fields_of
from pscp_desktop.domain.mediation import MediationProcess, Party
from pscp_desktop.domain.mediation_sessions import MediationSession, Satisfaction
from pscp_desktop.domain.workers import Worker
from pscp_desktop.services.desk import Desk
from pscp_desktop.ui.forms.choices import ChecksEditor, ChoiceEditor, ComboEditor
from pscp_desktop.ui.forms.dates import DayEditor, MomentEditor
from pscp_desktop.ui.forms.days import read_day, read_time, typed_day
from pscp_desktop.ui.forms.drafting import PAUSE_MILLISECONDS, DraftKey, FormTools
from pscp_desktop.ui.forms.editors import Editor, LineEditor, LongEditor, NumberEditor, TickEditor
from pscp_desktop.ui.forms.fieldset import TooManyFields
from pscp_desktop.ui.forms.form import FormWords, RecordForm
from pscp_desktop.ui.forms.kinds import editor_for
from pscp_desktop.ui.forms.stepped import FormPart, SteppedForm, screens_of
from pscp_desktop.ui.look import Look
from tests.protections import guards
from tests.ui.conftest import Furnish
from tests.world import ALBA, MONDAY, OMAR, Moment, a_case, a_desk, row, shown

TODAY = MONDAY.date()


def editor(record_type: Any, name: str, look: Look, **more: Any) -> Any:
    field = next(one for one in fields_of(record_type) if one.name == name)
    return editor_for(record_type, field, look, Moment(), **more)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return a_desk(tmp_path)


@pytest.fixture
def tools(desk: Desk, furnish: Furnish) -> FormTools:
    return furnish(desk)


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


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("600 000 00", "Falta una cifra: un número español tiene nueve."),
        ("600 00", "Faltan 4 cifras: un número español tiene nueve."),
        ("600 000 0001", "Sobran cifras"),
        ("500 000 000", "Un número español empieza"),
        ("600 000 00x", "solo tiene cifras"),
        ("600 000 000", ""),
        ("+34 600 000 000", ""),
        ("+44 20 7946 0000", ""),
        ("", ""),
    ],
)
def test_a_telephone_is_judged_under_its_field_and_left_as_typed(
    typed: str, said: str, tools: FormTools, qtbot: QtBot
) -> None:
    form = RecordForm(tools, Party, ("telephone",))
    qtbot.addWidget(form)
    field = form.field("telephone")

    qtbot.keyClicks(field.editor.control, typed)

    assert said in field.wrong
    assert bool(said) == bool(field.wrong)
    assert form.value("telephone") == typed


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


def test_tab_leaves_a_long_text_and_enter_writes_a_line(tools: FormTools, qtbot: QtBot) -> None:
    form = RecordForm(tools, Party, ("contact_warning", "name"))
    qtbot.addWidget(form)
    form.show()
    qtbot.waitExposed(form)
    text = form.field("contact_warning").editor.control
    assert isinstance(text, QPlainTextEdit)
    form.activateWindow()
    text.setFocus()
    height = text.height()
    submitted = []
    form.submitted.connect(lambda: submitted.append(1))

    qtbot.keyClicks(text, "uno")
    for _ in range(6):
        qtbot.keyClick(text, Qt.Key.Key_Return)
    qtbot.keyClick(text, Qt.Key.Key_Tab)

    assert text.toPlainText() == "uno" + "\n" * 6
    qtbot.waitUntil(lambda: text.height() > height)
    assert submitted == []
    qtbot.keyClick(text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert submitted == [1]


def test_every_control_says_the_label_of_its_field(tools: FormTools, qtbot: QtBot) -> None:
    form = RecordForm(tools, Party, ("name", "safe_channel", "interpreter", "born_on"))
    qtbot.addWidget(form)
    i18n.use("es")

    for name in form.fields:
        field = form.field(name)
        assert field.editor.control.accessibleName() == field.label


@guards("ui.forms.few")
def test_no_form_shows_more_than_nine_fields(tools: FormTools, qtbot: QtBot) -> None:
    names = [field.name for field in fields_of(Party)]
    form = RecordForm(tools, Party, names[:9])
    qtbot.addWidget(form)

    with pytest.raises(TooManyFields):
        RecordForm(tools, Party, names[:10])


def test_a_form_leaves_out_what_a_role_may_not_read_and_only_shows_what_it_may_not_write(
    tools: FormTools, qtbot: QtBot
) -> None:
    form = RecordForm(tools, Worker, ("name", "left_on"), roles=frozenset({Role.MEDIATOR}))
    qtbot.addWidget(form)
    control = form.field("left_on").editor.control

    assert isinstance(control, QLineEdit)
    assert control.isReadOnly()
    assert not form.field("name").editor.control.isReadOnly()  # type: ignore[attr-defined] # a line


def test_what_the_gate_refuses_is_marked_at_its_field_and_nothing_typed_is_lost(
    tools: FormTools, desk: Desk, qtbot: QtBot
) -> None:
    case = a_case(desk)
    form = RecordForm(tools, Party, ("role", "name"), dossier=case.dossier)
    qtbot.addWidget(form)
    qtbot.keyClicks(form.field("name").editor.control, "Alba Ejemplo")

    with qtbot.waitSignal(form.refused) as refused:
        form.save()

    assert isinstance(refused.args[0], Invalid)
    assert form.field("role").wrong == "Aquí hace falta una respuesta."
    assert form.value("name") == "Alba Ejemplo"


def test_a_new_record_is_kept_as_the_form_holds_it(
    tools: FormTools, desk: Desk, qtbot: QtBot
) -> None:
    case = a_case(desk)
    form = RecordForm(
        tools, Party, ("role", "name"), dossier=case.dossier,
        words=FormWords(given={"role": "requesting"}),
    )  # fmt: skip
    qtbot.addWidget(form)
    qtbot.keyClicks(form.field("name").editor.control, "Omar Muestra")

    with qtbot.waitSignal(form.saved) as saved:
        form.save()

    kept = row(desk.store, Party, saved.args[0].id)
    assert (kept["role"], kept["name"]) == ("requesting", "Omar Muestra")
    assert not form.dirty


def test_what_cannot_be_read_is_not_saved_as_nothing(
    tools: FormTools, desk: Desk, qtbot: QtBot
) -> None:
    case = a_case(desk, minutes=60)
    form = RecordForm(
        tools, MediationSession, ("minutes", "place"),
        loaded=shown(desk, MediationSession, case.session),
    )  # fmt: skip
    qtbot.addWidget(form)
    form.field("minutes").editor.control.selectAll()  # type: ignore[attr-defined] # a line
    qtbot.keyClicks(form.field("minutes").editor.control, "una hora")

    with qtbot.waitSignal(form.refused):
        form.save()

    assert form.field("minutes").wrong
    assert form.field("minutes").editor.typed() == "una hora"
    assert row(desk.store, MediationSession, case.session)["minutes"] == 60


def _draft(desk: Desk, form: str, **about: Any) -> Any:
    return desk.drafts.get(DraftKey(form=form, **about).id)


@guards("ui.forms.drafts")
def test_a_form_that_is_killed_comes_back_with_what_was_typed(
    tools: FormTools, desk: Desk, qtbot: QtBot
) -> None:
    case = a_case(desk)
    about: Any = {"loaded": shown(desk, MediationSession, case.session), "draft": "test.session"}
    form = RecordForm(tools, MediationSession, ("notes", "starts_at"), **about)
    qtbot.keyClicks(form.field("notes").editor.control, "Vienen las dos")
    qtbot.keyClicks(form.field("starts_at").editor.control, "20/")
    key = {"dossier": case.dossier, "record": case.session}
    qtbot.waitUntil(lambda: _draft(desk, "test.session", **key) is not None, timeout=5000)
    qtbot.waitUntil(lambda: not tools.tasks.busy)
    delete(form)

    again = RecordForm(tools, MediationSession, ("notes", "starts_at"), **about)
    qtbot.addWidget(again)

    assert again.value("notes") == "Vienen las dos"
    assert again.field("starts_at").editor.typed() == "20/\n"
    assert again.keeper is not None
    assert again.keeper.words == "Borrador guardado en este portátil hoy, 10:00"


@guards("ui.forms.drafts")
def test_the_lock_keeps_what_was_typed_a_moment_ago(
    tools: FormTools, desk: Desk, qtbot: QtBot
) -> None:
    form = RecordForm(tools, MediationProcess, ("account",), draft="test.request")
    qtbot.addWidget(form)
    qtbot.keyClicks(form.field("account").editor.control, "Pide descanso")
    assert _draft(desk, "test.request") is None

    tools.flush_drafts()

    kept = _draft(desk, "test.request")
    assert kept is not None
    assert kept.values == {"account": "Pide descanso"}


def test_a_slow_keeping_does_not_write_over_what_the_lock_kept(
    tools: FormTools, desk: Desk, qtbot: QtBot
) -> None:
    form = RecordForm(tools, MediationProcess, ("account",), draft="test.request")
    qtbot.addWidget(form)
    control = form.field("account").editor.control
    qtbot.keyClicks(control, "Pide")
    assert form.keeper is not None
    go_on = Event()
    tools.tasks.run("", lambda _: go_on.wait(5), lambda _: None, owner=form)
    form.keeper.leave()  # waits in the line behind that job
    qtbot.keyClicks(control, " descanso")
    form.flush_draft()
    go_on.set()
    qtbot.waitUntil(lambda: not tools.tasks.busy)

    assert _draft(desk, "test.request").values == {"account": "Pide descanso"}


def test_a_draft_is_dropped_with_the_save_and_with_discarding(
    tools: FormTools, desk: Desk, qtbot: QtBot
) -> None:
    case = a_case(desk)
    form = RecordForm(
        tools, MediationSession, ("notes",), draft="test.session",
        loaded=shown(desk, MediationSession, case.session),
    )  # fmt: skip
    qtbot.addWidget(form)
    key = {"dossier": case.dossier, "record": case.session}
    for end in (form.save, form.discard):
        qtbot.keyClicks(form.field("notes").editor.control, "Algo")
        form.flush_draft()
        assert _draft(desk, "test.session", **key) is not None

        end()
        qtbot.waitUntil(lambda: not tools.tasks.busy)

        assert _draft(desk, "test.session", **key) is None
        assert not form.dirty
    assert form.value("notes") == "Algo"


def test_a_draft_typed_over_an_older_value_does_not_overwrite_what_came_since(
    tools: FormTools, desk: Desk, qtbot: QtBot
) -> None:
    case = a_case(desk, notes="antes")
    loaded = shown(desk, MediationSession, case.session)
    form = RecordForm(tools, MediationSession, ("notes",), loaded=loaded, draft="test.session")
    qtbot.keyClicks(form.field("notes").editor.control, "lo nuestro: ")
    form.flush_draft()
    delete(form)
    desk.save(loaded, {"notes": "entretanto"})

    fresh = shown(desk, MediationSession, case.session)
    again = RecordForm(tools, MediationSession, ("notes",), loaded=fresh, draft="test.session")
    qtbot.addWidget(again)

    assert again.value("notes") == "lo nuestro: antes"
    assert again.field("notes").meanwhile
    with qtbot.waitSignal(again.saved):
        again.save()
    with desk.reading() as session:
        found = session.get(MediationSession, case.session)
        assert found is not None
        assert len(desk.conflicts(session, found)) == 1


def test_a_pause_is_all_it_takes() -> None:
    assert PAUSE_MILLISECONDS <= 600


def _request(tools: FormTools) -> SteppedForm:
    parts = [
        FormPart("Quién pide", RecordForm(tools, Party, ("name", "telephone"), prefix="one.")),
        FormPart(
            "El asunto",
            RecordForm(tools, MediationProcess, ("dispute", "since", "urgency", "account")),
        ),
        FormPart(
            "La otra parte",
            RecordForm(tools, Party, ("name", "telephone", "domicile", "role"), prefix="other."),
        ),
    ]
    return SteppedForm(tools, parts, act="Guardar solicitud", key=DraftKey(form="test.request"))


def test_a_long_form_shows_nine_fields_at_most_and_keeps_one_draft_for_all(
    tools: FormTools, desk: Desk, qtbot: QtBot
) -> None:
    stepped = _request(tools)
    qtbot.addWidget(stepped)
    stepped.show()
    first, _, third = (part.form for part in stepped._parts)

    assert screens_of(stepped._parts) == [[0, 1], [2]]
    qtbot.keyClicks(first.field("name").editor.control, "Alba Ejemplo")
    stepped.go_on()
    assert not first.isVisible()
    assert third.isVisible()
    qtbot.keyClicks(third.field("name").editor.control, "Bar Ficticio S. L.")
    tools.flush_drafts()

    kept = _draft(desk, "test.request").values
    assert kept == {"one.name": "Alba Ejemplo", "other.name": "Bar Ficticio S. L."}
    again = _request(tools)
    qtbot.addWidget(again)
    assert [part.form.value("name") for part in (again._parts[0], again._parts[2])] == [
        "Alba Ejemplo",
        "Bar Ficticio S. L.",
    ]


def test_a_part_that_is_refused_is_brought_before_the_person(
    tools: FormTools, qtbot: QtBot
) -> None:
    stepped = _request(tools)
    qtbot.addWidget(stepped)
    stepped.show()
    third = stepped._parts[2].form

    assert stepped.mark(third, Invalid({"role": "string_type"}))

    assert third.isVisible()
    assert third.field("role").wrong


def test_names_that_look_like_markup_are_shown_as_they_are(
    tools: FormTools, desk: Desk, qtbot: QtBot
) -> None:
    case = a_case(desk, notes="<b>no</b> <img src=x>")
    form = RecordForm(
        tools, MediationSession, ("notes", "place"),
        loaded=shown(desk, MediationSession, case.session),
    )  # fmt: skip
    qtbot.addWidget(form)

    assert form.value("notes") == "<b>no</b> <img src=x>"
    for label in form.findChildren(QLabel):
        assert label.textFormat() is Qt.TextFormat.PlainText or not label.text()
