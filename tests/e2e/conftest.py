"""One stage for the tests of a file, prepared once."""

import pytest
from PySide6.QtWidgets import QApplication

from tests.e2e.stage import Stage


@pytest.fixture(scope="module")
def stage(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    made = Stage(qapp, tmp_path_factory.mktemp("stage"))
    made.prepare()
    return made
