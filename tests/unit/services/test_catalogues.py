"""Lists and pieces of text: who may change them, what is offered, and what stands where it was used."""

from pathlib import Path

import pytest
from sqlmodel import select

from pscp_desktop.domain.catalogues import CatalogueEntry, CatalogueKind, Snippet
from pscp_desktop.domain.errors import Invalid, NotFound, PscpError, Refused
from pscp_desktop.domain.mediation import MediationProcess
from pscp_desktop.domain.mediation_sessions import MediationSession
from pscp_desktop.domain.workers import Worker
from pscp_desktop.reports.proposals import proposed_object
from pscp_desktop.services.catalogues import Catalogues, Snippets
from pscp_desktop.services.desk import Desk
from pscp_desktop.services.mediation.boards import Filters
from pscp_desktop.services.mediation.service import Mediation
from tests.protections import guards
from tests.unit.services.conftest import Office, PassingMoment
from tests.unit.services.journey import one, request
from tests.world import INES, LIA, OMAR, a_desk, a_store, exchange, joins

VENUE = CatalogueKind.VENUE
ROOM = "Sala 2, plaza del Ejemplo, 1"
OWN_KIND = "Pisos turísticos"


def place(words: str = ROOM) -> CatalogueEntry:
    return CatalogueEntry(kind=VENUE.value, words=words)


def leads(desk: Desk, worker: object) -> None:
    with desk.writing() as unit:
        found = unit.session.get(Worker, worker)
        assert found is not None
        unit.set(found, {"roles": "coordinator"}, shown=desk.loaded(unit.session, found).heads)  # type: ignore[arg-type]


def test_lines_in_use_are_offered_in_alphabetical_order(office: Office) -> None:
    lists = Catalogues(office.desk)
    for words in ("Zaguán", "ático", ROOM):
        lists.add(place(words))
    lists.add(CatalogueEntry(kind=CatalogueKind.DESTINATION.value, words="Servicio de apoyo"))

    assert lists.offered(VENUE) == ("ático", ROOM, "Zaguán")
    assert lists.offered(CatalogueKind.DESTINATION) == ("Servicio de apoyo",)


def test_a_line_out_of_use_is_offered_no_more_and_stands_where_it_was_used(office: Office) -> None:
    lists, mediation = Catalogues(office.desk), Mediation(office.desk)
    lists.add(place())
    way = request(mediation)
    planned = mediation.sessions.plan(
        MediationSession(dossier=way.dossier, kind="joint", place=ROOM)
    )

    (shown,) = lists.entries()
    lists.retire(shown, retired=True)

    assert lists.offered(VENUE) == ()
    assert one(office.desk, MediationSession, way.dossier).id == planned.id
    assert one(office.desk, MediationSession, way.dossier).place == ROOM
    (shown,) = lists.entries()
    assert shown.record.retired_on == office.desk.today()
    lists.retire(shown, retired=False)
    assert lists.offered(VENUE) == (ROOM,)


def test_a_kind_of_dispute_of_ones_own_is_kept_in_its_words_found_by_them_and_proposed(
    office: Office,
) -> None:
    lists, mediation = Catalogues(office.desk), Mediation(office.desk)
    lists.add(CatalogueEntry(kind=CatalogueKind.DISPUTE.value, words=OWN_KIND))
    way = request(mediation)
    request(mediation)
    shown = mediation.files.standing(way.dossier).process
    mediation.files.correct(shown, {"dispute": OWN_KIND})
    (line,) = lists.entries()
    lists.retire(line, retired=True)

    kept = one(office.desk, MediationProcess, way.dossier)
    assert kept.dispute == OWN_KIND
    assert [found.dossier for found in mediation.boards.page(Filters(dispute=OWN_KIND))] == [
        way.dossier
    ]
    assert mediation.boards.count(Filters(dispute=OWN_KIND)) == 1
    assert proposed_object(kept).startswith(OWN_KIND)


@pytest.mark.parametrize("words", ["  ", "sala 2,  PLAZA del ejemplo, 1"])
def test_a_line_says_something_that_no_other_says(office: Office, words: str) -> None:
    lists = Catalogues(office.desk)
    lists.add(place())

    with pytest.raises(Invalid) as refused:
        lists.add(place(words))
    assert set(refused.value.problems) == {"words"}

    lists.add(place("Otra sala"))
    other = lists.entries()[0]
    with pytest.raises(Invalid):
        lists.change(other, {"words": words})
    assert lists.offered(VENUE) == ("Otra sala", ROOM)


