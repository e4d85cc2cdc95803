"""Plainly fictional facts for documents: a mediation about noise between a neighbour and a bar."""

from datetime import UTC, date, datetime
from decimal import Decimal

from pscp_desktop.reports.facts import (
    AppointmentFacts,
    AttemptFacts,
    ClauseFacts,
    Facts,
    FinalActFacts,
    MediatorFacts,
    OrganisationFacts,
    Outcome,
    Papers,
    PartyFacts,
    Passage,
    ProcessFacts,
    SessionFacts,
)

ALBA = PartyFacts(
    name="Alba Ejemplo Muñoz",
    identity_document="00000000T",
    domicile="Calle de la Muestra, 12, 2.º A, 28012 Madrid",
    role="Requesting party",
    language="es",
)
BAR = PartyFacts(
    name="Bar Ficticio, S. L.",
    identity_document="B00000000",
    domicile="Calle de la Muestra, 12, bajo, 28012 Madrid",
    role="Requested party",
    language="ar",
    representatives=("Omar Muestra Ñandú",),
    interpreter="Samira Prueba",
)


def clauses(count: int = 3) -> tuple[ClauseFacts, ...]:
    """Clauses of an agreement; beyond the third they repeat, each with its own hour."""
    first = (
        ClauseFacts(
            text=Passage(
                "El bar recogerá la terraza y apagará la música a las 23:00 horas de domingo a "
                "jueves, y a las 24:00 horas los viernes, sábados y vísperas de festivo.",
                "يجمع المقهى طاولات الشرفة ويوقف الموسيقى على الساعة 23:00 من الأحد إلى الخميس.",
            ),
            obligor="Bar Ficticio, S. L.",
            beneficiary="Alba Ejemplo Muñoz",
            kind="Not do something",
            start=date(2026, 12, 1),
            recurrence="Every day",
            evidence=Passage("Registro del limitador de sonido", "سجل جهاز تحديد الصوت"),
        ),
        ClauseFacts(
            text=Passage(
                "El bar pagará a Alba Ejemplo Muñoz 180,50 € por las dos ventanas reparadas."
            ),
            obligor="Bar Ficticio, S. L.",
            beneficiary="Alba Ejemplo Muñoz",
            kind="Pay",
            due=date(2027, 1, 15),
            evidence=Passage("Justificante de la transferencia"),
        ),
        ClauseFacts(
            text=Passage(
                "Si hay ruido, Alba Ejemplo Muñoz llamará primero por teléfono al encargado."
            ),
            obligor="Alba Ejemplo Muñoz",
            beneficiary="Bar Ficticio, S. L.",
            kind="Tell or talk",
        ),
    )
    more = tuple(
        ClauseFacts(
            text=Passage(f"Compromiso de prueba número {number}, que se cumple cada semana."),
            obligor="Bar Ficticio, S. L.",
            beneficiary="Alba Ejemplo Muñoz",
            kind="Do something",
            due=date(2027, 3, 1 + number % 28),
        )
        for number in range(4, count + 1)
    )
    return (*first[:count], *more)


def _organisation() -> OrganisationFacts:
    return OrganisationFacts(
        name="Servicio de Mediación Vecinal de Muestra",
        address="Plaza del Ejemplo, 1, 28000 Madrid",
        institution="Institución de Mediación Ficticia",
        registry="INS-0042",
        telephone="900 000 000",
        email="mediacion@ejemplo.invalid",
        controller="Ayuntamiento de Ejemplo",
        protection_officer="dpd@ejemplo.invalid",
    )


def _process() -> ProcessFacts:
    return ProcessFacts(
        number="MC-0142",
        number_final=True,
        requesters=("Alba Ejemplo Muñoz",),
        object=Passage(
            "Ruido nocturno de la terraza y de la música del bar, y reparación de dos ventanas.",
            "الضوضاء الليلية لشرفة المقهى وموسيقاه، وإصلاح نافذتين.",
        ),
        received_on=date(2026, 10, 5),
        answer_by=date(2026, 10, 30),
        constitute_by=date(2026, 11, 6),
        constituted_on=date(2026, 11, 3),
        ends_by=date(2027, 1, 4),
        programme=Passage(
            "Tres sesiones conjuntas de noventa minutos y, si hace falta, reuniones por separado."
        ),
        fees=Decimal(0),
        expenses=Decimal("12.5"),
        place="Centro comunitario de la Muestra",
        languages=("es", "ar"),
        impartiality_declared=True,
        accepted=True,
        obligations_accepted=True,
        told_binding=True,
        before_court=True,
    )


def _mediators() -> tuple[MediatorFacts, ...]:
    return (
        MediatorFacts(
            name="Inés Modelo Rey",
            qualification="Licenciada en Derecho",
            training="Curso de mediación de 300 horas",
            experience="Ocho años en mediación vecinal",
            body="Colegio Profesional de Ejemplo, n.º 4321",
            registry="RMI-7788",
            insurance="Aseguradora Ficticia, póliza 99-1, 300.000 €",
            languages=("es", "en"),
        ),
    )


def complete() -> Facts:
    """Everything any of the seven documents needs."""
    return Facts(
        organisation=_organisation(),
        process=_process(),
        mediators=_mediators(),
        parties=(ALBA, BAR),
        addressee=BAR,
        session=SessionFacts(
            held_at=datetime(2026, 11, 3, 17, 30, tzinfo=UTC),
            place="Sala 2 del Centro comunitario",
            attended=(ALBA.name, BAR.name),
        ),
        clauses=clauses(),
        final=FinalActFacts(
            outcome=Outcome.AGREEMENT,
            ended_on=date(2026, 11, 24),
            place="Sala 2 del Centro comunitario",
            cause=Passage("No hubo causa distinta."),
            sessions=3,
            documents=Papers.RETURNED,
            left_open=Passage("El horario de carga y descarga"),
        ),
        attempt=AttemptFacts(asked_by="Alba Ejemplo Muñoz", good_faith=True),
        appointment=AppointmentFacts(
            starts_at=datetime(2026, 11, 17, 9, 0, tzinfo=UTC),
            place="Plaza del Ejemplo, 1, planta baja",
            with_whom="Inés Modelo Rey",
            bring=Passage("Documento de identidad"),
            access=Passage("Timbre de la derecha; hay rampa."),
        ),
        issued_on=date(2026, 11, 25),
    )
