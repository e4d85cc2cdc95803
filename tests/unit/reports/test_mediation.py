"""What each mediation document must say, and that it says nothing at all before it can say all of it."""

import dataclasses
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pscp_desktop.i18n import PRINTED, translated
from pscp_desktop.reports import mediation
from pscp_desktop.reports.composing import NOT_REVIEWED, PREVAILS, Template
from pscp_desktop.reports.contents import IncompleteDocument
from pscp_desktop.reports.document import Document, SignatureBlock, texts_of
from pscp_desktop.reports.facts import Facts, Outcome, Passage, SignatureFacts
from pscp_desktop.reports.mediation import DocumentKind, check, compose
from pscp_desktop.reports.wording import Voice, clean
from tests.unit.reports.samples import ALBA, BAR, complete


def cleared(value: Any, path: list[str], position: int) -> Any:
    """`value` without what `path` leads to; in a list, in the member at `position` only."""
    name = path[0].removesuffix("[]")
    held = getattr(value, name)
    if len(path) == 1:
        return replace(value, **{name: empty_like(held)})
    if path[0].endswith("[]"):
        members = list(held)
        members[position] = cleared(members[position], path[1:], 0)
        return replace(value, **{name: tuple(members)})
    return replace(value, **{name: cleared(held, path[1:], position)})


def empty_like(held: object) -> object:
    match held:
        case bool():
            return False
        case str() if not isinstance(held, Outcome):
            return "  "
        case tuple():
            return ()
        case Passage():
            return Passage(" ", "translated all the same")
        case _:
            return None


def without(facts: Facts, field: str, position: int = 0) -> Facts:
    for path in field.split("|"):
        facts = cleared(facts, path.split("."), position)
    return facts


def the_facts_for(kind: DocumentKind, content_key: str) -> Facts:
    """Facts under which a content is needed at all."""
    facts = complete()
    if content_key == "disclosure":
        facts = disclosing(facts)
    elif content_key == "left_open":
        facts = ended(facts, Outcome.PARTIAL)
    elif content_key in {"without_effect", "refusal"}:
        facts = replace(facts, signatures=(SignatureFacts(name=BAR.name, refused=True),))
    elif content_key == "summons":
        facts = absent(facts)
    elif kind is DocumentKind.FINAL and content_key in {"cause", "one_year"}:
        facts = ended(facts, Outcome.NO_AGREEMENT)
    return facts


def disclosing(facts: Facts) -> Facts:
    """The mediator had something to disclose, and the parties did not mind."""
    process = replace(
        facts.process, disclosed=Passage("Vivió en la calle."), disclosure_accepted=True
    )
    return replace(facts, process=process)


def ended(facts: Facts, outcome: Outcome) -> Facts:
    """The mediation came out so."""
    assert facts.final is not None
    return replace(facts, final=replace(facts.final, outcome=outcome))


def absent(facts: Facts) -> Facts:
    """The bar did not come."""
    assert facts.session is not None
    assert facts.attempt is not None
    return replace(
        facts,
        session=replace(facts.session, attended=(ALBA.name,), absent=(BAR.name,)),
        attempt=replace(
            facts.attempt,
            summoned_how=Passage("Carta entregada en mano"),
            summons_proof=Passage("Acuse de recibo firmado"),
            summons_received_on=date(2026, 10, 15),
        ),
    )


EVERY_FIELD = [
    pytest.param(kind, content.key, field, id=f"{kind}-{content.key}-{field}")
    for kind in DocumentKind
    for content in kind.contents
    for field in content.fields
]
EVERY_CONTENT = [
    pytest.param(kind, content.key, id=f"{kind}-{content.key}")
    for kind in DocumentKind
    for content in kind.contents
]


@pytest.mark.parametrize("kind", DocumentKind)
def test_with_all_its_contents_a_document_is_composed(kind: DocumentKind) -> None:
    assert check(kind, complete()) == ()
    assert compose(kind, complete()).blocks


@pytest.mark.parametrize(("kind", "key", "field"), EVERY_FIELD)
def test_without_one_legal_fact_a_document_refuses_and_names_it(
    kind: DocumentKind, key: str, field: str
) -> None:
    whole = the_facts_for(kind, key)
    assert check(kind, whole) == ()

    with pytest.raises(IncompleteDocument) as refused:
        compose(kind, without(whole, field))

    named = {missing.content: missing for missing in refused.value.missing}
    assert key in named
    assert named[key].article
    assert translated("es", named[key].label) != named[key].label


@pytest.mark.parametrize(("kind", "key"), EVERY_CONTENT)
def test_wording_that_loses_a_legal_content_is_refused(kind: DocumentKind, key: str) -> None:
    facts = the_facts_for(kind, key)
    template = mediation.TEMPLATES[kind]
    stating = [
        section
        for section in template.sections
        if section.when(facts) and key in stated_by(section, facts)
    ]
    assert stating
    reduced = replace(
        template, sections=tuple(s for s in template.sections if all(s is not x for x in stating))
    )

    assert key in {missing.content for missing in reduced.missing(facts)}


