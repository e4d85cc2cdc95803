"""Preferences of this laptop and the administrator's policy, read with the standard library alone.

They are needed before the first window is drawn, so nothing heavier may read them; the data folder
is worked out here for the same reason. Nothing about people is kept in either file.
"""

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Final, TypeVar

from pscp_desktop.i18n import LANGUAGES, N_

PRODUCT: Final = "Cuaderno"
"""The neutral name of executable, process, window, menu entry and data folder."""
VERSION: Final = "0.1.0"
PREFERENCES: Final = "preferences.json"
THEMES: Final = ("light", "dark", "contrast")
DENSITIES: Final = ("comfortable", "touch")
SCALES: Final = (100, 125, 150, 175, 200)
LONGEST_LINE: Final = 60
MOST_LINES: Final = 12

Kind = TypeVar("Kind")


class Unreadable(Exception):
    """A file of settings that does not say what it may; `args[0]` names the line, not its value."""


def data_folder(platform: str = sys.platform, environ: Mapping[str, str] = os.environ) -> Path:
    """Where this program keeps what is this user's, never in a folder that roams or is shared."""
    home = Path.home()
    if platform == "win32":
        base = Path(environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    elif platform == "darwin":
        base = home / "Library" / "Application Support"
    else:
        base = Path(environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    return base / PRODUCT


def policy_path(platform: str = sys.platform, environ: Mapping[str, str] = os.environ) -> Path:
    """Where an administrator puts the policy: a place that the worker cannot write."""
    if platform == "win32":
        base = Path(environ.get("PROGRAMDATA") or "C:/ProgramData") / PRODUCT
    elif platform == "darwin":
        base = Path("/Library/Application Support") / PRODUCT
    else:
        base = Path("/etc") / PRODUCT.lower()
    return base / "policy.json"


def standard_numbers() -> tuple[tuple[str, str], ...]:
    """The numbers that hold everywhere in Spain; labels are marked, translated where shown."""
    return (
        ("112", N_("Emergencies: police, ambulance, fire")),
        ("016", N_("Violence against women: advice, day and night")),
        ("024", N_("Suicidal thoughts: help, day and night")),
        ("116 006", N_("Help for victims of crime")),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """How this laptop likes its windows, and the local numbers of the emergency card."""

    language: str = LANGUAGES[0]
    theme: str = "light"
    density: str = "comfortable"
    scale: int = 100
    last_vault: str = ""
    local_numbers: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        _among("language", self.language, LANGUAGES)
        _among("theme", self.theme, THEMES)
        _among("density", self.density, DENSITIES)
        _among("scale", self.scale, SCALES)
        pairs = self.local_numbers
        if len(pairs) > MOST_LINES or any(
            len(said) > LONGEST_LINE for pair in pairs for said in pair
        ):
            raise Unreadable("local_numbers")


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What an administrator decides for a laptop. Every limit has bounds; none can be lifted."""

    cover_after_seconds: int = field(default=180, metadata={"bounds": (30, 600)})
    lock_after_seconds: int = field(default=600, metadata={"bounds": (60, 1800)})
    longest_session_hours: int = field(default=12, metadata={"bounds": (1, 12)})

    def __post_init__(self) -> None:
        for each in fields(self):
            low, high = each.metadata.get("bounds", (None, None))
            if low is not None and not low <= getattr(self, each.name) <= high:
                raise Unreadable(each.name)
        if self.cover_after_seconds > self.lock_after_seconds:
            raise Unreadable("cover_after_seconds")


def strictest() -> Policy:
    """What holds while a policy file is there and cannot be read."""
    return Policy(cover_after_seconds=60, lock_after_seconds=180)


def read_preferences(folder: Path) -> Preferences:
    """The preferences kept in `folder`; the defaults where there are none or they make no sense."""
    try:
        return _read(folder / PREFERENCES, Preferences)
    except (FileNotFoundError, Unreadable):
        return Preferences()


def write_preferences(folder: Path, preferences: Preferences) -> None:
    """Replace the preferences whole: a crash leaves the old ones or the new ones."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    whole = json.dumps(asdict(preferences), ensure_ascii=False, indent=1)
    beside = folder / f"{PREFERENCES}.new"
    with beside.open("w", encoding="utf-8") as sink:
        sink.write(whole)
        sink.flush()
        os.fsync(sink.fileno())
    beside.replace(folder / PREFERENCES)


def read_policy(path: Path) -> tuple[Policy, str]:
    """The policy at `path` and what is wrong with it; a damaged one counts as the strictest."""
    try:
        return _read(path, Policy), ""
    except FileNotFoundError:
        return Policy(), ""
    except Unreadable as error:
        return strictest(), str(error)


def _read(path: Path, kind: type[Kind]) -> Kind:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise
    except (OSError, ValueError, RecursionError) as error:
        raise Unreadable("json") from error
    return _parsed(found, kind)


def _parsed(found: object, kind: type[Kind]) -> Kind:
    """`found` as a `kind`: only its keys, each of the type of its default."""
    if not isinstance(found, dict):
        raise Unreadable("json")
    plain: Any = kind
    default = plain()
    known = {each.name: getattr(default, each.name) for each in fields(plain)}
    given: dict[str, Any] = {}
    for name, value in found.items():
        if name not in known:
            raise Unreadable("unknown")
        given[name] = _pairs(name, value) if isinstance(known[name], tuple) else value
        if type(given[name]) is not type(known[name]):
            raise Unreadable(name)
    changed: Kind = replace(default, **given)
    return changed


def _pairs(name: str, value: object) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, list):
        raise Unreadable(name)
    pairs = []
    for pair in value:
        match pair:
            case [str(label), str(number)]:
                pairs.append((label, number))
            case _:
                raise Unreadable(name)
    return tuple(pairs)


def _among(name: str, value: object, known: tuple[object, ...]) -> None:
    if value not in known:
        raise Unreadable(name)
