"""Two of three custodians open a vault whose passphrase is lost; fewer, or others, do not."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from pscp_desktop.domain.errors import (
    NoRecovery,
    RecoveryRefused,
    VaultError,
    WeakPassphrase,
    WrongPassphrase,
)
from pscp_desktop.store import organisation, recovery
from pscp_desktop.store.organisation import Founded
from pscp_desktop.store.vault import create, unlock
from tests.vaults import NOTES, OTHER, PASSPHRASE, Kept, MemorySecrets, quick_terms, read_notes


@pytest.mark.parametrize("pair", [(0, 1), (0, 2), (1, 2), (2, 0)])
def test_k14_any_two_cards_open_it_under_a_new_passphrase(
    pair: tuple[int, int], kept: Kept, founded: Founded
) -> None:
    cards = [founded.cards[number] for number in pair]
    with closing(recovery.recover(kept.folder, cards, OTHER, kept.terms)) as opened:
        assert read_notes(opened.engine) == NOTES
    with pytest.raises(WrongPassphrase):
        unlock(kept.folder, PASSPHRASE, kept.terms)
    with closing(unlock(kept.folder, OTHER, kept.terms)) as again:
        assert again.has_recovery


def test_k14_the_cards_can_be_typed_as_they_are_printed(
    kept: Kept, founded: Founded, tmp_path: Path
) -> None:
    written = organisation.write(founded, tmp_path / "cards")
    texts = [path.read_text(encoding="utf-8") for path in written[1:]]
    cards = ["\n".join(text.splitlines()[3:]).upper() for text in texts]
    recovery.recover(kept.folder, cards[:2], OTHER, kept.terms).close()


def test_k14_one_card_a_damaged_one_or_another_organisations_open_nothing(
    kept: Kept, founded: Founded
) -> None:
    one, two, three = founded.cards
    words = one.split()
    exchanged = " ".join([*words[:-2], words[-1], words[-2]])
    other = organisation.found("Otra de Muestra")
    refused = {
        "few": [[], [one], [one, one], [one, "  "], [one.upper(), one]],
        "damaged": [[exchanged, two], [one, "no es una tarjeta"], [one[:-9], three]],
        "mixed": [[one, other.cards[1]]],
        "other": [[other.cards[0], other.cards[1]]],
    }
    for code, tries in refused.items():
        for cards in tries:
            with pytest.raises(RecoveryRefused) as caught:
                recovery.recover(kept.folder, cards, OTHER, kept.terms)
            assert caught.value.code == code
    with closing(unlock(kept.folder, PASSPHRASE, kept.terms)) as opened:
        assert read_notes(opened.engine) == NOTES


def test_the_custodians_answer_from_a_machine_of_their_own(kept: Kept, founded: Founded) -> None:
    asked = recovery.ask(kept.folder)
    assert recovery.code_of(asked.text) == asked.code
    assert asked.private.hex() not in repr(asked)
    answered = recovery.answer(asked.text, founded.cards[1:])
    with closing(recovery.finish(kept.folder, asked, answered, OTHER, kept.terms)) as opened:
        assert read_notes(opened.engine) == NOTES


def test_an_answer_is_good_for_one_request_and_one_vault_only(
    kept: Kept, founded: Founded, tmp_path: Path
) -> None:
    asked, again = recovery.ask(kept.folder), recovery.ask(kept.folder)
    assert asked.code != again.code
    answered = recovery.answer(asked.text, founded.cards[:2])
    with pytest.raises(RecoveryRefused):
        recovery.finish(kept.folder, again, answered, OTHER, kept.terms)
    terms = quick_terms(organisation=founded.key)
    create(tmp_path / "other", PASSPHRASE, terms).close()
    with pytest.raises(RecoveryRefused):
        recovery.finish(tmp_path / "other", asked, answered, OTHER, terms)
    for nonsense in (
        b"",
        b"{}",
        b"[]",
        b"[" * 9000,
        b'{"sealed":7}',
        b'{"sealed":"!"}',
        b"x" * 40_000,
    ):
        with pytest.raises(RecoveryRefused):
            recovery.finish(kept.folder, asked, nonsense, OTHER, kept.terms)
        with pytest.raises(RecoveryRefused):
            recovery.answer(nonsense, founded.cards)


def test_recovery_needs_no_key_store_entry_and_a_good_passphrase(
    kept: Kept, founded: Founded
) -> None:
    reinstalled = replace(kept.terms, secrets=MemorySecrets())
    with pytest.raises(WeakPassphrase):
        recovery.recover(kept.folder, founded.cards, "Alcorcon1987", reinstalled)
    recovery.recover(kept.folder, founded.cards, OTHER, reinstalled).close()
    unlock(kept.folder, OTHER, reinstalled).close()


def test_a_vault_without_an_organisation_has_no_recovery(tmp_path: Path, founded: Founded) -> None:
    terms = quick_terms()
    create(tmp_path / "vault", PASSPHRASE, terms).close()
    with pytest.raises(NoRecovery):
        recovery.ask(tmp_path / "vault")
    with pytest.raises(NoRecovery):
        recovery.recover(tmp_path / "vault", founded.cards, OTHER, terms)


def test_a_forged_header_does_not_get_the_cards_to_say_anything(
    kept: Kept, founded: Founded
) -> None:
    """The custodians' machine believes only a header that the root key itself has sealed."""
    from pscp_desktop.store import header as headers

    header, _ = headers.load(kept.folder)
    forged = replace(header, generation=header.generation + 5)
    (kept.folder / headers.NAME).write_bytes(headers.to_bytes(forged))
    with pytest.raises(VaultError):
        recovery.answer(recovery.ask(kept.folder).text, founded.cards)


# Founding.


def test_founding_writes_a_public_file_and_three_cards(tmp_path: Path, founded: Founded) -> None:
    written = organisation.write(founded, tmp_path / "out")
    assert [path.name for path in written] == [
        "organisation.json", "card-1-of-3.txt", "card-2-of-3.txt", "card-3-of-3.txt"
    ]  # fmt: skip
    public = written[0].read_bytes()
    assert organisation.read_public(public) == (founded.name, founded.key)
    private = organisation.private_from_cards(founded.cards[:2])
    for text in (public, repr(founded).encode()):
        assert private.hex().encode() not in text
        assert not any(card.encode() in text for card in founded.cards)
    assert all(path.stat().st_mode & 0o077 == 0 for path in written)
    with pytest.raises(FileExistsError):
        organisation.write(founded, tmp_path / "out")


def test_a_public_file_that_was_altered_is_refused(founded: Founded) -> None:
    good = organisation.public_file(founded)
    other = organisation.found("Otra de Muestra")
    exchanged = good.replace(founded.key.public.hex().encode(), other.key.public.hex().encode())
    for wrong in (b"", b"{}", b"[]", b"\xff", good[:-20], exchanged, b"[" * 9000):
        with pytest.raises(RecoveryRefused):
            organisation.read_public(wrong)


def test_two_organisations_have_nothing_in_common(founded: Founded) -> None:
    other = organisation.found(founded.name)
    assert other.key != founded.key
    assert set(other.cards).isdisjoint(founded.cards)
