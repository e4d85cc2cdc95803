"""What there is to know about this laptop, and one file for support with nothing personal in it."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QLocale, Slot
from PySide6.QtWidgets import QWidget

from pscp_desktop.i18n import N_, language, tr
from pscp_desktop.settings import VERSION
from pscp_desktop.ui import ask
from pscp_desktop.ui.parts import (
    Banner,
    StatusPill,
    button,
    column,
    emptied,
    panel,
    row,
    say,
    text,
)
from pscp_desktop.ui.preferences.disk import Encryption, encryption, free_bytes
from pscp_desktop.ui.preferences.kit import Kit
from pscp_desktop.ui.preferences.section import Section, fact, group, in_minutes
from pscp_desktop.ui.tasks import Progress

SCARCE: Final = 2 * 1024**3
DIAGNOSTICS: Final = "diagnostics.txt"


def size_said(size: int) -> str:
    """`12,3 GB`, as the language of the screen writes it."""
    return QLocale(language()).formattedDataSize(size, 1, QLocale.DataSizeFormat.DataSizeSIFormat)


class LaptopSection(Section):
    """Facts first, then the two things one may want from here."""

    id = "laptop"
    name = N_("This laptop")
    lead = N_("Version, room, protection of the disk, and the file that support may ask you for.")
    icon = "laptop"

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self._facts = column(gap="s")
        self._notice = column(gap="none")
        self._notices = panel(self._notice)
        self._notices.hide()
        self._said = text("", "caption", wrap=True)
        self._said.hide()
        make = button(tr("Make a diagnostics file"), "", "export", self.look)
        make.clicked.connect(self.ask_where)
        emergency = button(tr("Emergency numbers"), "", "emergency", self.look)
        emergency.clicked.connect(kit.laptop.emergency)
        support = text(
            tr(
                "The file says which version this is, its settings and where the program had "
                "faults. It holds no name, no file and nothing that was written. Read it before "
                "you send it: it is plain text."
            ),
            "muted",
            wrap=True,
        )
        numbers = text(
            tr("112, 016, 024 and the numbers of your area, one key away: Ctrl+E."),
            "muted",
            wrap=True,
        )
        for part in (
            self._notices,
            panel(self._facts),
            group(tr("For support"), support, row(make, None), self._said),
            group(tr("In an emergency"), numbers, row(emergency, None)),
        ):
            self.body.addWidget(part)

    def reload(self) -> None:
        folder = self.kit.laptop.folder

        def job(_: Progress) -> tuple[int | None, Encryption]:
            return free_bytes(folder), encryption(folder)

        self.tasks.run(tr("Looking at this laptop"), job, self._show, owner=self)

    def _show(self, found: tuple[int | None, Encryption]) -> None:
        free, disk = found
        laptop, policy = self.kit.laptop, self.kit.laptop.policy
        emptied(self._facts)
        emptied(self._notice)
        room = size_said(free) if free is not None else tr("Unknown")
        low = free is not None and free < SCARCE
        pill = StatusPill(self.look, tr("Little room"), "warn", "warn") if low else None
        times = tr("Covered after {cover} min, locked after {lock} min, and after {hours} h in all")
        for part in (
            fact(tr("Version"), VERSION),
            fact(tr("Data folder"), str(laptop.folder)),
            fact(tr("Free room there"), room, pill),
            self._disk(disk),
            self._policy(),
            fact(
                tr("When nobody is at the desk"),
                times.format(
                    cover=in_minutes(policy.cover_after_seconds),
                    lock=in_minutes(policy.lock_after_seconds),
                    hours=policy.longest_session_hours,
                ),
            ),
        ):
            self._facts.addWidget(part)
        self._notices.setVisible(disk is Encryption.NO)
        if disk is Encryption.NO:
            self._notice.addWidget(
                Banner(
                    self.look,
                    "warn",
                    tr("The disk of this laptop is not encrypted."),
                    tr(
                        "What you keep here is encrypted all the same, but what the system writes "
                        "beside it, such as printed pages, is not. Ask your administrator to turn "
                        "disk encryption on."
                    ),
                )
            )

    def _disk(self, disk: Encryption) -> QWidget:
        words = {
            Encryption.YES: tr("The whole disk is encrypted"),
            Encryption.NO: tr("The disk is not encrypted"),
            Encryption.UNKNOWN: tr("This system does not say; ask your administrator"),
        }[disk]
        good = disk is Encryption.YES
        pill = StatusPill(self.look, tr("Good"), "ok", "done") if good else None
        return fact(tr("Disk encryption"), words, pill)

    def _policy(self) -> QWidget:
        fault = self.kit.laptop.policy_fault
        if not fault:
            return fact(tr("Policy file"), tr("In order, or none: the usual limits hold"))
        words = tr(
            "It cannot be read ({key}), so the strictest limits hold. Tell your administrator."
        )
        pill = StatusPill(self.look, tr("Fault"), "warn", "warn")
        return fact(tr("Policy file"), words.format(key=fault), pill)

    @Slot()
    def ask_where(self) -> None:
        """Ask where the diagnostics file goes."""
        ask.save_file(
            self.window(),
            tr("Make a diagnostics file"),
            DIAGNOSTICS,
            tr("Text (*.txt)"),
            self.write,
        )

    def write(self, path: Path) -> None:
        """Write the file, in the background."""
        diagnostics = self.kit.laptop.diagnostics

        def job(_: Progress) -> Path:
            path.write_text(diagnostics(), encoding="utf-8")
            return path

        self.tasks.run(tr("Writing the file"), job, self._written, owner=self)

    def _written(self, path: Path) -> None:
        self._said.show()
        say(self._said, tr("Written: {path}").format(path=path))
