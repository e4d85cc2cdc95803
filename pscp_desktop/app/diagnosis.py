"""What a diagnostics file says of this laptop: versions and settings, nothing about anybody."""

import platform
from collections.abc import Mapping
from dataclasses import asdict

from PySide6.QtCore import qVersion

from pscp_desktop.settings import VERSION, Policy, Preferences

PERSONAL = frozenset({"last_vault", "local_numbers"})


def facts(preferences: Preferences, policy: Policy, fault: str) -> Mapping[str, object]:
    """Versions, the settings that name nobody, and what is wrong with the policy file."""
    chosen = {name: value for name, value in asdict(preferences).items() if name not in PERSONAL}
    return {
        "version": VERSION,
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "python": platform.python_version(),
        "qt": qVersion(),
        **{f"preference {name}": value for name, value in chosen.items()},
        **{f"policy {name}": value for name, value in asdict(policy).items()},
        "policy fault": fault or "none",
    }
