"""A document read on the screen by whoever is to sign it."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea
from pytestqt.qtbot import QtBot

from pscp_desktop.reports.mediation import DocumentKind, compose
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.reading import ReadingView, spoken
from tests.unit.reports.samples import complete


def test_the_reading_view_says_the_document_in_the_language_chosen(qtbot: QtBot) -> None:
    document = compose(DocumentKind.INFORMATION, complete(), "ar")
    view = ReadingView(Look(), document)
    qtbot.addWidget(view)

    assert view.language == "ar"
    assert document.title.beside in view.words
    view.show_language("es")
    assert document.title.spanish in view.words
    assert view.words.split("\n") == [said for said, _, _ in spoken(document, beside=False)]


def test_the_reading_view_tells_when_its_end_was_reached(qtbot: QtBot) -> None:
    view = ReadingView(Look(), compose(DocumentKind.INFORMATION, complete()))
    qtbot.addWidget(view)
    view.resize(900, 500)
    view.show()
    area = view.findChild(QScrollArea)
    assert area is not None
    bar = area.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)

    with qtbot.assertNotEmitted(view.reached_end):
        bar.setValue(bar.maximum() // 2)
    with qtbot.waitSignal(view.reached_end):
        bar.setValue(bar.maximum())
    view.hide()


def test_markup_in_a_name_is_read_as_it_is(qtbot: QtBot) -> None:
    facts = complete()
    odd = replace(facts, process=replace(facts.process, requesters=("<img src=x>",)))
    view = ReadingView(Look(), compose(DocumentKind.INVITATION, odd))
    qtbot.addWidget(view)

    assert "<img src=x>" in view.words
    assert {label.textFormat() for label in view.labels} == {Qt.TextFormat.PlainText}
