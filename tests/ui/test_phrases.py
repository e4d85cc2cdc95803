"""A file in words: what is left until a meeting, and what a shield stands for."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from pscp_desktop import i18n
from pscp_desktop.domain.dossiers import Note
from pscp_desktop.domain.screening import Decision, Screening
from pscp_desktop.services.mediation.timeline import Entry
from pscp_desktop.ui.days import left_until
from pscp_desktop.ui.mediation.phrases import Names, told

TODAY = date(2026, 3, 17)
HALF_PAST_FIVE = datetime(2026, 3, 17, 16, 30, tzinfo=UTC)
NOBODY = Names({}, {})


@pytest.fixture(autouse=True)
def _spanish() -> None:
    i18n.use("es")


@pytest.mark.parametrize(
    ("away", "words"),
    [(0, "Hoy, 17:30"), (1, "Mañana, 17:30"), (3, "En 3 días"), (-1, "Sin anotar")],
)
def test_of_a_meeting_the_hour_is_said_and_of_one_gone_by_that_nobody_wrote_it_up(
    away: int, words: str
) -> None:
    starts = HALF_PAST_FIVE + timedelta(days=away)

    assert left_until(starts.date(), TODAY, starts, legal=False) == words


def test_only_a_term_of_the_law_has_a_last_day() -> None:
    assert left_until(TODAY, TODAY, None, legal=True) == "Hoy es el último día"
    assert left_until(TODAY, TODAY, None, legal=False) == "Toca hoy"
    assert left_until(TODAY + timedelta(days=3), TODAY, None, legal=True) == "Quedan 3 días"


def test_a_follow_up_that_is_due_says_which_one_it_is() -> None:
    entry = Entry(
        kind="clock", when=HALF_PAST_FIVE, on=TODAY, title="Ask about the agreement",
        record=UUID(int=1), due=True, month=6,
    )  # fmt: skip

    assert told(entry, NOBODY, TODAY).what == "Seguimiento a los 6 meses"


@pytest.mark.parametrize(
    ("decision", "tone"),
    [
        (Decision.SUITABLE, "ok"),
        (Decision.WITH_CARE, "ok"),
        (Decision.NOT_SUITABLE, "muted"),
        (Decision.PENDING, "muted"),
    ],
)
def test_a_green_shield_stands_only_for_a_matter_that_may_be_mediated(
    decision: Decision, tone: str
) -> None:
    entry = Entry(
        kind="shield", when=HALF_PAST_FIVE, on=TODAY, title="Screening", aspect=decision.label,
        record=UUID(int=1), record_type=Screening,
    )  # fmt: skip

    assert told(entry, NOBODY, TODAY).tone == tone


def test_a_note_that_says_suitable_is_no_shield() -> None:
    entry = Entry(
        kind="note", when=HALF_PAST_FIVE, on=TODAY, title="Note", aspect=Decision.SUITABLE.label,
        record=UUID(int=1), record_type=Note,
    )  # fmt: skip

    assert told(entry, NOBODY, TODAY).tone == "muted"
