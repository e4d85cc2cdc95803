"""The process whose traces are looked for: a whole day at the real desk, in which one word stands everywhere.

`python -m tests.attack.journey FOLDER FILES`; the word is the first line of its input. After each step it
says the step's name and waits for a line, so that whoever looks can look, or kill it.
"""

import logging
import os
import sys
import threading
import traceback
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from pscp_desktop.app.hardening import harden

harden()
os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import Qt, QTimer  # noqa: E402 (as the program does it: hardened first)
from PySide6.QtTest import QTest  # noqa: E402
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit  # noqa: E402

from pscp_desktop.app import logs  # noqa: E402
from pscp_desktop.app.compose import Newcomer, Services, compose, furnish, terms  # noqa: E402
from pscp_desktop.app.main import _application  # noqa: E402
from pscp_desktop.app.session import Fittings, Session  # noqa: E402
from pscp_desktop.app.vaults import introduced  # noqa: E402
from pscp_desktop.domain.dossiers import Note  # noqa: E402
from pscp_desktop.domain.mediation import MediationProcess, Party  # noqa: E402
from pscp_desktop.reports.mediation import DocumentKind  # noqa: E402
from pscp_desktop.reports.mediation import compose as composed  # noqa: E402
from pscp_desktop.services.attaching import Attaching  # noqa: E402
from pscp_desktop.services.mediation.process import Request  # noqa: E402
from pscp_desktop.settings import Policy, Preferences  # noqa: E402
from pscp_desktop.store import backup, keys, relock, vault  # noqa: E402
from pscp_desktop.ui import ask  # noqa: E402
from pscp_desktop.ui.look import Look  # noqa: E402
from pscp_desktop.ui.paper import Paper  # noqa: E402
from pscp_desktop.ui.tasks import Tasks  # noqa: E402
from tests.guarding import as_the_parent  # noqa: E402
from tests.unit.reports.samples import complete  # noqa: E402
from tests.unit.services.journey import Journey  # noqa: E402
from tests.vaults import ALONE, OTHER  # noqa: E402
from tests.waiting import let_pass  # noqa: E402

NEW = f"{OTHER} acceso"


