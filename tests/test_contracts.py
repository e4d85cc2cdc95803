"""The import contracts hold, and each of them has been seen to break.

A contract that has never failed protects nothing: each one is broken here by a module planted in a copy
of the source, and must say so.
"""

import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).parent.parent

# What breaks each contract: modules and the one line that is added to them.
PLANTS: dict[str, list[dict[str, str]]] = {
    "The desktop stands on sync, never the reverse": [
        {"sync.merge_planted": "import pscp_desktop.i18n"},
    ],
    "The desktop stands in layers": [
        {"pscp_desktop.domain.planted": "import pscp_desktop.store"},
        {"pscp_desktop.services.planted": "import pscp_desktop.ui"},
        {"pscp_desktop.reports.planted": "import pscp_desktop.ui"},
        {"pscp_desktop.maps.planted": "import pscp_desktop.reports"},
        {"pscp_desktop.risk.planted": "import pscp_desktop.store"},
        {"pscp_desktop.risk.planted": "import pscp_desktop.maps.reading"},
        {"pscp_desktop.settings.planted": "import pscp_desktop.services"},
        {"pscp_desktop.ui.planted": "import pscp_desktop.app"},
        {"pscp_desktop.undeclared": ""},
    ],
    "Windows stand on pages, pages on widgets": [
        {"pscp_desktop.ui.forms.planted": "import pscp_desktop.ui.pages.page"},
        {"pscp_desktop.ui.look": "import pscp_desktop.ui.forms"},
    ],
    "Services share only the desk": [
        {"pscp_desktop.services.planted": "import pscp_desktop.services.another"},
    ],
    "Pages share only the page": [
        {"pscp_desktop.ui.pages.planted": "import pscp_desktop.ui.pages.another"},
    ],
    "Sync stands in layers; client, engine and server meet only in the protocol": [
        {"sync.protocol": "import sync.client"},
        {"sync.client": "import sync.engine"},
        {"sync.hub.planted": "import sync.engine"},
        {"sync.engine.planted": "import sync.bundle"},
    ],
    "Only windows know Qt": [
        {"pscp_desktop.reports.planted": "import PySide6.QtGui"},
        {"pscp_desktop.store.planted": "import shiboken6"},
        {"pscp_desktop.services.planted": "import pyqtgraph"},
    ],
    "Only store.engine sees the database driver": [
        {"pscp_desktop.store.planted": "import sqlcipher3"},
    ],
    "Windows and reports know no database": [
        {"pscp_desktop.ui.planted": "import sqlmodel"},
        {"pscp_desktop.reports.planted": "import sqlalchemy.orm"},
    ],
    "Other people's databases are opened in one module": [
        {"pscp_desktop.maps.planted": "import sqlite3"},
        {"pscp_desktop.ui.planted": "import sqlite3"},
    ],
    "Cryptography lives in four modules": [
        {"pscp_desktop.store.planted": "import cryptography.x509"},
        {"sync.server.planted": "import cryptography.x509"},
    ],
    "Only store.secrets asks the system's key store": [
        {"pscp_desktop.app.planted": "import keyring"},
    ],
    "Only sync.client calls out": [
        {"sync.engine": "import http.client"},
        {"pscp_desktop.services.planted": "import httpx2"},
    ],
    "TLS is set up where a desk calls and where the hub answers": [
        {"sync.server.planted": "import ssl"},
    ],
    "Only the hub's blobs know other storage": [
        {"sync.server.planted": "import boto3"},
    ],
    "Only sync.server serves": [
        {"sync.client": "import starlette"},
    ],
    "The desktop never hosts the hub": [
        {"pscp_desktop.app.planted": "import sync.server"},
    ],
    "No cycles anywhere": [
        {
            "pscp_desktop.domain.planted": "import pscp_desktop.domain.planted_too",
            "pscp_desktop.domain.planted_too": "import pscp_desktop.domain.planted",
        },
    ],
}
# Lints its folder anew for each line it is sent; what did not change in between is not read again.
LINT = """
import contextlib, io, json, sys
from importlinter.cli import lint_imports
for _ in sys.stdin:
    told = io.StringIO()
    with contextlib.redirect_stdout(told):
        left = lint_imports(cache_dir="read_before", no_logo=True)
    print(json.dumps([left, told.getvalue()]), flush=True)
"""


