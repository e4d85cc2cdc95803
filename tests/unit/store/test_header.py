"""A header says one thing or nothing: no change of it opens with another meaning."""

import base64
import json
import random
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pscp_desktop.domain.errors import HeaderDamaged, VaultError, VaultMissing, VaultNewer
from pscp_desktop.store import header as headers
from pscp_desktop.store import keys, slots
from pscp_desktop.store.header import Header, from_bytes, to_bytes
from pscp_desktop.store.slots import Lock
from tests.budget import Budget
from tests.protections import guards
from tests.vaults import PASSPHRASE, MemorySecrets

ROOT = b"\x07" * 32
DEVICE = b"\x09" * 32
STORE = MemorySecrets(kept={"01" * 16: base64.b64encode(DEVICE).decode()})


def _sample() -> Header:
    blank = Header(
        vault_id=b"\x01" * 16, device_id=b"\x02" * 16, generation=7, key_id="3f9a1c2e",
        database_salt=b"\x03" * 16, cost=keys.SMALLEST, kdf_salt=bytes(16), slots=(),
    )  # fmt: skip
    organisation = headers.OrganisationKey(
        b"\x04" * 16, keys.pair_from_private(b"\x05" * 32).public
    )
    return slots.locked(blank, ROOT, Lock(PASSPHRASE, DEVICE, "Memory", organisation))


SAMPLE = _sample()
WRITTEN = to_bytes(SAMPLE)


def _open(data: bytes) -> bytes:
    """All the way to the root key, as opening a vault does it."""
    header = from_bytes(data)
    opened = slots.open_root(header, PASSPHRASE, STORE)
    header.check_seal(opened.root)
    return opened.root


def _resummed(change: Callable[[dict[str, Any]], object]) -> bytes:
    """A header changed by somebody who can put the sum right again, as anybody can."""
    document = json.loads(WRITTEN)
    change(document)
    document.pop("sum", None)
    document["sum"] = headers._sum(document)
    return headers.canonical(document)


def test_a_header_comes_back_as_it_was_written() -> None:
    assert from_bytes(WRITTEN) == SAMPLE
    assert _open(WRITTEN) == ROOT
    assert len(WRITTEN) < 2048
    assert headers.canonical(json.loads(WRITTEN)) == WRITTEN


def test_b08_a_header_names_nothing_that_a_stranger_could_understand() -> None:
    for word in (b"mediaci", b"v\xc3\xadctima", b"victim", b"polic", b"Muestra"):
        assert word not in WRITTEN.lower()


@guards("store.header.sum")
def test_k03_a_flipped_bit_is_called_damage_before_the_passphrase_is_tried() -> None:
    chance = random.Random(3)
    for _ in range(400):
        place, bit = chance.randrange(len(WRITTEN)), chance.randrange(8)
        data = bytearray(WRITTEN)
        data[place] ^= 1 << bit
        with pytest.raises((HeaderDamaged, VaultNewer)):
            from_bytes(bytes(data))


def _forged(change: Callable[[dict[str, Any]], object]) -> None:
    with pytest.raises(VaultError):
        _open(_resummed(change))


CHANGES: dict[str, Callable[[dict[str, Any]], object]] = {
    "generation lowered": lambda d: d.update(gen=6),
    "generation raised": lambda d: d.update(gen=8),
    "device": lambda d: d.update(device_id="AwMDAwMDAwMDAwMDAwMDAw"),
    "database salt": lambda d: d["db"].update(salt="AwMDAwMDAwMDAwMDAwMDBA"),
    "organisation taken away": lambda d: d.update(org=None),
    "custodians taken away": lambda d: d["slots"].pop(),
    "name of the custodians' key": lambda d: d["slots"][2].update(kid="0" * 16),
    "another run": lambda d: d["slots"][0].update(made="0" * 16),
}


@pytest.mark.parametrize("change", CHANGES)
@guards("store.header.seal")
def test_k03_what_no_slot_is_bound_to_is_held_by_the_seal(change: str) -> None:
    _forged(CHANGES[change])


BOUND: dict[str, Callable[[dict[str, Any]], object]] = {
    "cheaper key derivation": lambda d: d["kdf"].update(t=2),
    "other salt": lambda d: d["kdf"].update(salt="AwMDAwMDAwMDAwMDAwMDBA"),
    "another file": lambda d: d["db"].update(file="d-00000000.db", key_id="00000000"),
    "another vault": lambda d: d.update(vault_id="AwMDAwMDAwMDAwMDAwMDBA"),
    "slots exchanged": lambda d: d.update(slots=d["slots"][::-1]),
}


@pytest.mark.parametrize("change", BOUND)
def test_k03_a_changed_header_never_opens(change: str) -> None:
    _forged(BOUND[change])


