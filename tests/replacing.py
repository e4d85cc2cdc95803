"""What stands in the place of a protection that was taken away."""

from collections.abc import Callable, Mapping
from typing import Any

Replacements = Mapping[str, Callable[[Any], Any]]
"""What is replaced, by its dotted name, and what makes its replacement of the original."""


def does_nothing(_original: object) -> Callable[..., None]:
    """For what checks and refuses: it lets everything pass."""
    return lambda *_, **__: None


def always(answer: object) -> Callable[[object], Callable[..., object]]:
    """For what is asked: it always answers the same."""
    return lambda _original: lambda *_, **__: answer


def value(instead: object) -> Callable[[object], object]:
    """For a constant: another one."""
    return lambda _original: instead
