"""The log: what happened, where and how often. Never with whom: values do not get in at all.

Only what is on a list is written: a short code, the module, numbers, and for a fault of the program
its type and the places it came through. Texts of errors are left out, since they quote what was typed.
"""

import logging
import re
import sys
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import Final

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

FILE: Final = "events.log"
LARGEST: Final = 1_000_000
KEPT: Final = 5
CODE: Final = re.compile(r"[a-z][a-z_]{2,39}")
NUMBERS: Final = ("count", "seconds", "size", "status")
ROOT: Final = Path(__file__).parent.parent.parent

log = logging.getLogger(__name__)


class AllowList(logging.Formatter):
    """Writes a record's code, module and numbers, and nothing that could have come from a person."""

    def format(self, record: logging.LogRecord) -> str:
        # The code is the literal in the source; a text that was put together does not look like one.
        spoken = record.msg if isinstance(record.msg, str) else ""
        code = spoken if CODE.fullmatch(spoken) and not record.args else "other"
        when = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created))
        parts = [when, record.levelname, _plain(record.name), str(record.lineno), code]
        for name in NUMBERS:
            value = record.__dict__.get(name)
            if isinstance(value, int | float):
                parts.append(f"{name}={value}")
        if record.exc_info and record.exc_info[0]:
            parts.append(fault(record.exc_info[0], record.exc_info[2]))
        return " ".join(parts)


def fault(kind: type[BaseException], trace: TracebackType | None) -> str:
    """The type of an error and the places it came through: file and line, never a value."""
    places = [
        f"{Path(frame.filename).name}:{frame.lineno}" for frame in traceback.extract_tb(trace)
    ]
    return (
        f"{_plain(kind.__module__)}.{_plain(kind.__qualname__)} at {' < '.join(reversed(places))}"
    )


def _plain(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_.<>]", "", name)[:80]


def begin(folder: Path) -> RotatingFileHandler:
    """Write the log into `folder`; five files of a megabyte at most. Faults of every thread go there."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handler = RotatingFileHandler(
        folder / FILE, maxBytes=LARGEST, backupCount=KEPT - 1, encoding="utf-8", delay=True
    )
    handler.setFormatter(AllowList())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    logging.raiseExceptions = False
    return handler


def catch(tell: Callable[[Exception], None]) -> None:
    """Send every fault nobody caught to the log, and those of the main thread to the person too."""

    def main(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        log.error("uncaught", exc_info=(kind, error, trace))
        if isinstance(error, Exception):
            tell(error)

    def other(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            log.error("uncaught", exc_info=(args.exc_type, args.exc_value, args.exc_traceback))

    def lost(args: "sys.UnraisableHookArgs") -> None:
        if args.exc_value is not None:
            log.error("unraisable", exc_info=(args.exc_type, args.exc_value, args.exc_traceback))

    sys.excepthook = main
    threading.excepthook = other
    sys.unraisablehook = lost
    qInstallMessageHandler(_qt)


def _qt(kind: QtMsgType, where: QMessageLogContext, _: str | None) -> None:
    """Qt's own messages: only how grave, since their text may quote what was being shown."""
    level = (
        logging.ERROR if kind in {QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg} else logging.INFO
    )
    log.log(level, "qt_message", extra={"count": getattr(where, "line", 0) or 0})


def diagnostics(folder: Path, facts: Mapping[str, object]) -> str:
    """What support needs: versions, settings without names, and the log, all of it free of people."""
    lines = [f"{name}: {value}" for name, value in facts.items()]
    for path in sorted(folder.glob(f"{FILE}*"), reverse=True):
        lines += ["", path.name, path.read_text(encoding="utf-8", errors="replace")]
    return "\n".join(lines) + "\n"
