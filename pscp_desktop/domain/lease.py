"""The lease of a laptop: how long it may open files without having met anybody of the organisation.

It is kept by the program and by nothing stronger: whoever has the disk and the passphrase is not bound by
it. It never touches what was written here: that is kept, sent and carried out whatever the lease says.
"""

import json
from dataclasses import dataclass, replace
from typing import Final

DAY: Final = 24 * 3600 * 1000
USUAL_DAYS: Final = 30
FEWEST_DAYS: Final = 7
MOST_DAYS: Final = 90
WARNED_SHARE: Final = 3
"""It is warned of in the last third: from the twentieth day of thirty."""


@dataclass(frozen=True, slots=True)
class Lease:
    """How long nobody was met; times in milliseconds since 1970.

    Time lived is added up and never taken back: a clock set back lengthens nothing.
    """

    proved: int
    """When the organisation was last met, by the clock of whoever was met."""
    spent: int = 0
    """Milliseconds lived since, by this laptop."""
    seen: int = 0
    """Where the clock of this laptop stood when it was last looked at."""
    heard: int = 0
    """The newest statement of the directory that was counted."""
    days: int = USUAL_DAYS
    """0 where there is nobody to meet: this is the only laptop in use."""

    def at(self, now: int) -> "Lease":
        """The same at `now` of this laptop's clock."""
        return replace(self, spent=self.spent + max(0, now - self.seen), seen=now)

    def met(self, now: int, time: int, heard: int) -> "Lease":
        """A hub was met whose clock says `time`; 0 where it does not say."""
        return replace(self, proved=time or now, spent=0, seen=now, heard=heard)

    def vouched(self, at: int, heard: int) -> "Lease":
        """Somebody who coordinates stood behind it at `at` of their clock, which may be wrong.

        Counted is only how much later that is than what was known, once for each statement.
        """
        if heard <= self.heard:
            return self
        # Nobody can have spoken later than now, whatever their clock says.
        newer = max(0, min(at - self.proved, self.spent))
        return replace(self, proved=self.proved + newer, spent=self.spent - newer, heard=heard)

    @property
    def left(self) -> int:
        """Days left, begun ones counted; 0 once it is over."""
        return max(0, -(-(self.days * DAY - self.spent) // DAY))

    @property
    def over(self) -> bool:
        """Whether files stay closed until somebody is met."""
        return bool(self.days) and self.spent >= self.days * DAY

    @property
    def warns(self) -> bool:
        """Whether it is time to say so."""
        return bool(self.days) and self.spent * WARNED_SHARE >= self.days * DAY * (WARNED_SHARE - 1)


@dataclass(frozen=True, slots=True)
class OrganisationPolicy:
    """What the organisation decides for all its laptops, as its signed directory carries it."""

    lease_days: int = USUAL_DAYS

    def written(self) -> bytes:
        """The document as it is signed."""
        return json.dumps({"lease_days": self.lease_days}, sort_keys=True).encode()


def policy_in(body: bytes) -> OrganisationPolicy:
    """The policy of a document: what it does not say is as usual, and nothing lies out of bounds.

    A newer program may have written keys that this one does not know.
    """
    try:
        found = json.loads(body or b"{}")
    except (ValueError, RecursionError):
        return OrganisationPolicy()
    days = found.get("lease_days") if isinstance(found, dict) else None
    if type(days) is not int:
        return OrganisationPolicy()
    return OrganisationPolicy(min(MOST_DAYS, max(FEWEST_DAYS, days)))