@dataclass
class Copy:
    """A copy of the source in `root`, and the process that lints it."""

    root: Path
    process: "subprocess.Popen[str]"

    def linted(self) -> tuple[int, str]:
        """What linting leaves and says."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        left, told = json.loads(self.process.stdout.readline())
        return left, told

    @contextmanager
    def planted(self, plants: dict[str, str]) -> Iterator[None]:
        """Hold these plants for the block, and be afterwards as before."""
        before = {path: _bytes(path) for path in self.root.rglob("*") if path.suffix in {"", ".py"}}
        try:
            for module, line in plants.items():
                _plant(self.root, line.removeprefix("import "), "")
                _plant(self.root, module, line)
            yield
        finally:
            self._as_it_was(before)

    def _as_it_was(self, before: dict[Path, bytes | None]) -> None:
        for path in sorted(self.root.rglob("*"), reverse=True):
            if path.suffix not in {"", ".py"} or "read_before" in path.parts:
                continue
            if path not in before:
                path.rmdir() if path.is_dir() else path.unlink()
            elif (was := before[path]) is not None and path.read_bytes() != was:
                path.write_bytes(was)


def _bytes(path: Path) -> bytes | None:
    return None if path.is_dir() else path.read_bytes()


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copy]:
    root = tmp_path_factory.mktemp("copy")
    _copy_source(root)
    process = subprocess.Popen(
        [sys.executable, "-c", LINT],
        cwd=root,
        env={**os.environ, "COLUMNS": "200", "NO_COLOR": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    yield Copy(root, process)
    process.communicate()


def test_the_copy_keeps_to_the_contracts_when_nothing_is_planted(copy: Copy) -> None:
    left, told = copy.linted()

    assert left == 0, told


def test_imports_keep_to_the_contracts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)

    assert lint_imports(no_cache=True, no_logo=True) == 0


def test_every_contract_is_broken_once_below() -> None:
    configured = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    names = {contract["name"] for contract in configured["tool"]["importlinter"]["contracts"]}

    assert names == set(PLANTS)


@pytest.mark.parametrize(
    ("contract", "plants"),
    [(contract, plants) for contract, cases in PLANTS.items() for plants in cases],
    ids=lambda value: ", ".join(value) if isinstance(value, dict) else value,
)
def test_a_planted_import_breaks_the_contract_meant_for_it(
    contract: str, plants: dict[str, str], copy: Copy
) -> None:
    with copy.planted(plants):
        left, told = copy.linted()

    broken = told.partition("Broken contracts")[2]
    assert f"{contract} BROKEN" in told, told
    assert all(module.rpartition(".")[2] in broken for module in plants)
    assert left == 1
    assert "planted" not in "".join(str(path) for path in copy.root.rglob("*.py"))


def _copy_source(target: Path) -> None:
    for package in ("pscp_desktop", "sync"):
        compiled = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / package, target / package, ignore=compiled)
    (target / "tests").mkdir()
    for name in ("pyproject.toml", "tests/__init__.py", "tests/contracts.py"):
        shutil.copy(ROOT / name, target / name)


def _plant(root: Path, module: str, line: str) -> None:
    """Add `line` to one of our modules, making it and its packages where they are not there yet."""
    *packages, name = module.split(".")
    if packages[:1] not in (["pscp_desktop"], ["sync"]):
        return
    folder = root.joinpath(*packages)
    folder.mkdir(parents=True, exist_ok=True)
    for depth in range(1, len(packages) + 1):
        root.joinpath(*packages[:depth], "__init__.py").touch()
    as_package = folder / name / "__init__.py"
    with (as_package if as_package.exists() else folder / f"{name}.py").open("a") as source:
        source.write(f"\n{line}\n")
