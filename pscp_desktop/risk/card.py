"""The model card: what a map was made of, by what, and what it may not be used for, as plain data."""

import json
import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from importlib.metadata import PackageNotFoundError, version

Plain = str | int | float | bool | None

LIBRARIES = ("numpy", "scipy", "shapely", "pyproj")
AGAINST = (
    "places, never persons: no address, dwelling, household or person is scored",
    "likelihood of events at places, not of anybody's doing them",
    "says nothing of causes: factors go with events, they need not bring them",
    "follows what was recorded, and what is not reported is not in it",
)


@dataclass(frozen=True)
class Input:
    """One input: what it was, how many features were used and left out, and the SHA-256 of its bytes."""

    name: str
    kind: str
    used: int
    left_out: int = 0
    digest: str = ""


@dataclass(frozen=True)
class ModelCard:
    """Everything needed to make the same map again, and to judge it."""

    inputs: tuple[Input, ...]
    settings: Mapping[str, Plain]
    results: Mapping[str, Plain]
    warnings: tuple[str, ...] = ()
    against: tuple[str, ...] = AGAINST
    versions: Mapping[str, str] = field(default_factory=dict)

    def lines(self) -> list[tuple[str, str]]:
        """The card as pairs of name and value, in the order in which it prints."""
        found = [
            (
                f"input: {one.name}",
                f"{one.kind}, {one.used} used, {one.left_out} left out, {one.digest}",
            )
            for one in self.inputs
        ]
        for part, values in (
            ("setting", self.settings), ("result", self.results), ("version", self.versions),
        ):  # fmt: skip
            found += [(f"{part}: {name}", f"{value}") for name, value in values.items()]
        found += [("warning", warning) for warning in self.warnings]
        return found + [("not for", reason) for reason in self.against]

    def to_json(self) -> str:
        """The card as one JSON object."""
        return json.dumps(asdict(self), ensure_ascii=False, allow_nan=False)


def versions_here() -> dict[str, str]:
    """What makes the numbers on this machine."""
    found = {"python": platform.python_version()}
    for name in ("pscp-desktop", *LIBRARIES):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
