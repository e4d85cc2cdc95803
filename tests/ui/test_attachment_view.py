"""Attachments seen inside the program: read in memory, told in the audit, written nowhere."""

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from pscp_desktop import i18n
from pscp_desktop.domain.dossiers import Attachment
from pscp_desktop.domain.errors import Invalid, NotFound
from pscp_desktop.services.attaching import Attaching
from pscp_desktop.services.desk import Desk
from pscp_desktop.services.mediation.service import Mediation
from pscp_desktop.store import audit
from pscp_desktop.ui.ask import Notice
from pscp_desktop.ui.layouts import panel, row
from pscp_desktop.ui.mediation.attachment_view import AttachmentView, picture_of
from pscp_desktop.ui.mediation.file_shown import read_file
from pscp_desktop.ui.mediation.opening import Opener
from pscp_desktop.ui.mediation.sheet import Bench
from sync.protocol import Unreachable
from tests.protections import guards
from tests.ui.conftest import Furnish
from tests.unit.services.journey import request
from tests.unit.store.test_scans import jpeg, page, pdf
from tests.world import ALBA, LIA, a_desk, joins


class Looking:
    """A file with one attachment, and the view of it."""

    def __init__(self, qtbot: QtBot, folder: Path, furnish: Furnish) -> None:
        i18n.use("en")
        self.qtbot, self.folder = qtbot, folder
        self.desk = a_desk(folder, ALBA)
        joins(self.desk, LIA, team=False)
        self.tools = furnish(self.desk)
        self.mediation = Mediation(self.desk)
        self.file = request(self.mediation).dossier
        self.attaching = Attaching(self.desk, folder)

    def attach(self, content: bytes, name: str = "acta firmada.pdf") -> Attachment:
        return self.attaching.attach_bytes(self.file, content, name)

    def view(self, attachment: Attachment) -> AttachmentView:
        bench = Bench(self.tools, self.mediation)
        shown = read_file(self.desk, self.mediation, self.file, opening=True)
        made = Opener(bench, self.attaching, print).make("attachment", shown, attachment.id)
        assert made is not None
        assert isinstance(made.widget, AttachmentView)
        self.window = window = panel(row(made.widget, gap="none"))
        self.qtbot.addWidget(window)
        window.resize(1154, 768)
        window.show()
        self.settle()
        return made.widget

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.tools.tasks.busy, timeout=10_000)
        self.qtbot.wait(20)

    def acts(self) -> list[tuple[str, str]]:
        with self.desk.reading() as session:
            lines = [line for _, line, _ in audit.lines(session.connection(), self.file)]
        return [(line.act, line.why) for line in lines]


@pytest.fixture
def looking(qtbot: QtBot, tmp_path: Path, furnish: Furnish) -> Looking:
    return Looking(qtbot, tmp_path, furnish)


def pages(view: AttachmentView) -> list[QLabel]:
    return [one for one in view.findChildren(QLabel) if one.accessibleName().startswith("Page ")]


def words(view: AttachmentView) -> str:
    return " ".join(one.text() for one in view.findChildren(QLabel))


def photo() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (640, 480), (120, 40, 40)).save(made, "PNG")
    return made.getvalue()


def test_a_photo_is_shown_and_the_look_is_told(looking: Looking) -> None:
    view = looking.view(looking.attach(photo(), "portal.png"))

    (label,) = pages(view)
    assert label.pixmap().toImage().pixelColor(20, 20).red() > 100
    assert ("attachment", "") in looking.acts()


def test_the_pages_of_a_scan_are_shown_larger_and_smaller(looking: Looking) -> None:
    view = looking.view(looking.attach(pdf(page(jpeg(30)), page(jpeg(220)))))

    assert len(pages(view)) == 2
    before = pages(view)[0].pixmap().width()
    view.larger.click()
    assert pages(view)[0].pixmap().width() > before
    view.smaller.click()
    assert pages(view)[0].pixmap().width() == before


def test_a_typed_pdf_says_what_it_is_and_where_it_can_be_read(looking: Looking) -> None:
    view = looking.view(looking.attach(pdf()))

    assert not pages(view)
    assert "PDF: kept whole and encrypted" in words(view)


