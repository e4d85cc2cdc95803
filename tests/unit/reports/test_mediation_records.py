"""The records of a file give its documents all that they have to say, and nothing they must not."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID, uuid5

import pytest

from pscp_desktop.domain.agreements import (
    Agreement,
    Clause,
    ConstitutiveAct,
    FinalAct,
    Signature,
)
from pscp_desktop.domain.dossiers import Appointment, Dossier
from pscp_desktop.domain.mediation import Invitation, MediationProcess, Party
from pscp_desktop.domain.mediation_sessions import Attendance, MediationSession
from pscp_desktop.domain.workers import Organisation, Worker
from pscp_desktop.reports.document import texts_of
from pscp_desktop.reports.facts import AttemptFacts, Outcome, Papers, Passage
from pscp_desktop.reports.mediation import DocumentKind, check, compose
from pscp_desktop.reports.mediation_records import Particulars, facts_of
from pscp_desktop.services.mediation.documents import MediationPrintable

SECRET = "El portero me contó que bebe"


def named(name: str) -> UUID:
    return uuid5(UUID(int=7), name)


def the_people() -> tuple[Party, Party, Party]:
    alba = Party(
        id=named("alba"), name="Alba", legal_name="Alba Ejemplo Muñoz", role="requesting",
        document_number="00000000T", domicile="Calle de la Muestra, 12",
    )  # fmt: skip
    bar = Party(
        id=named("bar"), name="Bar Ficticio, S. L.", role="requested", nature="company",
        document_number="B00000000", domicile="Calle de la Muestra, 10", language="ar",
    )  # fmt: skip
    omar = Party(id=named("omar"), name="Omar Muestra", role="representative", represents=bar.id)
    return alba, bar, omar


def the_sessions() -> tuple[MediationSession, MediationSession]:
    initial = MediationSession(
        id=named("initial"), kind="initial", starts_at=datetime(2026, 10, 20, 16, 0, tzinfo=UTC),
        place="Sala 1", state="held",
    )  # fmt: skip
    constitution = MediationSession(
        id=named("joint"), kind="joint", starts_at=datetime(2026, 11, 3, 17, 30, tzinfo=UTC),
        place="Sala 2", state="held",
    )  # fmt: skip
    return initial, constitution


def the_organisation() -> Organisation:
    return Organisation(
        name="Servicio de Muestra",
        institution="Institución Ficticia",
        address="Plaza del Ejemplo, 1",
        telephone="900 000 000",
        registry_number="INS-1",
        protection_officer="dpd@ejemplo.invalid",
    )


def the_mediator() -> Worker:
    return Worker(
        id=named("ines"),
        name="Inés Modelo",
        registry_number="RMI-1",
        qualification="Derecho",
        training="300 horas",
        experience="Ocho años",
        insurer="Aseguradora Ficticia",
        languages="es en",
    )


def the_file() -> MediationPrintable:
    alba, bar, omar = the_people()
    initial, constitution = the_sessions()
    agreement = Agreement(
        id=named("agreement"), reached_on=date(2026, 11, 24), place="Madrid", total=True
    )
    return MediationPrintable(
        organisation=the_organisation(),
        mediators=(the_mediator(),),
        dossier=Dossier(number="MC-0142"),
        process=MediationProcess(
            account=SECRET, received_at=datetime(2026, 10, 5, 9, 0, tzinfo=UTC),
            constituted_on=date(2026, 11, 3), before_court=True,
        ),
        parties=(alba, bar),
        others=(omar,),
        invitations=(Invitation(party=bar.id, sent_on=date(2026, 10, 6)),),
        appointments=(
            Appointment(
                id=named("slip"), starts_at=datetime(2026, 12, 1, 9, 0, tzinfo=UTC),
                what=SECRET, place="Plaza del Ejemplo, 1", worker=named("ines"),
            ),
        ),
        sessions=(initial, constitution),
        attendances=(
            Attendance(session=initial.id, party=alba.id, attended=True),
            Attendance(session=initial.id, party=bar.id, attended=True),
        ),
        act=ConstitutiveAct(
            id=named("act"), drawn_up_on=date(2026, 11, 3), place="Madrid", matter="Ruido nocturno",
            programme="Tres sesiones", runs_until=date(2027, 1, 4), expenses_cents=1250,
        ),
        agreement=agreement,
        clauses=(
            Clause(
                agreement=agreement.id, text="Apagará la música a las 23:00.", obligor=bar.id,
                beneficiary=alba.id, kind="not_do", starts_on=date(2026, 12, 1),
                recurrence="daily", measure="Limitador",
            ),
        ),
        final_act=FinalAct(
            id=named("final"), drawn_up_on=date(2026, 11, 24), cause="agreement_total",
            papers_returned=True,
        ),
        signatures=(
            Signature(act=named("agreement"), what="agreement", party=alba.id, drawing=named("png")),
            Signature(act=named("final"), what="final_act", party=bar.id, answer="refused"),
        ),
    )  # fmt: skip


def particulars() -> Particulars:
    return Particulars(
        issued_on=date(2026, 11, 25),
        addressee=named("bar"),
        appointment=named("slip"),
        impartiality_declared=True,
        constitute_by=date(2026, 11, 6),
        attempt=AttemptFacts(asked_by="Alba Ejemplo Muñoz", good_faith=True),
        drawings={named("png"): b"a picture"},
        translations={"Ruido nocturno": "الضوضاء الليلية"},
    )


@pytest.mark.parametrize("kind", DocumentKind)
def test_a_complete_file_gives_each_document_all_its_legal_contents(kind: DocumentKind) -> None:
    facts = facts_of(kind, the_file(), particulars())

    assert check(kind, facts) == ()


@pytest.mark.parametrize("kind", DocumentKind)
def test_what_one_party_told_in_confidence_is_never_printed(kind: DocumentKind) -> None:
    document = compose(kind, facts_of(kind, the_file(), particulars()), "ar")

    assert SECRET not in "".join(text.spanish + text.beside for text in texts_of(document))


def test_without_a_constitutive_act_the_object_is_what_is_said_and_never_the_account() -> None:
    early = replace(the_file(), act=None)

    silent = facts_of(DocumentKind.INVITATION, early, particulars())
    said = facts_of(DocumentKind.INVITATION, early, replace(particulars(), object=Passage("Ruido")))

    assert "object" in {missing.content for missing in check(DocumentKind.INVITATION, silent)}
    assert said.process.object == Passage("Ruido")


def test_people_are_named_as_in_their_identity_document_with_who_acts_for_them() -> None:
    facts = facts_of(DocumentKind.AGREEMENT, the_file(), particulars())

    assert [(one.name, one.representative) for one in facts.parties] == [
        ("Alba Ejemplo Muñoz", ""),
        ("Bar Ficticio, S. L.", "Omar Muestra"),
    ]
    assert facts.clauses[0].obligor == "Bar Ficticio, S. L."
    assert facts.process.requester == "Alba Ejemplo Muñoz"
    assert facts.process.object.translation == "الضوضاء الليلية"


def test_each_act_has_its_own_signatures() -> None:
    agreement = facts_of(DocumentKind.AGREEMENT, the_file(), particulars())
    final = facts_of(DocumentKind.FINAL, the_file(), particulars())

    assert agreement.signature_of("Alba Ejemplo Muñoz").image == b"a picture"
    assert agreement.unsigned_by_choice == ()
    assert final.unsigned_by_choice == ("Bar Ficticio, S. L.",)


def test_the_hour_of_a_constitutive_session_is_the_real_one_or_missing() -> None:
    known = facts_of(DocumentKind.CONSTITUTIVE, the_file(), particulars())
    unknown = facts_of(DocumentKind.CONSTITUTIVE, replace(the_file(), sessions=()), particulars())

    assert known.session is not None
    assert known.session.held_at == datetime(2026, 11, 3, 17, 30, tzinfo=UTC)
    assert [m.content for m in check(DocumentKind.CONSTITUTIVE, unknown)] == ["session"]


def test_the_invitation_is_answered_within_fifteen_days() -> None:
    facts = facts_of(DocumentKind.INVITATION, the_file(), particulars())

    assert facts.process.answer_by == date(2026, 10, 21)


def test_papers_and_outcome_come_from_the_final_act() -> None:
    facts = facts_of(DocumentKind.FINAL, the_file(), particulars())

    assert facts.final is not None
    assert (facts.final.outcome, facts.final.documents, facts.final.sessions) == (
        Outcome.AGREEMENT, Papers.RETURNED, 2,
    )  # fmt: skip


def test_a_provisional_number_is_known_by_its_letters() -> None:
    early = replace(the_file(), dossier=Dossier(number="P-AB-7"))

    assert not facts_of(DocumentKind.AGREEMENT, early, particulars()).process.number_final
