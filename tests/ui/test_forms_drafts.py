"""Drafts: what was typed outlives the form; a long form has one for all its parts."""

from threading import Event
from typing import Any

from pytestqt.qtbot import QtBot
from shiboken6 import delete

from pscp_desktop.domain.errors import Invalid
from pscp_desktop.domain.mediation import MediationProcess, Party
from pscp_desktop.domain.mediation_sessions import MediationSession
from pscp_desktop.services.desk import Desk
from pscp_desktop.ui.forms.drafting import PAUSE_MILLISECONDS, DraftKey, FormTools
from pscp_desktop.ui.forms.form import RecordForm
from pscp_desktop.ui.forms.stepped import FormPart, SteppedForm, screens_of
from tests.protections import guards
from tests.world import a_case, shown


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
