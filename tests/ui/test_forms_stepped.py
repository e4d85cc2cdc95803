"""A long form: a screen at a time, one draft for all, and a foot that asks before it throws away."""

from typing import Any

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from pscp_desktop.domain.errors import Invalid
from pscp_desktop.domain.mediation import MediationProcess, Party
from pscp_desktop.services.desk import Desk
from pscp_desktop.ui.ask import Question
from pscp_desktop.ui.forms.drafting import DraftKey, FormTools
from pscp_desktop.ui.forms.form import RecordForm
from pscp_desktop.ui.forms.stepped import FormPart, SteppedForm, screens_of


def _draft(desk: Desk, form: str) -> Any:
    return desk.drafts.get(DraftKey(form=form).id)


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


def test_throwing_away_is_asked_first_and_then_leaves_nothing(
    tools: FormTools, desk: Desk, qtbot: QtBot
) -> None:
    stepped = _request(tools)
    qtbot.addWidget(stepped)
    stepped.show()
    first = stepped._parts[0].form
    assert not stepped.foot.discard.isVisible()
    qtbot.keyClicks(first.field("name").editor.control, "Alba Ejemplo")
    tools.flush_drafts()

    qtbot.mouseClick(stepped.foot.discard, Qt.MouseButton.LeftButton)
    question = stepped.findChild(Question)
    assert question is not None
    assert first.value("name") == "Alba Ejemplo"
    with qtbot.waitSignal(stepped.discarded):
        question._answer()
    qtbot.waitUntil(lambda: not tools.tasks.busy)

    assert first.value("name") == ""
    assert _draft(desk, "test.request") is None


def test_ctrl_enter_is_the_act(tools: FormTools, qtbot: QtBot) -> None:
    stepped = _request(tools)
    qtbot.addWidget(stepped)
    stepped.show()
    stepped.activateWindow()
    qtbot.waitUntil(stepped.isActiveWindow)

    with qtbot.waitSignal(stepped.submitted):
        qtbot.keyClick(stepped, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
