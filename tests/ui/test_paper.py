"""Documents as they come out on paper: read back from the PDF itself."""

import re
import unicodedata
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtPrintSupport import QPrinter

from pscp_desktop.i18n import PRINTED
from pscp_desktop.reports.document import (
    BilingualPair,
    Block,
    ClauseList,
    Document,
    Fact,
    FactTable,
    Unprintable,
    texts_of,
)
from pscp_desktop.reports.facts import Facts, Passage, SignatureFacts
from pscp_desktop.reports.mediation import DocumentKind, compose
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.paper import BOTTOM, NEUTRAL_TITLE, TOP, TOP_OF_NEXT, Paper, pdf
from pscp_desktop.ui.signing import SignaturePad
from pscp_desktop.ui.typesetting import unbroken
from tests.unit.reports.samples import ALBA, BAR, clauses, complete

pytestmark = pytest.mark.usefixtures("qapp")
EVERY = [(kind, language) for kind in DocumentKind for language in PRINTED]


def read(data: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(data)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def folded(text: str) -> str:
    """Without white space, and without what only steers the direction."""
    return "".join(
        sign
        for sign in unicodedata.normalize("NFKC", text)
        if not sign.isspace() and unicodedata.category(sign) != "Cf"
    )


def words(text: str) -> Counter[str]:
    """Words as a bag: lines of mixed direction are read back in the order they stand on paper."""
    plain = "".join(
        c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf"
    )
    return Counter(re.findall(r"[^\W\d_]+|\d+", plain))


def facts_in(block: Block) -> tuple[Fact, ...]:
    match block:
        case FactTable():
            return block.rows
        case ClauseList():
            return tuple(fact for clause in block.clauses for fact in clause.details)
        case _:
            return ()


def body_of(document: Document, pages: list[str]) -> str:
    """The text of the pages, each without its head and foot, which are written last."""
    bodies = []
    for number, page in enumerate(pages, start=1):
        of = document.footer.page_of.spanish.format(page=number, pages=len(pages))
        foot = document.footer.number.spanish + of
        head = f"{document.title.spanish} · {document.letterhead.name}{document.reference}"
        end = folded((head if number > 1 else "") + foot)
        assert folded(page).endswith(end)
        bodies.append(folded(page).removesuffix(end))
    return "".join(bodies) + folded(document.footer.number.spanish)


@pytest.mark.parametrize("kind", DocumentKind)
def test_the_pdf_says_all_that_the_document_says_in_spanish(kind: DocumentKind) -> None:
    document = compose(kind, complete())

    found = body_of(document, read(pdf(document)))

    # A label of several lines stands beside its value, so that their lines take turns.
    labels = {fact.label.spanish for block in document.blocks for fact in facts_in(block)}
    there = words("\n".join(read(pdf(document))))
    assert [
        t.spanish
        for t in texts_of(document)
        if folded(t.spanish) not in found
        and not (t.spanish in labels and words(t.spanish).keys() <= there.keys())
    ] == []


@pytest.mark.parametrize(("kind", "language"), [one for one in EVERY if one[1] != "es"])
def test_the_pdf_has_every_word_of_both_languages(kind: DocumentKind, language: str) -> None:
    document = compose(kind, complete(), language)

    there = words("\n".join(read(pdf(document))))
    wanted = words("\n".join(f"{t.spanish}\n{t.beside}" for t in texts_of(document)))

    missing = {word for word in wanted if word not in there and not broken(word, there)}
    assert missing == set()


def broken(word: str, there: Counter[str]) -> bool:
    """Whether a long word stands there in two pieces, broken by the end of a line."""
    return any(word[:cut] in there and word[cut:] in there for cut in range(2, len(word) - 1))


@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_every_word_a_person_wrote_can_be_read_on_paper(kind: DocumentKind, language: str) -> None:
    document = compose(kind, complete(), language)
    there = words("\n".join(read(pdf(document))))
    facts = complete()
    names = [ALBA.name, BAR.name, facts.organisation.name]
    expected = [name for name in names if name in "\n".join(t.spanish for t in texts_of(document))]

    assert facts.organisation.name in document.letterhead.name
    for name in (*expected, facts.process.number):
        assert words(name).keys() <= there.keys()


@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_no_letter_is_missing_from_the_fonts(kind: DocumentKind, language: str) -> None:
    pages = read(pdf(compose(kind, complete(), language)))

    assert not {"\ufffd", "\x00"} & set("".join(pages))


def test_a_letter_that_no_font_has_is_refused_rather_than_printed_as_a_box() -> None:
    facts = complete()
    odd = replace(
        facts, process=replace(facts.process, requesters=("Alba \U000e0100\U0001f9ff\ua4b0",))
    )
    unknown = replace(odd, process=replace(odd.process, requesters=("Alba \U00016a38 \U0001e2c0",)))

    with pytest.raises(Unprintable) as refused:
        Paper(compose(DocumentKind.INVITATION, unknown))

    assert set(refused.value.characters.split()) == {"\U00016a38", "\U0001e2c0"}


@pytest.mark.parametrize("language", PRINTED)
def test_two_hundred_clauses_are_all_there_and_nothing_is_cut(language: str) -> None:
    facts = replace(complete(), clauses=clauses(200))
    paper = Paper(compose(DocumentKind.AGREEMENT, facts, language))

    for page in paper.pages:
        for placed in page:
            assert placed.top >= TOP
            assert placed.top + placed.row.height <= BOTTOM or placed.row.skipped_at_top
    there = words("\n".join(read(paper.pdf())))
    assert there["Compromiso"] == 197
    assert [n for n in range(1, 201) if str(n) not in there] == []


def test_rows_of_a_page_never_lie_over_one_another() -> None:
    paper = Paper(compose(DocumentKind.AGREEMENT, replace(complete(), clauses=clauses(40)), "ar"))

    for page in paper.pages:
        for above, below in pairwise(page):
            assert above.top + above.row.height == pytest.approx(below.top)


def test_a_very_long_passage_runs_over_pages() -> None:
    facts = complete()
    long = "palabra larguísima " * 3000
    odd = replace(
        facts, process=replace(facts.process, object=replace(facts.process.object, text=long))
    )

    pages = read(pdf(compose(DocumentKind.AGREEMENT, odd)))

    assert folded("".join(pages)).count("palabra") == 3000
    assert len(pages) > 8


def test_every_page_has_its_number_and_the_number_of_pages() -> None:
    pages = read(pdf(compose(DocumentKind.AGREEMENT, complete(), "ar")))

    assert len(pages) >= 3
    for number, page in enumerate(pages, start=1):
        assert f"Página {number} de {len(pages)}" in page
        assert "Expediente MC-0142" in page


def test_nobody_signs_a_page_with_nothing_but_signatures() -> None:
    # The certificate ends with one line of its own: what stands before it goes along as well.
    for kind in (
        DocumentKind.AGREEMENT, DocumentKind.CONSTITUTIVE, DocumentKind.FINAL,
        DocumentKind.CERTIFICATE,
    ):  # fmt: skip
        for language in PRINTED:
            last = read(pdf(compose(kind, complete(), language)))[-1]
            assert {"contiene", "aviso", "completo"} <= words(last).keys()


def test_x02_a_pdf_says_nothing_of_who_made_it_where_or_about_whom() -> None:
    data = pdf(compose(DocumentKind.AGREEMENT, complete()))
    document = pypdfium2.PdfDocument(data)
    known: dict[str, Any] = document.get_metadata_dict()
    document.close()

    assert known["Title"] == NEUTRAL_TITLE
    assert [known[name] for name in ("Author", "Subject", "Keywords", "Creator")] == [""] * 4
    for trace in (str(Path.home()), "pscp", "Ejemplo", "mediaci"):
        assert trace.encode() not in data
        assert trace.encode("utf-16-be") not in data


def test_the_fonts_are_in_the_pdf_and_are_the_programs_own() -> None:
    data = pdf(compose(DocumentKind.AGREEMENT, complete(), "ar"))

    embedded = set(re.findall(rb"/FontName /\w+\+([\w-]+)", data))

    assert {b"IBMPlexSans-Regular", b"IBMPlexSans-SemiBold"} <= embedded
    assert {b"IBMPlexSansArabic-Regular", b"IBMPlexSansArabic-SemiBold"} <= embedded
    assert data.count(b"/FontFile") >= 4


def test_arabic_stands_at_the_right_of_its_column_and_spanish_at_the_left() -> None:
    document = pypdfium2.PdfDocument(pdf(compose(DocumentKind.AGREEMENT, complete(), "ar")))
    text = document[0].get_textpage()
    right_edges: list[float] = []
    left_edges: list[float] = []
    for place in range(text.count_rects()):
        left, _, right, _ = text.get_rect(place)
        said = text.get_text_bounded(*text.get_rect(place))
        arabic = any(unicodedata.bidirectional(sign) == "AL" for sign in said)
        (right_edges if arabic else left_edges).append(right if arabic else left)
    document.close()

    assert max(right_edges) == pytest.approx(595 - 59.5, abs=2)
    assert min(left_edges) == pytest.approx(59.5, abs=2)


def test_markup_in_a_name_is_printed_as_it_is() -> None:
    facts = complete()
    odd = "<img src=x> <b>Alba</b> &amp;"
    named = replace(facts, process=replace(facts.process, requesters=(odd,)))

    there = folded("".join(read(pdf(compose(DocumentKind.INVITATION, named)))))

    assert folded(odd) in there


def drawn() -> bytes:
    pad = SignaturePad(Look())
    pad.resize(400, 160)
    stroke(pad)
    return pad.png()


def stroke(pad: SignaturePad) -> None:
    from PySide6.QtTest import QTest

    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(30, 30))
    QTest.mouseMove(pad, QPoint(90, 60))
    QTest.mouseMove(pad, QPoint(140, 20))
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(200, 90))


