"""Keys give the answers of the standards, and nothing about one tells anything about another."""

import hashlib
import hmac

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from pscp_desktop.domain.errors import LibraryUnfit
from pscp_desktop.store import keys
from pscp_desktop.store.keys import KdfCost
from tests.protections import guards


def test_k01_argon2id_gives_the_answer_of_rfc_9106() -> None:
    found = Argon2id(
        salt=b"\x02" * 16,
        length=32,
        iterations=3,
        lanes=4,
        memory_cost=32,
        ad=b"\x04" * 12,
        secret=b"\x03" * 8,
    ).derive(b"\x01" * 32)
    assert found.hex() == "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"


def test_k01_hkdf_gives_the_answer_of_rfc_5869_without_a_salt() -> None:
    found = HKDF(algorithm=hashes.SHA256(), length=42, salt=None, info=b"").derive(b"\x0b" * 22)
    assert found.hex() == (
        "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
    )


def test_k01_gcm_gives_the_answer_of_the_standard_and_binds_what_it_is_told_to() -> None:
    key = bytes.fromhex("feffe9928665731c6d6a8f9467308308" * 2)
    nonce = bytes.fromhex("cafebabefacedbaddecaf888")
    plain = bytes.fromhex(
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
    )
    bound = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    assert (
        AESGCM(key).encrypt(nonce, plain, bound)[-16:].hex() == "76fc6ece0f4e1768cddf8853bb2d551b"
    )


def test_k01_hmac_gives_the_answer_of_rfc_4231() -> None:
    found = hmac.digest(b"\x0b" * 20, b"Hi There", "sha256")
    assert found.hex() == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"


def test_k01_sealing_agrees_with_rfc_9180_worked_out_by_hand() -> None:
    """Opened here by the text of the standard and not by the library that sealed it."""
    pair = keys.new_pair()
    sealed = keys.seal_to(pair.public, b"the root key", b"bound")
    private = ec.derive_private_key(int.from_bytes(pair.private, "big"), ec.SECP256R1())
    sent, body = sealed[:65], sealed[65:]
    shared = private.exchange(
        ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sent)
    )
    kem = b"KEM" + (0x10).to_bytes(2, "big")
    eae = _extract(kem, b"", b"eae_prk", shared)
    secret = _expand(kem, eae, b"shared_secret", sent + pair.public, 32)
    suite = b"HPKE" + b"\x00\x10" + b"\x00\x01" + b"\x00\x02"
    context = (
        b"\x00"
        + _extract(suite, b"", b"psk_id_hash", b"")
        + _extract(suite, b"", b"info_hash", b"bound")
    )
    scheduled = _extract(suite, secret, b"secret", b"")
    key = _expand(suite, scheduled, b"key", context, 32)
    nonce = _expand(suite, scheduled, b"base_nonce", context, 12)
    assert AESGCM(key).decrypt(nonce, body, b"") == b"the root key"


def _extract(suite: bytes, salt: bytes, label: bytes, material: bytes) -> bytes:
    return hmac.digest(salt or bytes(32), b"HPKE-v1" + suite + label + material, "sha256")


def _expand(suite: bytes, key: bytes, label: bytes, info: bytes, length: int) -> bytes:
    labelled = length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info
    return hmac.digest(key, labelled + b"\x01", "sha256")[:length]


def test_k01_the_libraries_pass_their_check_at_every_start() -> None:
    keys.check_cryptography()


@guards("store.keys.self_test")
def test_k01_a_library_that_answers_wrongly_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "AESGCM", _Lying)
    with pytest.raises(LibraryUnfit, match="gcm"):
        keys.check_cryptography()


class _Lying:
    def __init__(self, key: bytes) -> None:
        self._key = key

    def encrypt(self, nonce: bytes, data: bytes, bound: bytes | None) -> bytes:
        return hashlib.sha256(self._key + nonce + data + (bound or b"")).digest()


