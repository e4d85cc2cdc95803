"""What the hub writes down of its own work: one line of JSON each, without anything about a person.

Only the fields named here can be written. A device appears under a pseudonym that changes every month; a
path is the pattern of the route; an address is cut to its network. There is no place for a body.
"""

import hashlib
import hmac
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network
from typing import Final, Literal

import msgspec

Event = Literal[
    "request", "refused", "replayed", "limited", "alert", "failed", "started", "stopped", "migrated",
    "restored", "compacted", "database", "storage",
]  # fmt: skip
NETWORK: Final = {4: 24, 6: 48}


class Line(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """All that a line may hold."""

    time: str = ""
    event: Event
    request: str = ""
    device: str = ""
    network: str = ""
    route: str = ""
    status: int = 0
    received: int = 0
    sent: int = 0
    ms: float = 0.0
    why: str = ""
    """A code of ours or the name of an exception's class; never its text."""


class Journal:
    """Writes lines; `secret` makes the pseudonyms, `clock` gives milliseconds since 1970."""

    def __init__(
        self,
        secret: bytes,
        clock: Callable[[], int],
        write: Callable[[bytes], object] | None = None,
    ) -> None:
        self._secret, self._clock = secret, clock
        self._write = write or sys.stderr.buffer.write

    def say(self, line: Line) -> None:
        now = datetime.fromtimestamp(self._clock() / 1000, UTC)
        stamped = msgspec.structs.replace(line, time=now.isoformat(timespec="milliseconds"))
        self._write(msgspec.json.encode(stamped) + b"\n")

    def pseudonym(self, device: bytes) -> str:
        """The same for one device in one month, and nothing to go back from."""
        month = datetime.fromtimestamp(self._clock() / 1000, UTC).strftime("%Y-%m")
        return hmac.new(self._secret, month.encode() + device, hashlib.sha256).hexdigest()[:12]


def network_of(address: str) -> str:
    """`192.0.2.0/24` of an address: the office, not the chair."""
    try:
        known = ip_address(address)
    except ValueError:
        return ""
    return str(ip_network(f"{known}/{NETWORK[known.version]}", strict=False))
