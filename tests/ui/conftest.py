"""What the tests of the window share: a dressed application, and forms furnished from a desk."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from pscp_desktop.services.desk import Desk
from pscp_desktop.ui.changes import Changes
from pscp_desktop.ui.forms.drafting import FormTools
from pscp_desktop.ui.look import Look, load_fonts
from pscp_desktop.ui.tasks import Tasks
from tests.ui.opened_desk import hands, lived_in, opened
from tests.world import a_desk

__all__ = ["hands", "lived_in", "opened"]
Furnish = Callable[[Desk], FormTools]


@pytest.fixture(scope="session")
def look(qapp: QApplication) -> Look:
    """The light look, worn by the application."""
    load_fonts()
    worn = Look()
    worn.apply(qapp)
    return worn


@pytest.fixture
def furnish(look: Look) -> Iterator[Furnish]:
    """Makes what the forms of a desk are handed; ends its threads afterwards."""
    made: list[Tasks] = []
    failures: list[Exception] = []

    def furnished(desk: Desk) -> FormTools:
        tasks, changes = Tasks(failures.append), Changes()
        desk.store.on_commit(changes.tell)
        made.append(tasks)
        return FormTools(look, desk, tasks, changes)

    yield furnished
    for tasks in made:
        tasks.close()
    assert failures == []


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Alba's furnished desk."""
    return a_desk(tmp_path)


@pytest.fixture
def tools(desk: Desk, furnish: Furnish) -> FormTools:
    """What the forms of that desk are handed."""
    return furnish(desk)