def stated_by(section: Any, facts: Facts) -> set[str]:
    from pscp_desktop.reports.composing import Telling

    return {key for _, keys in section.told(Telling(facts)) for key in keys}


@given(st.data())
def test_a_gap_in_one_member_of_a_list_is_reported_with_its_place(data: st.DataObject) -> None:
    position = data.draw(st.integers(0, 1))
    field = data.draw(st.sampled_from(["parties[].domicile", "parties[].name", "clauses[].text"]))

    found = check(DocumentKind.AGREEMENT, without(complete(), field, position))

    assert [missing.position for missing in found] == [position + 1]


@given(st.sets(st.sampled_from([(p.values[1], p.values[2]) for p in EVERY_FIELD
                                if p.values[0] is DocumentKind.CONSTITUTIVE])))  # fmt: skip
def test_every_gap_is_named_at_once_not_one_after_another(gaps: set[tuple[str, str]]) -> None:
    facts = the_facts_for(DocumentKind.CONSTITUTIVE, "disclosure")
    for _, field in gaps:
        facts = without(facts, field)

    found = {missing.content for missing in check(DocumentKind.CONSTITUTIVE, facts)}

    assert {key for key, _ in gaps if key != "disclosure"} <= found


def test_an_error_about_a_document_holds_no_personal_data() -> None:
    facts = without(complete(), "parties[].domicile")

    with pytest.raises(IncompleteDocument) as refused:
        compose(DocumentKind.AGREEMENT, facts)

    said = f"{refused.value} {refused.value!r} {refused.value.missing}"
    assert ALBA.name not in said
    assert facts.process.number not in said


def spanish(document: Document) -> str:
    return "\n".join(text.spanish for text in texts_of(document))


def beside(document: Document) -> str:
    return "\n".join(text.beside for text in texts_of(document))


def values_in(thing: object) -> Iterator[str]:
    """Every word a person put into the facts."""
    match thing:
        case Passage():
            yield thing.text
        case str():
            yield thing
        case tuple():
            for member in thing:
                yield from values_in(member)
        case _ if dataclasses.is_dataclass(thing) and not isinstance(thing, type):
            for field in dataclasses.fields(thing):
                yield from values_in(getattr(thing, field.name))


@pytest.mark.parametrize("language", PRINTED)
def test_the_agreement_says_every_word_of_its_clauses_and_parties(language: str) -> None:
    facts = complete()
    document = compose(DocumentKind.AGREEMENT, facts, language)

    labels = {ALBA.role, BAR.role, *(c.kind for c in facts.clauses)}
    labels |= {c.recurrence for c in facts.clauses} | {"es", "ar", ""}
    missing = [
        value
        for value in (*values_in(facts.clauses), *values_in(facts.parties))
        if value not in labels and value not in spanish(document)
    ]
    assert missing == []
    for label in labels - {"es", "ar", ""}:
        assert translated("es", label) in spanish(document)
        if language != "es":
            assert translated(language, label) in beside(document)


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("kind", DocumentKind)
def test_beside_another_language_the_document_says_that_the_spanish_prevails(
    kind: DocumentKind, language: str
) -> None:
    document = compose(kind, complete(), language)

    assert translated("es", PREVAILS) in spanish(document)
    assert translated(language, PREVAILS) in beside(document)
    assert translated(language, NOT_REVIEWED) in beside(document)


@pytest.mark.parametrize("kind", DocumentKind)
def test_in_spanish_alone_there_is_nothing_about_translations(kind: DocumentKind) -> None:
    assert translated("es", PREVAILS) not in spanish(compose(kind, complete()))


@pytest.mark.parametrize("kind", DocumentKind)
def test_every_sentence_of_a_document_has_its_arabic(kind: DocumentKind) -> None:
    document = compose(kind, complete(), "ar")

    untranslated = [
        text.beside
        for text in texts_of(document)
        if len(text.beside) > 24 and text.beside.isascii() and text.beside != text.spanish
    ]
    assert untranslated == []
    assert [text for text in texts_of(document) if text.spanish and not text.beside] == []


def test_a_refused_signature_turns_the_constitutive_act_into_an_attempt_without_effect() -> None:
    facts = replace(complete(), signatures=(SignatureFacts(name=BAR.name, refused=True),))

    document = compose(DocumentKind.CONSTITUTIVE, facts)

    assert "sin efecto" in document.title.spanish
    assert "art. 19.2" not in document.title.spanish
    assert f"Falta en esta acta la firma de {BAR.name}" in spanish(document)
    assert "declaran su deseo de desarrollar esta mediación" not in spanish(document)
    block = next(b for b in document.blocks if isinstance(b, SignatureBlock))
    assert [one.remark.spanish for one in block.signatures] == ["", "No quiso firmar.", ""]


