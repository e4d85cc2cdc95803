"""`pscp_desktop whole`: whether this installation holds everything that the program loads only when asked."""

import sys
from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages

import pscp_desktop


def parts() -> Iterator[str]:
    """Every module of the program that can be loaded, but for the starts of its commands."""
    for found in walk_packages(pscp_desktop.__path__, f"{pscp_desktop.__name__}."):
        if not found.name.endswith(".__main__"):
            yield found.name


def main() -> int:
    """Load every part and say which cannot be; 1 where there is one."""
    names = list(parts())
    missing = list(filter(None, map(_fault, names)))
    for line in missing:
        sys.stderr.write(f"{line}\n")
    sys.stdout.write(f"{len(names) - len(missing)}/{len(names)}\n")
    return int(bool(missing) or not names)


def _fault(name: str) -> str:
    try:
        import_module(name)
    except ImportError as error:
        return f"{name}: {' '.join(str(error).split())}"
    return ""
