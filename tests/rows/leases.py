"""The lease of a laptop: what it closes, what it never touches, and what lengthens it."""

from dataclasses import replace
from typing import Any

from pscp_desktop.domain.access import Right
from tests.replacing import Replacements, does_nothing, value


def _by_the_clock(_original: object) -> Any:
    """Time lived is what the clock says, forwards or back."""
    return lambda self, now: replace(self, spent=self.spent + now - self.seen, seen=now)


def _saves_ask_too(_original: object) -> Any:
    """A save is refused like a look once the lease is over."""
    from pscp_desktop.domain.errors import ContactOwed

    def save(self: Any, *_: Any) -> None:
        if self.contact_owed():
            raise ContactOwed

    return save


def _any_stick(_original: object) -> Any:
    """Whatever stick is read begins it anew."""
    return lambda self, _at, heard: replace(self, spent=0, heard=heard)


def _as_written(_original: object) -> Any:
    """A policy is taken at its word."""
    import json

    from pscp_desktop.domain.lease import OrganisationPolicy

    def read(body: bytes) -> Any:
        return OrganisationPolicy(json.loads(body or b"{}").get("lease_days", 30))

    return read


ROWS: dict[str, Replacements] = {
    "lease.closes": {"pscp_desktop.services.desk.Desk.demand_contact": does_nothing},
    "lease.clock": {"pscp_desktop.domain.lease.Lease.at": _by_the_clock},
    "lease.every_way": {
        "pscp_desktop.services.desk.Desk.demand_to_read": lambda _: (
            lambda desk, session, dossier: desk.demand(session, dossier, Right.READER)
        ),
    },
    "lease.unsent": {"pscp_desktop.services.desk.Desk.save": _saves_ask_too},
    "lease.stick": {"pscp_desktop.domain.lease.Lease.vouched": _any_stick},
    "lease.warned": {"pscp_desktop.domain.lease.WARNED_SHARE": value(10**9)},
    "lease.bounds": {"tests.unit.services.test_leases.policy_in": _as_written},
}
