"""An attachment seen inside the program: its pages as pictures, or its words. Nothing is written out.

What cannot be shown here says what it is; it can be saved outside, with a reason that is written down.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt, Signal, Slot
from PySide6.QtGui import QImage, QImageReader, QKeyEvent, QPixmap
from PySide6.QtWidgets import QLabel, QWidget

from pscp_desktop.domain.dossiers import Attachment
from pscp_desktop.i18n import N_, tr, trn
from pscp_desktop.services.attaching import Attaching, Away, Seen
from pscp_desktop.store import contents
from pscp_desktop.ui import ask
from pscp_desktop.ui.days import near_moment
from pscp_desktop.ui.errors import show
from pscp_desktop.ui.layouts import Part, emptied
from pscp_desktop.ui.look import as_role
from pscp_desktop.ui.mediation.attachment_away import advice, heading_of
from pscp_desktop.ui.mediation.file_shown import FileShown
from pscp_desktop.ui.mediation.sheet import Bench, Done
from pscp_desktop.ui.parts import (
    Banner,
    button,
    column,
    heading,
    icon_button,
    panel,
    row,
    say,
    scrolled,
    text,
)
from pscp_desktop.ui.tasks import Progress

KINDS: Final = {
    contents.PDF: N_("PDF"),
    contents.JPEG: N_("Photo"),
    contents.PNG: N_("Picture"),
    contents.WEBP: N_("Picture"),
    contents.TEXT: N_("Plain text"),
    contents.ODT: N_("Text document"),
    contents.DOCX: N_("Text document"),
}
ENDINGS: Final = {
    contents.PDF: "pdf", contents.JPEG: "jpg", contents.PNG: "png", contents.WEBP: "webp",
    contents.TEXT: "txt", contents.ODT: "odt", contents.DOCX: "docx",
}  # fmt: skip
WIDTHS: Final = (440, 620, 860, 1200, 1700)
"""Pixels a page is wide, from the smallest view to the largest."""
USUAL: Final = 1
KILO: Final = 1024


@dataclass(frozen=True, slots=True)
class Shown:
    """What was read, and its pages as pictures of the screen."""

    seen: Seen
    pages: tuple[QImage, ...]


class AttachmentView(QWidget):
    """Its pages below each other, larger or smaller; and the way out with a reason."""

    left = Signal()
    finished = Signal(object)

    def __init__(
        self, bench: Bench, shown: FileShown, attaching: Attaching, attachment: UUID
    ) -> None:
        super().__init__()
        as_role(self, "page")
        self._bench, self._file, self._attaching = bench, shown, attaching
        self._look, self._id = bench.tools.look, attachment
        self._record = next(one for one in shown.attachments if one.id == attachment)
        self._pages: tuple[QImage, ...] = ()
        self._labels: list[QLabel] = []
        self._size = USUAL
        self._reason = ""
        self._back = icon_button(self._look, "back", tr("Back to the file"))
        self._back.clicked.connect(self.left)
        self.smaller = icon_button(self._look, "minus", tr("Smaller"))
        self.smaller.clicked.connect(self._shrink)
        self.larger = icon_button(self._look, "plus", tr("Larger"))
        self.larger.clicked.connect(self._grow)
        self.save = button(tr("Save outside"), "", "export", self._look)
        self.save.clicked.connect(self._ask_reason)
        self._count = text("", "muted")
        self._body = column(gap="l", edge=(32, 20, 32, 24))
        head = heading(self._record.name or tr("Attached file"), described(self._record, shown))
        top = row(
            self._back, head, self.smaller, self.larger, gap="m", edge=(24, 16, 32, 14), wide=1
        )
        kept = text(tr("Only shown: nothing is written outside the encrypted desk."), "muted")
        foot = row(kept, None, self._count, self.save, gap="m", edge=(32, 12, 32, 12))
        self.setLayout(
            column(
                panel(top, "head"), scrolled(panel(self._body)), panel(foot, "foot"),
                gap="none", wide=1,
            )
        )  # fmt: skip
        self._allow()
        self._read()

    def begin(self) -> None:
        """Put the keyboard where one goes back from."""
        self._back.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = {Qt.Key.Key_Plus: self._grow, Qt.Key.Key_Minus: self._shrink,
                Qt.Key.Key_Escape: self.left.emit}  # fmt: skip
        act = keys.get(Qt.Key(event.key()))
        if act is not None:
            act()
        else:
            super().keyPressEvent(event)

    def _read(self) -> None:
        attaching, attachment = self._attaching, self._id

        record = self._record

        def job(_: Progress) -> Shown | Away:
            away = attaching.away([record]).get(attachment)
            if away is not None:
                return away
            seen = attaching.seen(attachment)
            pages = (picture_of(one) for one in seen.pictures)
            return Shown(seen, tuple(page for page in pages if page is not None))

        self._bench.tools.tasks.run(
            tr("Opening the attachment"), job, self._arrived, owner=self, failed=self._failed
        )

    def _arrived(self, found: Shown | Away) -> None:
        here = isinstance(found, Shown)
        self.save.setEnabled(here)
        if isinstance(found, Shown):
            self._show(found)
        else:
            self._show_away(found)

    def _show_away(self, away: Away) -> None:
        """Say where it is, with the way to bring it."""
        emptied(self._body)
        act = tr("Bring it now") if away.at_hub else tr("Ask the hub again")
        self.fetch = button(act, "primary" if away.at_hub else "", "sync", self._look)
        self.fetch.clicked.connect(self.bring)
        self._body.addWidget(Banner(self._look, "info", heading_of(away), advice(away), self.fetch))
        self._body.addStretch(1)
        self.fetch.setFocus()

    @Slot()
    def bring(self) -> None:
        """Bring it from the hub; what is cut off goes on from there the next time."""
        attaching, attachment = self._attaching, self._id
        self.fetch.setEnabled(False)
        self._bench.tools.tasks.run(
            tr("Bringing the attachment"), lambda progress: attaching.bring(attachment, progress),
            lambda _: self._read(), owner=self, failed=self._not_brought, line="network",
        )  # fmt: skip

    def _not_brought(self, error: Exception) -> None:
        self.fetch.setEnabled(True)
        self.fetch.setFocus()
        show(error, self.window())

    def _show(self, found: Shown) -> None:
        emptied(self._body)
        self._pages, self._labels = found.pages, []
        for number, _ in enumerate(found.pages, start=1):
            label = QLabel()
            label.setAccessibleName(tr("Page {n}").format(n=number))
            self._labels.append(label)
            self._body.addLayout(row(None, panel(column(label), "card"), None))
        if found.seen.words:
            words = text(found.seen.words, wrap=True)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByKeyboard)
            self._body.addWidget(words)
        elif not found.pages:
            self._body.addLayout(column(*self._cannot()))
        self._body.addStretch(1)
        count = len(found.pages)
        say(self._count, trn("{n} page", "{n} pages", count).format(n=count) if count else "")
        self._draw()

    def _cannot(self) -> list[Part]:
        """What it is, and why it is not shown here."""
        kind = tr(KINDS.get(self._record.media_type, N_("Attached file")))
        pdf = self._record.media_type == contents.PDF
        why = (
            tr("Of a PDF the pages a scanner took are shown here. This one was typed, is encrypted or"
               " holds its pages in another form.")
            if pdf
            else tr("This kind of document is kept, and not shown here.")
        )  # fmt: skip
        do = tr("To read it, save it outside with a reason, and erase that copy afterwards.")
        what = tr("{kind}: kept whole and encrypted").format(kind=kind)
        return [Banner(self._look, "info", what, f"{why} {do}")]

    def _draw(self) -> None:
        for label, page in zip(self._labels, self._pages, strict=True):
            ratio = self.devicePixelRatioF()
            wide = page.scaledToWidth(
                round(WIDTHS[self._size] * ratio), Qt.TransformationMode.SmoothTransformation
            )
            wide.setDevicePixelRatio(ratio)
            label.setPixmap(QPixmap.fromImage(wide))
        self._allow()

    def _allow(self) -> None:
        self.smaller.setEnabled(bool(self._pages) and self._size > 0)
        self.larger.setEnabled(bool(self._pages) and self._size < len(WIDTHS) - 1)

    @Slot()
    def _grow(self) -> None:
        self._size = min(self._size + 1, len(WIDTHS) - 1)
        self._draw()

    @Slot()
    def _shrink(self) -> None:
        self._size = max(self._size - 1, 0)
        self._draw()

    # The way out

    @Slot()
    def _ask_reason(self) -> None:
        question = ask.reason(
            self.window(), self._look, tr("Save this attachment outside the program?"),
            tr("Outside it is no longer protected. Say what for; it is written down."),
            tr("Choose where"),
        )  # fmt: skip
        question.answered.connect(self._choose_place)

    @Slot(str)
    def _choose_place(self, reason: str) -> None:
        self._reason = reason
        ending = ENDINGS.get(self._record.media_type, "bin")
        # Its own name may say whose it is: outside it gets one that says nothing.
        proposed = f"{tr('attachment')}.{ending}"
        ask.save_file(
            self.window(), tr("Save the attachment"), proposed, f"*.{ending}", self.export
        )

    def export(self, path: Path) -> None:
        """Write it outside, with the reason that was given."""
        attaching, attachment, why = self._attaching, self._id, self._reason

        def job(_: Progress) -> str:
            attaching.export(attachment, path, why)
            return tr("Saved outside, and written down with its reason")

        self._bench.tools.tasks.run(
            tr("Saving"), job, self._exported, owner=self, failed=self._failed
        )

    def _exported(self, words: str) -> None:
        self.finished.emit(Done(words=words, undoable=False, dossier=self._file.id))

    def _failed(self, error: Exception) -> None:
        show(error, self.window())


def picture_of(data: bytes) -> QImage | None:
    """A picture from its bytes, as it was seen; nothing where it is none or far too large."""
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    size = reader.size()
    if not size.isValid() or size.width() * size.height() > contents.MOST_PIXELS:
        return None
    largest = QSize(2 * WIDTHS[-1], 8 * WIDTHS[-1])
    if size.width() > largest.width():
        reader.setScaledSize(size.scaled(largest, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    return None if image.isNull() else image


def described(record: Attachment, shown: FileShown) -> str:
    """What it is, how large, who attached it and when."""
    kind = tr(KINDS.get(record.media_type, N_("Attached file")))
    size = f"{max(1, round(record.size / KILO))} kB"
    if record.size >= KILO * KILO:
        size = f"{record.size / KILO / KILO:.1f} MB"
    who = shown.workers.get(record.recorded_by, "")
    return " · ".join(filter(None, (kind, size, who, near_moment(record.recorded_at, shown.today))))


__all__ = ["AttachmentView", "picture_of"]
