"""A session bus of its own, with a screen saver on it, and the desk that hears it."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.needs import tool

ROOT = Path(__file__).parents[2]
SAVED = """
import os
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtDBus import QDBusConnection, QDBusMessage
app = QCoreApplication([])
from pscp_desktop.ui.idle import SystemSignals
signals = SystemSignals()
if "org.freedesktop.ScreenSaver.ActiveChanged" in signals.heard:
    print("heard", flush=True)
signals.happened.connect(lambda why: (print(why, flush=True), app.quit()))
saver = QDBusConnection.connectToBus(QDBusConnection.BusType.SessionBus, "saver")
assert saver.registerService("org.freedesktop.ScreenSaver")
def saves():
    said = QDBusMessage.createSignal(
        "/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver", "ActiveChanged")
    said.setArguments([True])
    saver.send(said)
QTimer.singleShot(300, saves)
QTimer.singleShot(10000, app.quit)
app.exec()
"""


@pytest.mark.attack
def test_u02_the_desk_hears_the_screen_saver_of_a_real_session(tmp_path: Path) -> None:
    told = subprocess.run(
        [tool("dbus-run-session"), "--", sys.executable, "-c", SAVED],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip

    assert told.stdout.split() == ["heard", "system"], told.stderr
