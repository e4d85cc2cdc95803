"""What is refused, and the facts that say why. The words for people are made elsewhere."""


class RiskRefused(Exception):
    """An analysis that would be wrong or unlawful.

    `code` and `facts` are what the words of the screen are made from; `reason` is the line of the command,
    which is all that a refusal of its files and options has.
    """

    def __init__(self, reason: str, code: str = "", **facts: float | str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.code = code
        self.facts = facts


class UnfitInput(RiskRefused):
    """Input that no method could use: an empty boundary, a cell of no size, numbers that are none."""


class TooFewEvents(RiskRefused):
    """So few events that any map of them would be a map of chance."""


class PoliceDiscovered(RiskRefused):
    """The outcome is what police found, which follows where they looked."""


FEWEST_EVENTS = 30
KINDS = ("reported", "surveyed", "police")


def demand_events(
    count: int, what: str, fewest: int | None = None, *, code: str = "few_events"
) -> None:
    """Refuse fewer than `fewest` events (30 by default) under `code`: reference: risk §7, rule 5."""
    least = FEWEST_EVENTS if fewest is None else fewest
    if count < least:
        raise TooFewEvents(
            f"too few events: {count} {what}, at least {least} are needed",
            code,
            count=count,
            least=least,
        )


def demand_reported(kind: str, override: str = "") -> None:
    """Refuse events discovered by police as an outcome unless a reason is written.

    Where police look, they find; a model of what they found sends them there again (Ensign et al. 2018).
    """
    if kind not in KINDS:
        raise UnfitInput(f"no such kind of record: {kind}", "unknown_kind", kind=kind)
    if kind == "police" and not override.strip():
        raise PoliceDiscovered(
            "events discovered by police show where police were: refused as an outcome "
            "without a written reason",
            "police",
        )
