"""What the program is built from is what the lock says, byte for byte, and nothing else."""

import base64
import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from importlib.metadata import Distribution, distribution, distributions
from itertools import pairwise
from pathlib import Path

import pytest
import sqlcipher3
from cryptography.hazmat.backends.openssl import backend
from packaging.markers import Marker

import run
from tests.source import ROOT, everything

LOCK = ROOT / "requirements.lock"
LINE = re.compile(r"(?P<name>[a-z0-9-]+)==(?P<version>[^ ]+)(?: ; (?P<marker>[^\\]+))? \\")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}(?: \\)?")
# Bring the environment about, and are in no lock.
SEED = {"pip", "setuptools", "uv"}
TRUSTED = ["cryptography", "keyring", "pyside6-essentials", "shiboken6", "sqlcipher3"]
SECRET = re.compile(
    r"BEGIN [A-Z ]*PRIVATE KEY|AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}|xox[baprs]-[0-9A-Za-z-]{20}"
)


def locked() -> dict[str, str]:
    """What the lock names for the system and the Python that this runs on."""
    found = (LINE.fullmatch(line) for line in LOCK.read_text(encoding="utf-8").splitlines())
    return {
        line["name"]: line["version"]
        for line in found
        if line and (not line["marker"] or Marker(line["marker"]).evaluate())
    }


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def damaged(of: Distribution, root: Path) -> Iterator[str]:
    """The files of a distribution, under `root`, that are not what its own list says."""
    for file in of.files or ():
        if file.hash is None or file.suffix == ".pyc":
            continue
        path = root / file
        digest = hashlib.new(file.hash.mode, path.read_bytes() if path.exists() else b"").digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != file.hash.value:
            yield str(file)


def test_p01_the_lock_holds_versions_and_hashes_and_nothing_else() -> None:
    lines = LOCK.read_text(encoding="utf-8").splitlines()

    assert [line for line in lines if not LINE.fullmatch(line) and not HASH.fullmatch(line)] == []
    assert all(HASH.fullmatch(after) for line, after in pairwise(lines) if "==" in line)


def test_p01_the_installer_refuses_what_has_no_hash(tmp_path: Path) -> None:
    bare = tmp_path / "bare.lock"
    bare.write_text("iniconfig==2.3.1\n", encoding="utf-8")

    refused = subprocess.run(
        [*run._uv(), "pip", "sync", "--dry-run", "--require-hashes", "--python", run.PYTHON, bare],
        capture_output=True,
        text=True,
        check=False,
    )

    assert refused.returncode != 0
    assert "must have a hash" in refused.stderr


def test_p01_the_starter_never_installs_without_hashes() -> None:
    source = (ROOT / "run.py").read_text(encoding="utf-8")

    assert source.count('"sync"') == source.count('"sync", "--require-hashes"') == 1


def test_p02_the_environment_holds_what_the_lock_names_in_that_version() -> None:
    wanted = locked()
    installed = {normal(found.name): found.version for found in distributions()}

    others = {name: version for name, version in installed.items() if name not in SEED}
    assert {name: version for name, version in others.items() if wanted.get(name) != version} == {}


def test_p02_the_libraries_inside_the_wheels_are_the_ones_that_were_looked_at() -> None:
    """A change here is one to look up in the advisories before it is written down."""
    with closing(sqlcipher3.connect(":memory:")) as database:
        database.execute("PRAGMA key = 'only to wake the provider'")

        def ask(question: str) -> str:
            return str(database.execute(question).fetchone()[0])

        found = {
            "cryptography's OpenSSL": backend.openssl_version_text(),
            "SQLCipher": ask("PRAGMA cipher_version"),
            "SQLCipher's OpenSSL": ask("PRAGMA cipher_provider_version"),
            "SQLCipher's SQLite": ask("SELECT sqlite_version()"),
        }

    assert found == json.loads((ROOT / "tests/golden/vendored.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "tool",
    [
        ["ruff", "check", "--select=S", "--quiet", "pscp_desktop", "sync", "run.py"],
        # The same rules by their first maker, who takes his time.
        pytest.param(
            ["bandit", "-c", "pyproject.toml", "-q", "-ll", "-r", "pscp_desktop", "sync"],
            marks=pytest.mark.slow,
        ),
    ],
    ids=lambda tool: tool[0],
)
def test_p03_the_readers_for_unsafe_code_find_nothing(tool: list[str]) -> None:
    read = subprocess.run(
        [sys.executable, "-m", *tool], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert read.returncode == 0, read.stdout


def test_p03_no_secret_lies_in_the_source() -> None:
    found = [module.path for module in everything() if SECRET.search(module.text)]

    assert found == []


PLANTED = ["PySide6", "cryptography", "gettext", "hashlib", "keyring", "sqlcipher3", "sqlite3"]


@pytest.mark.parametrize(
    ("command", "loaded"),
    [
        # The bare interpreter shows that what is planted works.
        (["-c", "import sqlcipher3"], True),
        ([str(ROOT / "run.py"), "--help"], False),
        ([str(ROOT / "run.py"), "found", "--help"], False),
    ],
    ids=["the interpreter", "run.py", "the program"],
)
def test_p08_a_library_planted_where_one_stands_is_not_loaded(
    command: list[str], loaded: bool, tmp_path: Path
) -> None:
    for name in PLANTED:
        mark = tmp_path / f"{name}-was-here"
        code = f"open({str(mark)!r}, 'w').close()"
        (tmp_path / f"{name}.py").write_text(code, encoding="utf-8")

    subprocess.run([run.PYTHON, *command], cwd=tmp_path, capture_output=True, check=False)

    assert any(tmp_path.glob("*-was-here")) is loaded


@pytest.mark.parametrize("name", TRUSTED)
def test_p10_what_is_installed_is_what_was_published(name: str) -> None:
    of = distribution(name)

    assert list(damaged(of, Path(str(of.locate_file(""))))) == []


def test_p10_a_changed_library_is_noticed(tmp_path: Path) -> None:
    of = distribution("sqlcipher3")
    files = [file for file in of.files or () if file.hash is not None and file.suffix != ".pyc"]
    for file in files:
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_bytes(Path(str(file.locate())).read_bytes())
    extension = next(file for file in files if file.suffix in {".so", ".pyd"})
    (tmp_path / extension).write_bytes((tmp_path / extension).read_bytes() + b"\0")

    assert list(damaged(of, tmp_path)) == [str(extension)]
