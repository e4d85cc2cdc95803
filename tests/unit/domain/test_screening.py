"""Two people's screenings of one party: the careful value is shown until somebody decides."""

from typing import Any

import pytest
from sqlmodel import SQLModel

from pscp_desktop.domain.fields import fields_of
from pscp_desktop.domain.mediation import MediationProcess
from pscp_desktop.domain.screening import RestorativeConditions, Screening

WARNINGS = {
    "gender_violence",
    "sexual_violence",
    "other_violence",
    "coercion",
    "fear",
    "protective_order",
    "minors",
}


def shown(kind: type[SQLModel], name: str, values: list[Any]) -> Any:
    """What a form shows while these values stand side by side."""
    (spec,) = [field.spec for field in fields_of(kind) if field.name == name]
    assert spec.protective is not None
    return max(values, key=spec.protective)


@pytest.mark.parametrize("name", sorted(WARNINGS))
def test_a_raised_warning_stands_above_a_missing_one(name: str) -> None:
    assert shown(Screening, name, [False, True]) is True


def test_a_condition_that_somebody_denies_is_not_met() -> None:
    assert shown(Screening, "alone", [True, False]) is False
    assert shown(MediationProcess, "disposable", [True, False]) is False
    for field in fields_of(RestorativeConditions):
        if field.spec.protective:
            assert shown(RestorativeConditions, field.name, [True, False]) is False


def test_the_more_careful_of_two_decisions_is_shown() -> None:
    assert shown(Screening, "decision", ["suitable", "not_suitable", "with_care"]) == "not_suitable"
    assert shown(Screening, "decision", ["suitable", ""]) == ""
    assert shown(Screening, "capacity", ["full", "lacking"]) == "lacking"
    assert shown(Screening, "imbalance", ["some", "serious"]) == "serious"


def test_every_warning_of_a_screening_has_its_rank() -> None:
    ranked = {field.name for field in fields_of(Screening) if field.spec.protective}

    assert ranked >= WARNINGS


def test_only_sexual_and_gender_violence_forbid_and_the_rest_asks_for_care() -> None:
    for name in WARNINGS - {"minors"}:
        raised: dict[str, Any] = {name: True}
        screening = Screening(**raised)
        assert screening.forbids == (name in {"gender_violence", "sexual_violence"})
        assert screening.forbids or screening.unsafe
