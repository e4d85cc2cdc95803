"""Of two parties and of more: Arabic tells them apart, and every language joins names in its own way."""

from dataclasses import replace

import pytest

from pscp_desktop.reports.document import Document, texts_of
from pscp_desktop.reports.facts import Facts
from pscp_desktop.reports.mediation import DocumentKind, compose
from pscp_desktop.reports.wording import Voice
from tests.unit.reports.samples import ALBA, BAR, complete

DUAL = ("الطرفان", "الطرفين", "للطرفين", "أحدهما", "منهما", "ويتحملان")
SPEAKING = (DocumentKind.CONSTITUTIVE, DocumentKind.AGREEMENT, DocumentKind.INFORMATION)


def of_three() -> Facts:
    two = complete()
    return replace(two, parties=(*two.parties, replace(ALBA, name="Omar Muestra")))


def beside(kind: DocumentKind, facts: Facts, language: str) -> str:
    return " ".join(text.beside for text in texts_of(compose(kind, facts, language)))


@pytest.mark.parametrize("kind", SPEAKING)
def test_arabic_speaks_of_two_parties_in_the_dual_and_of_three_in_the_plural(
    kind: DocumentKind,
) -> None:
    two, three = beside(kind, complete(), "ar"), beside(kind, of_three(), "ar")

    assert any(word in two for word in DUAL)
    assert [word for word in DUAL if word in three] == []
    assert "الأطراف" in three


def test_spanish_and_english_say_the_same_of_two_and_of_three() -> None:
    two = compose(DocumentKind.INFORMATION, complete(), "en")
    three = compose(DocumentKind.INFORMATION, of_three(), "en")

    assert texts_of(two) == texts_of(three)


def said(document: Document) -> tuple[str, str]:
    """The Spanish of a document, and what stands beside it."""
    texts = texts_of(document)
    return "\n".join(text.spanish for text in texts), "\n".join(text.beside for text in texts)


@pytest.mark.parametrize(
    ("people", "said"),
    [
        (("Alba", "Inés"), "Alba e Inés"),
        (("Alba", "Omar", "Hilario"), "Alba, Omar e Hilario"),
        (("Inés", "Alba"), "Inés y Alba"),
        (("Alba", "Iago"), "Alba y Iago"),
        (("sílice", "hielo"), "sílice y hielo"),
        (("Alba", "Íñigo"), "Alba e Íñigo"),
        (("Inés",), "Inés"),
    ],
)
def test_spanish_joins_names_as_it_is_spoken(people: tuple[str, ...], said: str) -> None:
    assert Voice("es").several(people) == said
    assert " e " not in Voice("en").several(people)


def test_two_who_asked_and_two_who_act_for_a_party_are_named_in_each_language() -> None:
    facts = complete()
    several = replace(
        facts,
        process=replace(facts.process, requesters=("Alba Ejemplo", "Inés Muestra")),
        parties=(ALBA, replace(BAR, representatives=("Omar Muestra", "Iria Prueba"))),
    )

    invited = compose(DocumentKind.INVITATION, several, "en")
    agreed = compose(DocumentKind.AGREEMENT, several, "en")

    assert "procede de Alba Ejemplo e Inés Muestra" in said(invited)[0]
    assert "comes from Alba Ejemplo and Inés Muestra" in said(invited)[1]
    assert "Omar Muestra e Iria Prueba" in said(agreed)[0]
    assert "Omar Muestra and Iria Prueba" in said(agreed)[1]
