"""What the sections of the preferences are handed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pscp_desktop.services.profile import Profile
from pscp_desktop.services.protection import Protection
from pscp_desktop.settings import Policy, Preferences
from pscp_desktop.ui.forms.drafting import FormTools


@dataclass(frozen=True, slots=True, kw_only=True)
class Laptop:
    """This laptop and the window, as far as the preferences ask and change them."""

    preferences: Callable[[], Preferences]
    change: Callable[[Preferences], None]
    folder: Path
    policy: Policy
    policy_fault: str
    diagnostics: Callable[[], str]
    has_pin: Callable[[], bool]
    ask_pin: Callable[[], None]
    emergency: Callable[[], None]
    generate: Callable[[int, str], Sequence[str]]
    """So many words for a passphrase, in a language."""
    help: Callable[[str], tuple[str, str] | None]
    leave: Callable[[str], None]
    """Close the desk: its vault was closed already."""
    stood: dict[str, str]
    """Where somebody stood, so that a window built anew opens there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """What every section works with."""

    tools: FormTools
    profile: Profile
    protection: Protection
    laptop: Laptop