def ink_over_the_line(facts: Facts) -> int:
    """How many dark pixels stand on the last page of the agreement."""
    paper = Paper(compose(DocumentKind.AGREEMENT, facts))
    page = paper.preview(len(paper.pages) - 1, 600)
    return sum(
        page.pixelColor(x, y).lightness() < 90
        for x in range(page.width())
        for y in range(page.height())
    )


def test_a_signature_drawn_on_the_screen_stands_on_the_paper() -> None:
    facts = complete()

    signed = replace(facts, signatures=(SignatureFacts(name=ALBA.name, image=drawn()),))

    assert ink_over_the_line(signed) > ink_over_the_line(facts) + 50


def test_a_draft_is_marked_across_the_page() -> None:
    facts = complete()
    draft = Paper(compose(DocumentKind.AGREEMENT, replace(facts, draft=True)))
    issued = Paper(compose(DocumentKind.AGREEMENT, facts))

    def faint(paper: Paper, number: int) -> int:
        page = paper.preview(number, 400)
        spots = [(x, y) for x in range(0, 400, 4) for y in range(60, 520, 4)]
        return sum(220 < page.pixelColor(x, y).lightness() < 238 for x, y in spots)

    for number in range(len(draft.pages)):
        assert faint(draft, number) > faint(issued, min(number, len(issued.pages) - 1)) + 200
    assert "Borrador: no surte efectos" in read(draft.pdf())[0]


