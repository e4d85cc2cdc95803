"""Declares every record type, for whoever needs them all: the schema, the registry, the tests."""

from pscp_desktop.domain import (
    agreements,
    catalogues,
    dossiers,
    laptops,
    mediation,
    mediation_sessions,
    people,
    risk,
    risk_analysis,
    risk_field,
    risk_layers,
    risk_released,
    risk_sara,
    screening,
    workers,
)

__all__ = [
    "agreements",
    "catalogues",
    "dossiers",
    "laptops",
    "mediation",
    "mediation_sessions",
    "people",
    "risk",
    "risk_analysis",
    "risk_field",
    "risk_layers",
    "risk_released",
    "risk_sara",
    "screening",
    "workers",
]
