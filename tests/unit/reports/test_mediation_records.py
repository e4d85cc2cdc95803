"""The records of a file give its documents all that they have to say, and nothing they must not."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid5

import pytest

from pscp_desktop.domain.agreements import (
    Agreement,
    AttemptDeclaration,
    Clause,
    ConstitutiveAct,
    FinalAct,
    Signature,
)
from pscp_desktop.domain.dossiers import Appointment, Consent, Dossier
from pscp_desktop.domain.mediation import Invitation, MediationProcess, Party
from pscp_desktop.domain.mediation_sessions import Attendance, MediationSession
from pscp_desktop.domain.screening import ConflictConsent, ConflictDeclaration
from pscp_desktop.domain.workers import Organisation, Worker
from pscp_desktop.reports.document import texts_of
from pscp_desktop.reports.facts import Outcome, Papers
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


def what_people_said(alba: UUID, bar: UUID, initial: UUID) -> dict[str, Any]:
    """The records of what only a person can have said."""
    return {
        "declarations": (ConflictDeclaration(id=named("ties"), mediator=named("ines")),),
        "tie_consents": (),
        "consents": tuple(
            Consent(person=party, purpose="service", state="given") for party in (alba, bar)
        ),
        "attempts": (
            AttemptDeclaration(
                session=initial, mediator=named("ines"), asked_by=alba, good_faith=True
            ),
        ),
    }


def the_file() -> MediationPrintable:
    alba, bar, omar = the_people()
    initial, constitution = the_sessions()
    agreement = Agreement(
        id=named("agreement"),
        reached_on=date(2026, 11, 24),
        place="Madrid",
        total=True,
        told_binding=True,
    )
    return MediationPrintable(
        organisation=the_organisation(),
        mediators=(the_mediator(),),
        dossier=Dossier(number="MC-0142"),
        process=MediationProcess(
            account=SECRET, received_at=datetime(2026, 10, 5, 9, 0, tzinfo=UTC),
            constituted_on=date(2026, 11, 3), before_court=True, dispute="noise",
            place="Calle de la Muestra", constitute_by=date(2026, 11, 6),
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
        **what_people_said(alba.id, bar.id, initial.id),
    )  # fmt: skip


def particulars() -> Particulars:
    return Particulars(
        issued_on=date(2026, 11, 25),
        addressee=named("bar"),
        appointment=named("slip"),
        language="ar",
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


def without(file: MediationPrintable, record: str, **changes: object) -> MediationPrintable:
    """The same file, one record of it changed."""
    found = getattr(file, record)
    many = isinstance(found, tuple)
    old = found[-1] if many else found
    new = type(old)(**{**old.model_dump(), **changes})
    changed: dict[str, Any] = {record: (*found[:-1], new) if many else new}
    return replace(file, **changed)


def lacks(kind: DocumentKind, file: MediationPrintable) -> set[str]:
    return {one.content for one in check(kind, facts_of(kind, file, particulars()))}


def test_without_a_constitutive_act_the_object_is_what_was_confirmed_and_never_the_account() -> (
    None
):
    early = replace(the_file(), act=None)
    confirmed = without(early, "process", object_for_documents="Ruido (Calle de la Muestra)")

    said = facts_of(DocumentKind.INVITATION, confirmed, particulars())

    assert "object" in lacks(DocumentKind.INVITATION, early)
    assert said.process.object.text == "Ruido (Calle de la Muestra)"
    assert "(Calle de la Muestra)" in said.process.object.translation


def test_an_act_without_an_object_does_not_fall_back_on_the_account() -> None:
    assert "object" in lacks(DocumentKind.CONSTITUTIVE, without(the_file(), "act", matter=""))


def test_nobody_declares_good_faith_but_the_mediator_for_that_very_session() -> None:
    file = the_file()
    another = without(file, "attempts", session=named("joint"))

    assert lacks(DocumentKind.CERTIFICATE, replace(file, attempts=())) == {
        "good_faith",
        "asked_by",
    }
    assert lacks(DocumentKind.CERTIFICATE, without(file, "attempts", good_faith=False)) == {
        "good_faith"
    }
    assert "good_faith" in lacks(DocumentKind.CERTIFICATE, another)


def test_a_tie_that_was_declared_is_accepted_by_each_party_or_the_act_is_not_made_out() -> None:
    tied = without(the_file(), "declarations", circumstance="acquainted", details="Fue su vecina.")
    yes = [
        ConflictConsent(declaration=named("ties"), party=party, accepts=True)
        for party in (named("alba"), named("bar"))
    ]
    later_no = ConflictConsent(declaration=named("ties"), party=named("bar"), accepts=False)

    def lacking(*consents: ConflictConsent) -> set[str]:
        return lacks(DocumentKind.CONSTITUTIVE, replace(tied, tie_consents=consents))

    assert lacking() == {"disclosure"}
    assert lacking(yes[0]) == {"disclosure"}
    assert lacking(*yes) == set()
    assert lacking(*yes, later_no) == {"disclosure"}


def test_the_acceptance_of_the_parties_is_their_recorded_consent() -> None:
    taken_back = without(the_file(), "consents", state="withdrawn")

    assert lacks(DocumentKind.CONSTITUTIVE, taken_back) == {"acceptance", "obligations"}


def test_an_absent_party_was_summoned_with_proof_or_there_is_no_certificate() -> None:
    away = without(the_file(), "attendances", attended=False)
    proved = without(
        away, "invitations", channel="letter", received_on=date(2026, 10, 8), proof="Acuse 7"
    )

    attempt = facts_of(DocumentKind.CERTIFICATE, proved, particulars()).attempt

    assert lacks(DocumentKind.CERTIFICATE, away) == {"summons"}
    assert lacks(DocumentKind.CERTIFICATE, proved) == set()
    assert attempt is not None
    assert (attempt.summoned_how.text, attempt.summons_proof.text) == ("Por carta", "Acuse 7")
    for field in ("received_on", "proof"):
        gone = without(proved, "invitations", **{field: None if field == "received_on" else ""})
        assert lacks(DocumentKind.CERTIFICATE, gone) == {"summons"}, field


@pytest.mark.parametrize("kind", DocumentKind)
def test_a_restorative_process_and_the_hard_stop_bar_what_the_act_governs(
    kind: DocumentKind,
) -> None:
    restorative = without(the_file(), "process", restorative="circle")
    stopped = replace(the_file(), violence=True)
    slip = kind is DocumentKind.APPOINTMENT

    assert (restorative.barred(kind) is None) is slip
    assert (stopped.barred(kind) is None) is slip
    assert the_file().barred(kind) is None


def test_people_are_named_as_in_their_identity_document_with_who_acts_for_them() -> None:
    facts = facts_of(DocumentKind.AGREEMENT, the_file(), particulars())

    assert [(one.name, one.representatives) for one in facts.parties] == [
        ("Alba Ejemplo Muñoz", ()),
        ("Bar Ficticio, S. L.", ("Omar Muestra",)),
    ]
    assert facts.clauses[0].obligor == "Bar Ficticio, S. L."
    assert facts.process.requesters == ("Alba Ejemplo Muñoz",)
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
