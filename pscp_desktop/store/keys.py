"""Keys: how they are made, derived from one another, wrapped and checked. Keeps none of them.

passphrase --Argon2id--> stretched --+
device secret (key store of the OS) -+--HKDF--> key that wraps --AES-256-GCM--> root key
organisation's recovery key -------------------------------------HPKE--------> root key
root key --HKDF--> database key, header seal, key of the local copies
"""

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hpke, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from pscp_desktop.domain.errors import LibraryUnfit, NotEnoughMemory
from pscp_desktop.store.engine import RawKey

KEY_BYTES = 32
SALT_BYTES = 16
NONCE_BYTES = 12
_MEBIBYTE = 1024  # in the kibibytes Argon2 counts in

_SUITE = hpke.Suite(hpke.KEM.P256, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
_P256_PRIVATE_BYTES = 32
_P256_POINT_BYTES = 65


class NotOpened(Exception):
    """A wrapped key did not open with what was given."""


@dataclass(frozen=True, slots=True)
class KdfCost:
    """What one guess of the passphrase costs: KiB of memory, passes over it, lanes."""

    memory: int
    passes: int
    lanes: int

    def __post_init__(self) -> None:
        # Checked before a byte is allocated: a header may say anything.
        lowest, highest = 32 * _MEBIBYTE, 512 * _MEBIBYTE
        if not lowest <= self.memory <= highest:
            raise ValueError("memory")
        if not 1 <= self.passes <= 10:  # noqa: PLR2004 - the range is said here and nowhere else
            raise ValueError("passes")
        if not 1 <= self.lanes <= 16:  # noqa: PLR2004
            raise ValueError("lanes")


SMALLEST = KdfCost(memory=32 * _MEBIBYTE, passes=1, lanes=1)
FLOOR = KdfCost(memory=64 * _MEBIBYTE, passes=3, lanes=4)
DEFAULT = KdfCost(memory=256 * _MEBIBYTE, passes=3, lanes=4)


@dataclass(frozen=True, slots=True)
class WorkingKeys:
    """The keys an open vault keeps in memory. The root key is not among them."""

    database: RawKey
    copies: bytes = field(repr=False)


def random_bytes(count: int) -> bytes:
    return secrets.token_bytes(count)


def stretch(passphrase: bytes, salt: bytes, cost: KdfCost) -> bytes:
    """The slow step: Argon2id, version 1.3. Takes seconds and hundreds of megabytes by design."""
    try:
        return Argon2id(
            salt=salt,
            length=KEY_BYTES,
            iterations=cost.passes,
            lanes=cost.lanes,
            memory_cost=cost.memory,
        ).derive(passphrase)
    except MemoryError:
        raise NotEnoughMemory(cost.memory // _MEBIBYTE) from None


def derive(secret: bytes, purpose: str, *, salt: bytes = b"", length: int = KEY_BYTES) -> bytes:
    """A key for one purpose, from which neither the secret nor another purpose's key follows."""
    info = f"pscp/v1/{purpose}".encode()
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt or None, info=info).derive(
        secret
    )


def wrapping_key(stretched: bytes, device_secret: bytes | None, vault_id: bytes) -> bytes:
    """The key that wraps the root key: from the passphrase, and this device's secret if any."""
    if device_secret is None:
        return derive(stretched, "kek/pass", salt=vault_id)
    return derive(stretched + device_secret, "kek/pass+dev", salt=vault_id)


def device_check(device_secret: bytes, vault_id: bytes) -> bytes:
    """Tells a wrong device secret from a wrong passphrase; says nothing about 256 random bits."""
    return derive(device_secret, "device-secret-check", salt=vault_id, length=8)


def database_key(root: bytes, key_id: str, salt: bytes) -> RawKey:
    return RawKey.parse(derive(root, f"sqlcipher|{key_id}").hex() + salt.hex())


def working_keys(root: bytes, key_id: str, salt: bytes) -> WorkingKeys:
    return WorkingKeys(database_key(root, key_id, salt), derive(root, "localbackup"))


def copy_key(copies: bytes, name: str) -> RawKey:
    """The key of one local copy, its salt derived too so that a damaged salt cannot close it."""
    key = derive(copies, f"localbackup|{name}")
    return RawKey.parse(key.hex() + derive(copies, f"salt|{name}", length=SALT_BYTES).hex())


def header_seal(root: bytes, body: bytes) -> bytes:
    return hmac.digest(derive(root, "header-mac"), body, "sha256")


def same(one: bytes, other: bytes) -> bool:
    """Equality that takes the same time wherever the difference is."""
    return hmac.compare_digest(one, other)


def wrap(key: bytes, secret: bytes, bound_to: bytes) -> tuple[bytes, bytes]:
    """(nonce, sealed): the secret under AES-256-GCM, good only together with `bound_to`."""
    nonce = random_bytes(NONCE_BYTES)
    return nonce, AESGCM(key).encrypt(nonce, secret, bound_to)


def unwrap(key: bytes, nonce: bytes, sealed: bytes, bound_to: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(nonce, sealed, bound_to)
    except InvalidTag:
        raise NotOpened from None


# Sealing to somebody who is not here: HPKE (RFC 9180) over P-256.


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A P-256 pair for receiving: the private number and the public point, as bytes."""

    private: bytes = field(repr=False)
    public: bytes


def new_pair() -> KeyPair:
    return _pair(ec.generate_private_key(ec.SECP256R1()))


def pair_from_private(private: bytes) -> KeyPair:
    if len(private) != _P256_PRIVATE_BYTES:
        raise NotOpened
    try:
        return _pair(ec.derive_private_key(int.from_bytes(private, "big"), ec.SECP256R1()))
    except ValueError:
        raise NotOpened from None


def _pair(key: ec.EllipticCurvePrivateKey) -> KeyPair:
    public = key.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
    return KeyPair(key.private_numbers().private_value.to_bytes(_P256_PRIVATE_BYTES, "big"), public)


def key_name(public: bytes) -> str:
    """A short name of a public key, to find the right one by."""
    return hashlib.sha256(public).hexdigest()[:16]


def valid_public(public: bytes) -> bool:
    if len(public) != _P256_POINT_BYTES:
        return False
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public)
    except ValueError:
        return False
    return True


def seal_to(public: bytes, secret: bytes, bound_to: bytes) -> bytes:
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public)
    return _SUITE.encrypt(secret, key, info=bound_to)


def open_sealed(pair: KeyPair, sealed: bytes, bound_to: bytes) -> bytes:
    key = ec.derive_private_key(int.from_bytes(pair.private, "big"), ec.SECP256R1())
    try:
        return _SUITE.decrypt(sealed, key, info=bound_to)
    except (InvalidTag, ValueError):
        raise NotOpened from None


# Choosing the cost, and trusting the library.


def calibrate(
    measure: Callable[[KdfCost], float] | None = None, *, least: float = 0.7, most: float = 1.5
) -> KdfCost:
    """The dearest cost this machine pays in a time a person bears, never below the floor.

    Memory first, as it is what a guesser's hardware is short of; then passes.
    """
    timed = measure or _timed
    ladder = [KdfCost(memory * _MEBIBYTE, 3, 4) for memory in (64, 128, 256, 512)]
    ladder += [KdfCost(512 * _MEBIBYTE, passes, 4) for passes in (4, 5, 6)]
    chosen = FLOOR
    for candidate in ladder:
        spent = timed(candidate)
        if spent > most and candidate != FLOOR:
            break
        chosen = candidate
        if spent >= least:
            break
    return chosen


def _timed(cost: KdfCost) -> float:
    start = time.perf_counter()
    try:
        stretch(b"calibration", bytes(SALT_BYTES), cost)
    except NotEnoughMemory:
        return float("inf")
    return time.perf_counter() - start


def check_cryptography() -> None:
    """Refuse to work with a library that does not give the answers the standards give."""
    ok = bytes.fromhex("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf")
    found = HKDF(
        algorithm=hashes.SHA256(),
        length=32,
        salt=bytes(range(13)),
        info=bytes(range(0xF0, 0xFA)),
    ).derive(b"\x0b" * 22)
    if found != ok:  # RFC 5869, case 1
        raise LibraryUnfit("hkdf")
    zero = AESGCM(bytes(32)).encrypt(bytes(12), bytes(16), None)
    if zero.hex() != "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919":
        raise LibraryUnfit("gcm")  # NIST, test case 14
    tag = hmac.digest(b"Jefe", b"what do ya want for nothing?", "sha256")
    if tag.hex() != "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843":
        raise LibraryUnfit("hmac")  # RFC 4231, case 2
    pair = new_pair()
    if open_sealed(pair, seal_to(pair.public, b"answer", b"check"), b"check") != b"answer":
        raise LibraryUnfit("hpke")
