"""Who this desk is to the others: its keys, the root it is pinned to, and the hub it calls.

All of it lies in the vault. The keys are made once and never leave it.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import msgspec

from pscp_desktop.services.reconciling.recognising import refusal
from pscp_desktop.store.store import Store
from sync import seal
from sync.packing import UNREADABLE
from sync.seal import Entropy, Pair

SIGNING: Final = "device_signing"
RECEIVING: Final = "device_receiving"
PINNED: Final = "organisation_root"
HUB: Final = "hub"
LARGEST_CARD: Final = 64 * 1024


class Card(msgspec.Struct, frozen=True):
    """The card that whoever runs a hub gives out: `url`, and `certificate` in PEM."""

    url: str
    certificate: str


class Hub(msgspec.Struct, frozen=True):
    """Where the hub is, and the certificates that alone are believed of it."""

    url: str
    anchors: list[str]

    @classmethod
    def of_card(cls, data: bytes) -> "Hub":
        """What a hub's card says: its address and its certificate. Raises JoiningRefused."""
        try:
            card = msgspec.json.decode(data[:LARGEST_CARD], type=Card)
        except UNREADABLE:
            raise refusal(data, "hub") from None
        return cls(card.url, [card.certificate])


@dataclass(frozen=True, slots=True)
class Identity:
    """A device and its two pairs. `root` is empty until the desk was founded or let in."""

    device: bytes
    user: bytes
    signing: Pair = field(repr=False)
    receiving: Pair = field(repr=False)
    root: bytes

    @property
    def words(self) -> tuple[str, ...]:
        """Eight words by which two people compare these keys, in person or by telephone."""
        return words_of(self.signing.public, self.receiving.public)


def identity(store: Store, entropy: Entropy = secrets.token_bytes) -> Identity:
    """The identity of this desk; its keys are made the first time it is asked for."""
    device = store.streams.own[0]
    return Identity(
        device,
        store.user.bytes,
        _pair(store, SIGNING, entropy),
        _pair(store, RECEIVING, entropy),
        store.kept(PINNED) or b"",
    )


def pin(store: Store, root: bytes) -> None:
    """Believe this root key and no other from now on. Raises ValueError where another is believed."""
    known = store.kept(PINNED)
    if known and known != root:
        raise ValueError("another organisation")
    store.keep(PINNED, root)


def hub_of(store: Store) -> Hub | None:
    """The hub this desk calls; None where it has only sticks."""
    kept = store.kept(HUB)
    return msgspec.msgpack.decode(kept, type=Hub) if kept else None


def set_hub(store: Store, hub: Hub) -> None:
    """Call this hub from now on."""
    store.keep(HUB, msgspec.msgpack.encode(hub))


def words_of(signing: bytes, receiving: bytes) -> tuple[str, ...]:
    """Eight words of a list of 2,048 that stand for two public keys."""
    listed = _list()
    bits = int.from_bytes(seal.fingerprint(signing, receiving), "big")
    return tuple(listed[bits >> (11 * place) & 2047] for place in range(7, -1, -1))


def _list() -> tuple[str, ...]:
    from mnemonic import Mnemonic

    return tuple(Mnemonic("spanish").wordlist)


def _pair(store: Store, name: str, entropy: Callable[[int], bytes]) -> Pair:
    kept = store.kept(name)
    if kept is None:
        kept = seal.new_pair(entropy).private
        store.keep(name, kept)
    return seal.pair_of(kept)
