"""The source, read once for the tests that judge its shape."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent.parent
PRODUCT: Final = ("pscp_desktop", "sync")


@dataclass(frozen=True)
class Module:
    """One file of Python: its path from the root, its text and its tree."""

    path: str
    text: str
    tree: ast.Module

    @staticmethod
    def of(path: str, text: str) -> "Module":
        return Module(path, text, ast.parse(text, filename=path))

    def inside(self, *packages: str) -> bool:
        """Whether the file is one of `packages`, or lies in one of them."""
        return any(
            self.path == package or self.path.startswith(f"{package}/") for package in packages
        )

    def at(self, node: ast.expr | ast.stmt, what: str = "") -> str:
        """Where a finding is, for a person who will go there."""
        return f"{self.path}:{node.lineno} {what}".rstrip()


@cache
def product() -> tuple[Module, ...]:
    """Every module of the program."""
    return tuple(_read(PRODUCT))


@cache
def everything() -> tuple[Module, ...]:
    """Every module there is: the program, its tests and `run.py`."""
    return (*product(), *_read(["tests"]), _one(ROOT / "run.py"))


def _read(folders: Iterable[str]) -> Iterator[Module]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield _one(path)


def _one(path: Path) -> Module:
    return Module.of(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))


def calls(module: Module) -> Iterator[tuple[str, ast.Call]]:
    """Each call with the last part of the name it calls: `setText` for `self._label.setText(…)`."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            yield last_name(node.func), node


def last_name(node: ast.expr) -> str:
    """`c` of `a.b.c`, `a` of `a`, nothing of anything else."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