def test_plain_text_is_shown_as_it_was_written_and_never_as_markup(looking: Looking) -> None:
    view = looking.view(looking.attach(b"<b>Hola</b>, vecina.", "carta.txt"))

    assert "<b>Hola</b>, vecina." in words(view)


@guards("services.attaching.export")
def test_saving_outside_needs_a_reason_and_leaves_a_trace(looking: Looking, tmp_path: Path) -> None:
    attachment, target = looking.attach(photo(), "portal.png"), tmp_path / "outside.png"

    with pytest.raises(Invalid):
        looking.attaching.export(attachment.id, target, "  ")
    assert not target.exists()

    view = looking.view(attachment)
    view._reason = "The court asked for it"
    with looking.qtbot.waitSignal(view.finished):
        view.export(target)
    assert picture_of(target.read_bytes()) is not None
    assert ("export", "The court asked for it") in looking.acts()


def test_nobody_without_a_right_sees_an_attachment(looking: Looking) -> None:
    attachment = looking.attach(photo())
    lia = Attaching(Desk(looking.desk.store, LIA), looking.folder)

    with pytest.raises(NotFound):
        lia.seen(attachment.id)
    with pytest.raises(NotFound):
        lia.export(attachment.id, looking.folder / "x.png", "Curiosidad")


def test_looking_writes_no_file(looking: Looking, monkeypatch: pytest.MonkeyPatch) -> None:
    attachment = looking.attach(pdf(page(jpeg(30))))
    temporary = looking.folder / "tmp"
    temporary.mkdir()
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(name, str(temporary))
    before = {path for path in looking.folder.rglob("*") if path.is_file()}

    assert pages(looking.view(attachment))

    left = {path for path in looking.folder.rglob("*") if path.is_file()} - before
    assert not left


def test_what_is_no_picture_or_far_too_large_is_none() -> None:
    huge = (
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x01\x00\x00\x00\x01\x00\x00\x08\x02\x00\x00\x00"
    )

    assert picture_of(b"no picture") is None
    assert picture_of(huge + bytes(40)) is None


class Distant:
    """Somewhere else, where the one attachment lies until it is brought."""

    def __init__(self, bring: Callable[[], bool], *, at_hub: bool) -> None:
        self.here, self.at_hub, self._bring = False, at_hub, bring

    def place(self, _: Attachment) -> tuple[bool, bool, str]:
        return self.here, self.at_hub, "" if self.at_hub else "Ana Ejemplo"

    def bring(self, _: Attachment, told: Callable[[int, int], None]) -> bool:
        told(0, 1)
        self.here = self._bring()
        return self.here


def _not_reached() -> bool:
    raise Unreachable


def test_a_photo_still_on_another_laptop_says_on_whose_and_is_asked_for_again(
    looking: Looking,
) -> None:
    attachment = looking.attach(photo(), "portal.png")
    far = Distant(lambda: False, at_hub=False)
    looking.attaching = replace(looking.attaching, elsewhere=far)
    view = looking.view(attachment)

    assert "still on Ana Ejemplo's laptop" in words(view)
    assert not view.save.isEnabled()
    view.fetch.setFocus()
    looking.qtbot.keyClick(view.fetch, Qt.Key.Key_Space)
    looking.settle()
    assert view.window().focusWidget() is view.fetch, "the keyboard stays where it can ask again"
    assert "still on Ana Ejemplo's laptop" in words(view)
    assert not pages(view)


def test_a_photo_at_the_hub_is_brought_on_demand_and_then_shown(looking: Looking) -> None:
    attachment = looking.attach(photo(), "portal.png")
    looking.attaching = replace(looking.attaching, elsewhere=Distant(lambda: True, at_hub=True))
    view = looking.view(attachment)
    assert "at the hub" in words(view)

    view.fetch.click()
    looking.settle()

    assert len(pages(view)) == 1
    assert view.save.isEnabled()


def test_a_hub_that_is_not_reached_leaves_the_way_to_try_again(looking: Looking) -> None:
    attachment = looking.attach(photo(), "portal.png")
    looking.attaching = replace(looking.attaching, elsewhere=Distant(_not_reached, at_hub=True))
    view = looking.view(attachment)

    view.fetch.click()
    looking.settle()

    (notice,) = view.window().findChildren(Notice)
    notice.accept()
    assert view.fetch.isEnabled()
    assert "at the hub" in words(view)
