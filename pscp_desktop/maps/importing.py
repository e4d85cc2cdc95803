"""Reads a file in a process of its own, with limits, progress and an end at any moment."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from pscp_desktop.maps import apart, crossing
from pscp_desktop.maps.child import PATIENCE_SECONDS
from pscp_desktop.maps.found import ReadLayer, Told, Wanted
from pscp_desktop.maps.reading import NOTHING_ASKED


def read_apart(
    path: Path,
    wanted: Wanted = NOTHING_ASKED,
    told: Told = lambda _: None,
    *,
    start: Sequence[str] = (),
    patience: float = PATIENCE_SECONDS,
) -> list[ReadLayer]:
    """Every layer in a file, as `reading.read_file`, without the file coming near this process.

    `told` is called several times a second; what it raises ends the reading. Without any progress for
    `patience` seconds the process is ended and the file refused.
    """
    with apart.started(start or apart.command()) as process:
        asked = {"path": str(path.absolute()), "wanted": asdict(wanted)}
        apart.ask(process, asked, last=True)
        return _heard(apart.Stream(process, patience, told), told)


def _heard(stream: apart.Stream, told: Told) -> list[ReadLayer]:
    while True:
        message, body = stream.frame()
        if "layers" in message:
            return crossing.unpacked(message, body)
        if "refused" in message:
            raise crossing.refusal(message)
        stream.done = min(1.0, max(0.0, float(message.get("done", 0.0))))
        told(stream.done)
