"""Mediation: the hard stop, the rules asked at the act, signatures, and what is said apart."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from tests.replacing import Replacements, always, does_nothing, value


def _in_the_file_itself(_original: object) -> Callable[..., UUID]:
    """What one party says apart is written where the whole team reads it."""
    return lambda _sessions, _unit, dossier, _party: dossier


def _ungated(_original: object) -> Callable[..., Any]:
    """The process is changed like any other record, its state included."""

    def correct(files: Any, shown: Any, changes: Any) -> None:
        files._desk.save(shown, changes)

    return correct


def _by_the_clock(_original: object) -> Callable[..., list[Any]]:
    """The answer with the latest time counts."""

    def standing(answers: Any) -> list[Any]:
        found = sorted(answers, key=lambda one: one.recorded_at)
        return found[-1:]

    return standing


def _shut(_original: object) -> Callable[..., str]:
    """Addresses are compared as they were typed."""
    return lambda address: address


ROWS: dict[str, Replacements] = {
    "domain.mediation.hard_stop": {
        "pscp_desktop.domain.mediation_guards.HARD_STOP": value(None),
    },
    "domain.mediation.refusals": {
        "pscp_desktop.domain.states.Transition.refusals": always(()),
    },
    "services.mediation.state_by_acts": {
        "pscp_desktop.services.mediation.process.Files.correct": _ungated,
    },
    "services.mediation.signed": {
        "pscp_desktop.services.mediation.agreements._demand_unsigned": does_nothing,
    },
    "services.mediation.apart": {
        "pscp_desktop.services.mediation.sessions.Sessions._part_of": _in_the_file_itself,
    },
    "services.mediation.transfer": {
        "pscp_desktop.services.mediation.transfers.Transfers._demand": does_nothing,
    },
    "services.mediation.transfer_apart": {
        "pscp_desktop.services.mediation.transfers.Transfers._alone_with": always(False),  # noqa: FBT003
    },
    "services.attaching.export": {
        "pscp_desktop.services.attaching._demand_reason": does_nothing,
    },
    "domain.succession": {"pscp_desktop.domain.succession.standing": _by_the_clock},
    "domain.succession.in_force": {"pscp_desktop.domain.in_force.standing": _by_the_clock},
    "services.mediation.reopened": {
        "pscp_desktop.services.mediation.records.left_behind": always(None),
    },
    "services.visits.addresses": {
        "pscp_desktop.services.visits.street_and_number": _shut,
    },
}
