"""H11: what another desk sends is shown as text; hidden signs are told by number, and kept as they are."""

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from pscp_desktop.domain.dossiers import Dossier, Note
from pscp_desktop.domain.errors import Invalid
from pscp_desktop.domain.mediation import Party
from pscp_desktop.maps import writing
from pscp_desktop.maps.features import WORKING_CRS, Features
from pscp_desktop.reports.document import BilingualPair, Document, Paragraph, texts_of
from pscp_desktop.reports.mediation import DocumentKind, compose
from pscp_desktop.services.mediation.service import Mediation
from pscp_desktop.ui.forms.form import RecordForm
from pscp_desktop.ui.lists.model import spoken
from pscp_desktop.ui.lists.rows import Row
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.map import outlets
from pscp_desktop.ui.mediation.file_aside import FileAside
from pscp_desktop.ui.mediation.file_shown import read_file
from pscp_desktop.ui.mediation.phrases import Told
from pscp_desktop.ui.paper import Paper
from pscp_desktop.ui.parts import Entry, button, text
from sync import envelope, seal
from sync.envelope import NOTHING, Contents, Header, Malformed, contents_of, parse
from tests.protections import guards
from tests.ui.conftest import Furnish
from tests.unit.reports.samples import complete
from tests.unit.services.conftest import PassingMoment
from tests.unit.services.journey import request
from tests.world import INES, OMAR, desks_of, exchange, shown

SENT = "<img src=//x/y>Alba\u202e olpmejE\u0007\u2066"
SHOWN = "<img src=//x/y>Alba[U+202E] olpmejE[U+0007][U+2066]"
ARABIC = "ليلى المثال\u200f."


def labels(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel)]


@guards("signs.shown")
def test_h11_what_arrives_by_sync_is_shown_as_text_and_kept_as_it_was_sent(
    tmp_path: Path, furnish: Furnish, look: Look, qtbot: QtBot
) -> None:
    ines, omar = desks_of(tmp_path, (INES, OMAR), now=PassingMoment())
    way = request(Mediation(ines)).to_agreement()
    ines.save(shown(ines, Party, way.alba), {"name": SENT})
    ines.save(shown(ines, Party, way.bar), {"name": ARABIC})
    ines.save(shown(ines, Dossier, way.dossier), {"title": SENT})
    ines.add(Note(dossier=way.dossier, text=SENT))

    exchange(ines, omar)

    assert shown(omar, Party, way.alba).record.name == SENT
    file = read_file(omar, Mediation(omar), way.dossier, opening=False)
    aside = FileAside(look)
    qtbot.addWidget(aside)
    aside.show_file(file)
    assert SHOWN in labels(aside)
    assert ARABIC in labels(aside)
    assert any(SHOWN in line.spoken for line in file.told)
    assert not any(sign in line.spoken for line in file.told for sign in "\u202e\u0007\u2066")
    names = [line.accessibleName() for line in aside.findChildren(Entry)]
    assert any(SHOWN in name for name in names)
    assert not any("\u202e" in name for name in names)
    form = RecordForm(furnish(omar), Party, ["name"], loaded=shown(omar, Party, way.alba))
    qtbot.addWidget(form)
    assert form.changes() == {}


def words_of(document: Document) -> str:
    pages = pypdfium2.PdfDocument(Paper(document).pdf())
    return " ".join("".join(one.get_textpage().get_text_range() for one in pages).split())


@guards("signs.shown")
def test_h11_paper_holds_nothing_that_turns_it_and_keeps_arabic_whole(look: Look) -> None:
    facts = complete()
    alba, bar = facts.parties
    named = (replace(alba, name=SENT), replace(bar, name=ARABIC))
    paper = compose(DocumentKind.AGREEMENT, replace(facts, parties=named))
    words = words_of(paper)
    assert "<img src=//x/y>Alba olpmejE" in words
    assert not set("\u202e\u2066") & set(words)
    assert ARABIC in {pair.spanish for pair in texts_of(paper)}

    # Words that no template went over are told by number.
    loose = replace(paper, blocks=(Paragraph(text=BilingualPair(SENT)),))
    assert "olpmejE[U+0007][U+2066]" in words_of(loose)


@guards("signs.field_says")
def test_h11_the_field_says_which_signs_its_text_holds(
    tmp_path: Path, furnish: Furnish, qtbot: QtBot
) -> None:
    (ines,) = desks_of(tmp_path, (INES,), now=PassingMoment())
    way = request(Mediation(ines))
    ines.save(shown(ines, Party, way.alba), {"name": SENT, "domicile": ARABIC})
    fields = ["name", "domicile"]
    form = RecordForm(furnish(ines), Party, fields, loaded=shown(ines, Party, way.alba))
    qtbot.addWidget(form)

    told = [words for words in labels(form.field("name")) if "signos que no se ven" in words]

    assert told == ["Contiene signos que no se ven: [U+202E] [U+0007] [U+2066]"]
    assert not any("signos" in words for words in labels(form.field("domicile")))


@guards("signs.shown")
def test_h11_lists_buttons_hints_and_layers_that_leave_hold_no_hidden_sign(look: Look) -> None:
    row = Row(id=INES, what=SENT, detail=SENT, when=SENT)
    assert "\u202e" not in spoken(row)
    assert text(SENT).text() == SHOWN
    assert button(SENT).text() == SHOWN
    assert Told(when="", what=SENT).spoken == SHOWN
    points = Features.points(np.zeros(1), np.zeros(1), {SENT: (SENT,)}, WORKING_CRS)
    made = outlets._shown(points)
    for content in (writing.geojson(made), writing.table(made)):
        assert SHOWN.encode() in content
        assert "\u202e".encode() not in content


def test_h11_a_field_of_ten_megabytes_is_refused_where_it_is_written_and_where_it_arrives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (ines,) = desks_of(tmp_path, (INES,), now=PassingMoment())
    way = request(Mediation(ines))
    with pytest.raises(Invalid) as refused:
        ines.add(Note(dossier=way.dossier, text="x" * 10 * 1024 * 1024))
    assert refused.value.problems == {"text": "string_too_long"}

    pair, key = seal.new_pair(os.urandom), os.urandom(32)
    header = Header(bytes(16), bytes(16), 1, 1, 1, NOTHING, 1, bytes(32), 0, 0)
    contents = Contents([b"x" * 10 * 1024 * 1024], NOTHING, NOTHING)
    with pytest.raises(Malformed):
        envelope.make(header, contents, key, pair, os.urandom)
    with monkeypatch.context() as careless:
        careless.setattr(envelope, "MOST_OPEN", 64 * 1024 * 1024)
        raw = envelope.make(header, contents, key, pair, os.urandom)
    with pytest.raises(Malformed):
        contents_of(parse(raw), key)