SHAPES: dict[str, bytes] = {
    "nothing": b"",
    "not JSON": b"{",
    "a list": b"[]",
    "not ASCII": "{\"f\":\"ñ\"}".encode(),
    "deep": b"[" * 8000,
    "a number without end": b'{"f":1e999}',
    "not a number": WRITTEN.replace(b'"gen":7', b'"gen":NaN'),
    "a fraction": WRITTEN.replace(b'"gen":7', b'"gen":7.0'),
    "a duplicate": WRITTEN.replace(b'"gen":7', b'"gen":7,"gen":7'),
    "spaces": WRITTEN.replace(b'"gen":7', b'"gen": 7'),
    "a true number": WRITTEN.replace(b'"gen":7', b'"gen":true'),
    "too large": WRITTEN + b" " * headers.LARGEST,
    "a digit too many": WRITTEN.replace(b'"gen":7', b'"gen":' + b"9" * 5000),
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_k04_what_is_not_a_header_is_refused(shape: str) -> None:
    with pytest.raises(HeaderDamaged):
        from_bytes(SHAPES[shape])


WRONG: dict[str, Callable[[dict[str, Any]], object]] = {
    "a gigabyte to allocate": lambda d: d["kdf"].update(m=1024 * 1024),
    "almost no cost": lambda d: d["kdf"].update(m=8),
    "a slot nobody knows": lambda d: d["slots"].append(
        {"type": "pin", "nonce": "", "ct": "", "made": "x"}
    ),
    "two slots of a kind": lambda d: d["slots"].insert(0, d["slots"][0]),
    "no slots": lambda d: d.update(slots=[]),
    "only custodians": lambda d: d.update(slots=d["slots"][2:]),
    "a field nobody knows": lambda d: d.update(extra=1),
    "a field missing": lambda d: d.pop("device_id"),
    "a path for a database": lambda d: d["db"].update(file="../other.db"),
    "another derivation": lambda d: d["kdf"].update(alg="pbkdf2"),
    "a key off the curve": lambda d: d["org"].update(pk="BA" + "A" * 85),
    "padding": lambda d: d.update(vault_id="AQEBAQEBAQEBAQEBAQEBAQ=="),
    "loose bits": lambda d: d.update(vault_id="AQEBAQEBAQEBAQEBAQEBAR"),
    "another format": lambda d: d.update(f="other"),
    "null": lambda d: d.update(kdf=None),
}


@pytest.mark.parametrize("wrong", WRONG)
@guards("store.header.strict")
def test_k04_a_header_that_nobody_wrote_is_refused_without_a_cost(wrong: str) -> None:
    data = _resummed(WRONG[wrong])
    tracemalloc.start()
    try:
        with pytest.raises(HeaderDamaged):
            from_bytes(data)
        assert tracemalloc.get_traced_memory()[1] < 2**20
    finally:
        tracemalloc.stop()


def test_a_header_of_a_newer_version_says_so() -> None:
    with pytest.raises(VaultNewer) as caught:
        from_bytes(_resummed(lambda d: d.update(v=2, new_thing="x")))
    assert (caught.value.found, caught.value.known) == (2, 1)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.sampled_from(sorted(json.loads(WRITTEN))), _JSON)
def test_k04_any_value_in_any_field_is_refused_cleanly(name: str, value: Any) -> None:
    try:
        data = _resummed(lambda d: d.update({name: value}))
    except ValueError:
        return  # it cannot even be written down
    try:
        assert _open(data) == ROOT
        assert data == WRITTEN
    except VaultError:
        pass


@given(st.binary(max_size=400))
def test_k04_any_bytes_are_refused_cleanly(data: bytes) -> None:
    with pytest.raises(HeaderDamaged):
        from_bytes(data)


@pytest.mark.attack
def test_k03_no_flipped_bit_of_the_whole_header_opens_it(budget: Budget) -> None:
    """Every bit, the sum put right each time, all the way through the key derivation."""
    places = [(place, bit) for place in range(len(WRITTEN)) for bit in range(8)]
    random.Random(11).shuffle(places)
    for cycle in budget:
        if cycle * 50 >= len(places):
            break
        for place, bit in places[cycle * 50 : cycle * 50 + 50]:
            data = bytearray(WRITTEN)
            data[place] ^= 1 << bit
            healed = _summed_again(bytes(data))
            with pytest.raises(VaultError):
                # A bit of the sum itself is put right with it: then the damage is what counts.
                _open(bytes(data) if healed == WRITTEN else healed)


def _summed_again(data: bytes) -> bytes:
    try:
        document = json.loads(data)
        body = {name: value for name, value in document.items() if name != "sum"}
        return headers.canonical(body | {"sum": headers._sum(body)}) if "sum" in document else data
    except (ValueError, AttributeError, RecursionError):
        return data


# On the disk.


def test_the_header_before_stands_in_for_a_damaged_one(tmp_path: Path) -> None:
    headers.save(tmp_path, SAMPLE)
    newer = replace(SAMPLE, generation=8).sealed_by(ROOT)
    headers.save(tmp_path, newer)
    assert headers.load(tmp_path) == (newer, False)
    (tmp_path / headers.NAME).write_bytes(WRITTEN[:100])
    assert headers.load(tmp_path) == (SAMPLE, True)
    (tmp_path / headers.NAME).unlink()
    assert headers.load(tmp_path) == (SAMPLE, True)


def test_a_damaged_header_never_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    headers.save(tmp_path, SAMPLE)
    headers.save(tmp_path, replace(SAMPLE, generation=8).sealed_by(ROOT))
    (tmp_path / headers.NAME).write_bytes(b"{}")
    headers.save(tmp_path, replace(SAMPLE, generation=9).sealed_by(ROOT))
    assert from_bytes((tmp_path / headers.OLD_NAME).read_bytes()) == SAMPLE


def test_without_either_it_says_whether_a_database_is_there(tmp_path: Path) -> None:
    with pytest.raises(VaultMissing) as caught:
        headers.load(tmp_path)
    assert not caught.value.database_there
    (tmp_path / "d-00000000.db").touch()
    with pytest.raises(VaultMissing) as caught:
        headers.load(tmp_path)
    assert caught.value.database_there


def test_the_header_before_can_be_made_to_be_forgotten(tmp_path: Path) -> None:
    headers.save(tmp_path, SAMPLE)
    headers.save(tmp_path, SAMPLE)
    headers.forget_old(tmp_path)
    headers.forget_old(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == [headers.NAME]
    assert (tmp_path / headers.NAME).stat().st_mode & 0o777 == 0o600
