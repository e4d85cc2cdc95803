"""A form: what it holds, what is wrong with it, and how it is saved."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from pscp_desktop import i18n
from pscp_desktop.domain.access import Role
from pscp_desktop.domain.errors import Invalid
from pscp_desktop.domain.fields import fields_of
from pscp_desktop.domain.mediation import Party
from pscp_desktop.domain.mediation_sessions import MediationSession
from pscp_desktop.domain.workers import Worker
from pscp_desktop.services.desk import Desk
from pscp_desktop.ui.forms.drafting import FormTools
from pscp_desktop.ui.forms.fieldset import TooManyFields
from pscp_desktop.ui.forms.form import FormWords, RecordForm
from tests.protections import guards
from tests.world import a_case, row, shown


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
