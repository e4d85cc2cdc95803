"""Drafts: what was typed outlives the form; forms that are saved together have one."""

from threading import Event
from typing import Any

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from pscp_desktop.domain.mediation import MediationProcess, Party
from pscp_desktop.domain.mediation_sessions import MediationSession
from pscp_desktop.services.desk import Desk
from pscp_desktop.ui.forms.drafting import PAUSE_MILLISECONDS, DraftKeeper, DraftKey, FormTools
from pscp_desktop.ui.forms.form import RecordForm
from tests.protections import guards
from tests.world import a_case, conflicts, row, shown


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


@guards("ui.forms.drafts")
def test_the_lock_keeps_what_a_save_had_not_come_to(
    tools: FormTools, desk: Desk, qtbot: QtBot
) -> None:
    case = a_case(desk)
    form = RecordForm(
        tools, MediationSession, ("notes",), draft="test.session",
        loaded=shown(desk, MediationSession, case.session),
    )  # fmt: skip
    qtbot.addWidget(form)
    go_on = Event()
    tools.tasks.run("", lambda _: go_on.wait(5), lambda _: None, owner=form)
    qtbot.keyClicks(form.field("notes").editor.control, "Algo")
    form.save()  # waits in the line behind that job

    tools.flush_drafts()
    tools.tasks.cancel_all()
    go_on.set()
    qtbot.waitUntil(lambda: not tools.tasks.busy)

    assert row(desk.store, MediationSession, case.session)["notes"] == ""
    kept = _draft(desk, "test.session", dossier=case.dossier, record=case.session)
    assert kept is not None
    assert kept.values == {"notes": "Algo"}


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
        assert len(conflicts(desk, session, found)) == 1


def test_a_pause_is_all_it_takes() -> None:
    assert PAUSE_MILLISECONDS <= 600


def _request(tools: FormTools) -> tuple[DraftKeeper, RecordForm, RecordForm]:
    """Two parties described on two screens, saved together, with one draft."""
    one = RecordForm(tools, Party, ("name", "telephone"), prefix="one.")
    other = RecordForm(tools, Party, ("name", "telephone"), prefix="other.")
    keeper = DraftKeeper(tools, DraftKey(form="test.request"), [one, other])
    keeper.restore()
    for form in (one, other):
        form.edited.connect(keeper.touch)
    return keeper, one, other


def test_forms_that_are_saved_together_have_one_draft(
    tools: FormTools, desk: Desk, qtbot: QtBot
) -> None:
    keeper, one, other = _request(tools)
    for form, name in ((one, "Alba Ejemplo"), (other, "Bar Ficticio S. L.")):
        qtbot.addWidget(form)
        qtbot.keyClicks(form.field("name").editor.control, name)
    tools.flush_drafts()

    _, one_again, other_again = _request(tools)
    qtbot.addWidget(one_again)
    qtbot.addWidget(other_again)

    assert keeper.words
    assert _draft(desk, "test.request").values == {
        "one.name": "Alba Ejemplo",
        "other.name": "Bar Ficticio S. L.",
    }
    assert one_again.value("name") == "Alba Ejemplo"
    assert other_again.value("name") == "Bar Ficticio S. L."
    assert one_again.touched == other_again.touched == ("name",)


def test_nothing_typed_leaves_no_draft_behind(tools: FormTools, desk: Desk, qtbot: QtBot) -> None:
    form = RecordForm(tools, MediationProcess, ("account",), draft="test.request")
    qtbot.addWidget(form)
    control = form.field("account").editor.control
    qtbot.keyClicks(control, "x")
    form.flush_draft()
    assert _draft(desk, "test.request") is not None

    qtbot.keyClick(control, Qt.Key.Key_Backspace)
    form.flush_draft()

    assert _draft(desk, "test.request") is None
    assert form.keeper is not None
    assert form.keeper.words == ""
