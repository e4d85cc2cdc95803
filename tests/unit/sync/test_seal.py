"""The one suite: what it signs, wraps and closes comes back, and nothing altered does."""

import random

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from sync import seal
from sync.seal import NotOpened
from tests.protections import guards

CHANCE = random.Random(7).randbytes
PAIR, OTHER = seal.new_pair(CHANCE), seal.new_pair(CHANCE)
KEY, SALT = CHANCE(32), CHANCE(24)


@guards("sync.seal.verify")
def test_a_signature_is_64_bytes_the_same_each_time_and_good_for_one_message_alone() -> None:
    signature = seal.sign(PAIR, b"message")

    assert len(signature) == seal.SIGNATURE
    assert seal.sign(PAIR, b"message") == signature
    assert seal.verify(PAIR.public, b"message", signature)
    assert not seal.verify(PAIR.public, b"massage", signature)
    assert not seal.verify(OTHER.public, b"message", signature)
    assert not seal.verify(PAIR.public, b"message", signature[:-1])
    assert not seal.verify(b"no key", b"message", signature)


def test_the_signature_is_that_of_rfc_6979() -> None:
    # A.2.5, P-256 with SHA-256, message "sample".
    pair = seal.pair_of(
        bytes.fromhex("C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721")
    )

    assert seal.sign(pair, b"sample").hex() == (
        "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
        "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"
    )


def test_a_pair_comes_back_from_its_private_number_and_a_point_is_known() -> None:
    assert seal.pair_of(PAIR.private) == PAIR
    assert seal.is_public(PAIR.public)
    assert not seal.is_public(b"\x04" + bytes(64))
    assert not seal.is_public(PAIR.public[:-1])
    with pytest.raises(ValueError, match="not a private key"):
        seal.pair_of(b"short")


def test_a_wrapped_key_opens_for_its_device_and_its_purpose_alone() -> None:
    sealed = seal.wrap(PAIR.public, KEY, b"this scope")

    assert len(sealed) == 113
    assert seal.unwrap(PAIR, sealed, b"this scope") == KEY
    for pair, bound in ((OTHER, b"this scope"), (PAIR, b"another")):
        with pytest.raises(NotOpened):
            seal.unwrap(pair, sealed, bound)


@given(st.binary(max_size=500), st.integers(0, 10_000))
@settings(max_examples=50)
def test_what_is_closed_opens_whole_or_not_at_all(plain: bytes, at: int) -> None:
    sealed = seal.close(KEY, SALT, plain, b"head")
    broken = bytearray(sealed)
    broken[at % len(sealed)] ^= 1

    assert seal.disclose(KEY, SALT, sealed, b"head") == plain
    for key, salt, body, head in (
        (CHANCE(32), SALT, sealed, b"head"),
        (KEY, CHANCE(24), sealed, b"head"),
        (KEY, SALT, bytes(broken), b"head"),
        (KEY, SALT, sealed, b"hood"),
    ):
        with pytest.raises(NotOpened):
            seal.disclose(key, salt, body, head)


@given(st.integers(0, 1 << 40))
def test_padding_adds_at_most_twelve_per_cent(size: int) -> None:
    assert size <= seal.padded(size) <= size * 1.125
    assert seal.padded(seal.padded(size)) == seal.padded(size)


@given(st.binary(max_size=3000))
@settings(max_examples=50)
def test_what_is_packed_tight_is_unpacked_the_same(plain: bytes) -> None:
    packed = seal.pack_tight(plain)

    assert seal.padded(len(packed)) == len(packed)
    assert seal.unpack_tight(packed, 3000) == plain
    if plain:
        with pytest.raises(NotOpened):
            seal.unpack_tight(packed, len(plain) - 1)


@guards("sync.seal.bomb")
def test_n08_a_bomb_is_not_unpacked() -> None:
    bomb = zstandard.ZstdCompressor(level=3).compress(bytes(64 * 1024 * 1024))
    lying = zstandard.ZstdCompressor(level=3, write_content_size=False).compress(bytes(1 << 22))
    parameters = zstandard.ZstdCompressionParameters.from_level(3, window_log=26)
    stream = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    wide = stream.compress(bytes(200)) + stream.flush()

    for tight in (bomb, lying, wide, b"no frame", bomb[:20]):
        with pytest.raises(NotOpened):
            seal.expand(tight, 1 << 20)


def test_hidden_bytes_in_the_padding_are_refused() -> None:
    packed = bytearray(seal.pack_tight(CHANCE(300)))
    assert not packed[-1]
    packed[-1] = 1

    with pytest.raises(NotOpened):
        seal.unpack_tight(bytes(packed), 3000)


def test_a_fingerprint_is_eleven_bytes_of_both_keys() -> None:
    assert len(seal.fingerprint(PAIR.public, OTHER.public)) == 11
    assert seal.fingerprint(PAIR.public, OTHER.public) != seal.fingerprint(
        OTHER.public, PAIR.public
    )
