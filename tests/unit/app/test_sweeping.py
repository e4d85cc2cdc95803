"""Garbage is collected on the main thread alone, from before there is any other thread."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.protections import guards
from tests.source import ROOT

# Widgets in cycles, and on the thread of a job so much that is new that a collection would be due there.
CYCLES = """
import gc, json, sys, threading
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget
from pscp_desktop.app.main import _application
from pscp_desktop.settings import Preferences
from pscp_desktop.ui.tasks import Tasks
from tests.guarding import as_the_parent

JOBS = 30
where = set()
ended = set()
done = []

class Knot:
    def __init__(self):
        self.widget, self.me = QWidget(), self
    def __del__(self):
        ended.add(threading.current_thread() is threading.main_thread())

def job(_):
    for _ in range(20):
        [[] for _ in range(5000)]
    return None

with as_the_parent():
    app = _application(Preferences())
    gc.callbacks.append(lambda *_: where.add(threading.current_thread() is threading.main_thread()))
    tasks = Tasks(print)
    looking = QTimer()
    def begin():
        for _ in range(2000):
            Knot()
        for _ in range(JOBS):
            tasks.run("", job, done.append, owner=app)
        looking.timeout.connect(lambda: len(done) == JOBS and len(ended) and app.quit())
        looking.start(50)
    QTimer.singleShot(0, begin)
    QTimer.singleShot(20000, app.quit)
    app.exec()
    tasks.close()
sys.stdout.write(json.dumps([sorted(where), sorted(ended)]))
sys.stdout.flush()
import os
os._exit(0)
"""
# The whole program from its first line: who had begun a thread before the collection was taken in hand?
STARTS = """
import gc, json, os, sys, threading
early, where = [], set()
begin = threading.Thread.start
def start(self):
    if gc.isenabled():
        early.append(self.name)
    begin(self)
threading.Thread.start = start
gc.callbacks.append(lambda *_: threading.active_count() > 1 and where.add(threading.current_thread().name))
from PySide6.QtCore import QCoreApplication, QTimer
from pscp_desktop.app import main
made = main._application
def application(preferences):
    app = made(preferences)
    looking = QTimer(app)
    told = os.path.join(sys.argv[1], "logs", "events.log")
    def look():
        if os.path.exists(told) and "today_shown" in open(told).read():
            looking.stop()
            QTimer.singleShot(2000, app.quit)
    looking.timeout.connect(look)
    looking.start(500)
    QTimer.singleShot(80000, app.quit)
    return app
main._application = application
main.main(["--practice", "--folder", sys.argv[1]])
sys.stdout.write(json.dumps([early, sorted(where)]))
sys.stdout.flush()
os._exit(0)
"""


def run(script: str, *given: str) -> list[list[object]]:
    done = subprocess.run(
        [sys.executable, "-c", script, *given],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_LOGGING_RULES": "*=false"},
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    told: list[list[object]] = json.loads(done.stdout.splitlines()[-1])
    return told


@guards("app.sweeping.main_thread")
def test_what_windows_leave_behind_is_taken_apart_on_the_main_thread_alone() -> None:
    where, ended = run(CYCLES)

    assert where == [True], "something was collected on the thread of a job"
    assert ended == [True], "nothing was collected, or elsewhere"


@pytest.mark.slow
def test_no_thread_begins_before_and_none_collects_from_the_first_window_to_today(
    tmp_path: Path,
) -> None:
    early, where = run(STARTS, str(tmp_path))

    assert early == []
    assert where in (["MainThread"], [])
    assert b"today_shown" in (tmp_path / "logs" / "events.log").read_bytes()
