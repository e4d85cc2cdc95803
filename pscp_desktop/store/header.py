"""The header of a vault: what is said in clear before the passphrase, and how it is believed.

Canonical JSON of at most 16 KiB. A sum finds damage before the passphrase is asked for; every
wrapped key is bound to the fields that matter to it; once the root key is known, a seal over the
whole tells whether anybody changed anything. Readers take nothing they do not know.
"""

import base64
import binascii
import hashlib
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NoReturn

from pscp_desktop.domain.errors import HeaderDamaged, VaultMissing, VaultNewer
from pscp_desktop.store import keys
from pscp_desktop.store.files import write_whole
from pscp_desktop.store.keys import KdfCost

NAME = "header.json"
OLD_NAME = "header.json.old"
LARGEST = 16 * 1024
FORMAT = "vault"
VERSION = 1

PASS_AND_DEVICE = "pass+dev"  # noqa: S105 - kinds of slots, not passwords
PASS_ALONE = "pass"  # noqa: S105
RECOVERY = "org-hpke"

_ARGON2_VERSION = 0x13
_KEY_ID = re.compile(r"[0-9a-f]{8}")
_WORD = re.compile(r"[A-Za-z0-9.+-]{1,64}")


@dataclass(frozen=True, slots=True)
class OrganisationKey:
    """To whom the vault can be opened by the custodians: the public part only."""

    org_id: bytes
    public: bytes


@dataclass(frozen=True, slots=True)
class Slot:
    """The root key wrapped once: by the passphrase with or without the device, or sealed."""

    kind: str
    sealed: bytes = field(repr=False)
    nonce: bytes = b""
    keeper: str = ""
    """Which kind of key store holds the device secret."""
    check: bytes = b""
    """Tells whether a device secret is the right one."""
    made_by: str = ""
    """The run of the program that made it."""
    key_name: str = ""


@dataclass(frozen=True, slots=True)
class Header:
    """Everything the header says. `seal` is empty until the root key has sealed it."""

    vault_id: bytes
    device_id: bytes
    generation: int
    key_id: str
    database_salt: bytes
    cost: KdfCost
    kdf_salt: bytes
    slots: tuple[Slot, ...]
    organisation: OrganisationKey | None = None
    seal: bytes = field(default=b"", repr=False)

    @property
    def database_name(self) -> str:
        return f"d-{self.key_id}.db"

    def slot(self, kind: str) -> Slot | None:
        return next((slot for slot in self.slots if slot.kind == kind), None)

    def bound(self, kind: str) -> bytes:
        """What a slot of this kind is bound to: it opens beside these values and no others."""
        return canonical(
            {
                "f": FORMAT,
                "v": VERSION,
                "vault_id": _text(self.vault_id),
                "key_id": self.key_id,
                "kdf": _kdf_to_json(self),
                "slot": kind,
            }
        )

    def sealed_by(self, root: bytes) -> "Header":
        return replace(self, seal=keys.header_seal(root, canonical(_body(self))))

    def check_seal(self, root: bytes) -> None:
        if not keys.same(self.seal, keys.header_seal(root, canonical(_body(self)))):
            raise HeaderDamaged("seal")


