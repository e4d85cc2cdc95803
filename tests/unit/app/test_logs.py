"""L06: whatever goes wrong, and wherever, the log says that and where, and never with whom."""

import logging
import sqlite3
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel
from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from pscp_desktop.app import logs
from tests.protections import guards

CANARY = "Alba Ejemplo, calle de la Muestra 14"


class Person(BaseModel):
    """Something pydantic refuses, quoting it."""

    age: int


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    root = logging.getLogger()
    before = root.handlers[:], root.level, logging.raiseExceptions
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
    # The linter of imports, run by other tests, silences every logger that was there before it.
    logs.log.disabled = False
    yield tmp_path / "logs"
    for handler in root.handlers:
        handler.close()
    root.handlers[:], root.level, logging.raiseExceptions = before
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks
    qInstallMessageHandler(None)


def written(folder: Path) -> str:
    return "".join(path.read_text(encoding="utf-8") for path in folder.glob("*"))


def refused() -> None:
    Person.model_validate({"age": CANARY})


def doubled() -> None:
    base = sqlite3.connect(":memory:")
    base.execute("CREATE TABLE person (name UNIQUE)")
    try:
        base.executemany("INSERT INTO person VALUES (?)", [(CANARY,), (CANARY,)])
    except sqlite3.IntegrityError as error:
        raise sqlite3.IntegrityError(f"{error}: {CANARY}") from error
    finally:
        base.close()


def unforeseen() -> None:
    raise RuntimeError(CANARY)


@guards("app.logs.allow_list")
@pytest.mark.parametrize("fails", [refused, doubled, unforeseen])
def test_l06_a_fault_is_logged_by_type_and_place_without_its_text(
    folder: Path, fails: object
) -> None:
    logs.begin(folder)
    assert callable(fails)

    try:
        fails()
    except Exception:
        logging.getLogger("pscp_desktop.ui.tasks").exception("unexpected")

    said = written(folder)
    assert "unexpected" in said
    assert " < test_logs.py:" in said or " at test_logs.py:" in said
    assert "Ejemplo" not in said
    assert "Muestra" not in said


def test_l06_a_message_put_together_with_values_is_not_written(folder: Path) -> None:
    logs.begin(folder)
    other = logging.getLogger("some.library")

    other.warning("Could not open %s", CANARY)
    other.warning(f"Could not open {CANARY}")
    other.warning("seen", extra={"count": 3, "name_of": CANARY})

    said = written(folder)
    assert said.count(" other") == 2
    assert "seen count=3" in said
    assert "Ejemplo" not in said


def test_l06_faults_of_threads_and_of_the_main_thread_both_arrive(folder: Path) -> None:
    logs.begin(folder)
    told: list[Exception] = []
    logs.catch(told.append)

    thread = threading.Thread(target=unforeseen)
    thread.start()
    thread.join()
    try:
        unforeseen()
    except RuntimeError:
        sys.excepthook(*sys.exc_info())

    said = written(folder)
    assert said.count("uncaught") == 2
    assert said.count("builtins.RuntimeError at test_logs.py") == 2
    assert len(told) == 1
    assert "Ejemplo" not in said


def test_l06_what_qt_says_is_counted_not_quoted(folder: Path) -> None:
    logs.begin(folder)

    logs._qt(QtMsgType.QtCriticalMsg, QMessageLogContext(), f"cannot show {CANARY}")

    assert "qt_message" in written(folder)
    assert "Ejemplo" not in written(folder)


def test_the_log_never_grows_beyond_five_files_of_a_megabyte(folder: Path) -> None:
    handler = logs.begin(folder)

    assert (handler.maxBytes, handler.backupCount) == (1_000_000, 4)


def test_diagnostics_hold_versions_and_the_log_and_no_person(folder: Path) -> None:
    logs.begin(folder)
    logging.getLogger("pscp_desktop.app").info("opened", extra={"seconds": 2})
    logging.getLogger("pscp_desktop.app").info("opened by %s", CANARY)

    said = logs.diagnostics(folder, {"version": "0.1.0"})

    assert "version: 0.1.0" in said
    assert "opened seconds=2" in said
    assert "Ejemplo" not in said
