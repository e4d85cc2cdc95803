"""How values leave their columns and come back, and what a record never tells."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pscp_desktop.domain.dossiers import Dossier, Note
from pscp_desktop.domain.mediation import Party
from pscp_desktop.domain.mediation_sessions import MediationSession, SessionKind
from pscp_desktop.domain.record import default_of, from_wire, record_types, to_wire
from tests.world import ALBA

ZONES = st.integers(-12, 12).map(lambda hours: timezone(timedelta(hours=hours)))
MOMENTS = st.datetimes(
    min_value=datetime(1900, 1, 2), max_value=datetime(2200, 1, 1), timezones=ZONES  # noqa: DTZ001
)  # fmt: skip


@given(MOMENTS)
def test_a_moment_comes_back_as_the_same_moment_in_utc(moment: datetime) -> None:
    back = from_wire(MediationSession, "starts_at", to_wire(moment))

    assert back == moment
    assert back.tzinfo is UTC


@given(st.dates())
def test_a_day_comes_back_as_itself(day: date) -> None:
    assert from_wire(Party, "born_on", to_wire(day)) == day


@given(st.uuids())
def test_an_id_comes_back_as_itself(key: UUID) -> None:
    assert from_wire(MediationSession, "mediator", to_wire(key)) == key


@given(st.text())
def test_text_comes_back_as_itself(text: str) -> None:
    assert from_wire(MediationSession, "notes", to_wire(text)) == text


def test_a_code_leaves_as_plain_text() -> None:
    assert type(to_wire(SessionKind.JOINT)) is str
    assert to_wire(SessionKind.JOINT) == "joint"


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        to_wire(datetime(2026, 3, 2, 9, 0))  # noqa: DTZ001 (the fault)


@pytest.mark.parametrize("value", [[], {}, object(), timedelta(1)])
def test_what_no_cell_can_hold_is_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        to_wire(value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("minutes", "60"),
        ("announced", 1),
        ("notes", 5),
        ("starts_at", "mañana"),
        ("starts_at", 0),
        ("mediator", b"short"),
        ("place", b"bytes"),
    ],
)
def test_a_value_of_another_kind_is_refused(name: str, value: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        from_wire(MediationSession, name, value)


def test_a_field_without_a_default_holds_nothing_until_it_is_written() -> None:
    assert default_of(MediationSession, "kind") is None
    assert default_of(MediationSession, "minutes") == 60
    assert default_of(Note, "text") is None


def test_a_record_does_not_say_in_a_log_what_it_says() -> None:
    record = Dossier(id=uuid4(), dossier=ALBA, title="Patio de la Muestra")

    assert "Muestra" not in f"{record!r} {record}"
    assert str(record.id) in repr(record)


def test_every_type_has_one_table() -> None:
    names = [kind.__tablename__ for kind in record_types()]

    assert len(names) == len(set(names)) > 20
    assert names == sorted(names, key=str)