@guards("services.catalogues.leading")
def test_only_whoever_leads_changes_the_lists_and_the_texts_of_the_team(office: Office) -> None:
    Catalogues(office.desk).add(place())
    Snippets(office.desk).add(
        Snippet(abbreviation="conf", words="Todo es confidencial."), team=True
    )
    leads(office.desk, OMAR)
    lists, texts = Catalogues(office.desk), Snippets(office.desk)
    (line,), (text,) = lists.entries(), texts.entries()

    assert not lists.may_change()
    assert not texts.may_change_the_teams()
    for forbidden in (
        lambda: lists.add(place("Otra")),
        lambda: lists.change(line, {"words": "Otra"}),
        lambda: lists.retire(line, retired=True),
        lambda: texts.add(Snippet(abbreviation="x", words="Y."), team=True),
        lambda: texts.change(text, {"words": "Otra cosa."}),
        lambda: texts.remove(text),
    ):
        with pytest.raises(Refused):
            forbidden()
    Catalogues(office.desk_of(OMAR)).retire(line, retired=True)
    assert lists.offered(VENUE) == ()


def test_what_one_desk_writes_reaches_the_others(tmp_path: Path) -> None:
    ines = a_desk(tmp_path, INES, now=PassingMoment())
    joins(ines, OMAR)
    omar = Desk(a_store(tmp_path, OMAR, now=PassingMoment()), OMAR)
    Catalogues(ines).add(place())
    Snippets(ines).add(Snippet(abbreviation="conf", words="Todo es confidencial."), team=True)
    Snippets(ines).add(Snippet(abbreviation="mio", words="Solo mío."), team=False)

    exchange(ines, omar)

    assert Catalogues(omar).offered(VENUE) == (ROOM,)
    assert [text.abbreviation for text in Snippets(omar).offered()] == ["conf"]


@guards("services.catalogues.own")
def test_ones_own_texts_are_offered_and_open_to_nobody_else(office: Office) -> None:
    mine, theirs = Snippets(office.desk), Snippets(office.desk_of(OMAR))
    mine.add(Snippet(abbreviation="sal", words="Un saludo."), team=False)
    (shown,) = mine.entries()

    assert theirs.offered() == ()
    with pytest.raises(NotFound):
        theirs.change(shown, {"words": "Nada."})
    with pytest.raises(NotFound):
        theirs.remove(shown)
    assert [text.words for text in mine.offered()] == ["Un saludo."]


def test_of_the_same_letters_ones_own_text_comes_before_the_teams(office: Office) -> None:
    texts = Snippets(office.desk)
    texts.add(Snippet(abbreviation="Sal", words="Un saludo del equipo."), team=True)
    texts.add(Snippet(abbreviation="sál", words="Un saludo mío."), team=False)

    assert [text.words for text in texts.offered()] == ["Un saludo mío."]
    assert len(texts.entries()) == 2

    (own, _) = texts.entries()
    texts.remove(own)
    assert [text.words for text in texts.offered()] == ["Un saludo del equipo."]


@pytest.mark.parametrize(
    ("letters", "words", "wrong"),
    [
        ("", "Texto.", {"abbreviation": "missing"}),
        ("dos palabras", "Texto.", {"abbreviation": "abbreviation"}),
        ("x" * 21, "Texto.", {"abbreviation": "abbreviation"}),
        ("CONF", "Texto.", {"abbreviation": "exists"}),
        ("otro", " ", {"words": "missing"}),
    ],
)
def test_a_text_says_what_it_stands_for(
    office: Office, letters: str, words: str, wrong: dict[str, str]
) -> None:
    texts = Snippets(office.desk)
    texts.add(Snippet(abbreviation="conf", words="Todo es confidencial."), team=False)

    with pytest.raises(Invalid) as refused:
        texts.add(Snippet(abbreviation=letters, words=words), team=False)

    assert refused.value.problems == wrong


def test_a_colleague_of_no_team_keeps_texts_too(office: Office) -> None:
    texts = Snippets(office.desk_of(LIA))
    texts.add(Snippet(abbreviation="sal", words="Un saludo."), team=False)

    assert [text.words for text in texts.offered()] == ["Un saludo."]
    with office.desk.reading() as session:
        kept = session.exec(select(Snippet)).one()
    assert kept.dossier != office.circle


def test_a_refusal_says_nothing_of_what_was_written(office: Office) -> None:
    lists = Catalogues(office.desk)
    lists.add(place())

    with pytest.raises(PscpError) as refused:
        lists.add(place())

    assert ROOM not in f"{refused.value} {refused.value!r}"
