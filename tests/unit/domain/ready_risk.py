"""The facts of risk files in which everything was done as it should be."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from pscp_desktop.domain.risk import AdviceState, ProfileState
from pscp_desktop.domain.risk_facts import (
    AdviceFacts,
    AnalysisFacts,
    InputFacts,
    OpinionFacts,
    ProfileFacts,
)

TODAY = date(2026, 3, 17)
INES, OMAR = UUID(int=3), UUID(int=4)
OVERRIDE = "The commission asked where police worked, and the answer is used for nothing else."

EVENTS = InputFacts(
    name="Robos con fuerza", role="outcome", origin="reported", source="Oficina de ejemplo",
    licence="CC BY 4.0", dated_on=date(2026, 1, 31),
)  # fmt: skip
BARS = InputFacts(
    name="Locales de ocio", role="factor", origin="land_use", source="Censo de ejemplo",
    licence="CC BY 4.0", dated_on=date(2025, 12, 31),
)  # fmt: skip


def analysis(**changes: Any) -> AnalysisFacts:
    ready = AnalysisFacts(
        inputs=(EVENTS, BARS), cell_m=100, events=120, expires_on=date(2026, 9, 1)
    )
    return replace(ready, **changes)


def opinion(**changes: Any) -> OpinionFacts:
    said = "Robos más probables junto a los locales de ocio, de noche."
    ready = OpinionFacts(
        author=INES,
        said=said,
        everything=said,
        units=("Celda 12-7",),
        limits="Solo lo denunciado.",
        uncertainty="Entre la mitad y el doble.",
        against="La muestra es corta.",
        resources="Dos centros juveniles abren de tarde.",
        options="Luz en el pasaje.",
        valid_until=date(2026, 9, 1),
    )
    return replace(ready, **changes)


def advice(state: str = AdviceState.RECEIVED, **changes: Any) -> AdviceFacts:
    """A request for advice in which everything was done as it should be."""
    ready = AdviceFacts(
        state=state,
        today=TODAY,
        question="¿Dónde poner la luz?",
        purpose="Ordenar las obras del año.",
        legal_basis="public_task",
        data_allowed="Denuncias por celda y mes.",
        layers=2,
        analysis=analysis(),
        opinion=opinion(),
        reviewer=OMAR,
        issued_on=date(2025, 8, 1),
        feedback=True,
        outcome=True,
    )
    return replace(ready, **changes)


def profile(state: str = ProfileState.DRAFT, **changes: Any) -> ProfileFacts:
    """A risk profile in which everything was done as it should be."""
    ready = ProfileFacts(
        state=state,
        today=TODAY,
        area="Embajadores",
        layers=2,
        analysis=analysis(),
        opinion=opinion(),
        bands=3,
        drivers=1,
        reviewer=OMAR,
        contestations=1,
    )
    return replace(ready, **changes)
