"""Declares every record type, for whoever needs them all: the schema, the registry, the tests."""

from pscp_desktop.domain import dossiers, people, workers

__all__ = ["dossiers", "people", "workers"]
