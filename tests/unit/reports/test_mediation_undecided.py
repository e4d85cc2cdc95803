"""A paper that shows one of two values which people wrote apart says so, and names what it is about."""

from dataclasses import replace
from pathlib import Path

import pytest

from pscp_desktop.domain.fields import fields_of
from pscp_desktop.domain.mediation import Party
from pscp_desktop.i18n import PRINTED, translated
from pscp_desktop.reports.composing import UNDECIDED
from pscp_desktop.reports.document import BilingualPair, Document, Notice, Tone
from pscp_desktop.reports.mediation import TEMPLATES, DocumentKind, compose
from pscp_desktop.reports.mediation_records import Particulars, facts_of
from pscp_desktop.reports.mediation_undecided import READ_IN
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
    everything = {
        path for fields in READ_IN.values() for paths in fields.values() for path in paths
    }
    facts = replace(complete(), undecided=frozenset(everything))

    for template in TEMPLATES.values():
        labels = [one.label for one in template.contents if one.undecided(facts)]
        for language in set(PRINTED) - {"en"}:
            for label in (*labels, *template.shown_besides.values()):
                assert translated(language, label) != label, (language, label)


def test_every_field_that_is_read_exists_and_is_named_by_some_document() -> None:
    named = {
        path
        for template in TEMPLATES.values()
        for content in template.contents
        for field in content.fields
        for path in field.replace("[]", "").split("|")
    } | {path for template in TEMPLATES.values() for path in template.shown_besides}

    for kind, fields in READ_IN.items():
        assert fields.keys() <= {field.name for field in fields_of(kind)}, kind
        for name, paths in fields.items():
            assert named & set(paths), (kind, name)


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
        assert facts.undecided == {"parties.domicile", "addressee.domicile"}

    service = Conflicts(omar)
    (conflict,) = service.waiting().conflicts
    opened = service.open(conflict)
    assert opened is not None
    service.decide(opened, "Calle de la Muestra, 12", "Lo dice su contrato.")
    exchange(ines, omar)
    for desk in (ines, omar):
        assert not Mediation(desk).documents.printable(way.dossier).undecided