def test_the_certificate_names_who_did_not_come_and_how_they_were_called() -> None:
    said = spanish(compose(DocumentKind.CERTIFICATE, absent(complete())))

    for words in (
        BAR.name, "Carta entregada en mano", "Acuse de recibo firmado", "15 de octubre de 2026",
        "quienes asistieron han intervenido de buena fe",
    ):  # fmt: skip
        assert words in said


def test_the_final_act_says_where_it_is_signed_when_that_is_known() -> None:
    facts = complete()
    assert facts.final is not None
    nowhere = replace(facts, final=replace(facts.final, place=""))

    assert f"Firmada en {facts.final.place} el 24" in spanish(compose(DocumentKind.FINAL, facts))
    assert "Firmada el 24" in spanish(compose(DocumentKind.FINAL, nowhere))


def test_no_agreement_can_be_printed_of_a_mediation_that_ended_without_one() -> None:
    withdrawn = ended(complete(), Outcome.WITHDRAWN)

    assert [missing.content for missing in check(DocumentKind.AGREEMENT, withdrawn)] == ["scope"]


def test_a_party_without_obligations_is_said_to_have_none() -> None:
    facts = complete()
    only_the_bar = replace(facts, clauses=facts.clauses[:2])

    said = spanish(compose(DocumentKind.AGREEMENT, only_the_bar))

    assert "No asume ninguna obligación en este acuerdo." in said
    assert "Cláusulas 1 y 2." in said


def test_the_appointment_slip_tells_whoever_finds_it_nothing_of_the_dispute() -> None:
    said = spanish(compose(DocumentKind.APPOINTMENT, complete()))

    assert complete().process.object.text not in said
    assert ALBA.name not in said


def test_a_provisional_number_and_a_draft_say_so_on_every_page() -> None:
    facts = complete()
    draft = replace(
        facts, draft=True, process=replace(facts.process, number="P-AB-7", number_final=False)
    )

    foot = compose(DocumentKind.AGREEMENT, draft).footer

    assert foot.number.spanish == "Expediente P-AB-7 (provisional)"
    assert foot.watermark.spanish == "BORRADOR"
    assert "provisional" in foot.remark.spanish


def test_a_final_number_is_printed_without_reserve() -> None:
    foot = compose(DocumentKind.AGREEMENT, complete()).footer

    assert (foot.number.spanish, foot.watermark.spanish, foot.remark.spanish) == (
        "Expediente MC-0142", "", "",
    )  # fmt: skip


def test_a_reprint_says_that_it_is_a_copy() -> None:
    foot = compose(
        DocumentKind.AGREEMENT, replace(complete(), reprinted_on=date(2026, 12, 2))
    ).footer

    assert foot.watermark.spanish == "COPIA"
    assert "2 de diciembre de 2026" in foot.remark.spanish


def test_a_name_cannot_turn_the_text_around_or_hide_in_it() -> None:
    assert clean("Alba\u202e ol\u0007psm\u2066") == "Alba olpsm"
    assert clean(" uno \t dos\r\ntres ") == "uno dos\ntres"


def test_a_name_with_braces_is_only_a_name() -> None:
    facts = complete()
    odd = replace(facts, process=replace(facts.process, requesters=("{cause} {0} %s",)))

    assert "{cause} {0} %s" in spanish(compose(DocumentKind.INVITATION, odd, "ar"))


def test_days_and_hours_are_those_of_madrid() -> None:
    late = datetime(2026, 3, 28, 23, 30, tzinfo=UTC)
    summer = datetime(2026, 7, 1, 10, 0, tzinfo=UTC)

    assert (Voice("es").day(late), Voice("es").hour(late)) == ("29 de marzo de 2026", "00:30")
    assert Voice("es").hour(summer) == "12:00"
    assert Voice("en").weekday(summer) == "Wednesday, 1 July 2026"
    assert Voice("ar").day(summer) == "1 يوليو 2026"


def test_a_language_nobody_prints_in_is_refused() -> None:
    with pytest.raises(ValueError, match="xx"):
        compose(DocumentKind.AGREEMENT, complete(), "xx")


def test_every_kind_has_its_table_and_no_key_twice() -> None:
    for kind in DocumentKind:
        keys = [content.key for content in kind.contents]
        assert len(keys) == len(set(keys))
        assert isinstance(mediation.TEMPLATES[kind], Template)


def test_the_appointment_slip_does_not_say_what_part_somebody_plays() -> None:
    document = compose(DocumentKind.APPOINTMENT, complete(), "en")

    for words in (BAR.role, translated("es", BAR.role)):
        assert words not in spanish(document) + beside(document)
