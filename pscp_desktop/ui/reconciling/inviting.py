"""Inviting: a file for a colleague or for one's own second laptop, and who has come to the hub with one."""

from collections.abc import Callable
from pathlib import Path
from typing import Final
from uuid import UUID

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from pscp_desktop.i18n import tr
from pscp_desktop.services.reconciling import inviting
from pscp_desktop.services.reconciling.identity import hub_of
from pscp_desktop.services.reconciling.joining import Request
from pscp_desktop.ui import ask
from pscp_desktop.ui.parts import Entry, button, column, emptied, mark, panel, row, text
from pscp_desktop.ui.reconciling.section import Linkage
from pscp_desktop.ui.tasks import Progress
from pscp_desktop.ui.wizard_parts import WordCells
from sync.protocol import Denied, Unreachable

INVITATION: Final = "team.invitation"
WORDS_ACROSS: Final = 4
Knocking = tuple[Request, ...] | None
Invitation = tuple[bytes, bool]


class Inviting(QObject):
    """The act of inviting: who it is, and where the file is put."""

    done = Signal(str)

    def __init__(
        self, parent: QWidget, linkage: Linkage, failed: Callable[[Exception], None]
    ) -> None:
        super().__init__(parent)
        self._parent, self._linkage, self._failed = parent, linkage, failed
        self.question: ask.Question | None = None

    @Slot()
    def ask_name(self) -> None:
        """Ask whom to invite: a worker who is known by that name, or somebody new."""
        look = self._linkage.tools.look
        self.question = ask.TypedQuestion(
            self._parent.window(), look, tr("Whom do you invite?"),
            tr("Write the name as it stands in the team, or the name of somebody new. The invitation "
               "alone lets nobody in: you compare eight words and sign."),
            tr("Save the invitation"), QLineEdit(), tr("Name"), lambda typed: bool(typed.strip()),
        )  # fmt: skip
        self.question.answered.connect(self._named)
        self.question.open()

    @Slot(str)
    def _named(self, name: str) -> None:
        kinds = f"{tr('Invitation')} (*.invitation)"
        ask.save_file(
            self._parent.window(), tr("Save the invitation"), INVITATION, kinds,
            lambda path: self.invite(path, name),
        )  # fmt: skip

    @Slot()
    def ask_second(self) -> None:
        """Invite a second laptop of whoever works here."""
        kinds = f"{tr('Invitation')} (*.invitation)"
        ask.save_file(
            self._parent.window(), tr("Save the invitation"), INVITATION, kinds,
            lambda path: self.invite(path, ""),
        )  # fmt: skip

    def invite(self, path: Path, name: str) -> None:
        """Write an invitation for whoever is called so; without a name, for oneself."""

        def job(_: Progress) -> bool:
            made, coded = self._made(name.strip())
            path.write_bytes(made)
            return coded

        self._linkage.tools.tasks.run(
            tr("Inviting"), job, self._written, owner=self, failed=self._failed, line="network"
        )

    def _made(self, name: str) -> Invitation:
        service, linkage = self._linkage.reconciling, self._linkage
        person, user = self._whom(name)
        hub = hub_of(service.desk.store)
        if hub is not None:
            try:
                with linkage.reach(hub) as peer:
                    return inviting.invite(service, person, user, peer), True
            except (Unreachable, Denied):
                pass
        return inviting.invite(service, person, user, None), False

    def _whom(self, name: str) -> tuple[str, UUID | None]:
        desk = self._linkage.tools.desk
        with desk.reading() as session:
            me, workers = desk.me(session), desk.workers(session)
        if not name:
            return me.name, desk.worker
        known = [w for w in workers.values() if w.name.casefold() == name.casefold()]
        return (known[0].name, known[0].id) if len(known) == 1 else (name, None)

    def _written(self, coded: bool) -> None:  # noqa: FBT001 (what the job gives)
        said = tr(
            "The invitation is saved. At the hub it is good once, for fifteen minutes; by stick for 14 days."
        )
        stick = tr(
            "The invitation is saved. It goes by stick, for 14 days: the hub knows nothing of it."
        )
        self.done.emit(said if coded else stick)


class Knockers(QWidget):
    """Laptops that came to the hub with an invitation of this desk."""

    chosen = Signal(object)

    def __init__(self, linkage: Linkage) -> None:
        super().__init__()
        self._linkage = linkage
        self._room = column(gap="s")
        self.setLayout(self._room)

    def reload(self) -> None:
        """Ask the hub who is there."""
        self._linkage.tools.tasks.run("", self._read, self._show, owner=self, line="network")

    def _read(self, _: Progress) -> Knocking:
        service = self._linkage.reconciling
        hub = hub_of(service.desk.store)
        if hub is None or not service.joined:
            return ()
        try:
            with self._linkage.reach(hub) as peer:
                return inviting.knocking(service, peer)
        except (Unreachable, Denied):
            return None

    def _show(self, found: Knocking) -> None:
        emptied(self._room)
        if found is None:
            self._room.addWidget(text(
                tr("There is no answer from the hub: who asks there to be let in is not shown now."),
                "caption", wrap=True,
            ))  # fmt: skip
        for request in found or ():
            line = KnockLine(linkage=self._linkage, request=request)
            line.chosen.connect(self.chosen)
            self._room.addWidget(line)


class KnockLine(QWidget):
    """One laptop at the hub: for whom its invitation was made, and its words."""

    chosen = Signal(object)

    def __init__(self, *, linkage: Linkage, request: Request) -> None:
        super().__init__()
        self._request, look = request, linkage.tools.look
        self.act = button(tr("Compare the words"), "primary")
        self.act.setAccessibleName(tr("Compare the words of {name}").format(name=request.name))
        self.act.clicked.connect(self._choose)
        who = tr("{name} asks to be let in").format(name=request.name)
        entry = Entry(mark(look, "laptop", "accent"), who, " · ".join(request.words), still=True)
        self.setLayout(row(entry, self.act, wide=0))

    @Slot()
    def _choose(self) -> None:
        self.chosen.emit(self._request)


def compare(parent: QWidget, linkage: Linkage, found: Request) -> ask.Question:
    """Ask whether both see the same words, before anything is signed. Connect `answered`.

    Whose laptop it is stands there by our records, whatever the request calls itself.
    """
    service, look = linkage.reconciling, linkage.tools.look
    name, known = inviting.named(service, found)
    here = tr("{name} works here already: this would be one more laptop of theirs.")
    new = tr("{name} is not known here yet and would be new in the team.")
    cells = WordCells(look, WORDS_ACROSS)
    cells.show_words(found.words)
    team = " · ".join(inviting.team_words(service.identity.root))
    question = ask.confirm(
        parent.window(), look, tr("Are these the words on {name}'s laptop?").format(name=name),
        (here if known else new).format(name=name), tr("They are the same"),
    )  # fmt: skip
    question.ask_for(cells)
    question.ask_for(panel(column(
        text(tr("On that laptop the words of the team must be:"), "muted"), text(team, "value"),
        gap="xs",
    )))  # fmt: skip
    return question
