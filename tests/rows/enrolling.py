"""Joining: whom an invitation is for, of which organisation it is, and how long it is good."""

from typing import Any

from tests.replacing import Replacements, always, does_nothing


def _by_its_word(_original: object) -> Any:
    """A request is named as it calls itself."""
    return lambda _reconciling, request: (request.name, False)


def _any_root(_original: object) -> Any:
    """An admission of any organisation is taken for the one that invited."""

    def take(reconciling: Any, _invitation: Any, data: bytes, meet: Any) -> None:
        from pscp_desktop.services.reconciling import joining

        answer = joining.read_admission(data, 0)
        joining.join(reconciling, answer, meet(answer))

    return take


def _for_ever(_original: object) -> Any:
    """An invitation is good whenever it comes."""
    return lambda data, _now: _original(data, 0)  # type: ignore[operator]


ROWS: dict[str, Replacements] = {
    "rounds.network": {"pscp_desktop.app.rounds.Rounds.soon": does_nothing},
    "inviting.named": {"pscp_desktop.services.reconciling.recognising.recognised": always("")},
    "inviting.person": {"pscp_desktop.services.reconciling.inviting.named": _by_its_word},
    "inviting.root": {"pscp_desktop.services.reconciling.inviting.take_admission": _any_root},
    "inviting.valid": {"pscp_desktop.services.reconciling.inviting.read_invitation": _for_ever},
}
