"""The numbers of tables and fields."""

from pscp_desktop.domain.mediation_sessions import MediationSession
from pscp_desktop.domain.record import cells_of, record_types
from pscp_desktop.domain.registry import (
    REMOVED,
    field_number,
    names_by_number,
    table_number,
    types_by_number,
    unnumbered,
)


def test_a_number_leads_back_to_its_table_and_field() -> None:
    for kind in record_types():
        assert types_by_number()[table_number(kind)] is kind
        for name in cells_of(kind):
            assert names_by_number(kind)[field_number(kind, name)] == name


def test_no_field_has_the_number_of_the_mark_of_removal() -> None:
    assert REMOVED not in names_by_number(MediationSession)
    assert REMOVED == 0


def test_nothing_declared_is_without_a_number() -> None:
    assert unnumbered() == ()
