"""The world all tests live in: no screen, steady chance, nothing left behind."""

import gc
import os
import sys
import threading
from collections.abc import Iterator
from itertools import count
from typing import Final

# Before anything imports Qt, which aborts where it finds no screen.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
# Before anything imports numpy: small matrices gain nothing from threads that wait for each other.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import pytest
from hypothesis import HealthCheck, settings

import run
from pscp_desktop import i18n

pytest_plugins = ["tests.guarding", "tests.budget", "tests.hubs"]

settings.register_profile(
    "steady", deadline=None, derandomize=True, database=None, max_examples=50,
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip
settings.register_profile(
    "long", deadline=None, database=None, max_examples=1000, print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip


WHOLE_WINDOWS: Final = frozenset(
    {
        "test_audit_section", "test_awaiting", "test_catalogues", "test_causal_forms",
        "test_conflicts_page", "test_documents", "test_documents_prepared", "test_documents_signed",
        "test_laptops_shown", "test_locking", "test_marks_mediation", "test_marks_risk",
        "test_mediation_journey", "test_mediation_kinds", "test_mediation_protections",
        "test_nine_fields", "test_observing", "test_paper", "test_preferences", "test_program",
        "test_risk_page", "test_rooms", "test_sync_sections",
    }
)  # fmt: skip

MALTREATED: Final = frozenset({"test_auditing", "test_audits", "test_command_cities", "test_full"})
"""What does harm to a database, and what makes whole cities up."""


def pytest_configure(config: pytest.Config) -> None:
    settings.load_profile("long" if config.option.markexpr == "attack" else "steady")
    # Only where a translation changed: a run beside this one may be reading them.
    run.compile_catalogues()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What drives whole windows is `slow` and has a command of its own; the default one stays short."""
    for item in items:
        if (
            item.path.stem in WHOLE_WINDOWS
            or item.path.stem in MALTREATED
            or item.path.parent.name == "e2e"
        ):
            item.add_marker("slow")


TESTS: Final = count(1)
WHOLE_EVERY: Final = 12


def pytest_collection_finish() -> None:
    """What stands for the whole run is never looked at again, which makes each collection short."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _garbage_is_collected_here() -> Iterator[None]:
    """As in the program itself: never on the thread of a job, where it would take widgets along.

    It stays off between tests and in those without windows: what an earlier window left behind must not
    be taken apart by the thread of a later test.
    """
    gc.disable()
    yield
    # What is old is looked at now and then: a whole collection takes longer than most of these tests.
    if next(TESTS) % WHOLE_EVERY == 0:
        gc.collect()
        # What is left is held by the run itself, caches most of all, and need not be looked at again.
        gc.freeze()
    else:
        gc.collect(1)


@pytest.fixture(autouse=True)
def _nothing_left_behind() -> Iterator[None]:
    """A window or a thread that outlives its test fails that test, not a later one."""
    before = set(threading.enumerate())
    language = i18n.language()
    yield
    i18n.use(language)
    left = [thread for thread in threading.enumerate() if thread not in before]
    for thread in left:
        thread.join(timeout=2 if not isinstance(thread, threading._DummyThread) else 0)
    assert [thread.name for thread in left if thread.is_alive() and not _foreign(thread)] == []
    assert _visible_windows() == []


def _foreign(thread: threading.Thread) -> bool:
    """Whether the thread is Qt's own, which Python only heard of."""
    return isinstance(thread, threading._DummyThread)


def _visible_windows() -> list[str]:
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is None or widgets.QApplication.instance() is None:
        return []
    return [
        f"{type(window).__name__} {window.objectName()}"
        for window in widgets.QApplication.topLevelWidgets()
        if window.isVisible()
    ]
