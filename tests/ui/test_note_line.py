"""The note at the foot of a file: its draft is looked for in the background, and nothing typed is lost."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event

import pytest
from pytestqt.qtbot import QtBot

from pscp_desktop.services.desk import Desk
from pscp_desktop.ui.forms.drafting import DraftKey, FormTools
from pscp_desktop.ui.mediation.note_line import DoneLine, NoteLine
from tests.protections import guards
from tests.world import a_case

KEPT = "Llamar mañana a Vera."


@contextmanager
def the_store_is_busy(tools: FormTools, line: NoteLine) -> Iterator[None]:
    """Whatever is asked of the store in the background waits."""
    go_on = Event()
    tools.tasks.run("", lambda _: go_on.wait(10), lambda _: None, owner=line)
    try:
        yield
    finally:
        go_on.set()


@pytest.fixture
def line(tools: FormTools, qtbot: QtBot) -> NoteLine:
    made = NoteLine(tools, DoneLine(tools))
    qtbot.addWidget(made)
    return made


def kept(desk: Desk, key: DraftKey) -> str:
    draft = desk.drafts.get(key.id)
    return str(draft.values["text"]) if draft else ""


def test_the_windows_do_not_wait_for_the_draft_of_a_note(
    tools: FormTools, desk: Desk, line: NoteLine, qtbot: QtBot
) -> None:
    case = a_case(desk)
    key = DraftKey(form="note", dossier=case.dossier)
    desk.drafts.keep(key.id, "note", {"text": KEPT}, dossier=case.dossier)

    with the_store_is_busy(tools, line):
        line.stand_at(case.dossier)
        assert line.field.toPlainText() == ""

    qtbot.waitUntil(lambda: line.field.toPlainText() == KEPT, timeout=5000)
    assert kept(desk, key) == KEPT


def test_what_is_typed_before_the_draft_is_found_joins_it(
    tools: FormTools, desk: Desk, line: NoteLine, qtbot: QtBot
) -> None:
    case = a_case(desk)
    key = DraftKey(form="note", dossier=case.dossier)
    desk.drafts.keep(key.id, "note", {"text": KEPT}, dossier=case.dossier)
    both = f"{KEPT}\nEs urgente."

    with the_store_is_busy(tools, line):
        line.stand_at(case.dossier)
        qtbot.keyClicks(line.field, "Es urgente.")

    qtbot.waitUntil(lambda: kept(desk, key) == both, timeout=5000)
    assert line.field.toPlainText() == both


@guards("ui.forms.drafts_found_late")
@pytest.mark.parametrize("way", ["left", "locked"])
def test_nothing_is_kept_over_a_draft_that_was_not_found_yet(
    way: str, tools: FormTools, desk: Desk, line: NoteLine, qtbot: QtBot
) -> None:
    case = a_case(desk)
    key = DraftKey(form="note", dossier=case.dossier)
    desk.drafts.keep(key.id, "note", {"text": KEPT}, dossier=case.dossier)
    both = f"{KEPT}\nEs urgente."

    with the_store_is_busy(tools, line):
        line.stand_at(case.dossier)
        qtbot.keyClicks(line.field, "Es urgente.")
        if way == "left":
            line.leave()
        elif way == "locked":
            tools.flush_drafts()
            assert kept(desk, key) == both

    qtbot.waitUntil(lambda: kept(desk, key) == both, timeout=5000)
    qtbot.waitUntil(lambda: not tools.tasks.busy)
    assert line.field.toPlainText() == both
    assert kept(desk, key) == both
