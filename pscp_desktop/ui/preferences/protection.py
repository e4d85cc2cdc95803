"""What opens this desk and what guards it, and the few acts that change that."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QPushButton, QWidget

from pscp_desktop.i18n import N_, tr
from pscp_desktop.services.protection import Guarded
from pscp_desktop.ui import ask
from pscp_desktop.ui.errors import show
from pscp_desktop.ui.parts import (
    SectionHeader,
    StatusPill,
    button,
    column,
    emptied,
    mark,
    panel,
    row,
    text,
)
from pscp_desktop.ui.preferences.closing import Closing
from pscp_desktop.ui.preferences.copies import Copies
from pscp_desktop.ui.preferences.kit import Kit
from pscp_desktop.ui.preferences.passphrase import NewWords
from pscp_desktop.ui.preferences.section import Section, in_minutes
from pscp_desktop.ui.tasks import Progress

GROUP: Final = 4


class ProtectionSection(Section):
    """The passphrase, the PIN, the second key, recovery and copies, each with how it stands."""

    id = "protection"
    name = N_("Protection")
    lead = N_("What opens your desk, and what to do when somebody else may be able to.")
    icon = "shield"

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self._state: Guarded | None = None
        self._chosen: Path | None = None
        self._keys = column(gap="l")
        self._recovery = column(gap="s")
        self.copies = Copies(kit)
        self.copies.changed.connect(self.reload)
        self.closing = Closing(self, kit)
        self.copies.chosen.connect(self.closing.go_back)
        recovery = column(SectionHeader(tr("If you forget your words")), panel(self._recovery))
        for part in (panel(self._keys), panel(recovery), self.copies):
            self.body.addWidget(part)

    @Slot()
    def reload(self) -> None:
        protection = self.kit.protection

        def job(_: Progress) -> Guarded:
            return protection.state()

        self.tasks.run(tr("Reading"), job, self._show, owner=self)

    def _show(self, state: Guarded) -> None:
        self._state = state
        emptied(self._keys)
        for part in (self._passphrase(), self._second_key(state), self._pin()):
            self._keys.addWidget(part)
        emptied(self._recovery)
        self._recovery.addWidget(self._recovered(state))
        self.copies.show_state(state)

    # How each thing stands

    def _line(
        self, icon: str, title: str, why: str, *acts: QPushButton, pill: StatusPill | None = None
    ) -> QWidget:
        lead = column(2, mark(self.look, icon, "accent", 20), None, gap="none")
        head = row(text(title, "strong"), *filter(None, [pill]), None)
        said = column(head, text(why, "muted", wrap=True), row(*acts, None), gap="s")
        return panel(row(lead, said, gap="m", wide=1))

    def _passphrase(self) -> QWidget:
        change = button(tr("Change the passphrase"))
        change.clicked.connect(self.change_passphrase)
        renew = button(tr("Somebody may know my passphrase"))
        renew.clicked.connect(self.renew_key)
        why = tr(
            "Changing it is enough when you only want other words. If somebody may know the words "
            "you have, take the other way: it puts everything under a new key."
        )
        return self._line("key", tr("Passphrase"), why, change, renew)

    def _second_key(self, state: Guarded) -> QWidget:
        title = tr("Second key of this laptop")
        if state.keeper:
            why = tr(
                "Half of what opens the desk is kept by {keeper}, the key store of this system. "
                "Files that are copied away do not open without it."
            ).format(keeper=state.keeper)
            pill = StatusPill(self.look, tr("Kept"), "ok", "done")
            return self._line("laptop", title, why, pill=pill)
        pill = StatusPill(self.look, tr("Not kept"), "warn", "warn")
        if not state.available:
            why = tr(
                "This system has no key store that can be trusted, so your words stand alone. "
                "That is why there are seven of them."
            )
            return self._line("laptop", title, why, pill=pill)
        keep = button(tr("Keep a second key"))
        keep.clicked.connect(self.keep_second_key)
        why = tr(
            "This system has a key store ({keeper}). With a second key in it, a stolen copy of the "
            "files is worth nothing."
        ).format(keeper=state.available)
        return self._line("laptop", title, why, keep, pill=pill)

    def _pin(self) -> QWidget:
        laptop = self.kit.laptop
        has = laptop.has_pin()
        words = tr("Choose another PIN") if has else tr("Set a PIN for this session")
        choose = button(words)
        choose.clicked.connect(laptop.ask_pin)
        times = tr(
            "Six figures that lift the cover after a short absence, forgotten when the desk locks. "
            "The cover falls after {cover} min, the desk locks after {lock} min."
        ).format(
            cover=in_minutes(laptop.policy.cover_after_seconds),
            lock=in_minutes(laptop.policy.lock_after_seconds),
        )
        pill = StatusPill(self.look, tr("Set"), "ok", "done") if has else None
        return self._line("lock", tr("PIN of this session"), times, choose, pill=pill)

    def _recovered(self, state: Guarded) -> QWidget:
        if state.recovery:
            name = " ".join(
                state.recovery[at : at + GROUP] for at in range(0, len(state.recovery), GROUP)
            )
            why = tr(
                "Two custodians of your organisation together can open this desk and give you new "
                "words. The key they hold is {fingerprint}."
            ).format(fingerprint=name)
            pill = StatusPill(self.look, tr("Ready"), "ok", "done")
            return self._line("support", tr("Recovery by your organisation"), why, pill=pill)
        add = button(tr("Add the organisation's file"), "", "folder", self.look)
        add.clicked.connect(self.add_recovery)
        why = tr(
            "No organisation recovery yet. If the words are lost, everything on this laptop is lost "
            "with them. Ask your coordinator for organisation.json; there is nothing secret in it."
        )
        pill = StatusPill(self.look, tr("None yet"), "warn", "warn")
        return self._line("support", tr("Recovery by your organisation"), why, add, pill=pill)

    # The acts

    @Slot()
    def change_passphrase(self) -> None:
        """Ask for other words."""
        question = self._new_words(
            tr("Change the passphrase"),
            tr(
                "Only the words change. A copy of this laptop made before still opens with the old."
            ),
            tr("Use the new words"),
        )
        question.agreed.connect(self._change)

    @Slot()
    def renew_key(self) -> None:
        """Ask for other words, under which everything gets a new key."""
        question = self._new_words(
            tr("Somebody may know my passphrase"),
            tr(
                "Everything here is put under a new key, and the copies on this laptop are erased. "
                "Whoever knows the old words can open nothing that you write from now on. They can "
                "still open a copy they took before, with what it held then. The desk closes "
                "afterwards; you open it with the new words."
            ),
            tr("Put everything under a new key"),
        )
        question.agreed.connect(self.closing.renew)

    def _new_words(self, what: str, why: str, act: str) -> NewWords:
        question = NewWords(self.window(), self.look, what, why, act)
        count = self._state.words if self._state else 7
        question.draw_from(self.tasks, self.kit.laptop.generate, count)
        question.open()
        return question

    @Slot(str, str)
    def _change(self, old: str, new: str) -> None:
        protection = self.kit.protection

        def job(_: Progress) -> str:
            protection.change_passphrase(old, new)
            return tr("The new words open your desk from now on.")

        self._run(tr("Changing the passphrase"), job)

    @Slot()
    def keep_second_key(self) -> None:
        """Ask for the passphrase, then keep the second key."""
        question = ask.passphrase(
            self.window(),
            self.look,
            tr("Keep a second key"),
            tr("From then on this desk opens on this laptop alone, with your words."),
            tr("Keep a second key"),
        )
        question.answered.connect(self._keep_second_key)

    @Slot(str)
    def _keep_second_key(self, passphrase: str) -> None:
        protection = self.kit.protection

        def job(_: Progress) -> str:
            protection.keep_second_key(passphrase)
            return tr("The second key is kept. Your words stay the same.")

        self._run(tr("Keeping the second key"), job)

    @Slot()
    def add_recovery(self) -> None:
        """Ask for the organisation's public file."""
        ask.open_file(
            self.window(), tr("Your organisation's file"), "JSON (*.json)", self.take_organisation
        )

    def take_organisation(self, path: Path) -> None:
        """Ask for the passphrase, then add the organisation of this file."""
        self._chosen = path
        question = ask.passphrase(
            self.window(),
            self.look,
            tr("Let two custodians open this desk together?"),
            tr("They can, from then on, without you: it is what helps if you forget the words."),
            tr("Add the recovery"),
        )
        question.answered.connect(self._add_recovery)

    @Slot(str)
    def _add_recovery(self, passphrase: str) -> None:
        protection, path = self.kit.protection, self._chosen
        if path is None:
            return

        def job(_: Progress) -> str:
            name = protection.add_recovery(passphrase, path)
            return tr("The custodians of {name} can now help you.").format(name=name)

        self._run(tr("Adding the recovery"), job)

    def _run(self, title: str, job: Callable[[Progress], str]) -> None:
        self.tasks.run(title, job, self._done, owner=self, failed=self._failed)

    def _done(self, words: str) -> None:
        ask.Notice(self.window(), tr("Done"), words).open()
        self.reload()

    def _failed(self, error: Exception) -> None:
        show(error, self.window())