def canonical(value: Mapping[str, Any]) -> bytes:
    """The one way to write it: sorted, without spaces, ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def to_bytes(header: Header) -> bytes:
    body = _body(header) | {"mac": _text(header.seal)}
    return canonical(body | {"sum": _sum(body)})


def _sum(body: Mapping[str, Any]) -> str:
    return _text(hashlib.sha256(canonical(body)).digest()[:12])


def _body(header: Header) -> dict[str, Any]:
    organisation = header.organisation
    return {
        "f": FORMAT,
        "v": VERSION,
        "vault_id": _text(header.vault_id),
        "device_id": _text(header.device_id),
        "gen": header.generation,
        "db": {
            "file": header.database_name,
            "key_id": header.key_id,
            "salt": _text(header.database_salt),
        },
        "kdf": _kdf_to_json(header),
        "org": None
        if organisation is None
        else {"id": _text(organisation.org_id), "pk": _text(organisation.public)},
        "slots": [_slot_to_json(slot) for slot in header.slots],
    }


def _kdf_to_json(header: Header) -> dict[str, Any]:
    return {
        "alg": "argon2id",
        "v": _ARGON2_VERSION,
        "m": header.cost.memory,
        "t": header.cost.passes,
        "p": header.cost.lanes,
        "salt": _text(header.kdf_salt),
    }


def _slot_to_json(slot: Slot) -> dict[str, str]:
    if slot.kind == RECOVERY:
        return {"type": slot.kind, "kid": slot.key_name, "ct": _text(slot.sealed)}
    written = {
        "type": slot.kind,
        "nonce": _text(slot.nonce),
        "ct": _text(slot.sealed),
        "made": slot.made_by,
    }
    if slot.kind == PASS_AND_DEVICE:
        written |= {"backend": slot.keeper, "check": _text(slot.check)}
    return written


def from_bytes(data: bytes) -> Header:
    """Read a header, or say which part of it is wrong. Never opens with a changed meaning."""
    if len(data) > LARGEST:
        raise HeaderDamaged("size")
    document = _Reader(_json(data), "header")
    version = document.integer("v", 1, 2**31)
    if document.word("f") != FORMAT:
        raise HeaderDamaged("format")
    if version > VERSION:
        raise VaultNewer(version, VERSION)
    _check_sum(document)
    header = _header(document)
    _check_form(header, data)
    return header


def _check_sum(document: "_Reader") -> None:
    body = {name: value for name, value in document.values.items() if name != "sum"}
    if document.word("sum") != _sum(body):
        raise HeaderDamaged("sum")


def _check_form(header: Header, data: bytes) -> None:
    """There is one way to write a header, and this must be it."""
    if to_bytes(header) != data:
        raise HeaderDamaged("form")


def _header(document: "_Reader") -> Header:
    document.only("f v vault_id device_id gen db kdf org slots mac sum")
    database = document.part("db")
    database.only("file key_id salt")
    key_id = database.word("key_id")
    if not _KEY_ID.fullmatch(key_id) or database.word("file") != f"d-{key_id}.db":
        raise HeaderDamaged("db")
    kdf = document.part("kdf")
    kdf.only("alg v m t p salt")
    if kdf.word("alg") != "argon2id" or kdf.integer("v", 0, 255) != _ARGON2_VERSION:
        raise HeaderDamaged("kdf")
    return Header(
        vault_id=document.data("vault_id", 16),
        device_id=document.data("device_id", 16),
        generation=document.integer("gen", 1, 2**53),
        key_id=key_id,
        database_salt=database.data("salt", keys.SALT_BYTES),
        cost=_cost(kdf),
        kdf_salt=kdf.data("salt", keys.SALT_BYTES),
        slots=_slots(document),
        organisation=_organisation(document),
        seal=document.data("mac", 32),
    )


def _cost(kdf: "_Reader") -> KdfCost:
    limit = 2**31
    try:
        return KdfCost(
            kdf.integer("m", 0, limit), kdf.integer("t", 0, limit), kdf.integer("p", 0, limit)
        )
    except ValueError:
        raise HeaderDamaged("kdf") from None


def _organisation(document: "_Reader") -> OrganisationKey | None:
    if document.values.get("org", 0) is None:
        return None
    part = document.part("org")
    part.only("id pk")
    found = OrganisationKey(part.data("id", 16), part.data("pk", 65))
    if not keys.valid_public(found.public):
        raise HeaderDamaged("org")
    return found


def _slots(document: "_Reader") -> tuple[Slot, ...]:
    written = document.values.get("slots")
    if not isinstance(written, list) or not 1 <= len(written) <= 3:  # noqa: PLR2004
        raise HeaderDamaged("slots")
    slots = tuple(_slot(_Reader(each, "slots")) for each in written)
    kinds = [slot.kind for slot in slots]
    # Two of one kind, or none that a passphrase opens, is nothing this program ever wrote.
    if len(set(kinds)) != len(kinds) or not {PASS_ALONE, PASS_AND_DEVICE} & set(kinds):
        raise HeaderDamaged("slots")
    return slots


def _slot(part: "_Reader") -> Slot:
    kind = part.word("type")
    if kind == RECOVERY:
        part.only("type kid ct")
        return Slot(kind, part.data("ct", 113), key_name=part.word("kid"))
    if kind == PASS_ALONE:
        part.only("type nonce ct made")
        return Slot(kind, part.data("ct", 48), part.data("nonce", 12), made_by=part.word("made"))
    if kind == PASS_AND_DEVICE:
        part.only("type nonce ct made backend check")
        return Slot(
            kind,
            part.data("ct", 48),
            part.data("nonce", 12),
            part.word("backend"),
            part.data("check", 8),
            part.word("made"),
        )
    raise HeaderDamaged("slots")


class _Reader:
    """One JSON object, its values taken only in the type and size asked for."""

    def __init__(self, value: object, part: str) -> None:
        if not isinstance(value, dict):
            raise HeaderDamaged(part)
        self.values: dict[str, Any] = value
        self._part = part

    def only(self, names: str) -> None:
        if set(self.values) != set(names.split()):
            raise HeaderDamaged(self._part)

    def word(self, name: str) -> str:
        value = self.values.get(name)
        if not isinstance(value, str):
            raise HeaderDamaged(name)
        if not _WORD.fullmatch(value) and name != "sum":
            raise HeaderDamaged(name)
        return value

    def integer(self, name: str, least: int, most: int) -> int:
        value = self.values.get(name)
        if type(value) is not int or not least <= value <= most:
            raise HeaderDamaged(name)
        return value

    def data(self, name: str, size: int) -> bytes:
        value = self.values.get(name)
        if not isinstance(value, str):
            raise HeaderDamaged(name)
        try:
            found = base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))
        except (binascii.Error, ValueError):
            raise HeaderDamaged(name) from None
        if len(found) != size or _text(found) != value:
            raise HeaderDamaged(name)
        return found

    def part(self, name: str) -> "_Reader":
        return _Reader(self.values.get(name), name)


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _json(data: bytes) -> object:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            raise HeaderDamaged("duplicate")
        return found

    def refuse(_: str) -> NoReturn:
        raise HeaderDamaged("number")

    try:
        return json.loads(
            data.decode("ascii"), object_pairs_hook=once, parse_constant=refuse, parse_float=refuse
        )
    except (ValueError, RecursionError):
        raise HeaderDamaged("json") from None


# On the disk.


def load(folder: Path) -> tuple[Header, bool]:
    """The header of the vault in `folder`, and whether it had to be the one before.

    The one before stands in when the present one is missing or damaged: a change that was cut
    off leaves both, each complete.
    """
    present, older = folder / NAME, folder / OLD_NAME
    try:
        return from_bytes(_read(present)), False
    except FileNotFoundError:
        trouble: HeaderDamaged | VaultMissing = VaultMissing(any(folder.glob("d-*.db")))
    except HeaderDamaged as error:
        trouble = error
    try:
        return from_bytes(_read(older)), True
    except (FileNotFoundError, HeaderDamaged):
        raise trouble from None


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


def save(folder: Path, header: Header) -> None:
    """Put `header` in place of the present one, which stays beside it until `forget_old`."""
    present = folder / NAME
    try:
        before = _read(present)
        from_bytes(before)
    except (FileNotFoundError, HeaderDamaged):
        before = b""  # nothing worth keeping, and what lies in .old may be
    if before:
        write_whole(folder / OLD_NAME, before)
    write_whole(present, to_bytes(header))


def forget_old(folder: Path) -> None:
    """Remove the header before: what it wraps must not open any more, or is no longer needed."""
    old = folder / OLD_NAME
    if old.exists():
        size = old.stat().st_size
        with old.open("r+b") as file:
            file.write(os.urandom(size))
            file.flush()
            os.fsync(file.fileno())
        old.unlink()
