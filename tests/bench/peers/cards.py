"""Anki's desk and its sync server: the same records, one note each. Run by an interpreter that has `anki`.

    python cards.py FOLDER RECORDS.json PORT

PORT is where to call the server: a relay that counts bytes stands before it. Prints a line of JSON for each
exchange.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Desks = tuple[Any, Any]


def main(folder: Path, records: list[dict[str, str]], port: str) -> None:
    """Measure every exchange."""
    from anki.collection import Collection  # type: ignore[import-not-found] # only where it is installed

    desks = Collection(str(folder / "one.anki2")), Collection(str(folder / "other.anki2"))
    auth = _acquainted(desks, f"http://127.0.0.1:{port}/")
    one, other = desks
    for number, record in enumerate(records):
        note = one.new_note(one.models.by_name("Basic"))
        note["Front"] = f"{number} {record['place']} {record['issues']}"
        note["Back"] = record["notes"]
        one.add_note(note, 1)
    _exchange("push", lambda: _met(auth, one))
    _exchange("first", lambda: _met(auth, other))
    named = one.find_notes("")
    for number in range(10):
        note = one.get_note(named[number])
        note["Back"] = f"otra {number}"
        one.update_note(note)
        time.sleep(1.1)  # it tells changes apart by the second
        _exchange("one", lambda: _met(auth, one, other))
    for _ in range(10):
        _exchange("quiet", lambda: _met(auth, other))


def _acquainted(desks: Desks, endpoint: str) -> Any:
    """Both know the server, and it knows them: the first times go whole."""
    auth = desks[0].sync_login("bench", "bench", endpoint)
    auth.endpoint = endpoint
    for upload, desk in zip((True, False), desks, strict=True):
        _met(auth, desk)
        desk.close_for_full_sync()
        desk.full_upload_or_download(auth=auth, server_usn=None, upload=upload)
        desk.reopen(after_full_sync=True)
    return auth


def _met(auth: Any, *desks: Any) -> None:
    for desk in desks:
        desk.sync_collection(auth, sync_media=False)


def _exchange(name: str, work: Callable[[], object]) -> None:
    print(json.dumps({"name": name, "at": "begin"}), flush=True)
    sys.stdin.readline()
    began = time.perf_counter()
    work()
    print(json.dumps({"name": name, "seconds": time.perf_counter() - began}), flush=True)
    sys.stdin.readline()


if __name__ == "__main__":
    main(Path(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text("utf-8")), sys.argv[3])
