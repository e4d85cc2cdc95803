"""The process that is killed: works in a vault without a pause and tells of each commit once it is durable.

`python -m tests.attack.killed` reads lines with a folder and a seed. Each begins the life of a worker, forked
from this process, in which everything is loaded already; its first line is its number, and the last,
written by its parent, how it ended. A line of work is written only after the store has returned: what
is on it must outlive anything.
"""

import json
import os
import sys
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from sqlmodel import select

from pscp_desktop.domain.dossiers import Dossier, Note
from pscp_desktop.domain.mediation_sessions import MediationSession
from pscp_desktop.services.desk import Desk
from tests.guarding import as_the_parent
from tests.world import ALBA, a_session, an_engine, reopened, shown

DATABASE = "killed.db"
CANARY = "canarioquenadiedebever"
"""Stands in every record, draft and search of the work."""


def told(**line: Any) -> None:
    """Acknowledge: the other side of the pipe has it when this returns."""
    os.write(1, json.dumps(line).encode() + b"\n")


class Work:
    """Mixed work on one vault, steered by chance."""

    def __init__(self, desk: Desk, seed: int) -> None:
        self.desk = desk
        self.chance = Random(seed)
        self.count = 0
        self.sessions: list[UUID] = []
        self.seed = seed

    def forever(self) -> None:
        with self.desk.reading() as session:
            self.sessions = list(session.exec(select(MediationSession.id)))
        acts: list[Callable[[], None]] = [
            self.file, self.edit, self.edit, self.edit, self.note, self.draft, self.find,
            self.large,
        ]  # fmt: skip
        while True:
            self.chance.choice(acts if self.sessions else [self.file])()

    def words(self) -> str:
        self.count += 1
        return f"{CANARY} {self.seed} {self.count}"

    def file(self) -> None:
        with self.desk.writing() as unit:
            dossier = self.desk.new_dossier(unit, Dossier(title=self.words()))
            session = a_session(unit, dossier.id, notes=self.words())
        self.sessions.append(session.id)
        told(kind="session", id=str(session.id), field="notes", value=session.notes)

    def edit(self) -> None:
        opened = shown(self.desk, MediationSession, self.chance.choice(self.sessions))
        words = self.words()
        self.desk.save(opened, {"notes": words})
        told(kind="session", id=str(opened.id), field="notes", value=words)

    def note(self) -> None:
        opened = shown(self.desk, MediationSession, self.chance.choice(self.sessions))
        note = self.desk.add(Note(dossier=opened.record.dossier, text=self.words()))
        told(kind="note", id=str(note.id), field="text", value=note.text)

    def large(self) -> None:
        """Many records in one saving: all of them or none."""
        opened = shown(self.desk, MediationSession, self.chance.choice(self.sessions))
        words = self.words()
        with self.desk.writing(words) as unit:
            for _ in range(12):
                unit.create(Note(dossier=opened.record.dossier, text=f"docena {words}"))
        told(kind="dozen", value=f"docena {words}")

    def draft(self) -> None:
        draft, words = UUID(int=self.chance.randrange(1, 9)), self.words()
        self.desk.drafts.keep(draft, "session", {"notes": words})
        told(kind="draft", id=str(draft), value=words)

    def find(self) -> None:
        self.desk.find(CANARY)


def live(folder: Path, seed: int) -> None:
    """Work until killed."""
    store = reopened(an_engine(folder / DATABASE), now=lambda: datetime.now(UTC))
    Work(Desk(store, ALBA), seed).forever()


def main() -> None:
    for line in sys.stdin:
        folder, seed = line.rstrip("\n").split("\t")
        child = os.fork()
        if child == 0:
            told(alive=os.getpid())
            try:
                live(Path(folder), int(seed))
            except BaseException:  # noqa: BLE001 (a child of a fork never returns)
                traceback.print_exc()
                os._exit(1)
        _, how = os.waitpid(child, 0)
        told(ended=os.waitstatus_to_exitcode(how))


if __name__ == "__main__":
    with as_the_parent():
        main()