def test_keys_of_different_purposes_have_nothing_in_common() -> None:
    root = bytes(range(32))
    made = {
        keys.derive(root, "sqlcipher|00000000"), keys.derive(root, "sqlcipher|00000001"),
        keys.derive(root, "header-mac"), keys.derive(root, "localbackup"),
        keys.wrapping_key(root, None, bytes(16)), keys.wrapping_key(root, bytes(32), bytes(16)),
        keys.wrapping_key(root, None, b"\x01" * 16),
    }  # fmt: skip
    assert len(made) == 7


@guards("store.keys.bound")
def test_a_wrapped_key_opens_only_beside_what_it_is_bound_to() -> None:
    key = keys.random_bytes(32)
    nonce, sealed = keys.wrap(key, b"root", b"this vault")
    assert keys.unwrap(key, nonce, sealed, b"this vault") == b"root"
    with pytest.raises(keys.NotOpened):
        keys.unwrap(key, nonce, sealed, b"that vault")


def test_a_sealed_key_opens_only_to_its_owner_and_whole() -> None:
    mine, other = keys.new_pair(), keys.new_pair()
    sealed = keys.seal_to(mine.public, b"root", b"here")
    assert keys.open_sealed(mine, sealed, b"here") == b"root"
    for pair, data, bound in (
        (other, sealed, b"here"),
        (mine, sealed, b"there"),
        (mine, sealed[:-1], b"here"),
        (mine, b"", b"here"),
    ):
        with pytest.raises(keys.NotOpened):
            keys.open_sealed(pair, data, bound)


def test_a_pair_comes_back_from_its_private_number() -> None:
    pair = keys.new_pair()
    assert keys.pair_from_private(pair.private) == pair
    assert pair.private.hex() not in repr(pair)
    for wrong in (b"", bytes(32), b"\xff" * 32, pair.private + b"\x00"):
        with pytest.raises(keys.NotOpened):
            keys.pair_from_private(wrong)


def test_only_points_of_the_curve_are_public_keys() -> None:
    pair = keys.new_pair()
    compressed = (
        ec.derive_private_key(7, ec.SECP256R1())
        .public_key()
        .public_bytes(serialization.Encoding.X962, serialization.PublicFormat.CompressedPoint)
    )
    assert keys.valid_public(pair.public)
    for wrong in (
        b"",
        compressed,
        bytes(65),
        b"\x04" + bytes(64),
        pair.public[:-1] + bytes([pair.public[-1] ^ 1]),
    ):
        assert not keys.valid_public(wrong)


@pytest.mark.parametrize(
    ("memory", "passes", "lanes"),
    [
        (32 * 1024 - 1, 3, 4),
        (512 * 1024 + 1, 3, 4),
        (2**31, 3, 4),
        (65536, 0, 4),
        (65536, 11, 4),
        (65536, 3, 0),
        (65536, 3, 17),
        (-1, 1, 1),
    ],
)
@guards("store.keys.cost_range")
def test_k04_a_cost_out_of_range_is_refused_before_a_byte_is_taken(
    memory: int, passes: int, lanes: int
) -> None:
    with pytest.raises(ValueError, match=r"memory|passes|lanes"):
        KdfCost(memory, passes, lanes)


def test_calibration_takes_the_dearest_cost_that_a_person_bears() -> None:
    def speed(seconds_per_gigabyte: float) -> KdfCost:
        return keys.calibrate(lambda cost: seconds_per_gigabyte * cost.memory * cost.passes / 2**20)

    assert speed(100.0) == keys.FLOOR
    assert speed(1.0) == keys.DEFAULT
    assert speed(0.55) == KdfCost(512 * 1024, 3, 4)
    assert speed(0.01) == KdfCost(512 * 1024, 6, 4)
    assert (
        keys.calibrate(lambda cost: 0.1 if cost.memory < 512 * 1024 else float("inf")).memory
        == 256 * 1024
    )


def test_calibration_measures_this_machine_when_nothing_else_is_said() -> None:
    cost = keys.calibrate(least=0.0)
    assert cost == keys.FLOOR


@pytest.mark.attack
def test_k15_salts_nonces_and_names_never_repeat() -> None:
    for size in (8, 12, 16, 32):
        assert len({keys.random_bytes(size) for _ in range(100_000)}) == 100_000
