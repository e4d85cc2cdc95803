"""The papers of the risk service: what they must say, each with its rule, and when none is made."""

from dataclasses import replace
from typing import Any

import pytest

from pscp_desktop.domain.record import NAMELESS
from pscp_desktop.domain.risk_analysis import Analysis, AnalysisFactor, ModelCardLine
from pscp_desktop.domain.risk_guards import not_expired
from pscp_desktop.domain.states import Refusal
from pscp_desktop.reports import risk
from pscp_desktop.reports.contents import IncompleteDocument
from pscp_desktop.reports.document import Document, Picture, texts_of
from pscp_desktop.reports.risk_contents import OF_ADVICE, OF_PROFILE, REVIEWED, SHARED
from pscp_desktop.services.risk.documents import RiskPrintable
from pscp_desktop.services.risk.saying import keep, sentence
from tests.protections import guards
from tests.unit.reports.risk_papers import papers

EXPIRED = Refusal("expired", "It has expired.")


def without(part: str, **fields: Any) -> RiskPrintable:
    """The papers with some fields of one part changed."""
    found = papers()
    record = getattr(found, part)
    kind = type(record[0]) if isinstance(record, tuple) else type(record)
    source = record[0] if isinstance(record, tuple) else record
    changed = kind(**{**source.model_dump(), **fields})
    return papers(**{part: (changed,) if isinstance(record, tuple) else changed})


LACKS: dict[str, dict[str, RiskPrintable]] = {
    "shared": {
        "organisation": without("organisation", address=" "),
        "officer": without("organisation", protection_officer=""),
        "author": papers(author=None),
        "analysis": without("analysis", versions=""),
        "card": papers(card=()),
        "comparison": papers(figures=()),
        "inputs": without("inputs", licence=""),
        "review": papers(reviewer=None),
    },
    "risk_profile": {
        "statement": without("profile", statement=""),
        "bands": without("bands", lowest=""),
        "uncertainty": without("profile", uncertainty=""),
        "drivers": papers(drivers=()),
        "resources": without("profile", resources=""),
        "limits": without("profile", limits=" "),
        "expiry": without("profile", valid_until=None),
    },
    "risk_advice": {
        "question": without("request", purpose=""),
        "findings": without("advice", findings=""),
        "options": without("advice", expected=""),
        "side_effects": without("advice", side_effects=""),
        "rights": without("advice", rights=""),
        "against": without("advice", against=""),
        "resources": without("advice", resources=""),
        "limits": without("advice", limits=""),
        "expiry": without("advice", valid_until=None),
    },
}
CASES = [
    pytest.param(kind, key, lacking, id=f"{kind}-{key}")
    for kind in ("risk_profile", "risk_advice")
    for table in ("shared", kind)
    for key, lacking in LACKS[table].items()
]


def words(document: Document) -> str:
    return "\n".join(f"{text.spanish}\n{text.beside}" for text in texts_of(document))


def test_every_content_has_its_case() -> None:
    assert {one.key for one in (*SHARED, REVIEWED)} == set(LACKS["shared"])
    assert {one.key for one in OF_PROFILE} == set(LACKS["risk_profile"])
    assert {one.key for one in OF_ADVICE} == set(LACKS["risk_advice"])


@guards("reports.risk.contents")
@pytest.mark.parametrize(("kind", "key", "lacking"), CASES)
def test_no_paper_without_each_of_its_contents(kind: str, key: str, lacking: RiskPrintable) -> None:
    with pytest.raises(IncompleteDocument) as refused:
        risk.compose(kind, lacking)

    assert [one.content for one in refused.value.missing] == [key]
    assert all(one.article and one.label for one in refused.value.missing)


@guards("reports.risk.barred")
@pytest.mark.parametrize("kind", ["risk_profile", "risk_advice"])
def test_nothing_is_made_of_a_file_that_bars_it(kind: str) -> None:
    with pytest.raises(risk.Barred) as refused:
        risk.compose(kind, papers(bar=EXPIRED))

    assert refused.value.refusal.code == "expired"
    assert not_expired is not None


@pytest.mark.parametrize("kind", ["risk_profile", "risk_advice"])
@pytest.mark.parametrize("language", ["es", "en"])
def test_every_page_says_its_end_its_limits_and_that_it_is_about_places(
    kind: str, language: str
) -> None:
    foot = risk.compose(kind, papers(), language).footer

    assert "1 de diciembre de 2026" in foot.remark.spanish
    assert "Solo lo denunciado." in foot.remark.spanish
    assert "nunca" in foot.remark.spanish
    assert bool(foot.remark.beside) is (language == "en")


@guards("domain.suppression.beside")
def test_a_profile_tells_bands_with_what_they_may_be_and_no_small_count() -> None:
    told = words(risk.compose("risk_profile", papers(), "en"))

    assert "9 events" not in told, "what the sum leaves over would be the hidden part"
    for said in ("Celda 12-7", "41 events", "17 events", "fewer than 5 events", "Locales de ocio",
                 "2,10 (1,40–3,00)", "Falta el mercado.", "Entrará en la próxima.",
                 "Prior counts, 5 %", "Kernel density, 5 %", "Oficina de ejemplo",
                 "Planning lights", "not contents"):  # fmt: skip
        assert said in told, said


@guards("risk.analysis.language")
def test_what_the_program_said_of_an_analysis_is_printed_in_each_language() -> None:
    how, because = keep(sentence("how.proximity", band="200")), keep(sentence("why.within_error"))
    line = ModelCardLine(
        analysis=NAMELESS, number=1, name=keep(sentence("card.validation")),
        value=keep(sentence("card.blocks")),
    )  # fmt: skip
    found = papers(card=(line,))
    assert found.analysis is not None
    known = replace(
        found,
        factors=(
            AnalysisFactor(analysis=NAMELESS, name="Ocio", how=how, value=2.1, low=1, high=3),
        ),
        analysis=Analysis(**{**found.analysis.model_dump(), "because": because}),
    )

    texts = texts_of(risk.compose("risk_profile", known, "en"))
    spanish = "\n".join(text.spanish for text in texts)
    english = "\n".join(text.beside for text in texts)

    for said in ("a menos de 200 m · 2,10 (1,00–3,00)", "Validación", "Bloques"):
        assert said in spanish, said
    for said in (
        "within 200 m · 2.10 (1.00–3.00)",
        "Validation",
        "Spatial blocks",
        "beyond chance",
    ):
        assert said in english, said
    assert '{"' not in spanish + english


def test_an_opinion_tells_what_speaks_against_it_and_names_who_reviewed_it() -> None:
    told = words(risk.compose("risk_advice", papers()))

    for said in ("La serie es corta.", "Puede moverse.", "Lía Prueba", "Dos centros juveniles."):
        assert said in told, said


def test_the_reason_for_using_police_records_stands_in_sight() -> None:
    told = words(
        risk.compose("risk_profile", without("analysis", override="Porque sí, de muestra"))
    )

    assert "Porque sí, de muestra" in told


def test_a_draft_says_so_on_every_page_and_a_map_stands_in_its_place() -> None:
    made = risk.compose(
        "risk_profile", papers(draft=True, reviewer=None), extras=risk.Extras(map_image=b"png")
    )

    assert made.footer.watermark
    (picture,) = [block for block in made.blocks if isinstance(block, Picture)]
    assert "© Oficina de ejemplo" in picture.caption.spanish
