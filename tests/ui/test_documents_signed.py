"""Signatures drawn on the handed-over laptop: kept sealed, recorded, and printed on the document."""

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from pytestqt.qtbot import QtBot

from pscp_desktop import i18n
from pscp_desktop.domain.dossiers import Attachment
from pscp_desktop.reports.mediation import DocumentKind
from pscp_desktop.ui import ask
from pscp_desktop.ui.mediation.prepare_sheet import AGAIN
from pscp_desktop.ui.mediation.sheet import Done
from pscp_desktop.ui.mediation.signing_view import SigningView
from tests.ui.conftest import Furnish
from tests.ui.test_documents import Table, lived
from tests.ui.test_signing import stroke
from tests.world import ALBA, Moment, a_desk


@pytest.fixture
def table(qtbot: QtBot, tmp_path: Path, furnish: Furnish) -> Table:
    i18n.use("es")
    moment = Moment()
    tools = furnish(a_desk(tmp_path, ALBA, now=moment))
    return Table(qtbot, tools, lived(tools.desk, moment), tmp_path)


def handed(table: Table) -> SigningView:
    (content,) = table.handed
    assert isinstance(content, SigningView)
    return content


def signed_here(table: Table) -> list[object]:
    """Both sign the agreement on the laptop and give it back; what the panel then said."""
    panel = table.panel(DocumentKind.AGREEMENT)
    ended: list[object] = []
    panel.finished.connect(ended.append)
    panel.sign.click()
    table.settle()
    content = handed(table)
    content.resize(1200, 800)
    content.show()
    for _, signing in content.panels:
        stroke(table.qtbot, signing.pad)
    content.keep.click()
    table.settle()
    assert ended == [], "nothing behind moves while somebody else has the laptop"
    content.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return ended


def test_drawn_signatures_are_recorded_and_sealed(table: Table, tmp_path: Path) -> None:
    ended = signed_here(table)

    assert [done.then for done in ended if isinstance(done, Done)] == [AGAIN + "agreement"]
    drawn = [one for one in table.shown.papers.signatures if one.drawing and one.form == "drawn"]
    assert {one.party for one in drawn} == {table.way.alba, table.way.bar}
    with table.tools.desk.reading() as session:
        sealed = table.tools.desk.all_in(session, Attachment, table.way.dossier)
    on_disk = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert len(sealed) == 2
    assert not any(b"\x89PNG" in content for content in on_disk)


def test_a_document_signed_here_is_printed_with_the_drawings_and_says_how_it_was_signed(
    table: Table, tmp_path: Path
) -> None:
    before = table.panel(DocumentKind.AGREEMENT)
    assert before.made is not None
    unsigned = len(before.made.paper.pdf())
    signed_here(table)

    panel = table.panel(DocumentKind.AGREEMENT)
    panel._reason = "Copia para la notaría"
    panel.export(tmp_path / "out.pdf")
    table.settle()

    assert (tmp_path / "out.pdf").stat().st_size > unsigned
    assert not panel.sign.accessibleName().startswith("Leer y firmar")
    kept = table.way.mediation.documents.all_of(table.way.dossier)
    assert {(one.issued, one.signed) for one in kept} == {("shown", ""), ("saved", "drawn")}


def test_whoever_would_not_sign_is_recorded_as_such_and_named_on_the_final_act(
    table: Table,
) -> None:
    panel = table.panel(DocumentKind.FINAL)
    panel.sign.click()
    table.settle()
    content = handed(table)
    table.qtbot.addWidget(content)
    content.show()
    for _, signing in content.panels:
        signing.choice.choose(signing.REFUSED)
        signing.choice.picked.emit(signing.REFUSED)
    content.keep.click()
    table.settle()

    refused = [one for one in table.shown.papers.signatures if one.answer == "refused"]
    again = table.panel(DocumentKind.FINAL)

    assert {one.party for one in refused} == {table.way.alba, table.way.bar}
    assert again.made is not None
    said = repr(again.made.document)
    assert "Alba Ejemplo Muñoz y Bar Ficticio S. L." in said


def test_before_a_copy_is_chosen_its_kinds_and_sizes_are_said(table: Table) -> None:
    signed_here(table)
    panel = table.panel(DocumentKind.AGREEMENT)

    panel.attach.click()

    (question,) = panel.window().findChildren(ask.TypedQuestion)
    assert "Un PDF o una foto en JPEG o PNG" in question._full_text.text()
    assert "100 MB" in question._full_text.text()
    assert "2 GB" in question._full_text.text()
    question.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
