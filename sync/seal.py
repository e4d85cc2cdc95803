"""The only module of `sync` that sees the cryptography library. There is one suite, number 2.

ECDSA P-256 with SHA-256, deterministic, raw r‖s; HPKE (P-256, HKDF-SHA256, AES-256-GCM) to wrap a key
for a device; AES-256-GCM under a key used once, made by HKDF from a scope's key and 24 random bytes.
Randomness is passed in, except what HPKE draws for itself.
"""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import zstandard
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes, hpke, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

Entropy = Callable[[int], bytes]
"""As many random bytes as asked for."""

SUITE: Final = 2
KEY: Final = 32
SALT: Final = 24
COMMITMENT: Final = 16
SIGNATURE: Final = 64
PUBLIC: Final = 65
MOST_WINDOW: Final = 8 * 1024 * 1024

_HALF: Final = 32
_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_ONCE: Final = bytes(12)
"""The nonce: each key is used for one message only."""
_SIGNING: Final = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)
_HPKE: Final = hpke.Suite(hpke.KEM.P256, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


class NotOpened(Exception):
    """Something sealed does not open with the key at hand, or is not what it says it is."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A P-256 pair, for signing or for receiving, never both: 32 bytes and an uncompressed point."""

    private: bytes = field(repr=False)
    public: bytes


def new_pair(entropy: Entropy) -> Pair:
    """A new pair out of 48 random bytes (FIPS 186-5, A.2.1)."""
    return pair_of((int.from_bytes(entropy(48), "big") % (_ORDER - 1) + 1).to_bytes(_HALF, "big"))


def pair_of(private: bytes) -> Pair:
    """The pair of a kept private number. Raises ValueError where it is none."""
    if len(private) != _HALF:
        raise ValueError("not a private key")
    public = _private(private).public_key()
    return Pair(
        private,
        public.public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        ),
    )


def is_public(public: bytes) -> bool:
    """Whether these bytes are a point of the curve, written whole."""
    if len(public) != PUBLIC:
        return False
    try:
        _public(public)
    except ValueError:
        return False
    return True


def sign(pair: Pair, message: bytes) -> bytes:
    """64 bytes r‖s, the same for the same message (RFC 6979)."""
    r, s = decode_dss_signature(_private(pair.private).sign(message, _SIGNING))
    return r.to_bytes(_HALF, "big") + s.to_bytes(_HALF, "big")


def verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether `signature` is that of `public` over `message`. Never raises."""
    if len(signature) != SIGNATURE:
        return False
    r, s = int.from_bytes(signature[:_HALF], "big"), int.from_bytes(signature[_HALF:], "big")
    try:
        _public(public).verify(encode_dss_signature(r, s), message, _SIGNING)
    except (InvalidSignature, ValueError):
        return False
    return True


def _private(private: bytes) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(private, "big"), ec.SECP256R1())


@lru_cache(maxsize=4096)
def _public(public: bytes) -> ec.EllipticCurvePublicKey:
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public)


def fingerprint(signing: bytes, receiving: bytes) -> bytes:
    """11 bytes (eight words of eleven bits) by which two people compare a device's keys aloud."""
    return digest(b"pscp/v1/fingerprint", signing, receiving)[:11]


def wrap(public: bytes, secret: bytes, bound: bytes) -> bytes:
    """`secret` for whoever has the private half of `public`, good only together with `bound`."""
    return _HPKE.encrypt(secret, _public(public), info=bound)


def unwrap(pair: Pair, sealed: bytes, bound: bytes) -> bytes:
    """What was wrapped for this pair. Raises NotOpened."""
    try:
        return _HPKE.decrypt(sealed, _private(pair.private), info=bound)
    except (InvalidTag, ValueError) as error:
        raise NotOpened from error


def close(key: bytes, salt: bytes, plain: bytes, bound: bytes) -> bytes:
    """`plain` under a key made of `key` and a `salt` never used before, bound to `bound`."""
    return AESGCM(_once(key, salt)).encrypt(_ONCE, plain, bound)


def disclose(key: bytes, salt: bytes, sealed: bytes, bound: bytes) -> bytes:
    """What `close` closed. Raises NotOpened."""
    try:
        return AESGCM(_once(key, salt)).decrypt(_ONCE, sealed, bound)
    except (InvalidTag, ValueError) as error:
        raise NotOpened from error


def _once(key: bytes, salt: bytes) -> bytes:
    info = b"pscp/v1/envelope"
    return HKDF(algorithm=hashes.SHA256(), length=KEY, salt=salt, info=info).derive(key)


def commitment(key: bytes) -> bytes:
    """Names a scope's key without telling it: nothing opens under two keys with one name."""
    return hmac.digest(key, b"pscp/v1/commitment", "sha256")[:COMMITMENT]


def digest(*parts: bytes) -> bytes:
    """SHA-256 of `parts` one after another; the first says what it is for."""
    hashed = hashlib.sha256()
    for part in parts:
        hashed.update(part)
    return hashed.digest()


def padded(size: int) -> int:
    """The next length of the Padmé row: at most twelve per cent more, and few different lengths."""
    if size < 2:  # noqa: PLR2004 (there is nothing to round)
        return size
    exponent = size.bit_length() - 1
    step = (1 << max(0, exponent - exponent.bit_length())) - 1
    return (size + step) & ~step


def pack_tight(plain: bytes) -> bytes:
    """Compressed, told its length, and padded so that the length says little."""
    tight = zstandard.ZstdCompressor(level=3, write_checksum=False).compress(plain)
    body = len(tight).to_bytes(4, "big") + tight
    return body.ljust(padded(len(body)), b"\0")


def unpack_tight(body: bytes, most: int) -> bytes:
    """What `pack_tight` packed. Raises NotOpened where it is not, or would be over `most` bytes."""
    length = int.from_bytes(body[:4], "big")
    if length > len(body) - 4 or any(body[4 + length :]):
        raise NotOpened
    return expand(body[4 : 4 + length], most)


def expand(tight: bytes, most: int) -> bytes:
    """Decompress one frame whole. Raises NotOpened where it is none or would be over `most` bytes."""
    try:
        told = zstandard.get_frame_parameters(tight)
        if told.content_size > most or told.window_size > MOST_WINDOW:
            raise NotOpened
        # A frame that tells no length counts as endless, and was refused.
        return zstandard.ZstdDecompressor(max_window_size=MOST_WINDOW).decompress(
            tight, max_output_size=most, allow_extra_data=False
        )
    except (zstandard.ZstdError, ValueError) as error:
        raise NotOpened from error
