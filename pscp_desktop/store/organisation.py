"""Founding an organisation without a network: its public file and the custodians' cards.

The private half of the recovery key exists only while it is being cut into three cards, any two of
which give it back (SLIP-39, `shamir-mnemonic`). Why shares and not two sealed copies: a sealed copy
would open to each custodian alone, so one stolen card or one person would be enough, while the
law and the workers' trust ask for two; a copy sealed to both together would be lost with the first
card that is lost. Shares give "any two" without either, carry a check-sum on paper, and are words
a person can write down and read aloud. The library is small, pinned, and has no dependencies.
"""

import json
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import shamir_mnemonic

from pscp_desktop.domain.errors import RecoveryRefused
from pscp_desktop.store import keys
from pscp_desktop.store.files import write_whole
from pscp_desktop.store.header import OrganisationKey

CARDS: Final = 3
NEEDED: Final = 2
FILE: Final = "organisation.json"
_LARGEST: Final = 16 * 1024
_LONGEST_NAME: Final = 120


@dataclass(frozen=True, slots=True)
class Founded:
    """A new organisation: what everybody may know, and the cards, each for one custodian."""

    name: str
    key: OrganisationKey
    cards: tuple[str, ...] = field(repr=False)


def found(name: str) -> Founded:
    """Make the recovery key of an organisation, already cut into cards."""
    tidy = " ".join(name.split())[:_LONGEST_NAME]
    pair = keys.new_pair()
    cards = shamir_mnemonic.generate_mnemonics(
        1, [(NEEDED, CARDS)], pair.private, iteration_exponent=0
    )[0]
    founded = Founded(
        tidy, OrganisationKey(secrets.token_bytes(16), pair.public), tuple(str(c) for c in cards)
    )
    # A card that does not give the key back is found now, not on the day it is needed.
    for first in range(CARDS):
        pick = [founded.cards[first], founded.cards[(first + 1) % CARDS]]
        if not keys.same(private_from_cards(pick), pair.private):
            raise RecoveryRefused("damaged")
    return founded


def private_from_cards(cards: Sequence[str]) -> bytes:
    """The private key out of two cards or more. Raises RecoveryRefused with what is wrong."""
    # As printed on the card: numbers between the words do not matter.
    tidy = [" ".join(re.findall(r"[a-z]+", card.lower())) for card in cards if card.strip()]
    different = list(dict.fromkeys(tidy))
    if len(different) < NEEDED:
        raise RecoveryRefused("few")
    try:
        shares = [shamir_mnemonic.Share.from_mnemonic(card) for card in different]
    except shamir_mnemonic.MnemonicError:
        raise RecoveryRefused("damaged") from None
    if len({share.identifier for share in shares}) > 1:
        raise RecoveryRefused("mixed")
    try:
        # The library takes exactly as many as are needed.
        return bytes(shamir_mnemonic.combine_mnemonics(different[:NEEDED]))
    except shamir_mnemonic.MnemonicError:
        raise RecoveryRefused("damaged") from None


def public_file(founded: Founded) -> bytes:
    """The text of `organisation.json`: nothing in it is secret."""
    document = {
        "format": "organisation",
        "version": 1,
        "name": founded.name,
        "id": founded.key.org_id.hex(),
        "recovery_key": founded.key.public.hex(),
        "fingerprint": keys.key_name(founded.key.public),
        "custodians": {"cards": CARDS, "needed": NEEDED},
    }
    return json.dumps(document, indent=2, ensure_ascii=False, sort_keys=True).encode() + b"\n"


def read_public(data: bytes) -> tuple[str, OrganisationKey]:
    """(name, key) from the text of `organisation.json`. Raises RecoveryRefused if it is not one."""
    try:
        document: Any = json.loads(data[: _LARGEST + 1].decode("utf-8"))
        name = str(document["name"])[:_LONGEST_NAME]
        key = OrganisationKey(
            bytes.fromhex(document["id"]), bytes.fromhex(document["recovery_key"])
        )
        said = document["fingerprint"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise RecoveryRefused("organisation") from None
    good = len(key.org_id) == 16 and keys.valid_public(key.public)  # noqa: PLR2004
    if not good or said != keys.key_name(key.public):
        raise RecoveryRefused("organisation")
    return name, key


def write(founded: Founded, folder: Path) -> tuple[Path, ...]:
    """Write the public file and one text file per card. Nothing there is overwritten."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    texts = {FILE: public_file(founded)}
    for number, card in enumerate(founded.cards, start=1):
        texts[f"card-{number}-of-{CARDS}.txt"] = _card(founded, number, card)
    if taken := [name for name in texts if (folder / name).exists()]:
        raise FileExistsError(taken[0])
    for name, text in texts.items():
        write_whole(folder / name, text)
    return tuple(folder / name for name in texts)


def _card(founded: Founded, number: int, card: str) -> bytes:
    words = card.split()
    lines = [f"{founded.name}", f"{number} / {CARDS}   {keys.key_name(founded.key.public)}", ""]
    lines += [
        "   ".join(f"{at + 1:2d} {words[at]}" for at in range(start, min(start + 4, len(words))))
        for start in range(0, len(words), 4)
    ]
    return ("\n".join(lines) + "\n").encode()
