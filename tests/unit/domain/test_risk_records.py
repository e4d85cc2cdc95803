"""What is kept of the risk service: whom its records may name, and which are never rewritten."""

import pytest

from pscp_desktop.domain.fields import fields_of
from pscp_desktop.domain.record import Record
from pscp_desktop.domain.risk import (
    Advice,
    AdviceFeedback,
    AdviceRequest,
    Contestation,
    OutcomeReview,
    PeerReview,
    ProfileBand,
    ProfileDriver,
    RiskChange,
    RiskProfile,
)
from pscp_desktop.domain.risk_analysis import (
    Analysis,
    AnalysisFactor,
    AnalysisFigure,
    AnalysisInput,
    ModelCardLine,
)
from pscp_desktop.domain.risk_field import (
    ExploratoryWalk,
    FieldObservation,
    TimeOfDay,
    time_of_day,
)
from pscp_desktop.domain.risk_layers import EVENTS, Layer, Origin, Shelf
from pscp_desktop.domain.risk_released import ReleasedAtom, ReleasedBlock
from pscp_desktop.domain.risk_sara import (
    Hypothesis,
    ResponseLink,
    SaraIndicator,
    SaraResponse,
    SaraSheet,
)
from pscp_desktop.domain.risk_words import NAME_CHECK_LIMITS

NEVER_REWRITTEN: tuple[type[Record], ...] = (
    Analysis, AnalysisInput, AnalysisFigure, AnalysisFactor, ModelCardLine, FieldObservation,
    PeerReview, AdviceFeedback, OutcomeReview, RiskChange, ReleasedBlock, ReleasedAtom,
)  # fmt: skip
WRITTEN_ON: tuple[type[Record], ...] = (
    AdviceRequest, Advice, RiskProfile, ProfileBand, ProfileDriver, Contestation, Layer, Shelf,
    ExploratoryWalk, SaraSheet, Hypothesis, SaraResponse, ResponseLink, SaraIndicator,
)  # fmt: skip


def test_what_was_seen_run_reviewed_or_told_is_never_rewritten() -> None:
    assert all(kind.append_only for kind in NEVER_REWRITTEN)
    assert not any(kind.append_only for kind in WRITTEN_ON)


def test_nobody_is_named_but_whoever_asks() -> None:
    named = {
        (kind, field.name)
        for kind in (*NEVER_REWRITTEN, *WRITTEN_ON)
        for field in fields_of(kind)
        if field.spec.identity
    }

    assert named == {(AdviceRequest, "requester"), (AdviceRequest, "contact")}


@pytest.mark.parametrize(("origin", "event"), [(one, one in EVENTS) for one in Origin])
def test_only_layers_of_events_are_events(origin: Origin, *, event: bool) -> None:
    assert Layer(title="Capa de ejemplo", origin=origin.value).event is event


def test_an_hour_belongs_to_one_part_of_the_day() -> None:
    found = {hour: time_of_day(hour) for hour in range(24)}

    assert found[3] == found[23] == TimeOfDay.NIGHT
    assert (found[9], found[15], found[21]) == (
        TimeOfDay.MORNING, TimeOfDay.AFTERNOON, TimeOfDay.EVENING,
    )  # fmt: skip


def test_an_observation_has_a_point_or_none() -> None:
    assert FieldObservation(longitude=-3.7, latitude=40.4).placed
    assert not FieldObservation(longitude=-3.7).placed


def test_the_check_of_names_says_what_it_cannot_see() -> None:
    assert "not contents" in NAME_CHECK_LIMITS