class Day:
    """One worker's day, step by step."""

    roles = "mediator"

    def __init__(self, folder: Path, files: int, word: str) -> None:
        self.folder, self.files, self.word = folder, files, word
        self.app = _application(Preferences())
        logs.begin(folder / "logs")
        logs.catch(_quiet)
        self.words = f"{word} vive en la calle de la Muestra 14"
        self.titles: set[str] = set()
        self.session: Session

    def steps(self) -> Iterator[Callable[[], None]]:
        yield from (
            self.moves_in, self.takes_requests, self.writes, self.attaches, self.finds,
            self.opens_the_window, self.types, self.looks_for_it, self.asks_where_to_save,
            self.sees_a_document, self.fails, self.copies, self.locks, self.comes_back,
            self.renews_the_key,
        )  # fmt: skip

    def moves_in(self) -> None:
        made = vault.create(self.folder / "vault", ALONE, terms(None, cost=keys.SMALLEST))
        newcomer = Newcomer(name=self.word, roles=self.roles, team=f"Equipo {self.word}")
        self.services: Services = furnish(made, newcomer)

    def takes_requests(self) -> None:
        self.journeys = [self._request(number) for number in range(self.files)]

    def _request(self, number: int) -> Journey:
        told = Request(
            process=MediationProcess(
                channel="door", dispute="terraces", account=self.words, place=self.words
            ),
            requester=Party(
                role="requesting", name=f"{self.word} {number}", telephone="600 000 001",
                domicile=self.words,
            ),
            other=Party(role="requested", name=f"Bar {self.word}", nature="company"),
            title=f"Ruido {self.word}",
        )  # fmt: skip
        dossier = self.services.mediation.files.request(told)
        assert told.other is not None
        return Journey(self.services.mediation, dossier.id, told.requester.id, told.other.id)

    def writes(self) -> None:
        for way in self.journeys[:5]:
            way.to_suitable()
            self.services.desk.add(Note(dossier=way.dossier, text=self.words * 20))
            self.services.desk.open(way.dossier, why=f"porque {self.word} llamó")

    def attaches(self) -> None:
        attaching = Attaching(self.services.desk, self.services.vault.folder)
        for way in self.journeys[:3]:
            content = (f"{self.words}\n" * 500).encode()
            made = attaching.attach_bytes(way.dossier, content, f"{self.word}.txt")
            assert attaching.content(made.id) == content

    def finds(self) -> None:
        assert self.services.desk.find(self.word)
        assert self.services.finding.files(self.word)

    def opens_the_window(self) -> None:
        look = Look()
        look.apply(self.app)
        self.tasks = Tasks(_quiet)
        fittings = Fittings(
            app=self.app, tasks=self.tasks, folder=self.folder, policy=Policy(), policy_fault="",
            preferences=Preferences, change=_unchanged,
        )  # fmt: skip
        self.session = Session(fittings, look, introduced(self.services))
        self.session.window.activateWindow()
        self._rest()
        self._rooms_visited()

    def _rooms_visited(self) -> None:
        for place in ("mediation", "visits", "preferences", "today"):
            self.session.window.go_to(place)
            self._rest()

    def types(self) -> None:
        """A request that is never saved: its draft alone is kept."""
        self.session.window.go_to("mediation")
        self._rest()
        self._keys(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
        for line in self.session.window.findChildren(QLineEdit):
            if line.isVisible() and not isinstance(line.parent(), QComboBox):
                line.insert(self.word)
        let_pass(800)
        self._rest()

    def looks_for_it(self) -> None:
        self._keys(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
        focused = QApplication.focusWidget()
        if isinstance(focused, QLineEdit):
            focused.insert(self.word)
        self._rest()
        self._keys(Qt.Key.Key_Escape)

    def asks_where_to_save(self) -> None:
        dialog = ask.save_file(
            self.session.window, "Guardar", "documento.pdf", "PDF (*.pdf)", _unchosen
        )
        dialog.setOption(dialog.Option.DontUseNativeDialog)
        self._rest()
        dialog.reject()
        self.session._clipboard.put(self.word)

    def sees_a_document(self) -> None:
        for kind in (DocumentKind.INVITATION, DocumentKind.AGREEMENT):
            facts = complete()
            parties = tuple(replace(party, name=self.word) for party in facts.parties)
            paper = Paper(composed(kind, replace(facts, parties=parties)))
            paper.preview(0, 800)
            assert paper.pdf().startswith(b"%PDF")

    def fails(self) -> None:
        """A fault in each kind of place, each of them quoting the word."""
        QTimer.singleShot(0, self._fault)
        thread = threading.Thread(target=self._fault)
        thread.start()
        thread.join()
        self.tasks.run(self.word, lambda _: self._fault(), _unchanged, owner=self.session)
        logging.getLogger(__name__).error("%s could not be kept", self.words)
        try:
            self._rest()
        except ValueError:
            # The tool of the tests hands it on; the program's own loop calls this.
            sys.excepthook(*sys.exc_info())
        self._rest()

    def _fault(self) -> None:
        raise ValueError(self.words)

    def copies(self) -> None:
        backup.take_copy(self.services.vault)
        with self.services.vault.connection() as connection:
            connection.execute("VACUUM")

    def locks(self) -> None:
        self.titles |= {window.windowTitle() for window in self.app.topLevelWidgets()}
        self.session._idle.panic()
        assert self.word not in self.app.clipboard().text()

    def comes_back(self) -> None:
        self.services = compose(vault.unlock(self.folder / "vault", ALONE, terms(None)))
        assert self.services.desk.drafts.all()

    def renews_the_key(self) -> None:
        relock.rotate(self.services.vault, ALONE, new_passphrase=NEW).close()

    def _keys(
        self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        focused: Any = QApplication.focusWindow()
        QTest.keyClick(focused or self.session.window.windowHandle(), key, held)
        self._rest()

    def _rest(self) -> None:
        for _ in range(500):
            let_pass(10)
            if not self.tasks.busy:
                break
        self.titles |= {window.windowTitle() for window in self.app.topLevelWidgets()}


def _quiet(_: Exception) -> None:
    """What is told to the person is not what is looked for here."""


def _unchanged(_: object) -> None:
    """Nothing changes."""


def _unchosen(_: Path) -> None:
    """Nothing was chosen."""


def live_through(begin: Callable[[str], Day]) -> None:
    """Live the day that `begin` gives for a word, telling each step as it begins and is done."""
    day = begin(sys.stdin.readline().strip())
    for step in day.steps():
        # Said before it is done, so that it can be killed in the middle.
        print(f"begins {step.__name__}", flush=True)
        step()
        print(f"did {step.__name__}", flush=True)
        sys.stdin.readline()
    titles = "|".join(sorted(day.titles))
    print(f"titles {zlib.crc32(titles.encode())} {titles}", flush=True)


def run(begin: Callable[[str], Day]) -> None:
    """The same as a process of its own."""
    with as_the_parent():
        try:
            live_through(begin)
        except Exception:  # noqa: BLE001 (told to the test, whatever it is)
            # The desk's own hook writes the type and the place into its log.
            traceback.print_exc()
            sys.exit(1)


if __name__ == "__main__":
    run(lambda word: Day(Path(sys.argv[1]), int(sys.argv[2]), word))