def test_a_preview_is_the_page_itself() -> None:
    paper = Paper(compose(DocumentKind.APPOINTMENT, complete(), "ar"))

    page = paper.preview(0, 420)

    assert (page.width(), page.height()) == (420, 594)
    assert {page.pixelColor(x, y).name() for x in (1, 418) for y in (1, 592)} == {"#ffffff"}
    assert any(page.pixelColor(x, 60).lightness() < 200 for x in range(420))


def test_printing_prints_every_page_and_leaves_no_file_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    paper = Paper(compose(DocumentKind.AGREEMENT, complete()))
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))

    paper.print_on(printer)
    paper.pdf()

    pages = read((tmp_path / "out.pdf").read_bytes())
    assert len(pages) == len(paper.pages)
    assert "Alba Ejemplo Muñoz" in pages[0]
    assert list((tmp_path / "temporary").iterdir()) == []


def test_later_pages_begin_below_their_running_head() -> None:
    paper = Paper(compose(DocumentKind.INFORMATION, complete(), "en"))

    assert [page[0].top for page in paper.pages] == [TOP] + [TOP_OF_NEXT] * (len(paper.pages) - 1)


def test_a_pair_without_words_takes_no_room() -> None:
    document = compose(DocumentKind.APPOINTMENT, complete())

    assert BilingualPair("") not in texts_of(document)


@pytest.mark.parametrize("language", PRINTED)
@pytest.mark.parametrize("count", range(3, 9))
def test_no_clause_is_torn_by_the_end_of_a_page(count: int, language: str) -> None:
    numbered = tuple(
        replace(clause, text=Passage(f"Primera{letter}"), evidence=Passage(f"Ultima{letter}"))
        for letter, clause in zip("abcdefgh", clauses(count), strict=False)
    )
    pages = read(
        pdf(compose(DocumentKind.AGREEMENT, replace(complete(), clauses=numbered), language))
    )

    for letter in "abcdefgh"[:count]:
        first = [place for place, page in enumerate(pages) if f"Primera{letter}" in page]
        last = [place for place, page in enumerate(pages) if f"Ultima{letter}" in page]
        assert first == last
        assert len(first) == 1


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("Ley 5/2012, art. 9.2", "Ley_5/2012, art._9.2"),
        ("Act 5/2012, arts. 9 and 10", "Act_5/2012, arts._9 and 10"),
        ("900 000 000", "900_000_000"),
        ("1.180,50 € en 3 plazos", "1.180,50_€ en 3 plazos"),
        (
            "Calle de la Muestra, 12, bajo, 28012 Madrid",
            "Calle de la Muestra, 12, bajo, 28012 Madrid",
        ),
    ],
)
def test_a_reference_a_telephone_and_a_sum_stay_on_one_line(text: str, held: str) -> None:
    assert unbroken(text).replace("\u00a0", "_") == held
