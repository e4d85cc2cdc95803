"""What a hub is told from outside: its environment and, if there is one, the file of its policy."""

import os
import socket
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Self

import msgspec

ENVIRONMENT: Final = {
    "PSCP_HUB_DATABASE": "URL of the PostgreSQL the hub keeps its log in; without it, a trial hub",
    "PSCP_HUB_DATABASE_OWNER": "URL for migrations and copies, if the hub's own role may not do them",
    "PSCP_HUB_BLOBS": "folder, or s3://bucket/prefix, of the attachments",
    "PSCP_HUB_ORGANISATION": "public file of the organisation this hub serves (organisation.json)",
    "PSCP_HUB_FOLDER": "folder of the hub's certificate, its key and what else is its own",
    "PSCP_HUB_POLICY": "TOML file with limits and times; see the page on operating a hub",
    "PSCP_HUB_HOST": "address to listen on (127.0.0.1)",
    "PSCP_HUB_PORT": "port to listen on (8443)",
    "PSCP_HUB_NAMES": "names and addresses desks call the hub by, with commas between",
    "PSCP_HUB_CERTIFICATE": "certificate (PEM) given by the organisation, instead of one's own",
    "PSCP_HUB_CERTIFICATE_KEY": "the key (PEM) of that certificate",
}


class BadSettings(Exception):
    """A setting is unknown or out of its range; says which."""


class Policy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Limits and times. Every one has a default that suits a few hundred desks."""

    requests_a_minute: int = 120
    """Of one device; a desk makes one to three a round."""
    attachments_a_minute: int = 600
    """Chunks of attachments of one device, 1 MiB each."""
    unknown_a_minute: int = 30
    """Requests of one address that no enrolled device has signed."""
    request_bytes: int = 8 * 1024 * 1024
    snapshot_bytes: int = 64 * 1024 * 1024
    pushed_bytes_a_day: int = 256 * 1024 * 1024
    """What one device may add to the logs in a day."""
    scopes_read_in_ten_minutes: int = 200
    """Above it, an alert: somebody may be copying all they can reach."""
    late_seconds: int = 300
    """How far the time of a request may lie from the hub's."""
    body_seconds: int = 30
    """How long the body of a request may take to arrive."""
    keep_days: int = 60
    """Bodies younger than this are never compacted: the horizon of the backups."""
    quiet_days: int = 180
    """A device not seen for so long no longer holds compaction back."""
    connections: int = 12
    """To the database, of one process."""

    def __post_init__(self) -> None:
        for name in self.__struct_fields__:
            if getattr(self, name) <= 0:
                raise BadSettings(f"{name} must be more than nothing")


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Where a hub keeps what it keeps, and where it listens."""

    folder: Path
    database: str | None = None
    owner: str | None = None
    blobs: str = ""
    host: str = "127.0.0.1"
    port: int = 8443
    names: tuple[str, ...] = ("localhost", "127.0.0.1")
    certificate: Path | None = None
    key: Path | None = None
    organisation: Path | None = None
    policy: Policy = Policy()

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> Self:
        """From the environment of the process.

        Raises:
            BadSettings: with the name of what is wrong, never with its value.
        """
        told = {name: value for name, value in environment.items() if name.startswith("PSCP_HUB_")}
        if unknown := set(told) - set(ENVIRONMENT):
            raise BadSettings(f"unknown: {', '.join(sorted(unknown))}")
        folder = Path(told.get("PSCP_HUB_FOLDER") or usual_folder())
        names = told.get("PSCP_HUB_NAMES")
        certificate, key = told.get("PSCP_HUB_CERTIFICATE"), told.get("PSCP_HUB_CERTIFICATE_KEY")
        if (certificate is None) != (key is None):
            raise BadSettings("PSCP_HUB_CERTIFICATE and PSCP_HUB_CERTIFICATE_KEY go together")
        return cls(
            folder=folder,
            database=told.get("PSCP_HUB_DATABASE"),
            owner=told.get("PSCP_HUB_DATABASE_OWNER"),
            blobs=told.get("PSCP_HUB_BLOBS") or str(folder / "blobs"),
            host=told.get("PSCP_HUB_HOST", "127.0.0.1"),
            port=_port(told.get("PSCP_HUB_PORT", "8443")),
            names=tuple(names.split(",")) if names else (*cls.names_here(),),
            certificate=Path(certificate) if certificate else None,
            key=Path(key) if key else None,
            organisation=Path(told["PSCP_HUB_ORGANISATION"])
            if "PSCP_HUB_ORGANISATION" in told
            else None,
            policy=_policy(told.get("PSCP_HUB_POLICY")),
        )

    @staticmethod
    def names_here() -> tuple[str, ...]:
        """What this machine is called from itself and from its own network."""
        return tuple(dict.fromkeys(["localhost", "127.0.0.1", "::1", socket.gethostname()]))


def usual_folder() -> Path:
    """Where a hub keeps its own where nothing else was said."""
    if sys.platform != "win32" and not os.geteuid():
        return Path("/var/lib/pscp-hub")
    from platformdirs import user_data_path

    return user_data_path("pscp-hub", appauthor=False)


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) < 1 << 16):
        raise BadSettings("PSCP_HUB_PORT is no port")
    return int(text)


def _policy(path: str | None) -> Policy:
    if path is None:
        return Policy()
    try:
        return msgspec.convert(tomllib.loads(Path(path).read_text(encoding="utf-8")), Policy)
    except (OSError, ValueError, msgspec.ValidationError) as reason:
        raise BadSettings(f"PSCP_HUB_POLICY: {reason}") from reason
