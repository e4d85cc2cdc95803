"""The hub: whom it lets in, what it keeps, and what it never writes down."""

from typing import Any

from tests.replacing import Replacements, always


def _trusting(original: Any) -> Any:
    """A server that asks nobody for a password."""

    def run(server: Any, program: str, *given: str, **more: Any) -> Any:
        trusting = ("trust" if word == "scram-sha-256" else word for word in given)
        return original(server, program, *trusting, **more)

    return run


def _opened(original: Any) -> Any:
    """As the wheel's own helper leaves it: others may look in."""

    def make(server: Any) -> None:
        original(server)
        server.sockets.chmod(0o755)

    return make


ROWS: dict[str, Replacements] = {
    "server.embedded.scram": {"sync.server.embedded.Embedded.run": _trusting},
    "server.embedded.private": {"sync.server.embedded.Embedded._make": _opened},
    "server.journal.pseudonym": {"sync.server.journal.Journal.pseudonym": always("device")},
}
