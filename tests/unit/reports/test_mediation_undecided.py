"""A paper that shows one of two values which people wrote apart says so, and names what it is about."""

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pscp_desktop.domain.mediation import Party
from pscp_desktop.i18n import PRINTED, translated
from pscp_desktop.reports.besides import LABELS
from pscp_desktop.reports.composing import UNDECIDED
from pscp_desktop.reports.contents import IncompleteDocument
from pscp_desktop.reports.document import BilingualPair, Document, Notice, Tone, texts_of
from pscp_desktop.reports.facts import Outcome, Papers, Passage
from pscp_desktop.reports.mediation import TEMPLATES, DocumentKind, compose
from pscp_desktop.reports.mediation_records import Particulars, facts_of
from pscp_desktop.services.conflicts.service import Conflicts
from pscp_desktop.services.mediation.service import Mediation
from tests.protections import guards
from tests.unit.reports.samples import complete
from tests.unit.services.conftest import PassingMoment
from tests.unit.services.journey import request
from tests.world import INES, OMAR, desks_of, exchange, shown

MARKED = {
    DocumentKind.INVITATION: "Domicile",
    DocumentKind.CONSTITUTIVE: "Domicile of the parties",
    DocumentKind.AGREEMENT: "Domicile of the parties",
    DocumentKind.FINAL: "Domicile of the parties",
    DocumentKind.CERTIFICATE: "Domicile",
}
"""The documents on which a domicile stands, and what it is called there."""


def marks(document: Document) -> list[BilingualPair]:
    said = translated("es", UNDECIDED)
    return [
        block.text
        for block in document.blocks
        if isinstance(block, Notice) and block.text.spanish.startswith(said)
    ]


@guards("documents.undecided_said")
@pytest.mark.parametrize("language", PRINTED)
@pytest.mark.parametrize("kind", MARKED)
def test_a_paper_names_what_is_undecided_in_both_languages(
    kind: DocumentKind, language: str
) -> None:
    paths = frozenset({"parties.domicile", "addressee.domicile"})

    document = compose(kind, replace(complete(), undecided=paths), language)

    (mark,) = marks(document)
    assert mark.spanish.endswith(f" {translated('es', MARKED[kind])}.")
    if language != "es":
        assert mark.beside == (
            f"{translated(language, UNDECIDED)} {translated(language, MARKED[kind])}."
        )
        assert mark.beside != mark.spanish
    assert Tone.STRONG in {one.tone for one in document.blocks if isinstance(one, Notice)}


@pytest.mark.parametrize("kind", [DocumentKind.INFORMATION, DocumentKind.APPOINTMENT])
def test_a_paper_that_does_not_show_it_says_nothing_of_it(kind: DocumentKind) -> None:
    paths = frozenset({"parties.domicile", "addressee.domicile"})

    assert marks(compose(kind, replace(complete(), undecided=paths))) == []


def test_nothing_in_dispute_is_no_mark() -> None:
    assert all(marks(compose(kind, complete())) == [] for kind in DocumentKind)


def test_whatever_a_paper_may_name_it_names_in_its_own_language() -> None:
    facts = complete()
    everything = frozenset(path for path, _ in variants(facts))
    for template in TEMPLATES.values():
        told = replace(facts, undecided=everything)
        labels = [one.label for one in template.contents if one.undecided(told)]
        for language in set(PRINTED) - {"en"}:
            for label in (*labels, *LABELS.values()):
                assert translated(language, label) != label, (language, label)


def changed(value: object) -> object:
    """Another value of the same kind."""
    others: dict[type, Callable[[Any], object]] = {
        bool: lambda was: not was,
        Outcome: lambda _: Outcome.NO_AGREEMENT,
        Papers: lambda _: Papers.NONE_BROUGHT,
        str: lambda was: f"{was} Otra",
        datetime: lambda was: was + timedelta(days=40),
        date: lambda was: was + timedelta(days=40),
        Decimal: lambda was: was + 7,
        int: lambda was: was + 7,
        Passage: lambda was: Passage(f"{was.text} Otra"),
        tuple: lambda was: ("Otra persona", *was[1:]),
        type(None): lambda was: was,
    }
    return others[type(value)](value)


def variants(tree: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """The same facts with one of them said otherwise, each in its turn, with its path."""
    for part in dataclasses.fields(tree):
        value, below = getattr(tree, part.name), f"{path}.{part.name}".lstrip(".")
        if part.name in NOT_KEPT:
            continue
        inner = value[0] if isinstance(value, tuple) and value else value
        if dataclasses.is_dataclass(inner) and not isinstance(inner, Passage):
            for found, other in variants(inner, below):
                put = (other, *value[1:]) if isinstance(value, tuple) else other
                yield found, replace(tree, **{part.name: put})
        else:
            yield below, replace(tree, **{part.name: changed(value)})


NOT_KEPT = {"signatures", "issued_on", "code", "draft", "reprinted_on", "undecided", "controller"}
"""What is said when a paper is made out, and drawn signatures, which are written once."""


@pytest.mark.parametrize("kind", DocumentKind)
def test_t26_whatever_a_paper_shows_it_can_name_as_undecided(kind: DocumentKind) -> None:
    facts = complete()
    before = texts_of(compose(kind, facts))
    silent = []
    for path, other in variants(facts):
        try:
            shown = texts_of(compose(kind, other)) != before
        except IncompleteDocument:
            shown = True
        if shown and not marks(compose(kind, replace(facts, undecided=frozenset({path})))):
            silent.append(path)

    assert silent == []


@guards("documents.undecided_known")
def test_a_domicile_written_apart_marks_the_paper_until_somebody_decides(tmp_path: Path) -> None:
    ines, omar = desks_of(tmp_path, (INES, OMAR), now=PassingMoment())
    way = request(Mediation(ines)).to_agreement()
    exchange(ines, omar)
    ours, theirs = shown(ines, Party, way.alba), shown(omar, Party, way.alba)
    ines.save(ours, {"domicile": "Calle de la Muestra, 12"})
    omar.save(theirs, {"domicile": "Calle de la Muestra, 21"})
    exchange(ines, omar)
    said = Particulars(issued_on=ines.today())

    for desk in (ines, omar):
        printable = Mediation(desk).documents.printable(way.dossier)
        facts = facts_of(DocumentKind.AGREEMENT, printable, said)
        assert facts.undecided == {"parties.domicile"}

    service = Conflicts(omar)
    (conflict,) = service.waiting().conflicts
    opened = service.open(conflict)
    assert opened is not None
    service.decide(opened, "Calle de la Muestra, 12", "Lo dice su contrato.")
    exchange(ines, omar)
    for desk in (ines, omar):
        printable = Mediation(desk).documents.printable(way.dossier)
        assert not facts_of(DocumentKind.AGREEMENT, printable, said).undecided
