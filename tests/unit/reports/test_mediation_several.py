"""Of two parties and of more: Arabic tells them apart, and nothing else changes."""

from dataclasses import replace

import pytest

from pscp_desktop.reports.document import texts_of
from pscp_desktop.reports.facts import Facts
from pscp_desktop.reports.mediation import DocumentKind, compose
from tests.unit.reports.samples import ALBA, complete

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
