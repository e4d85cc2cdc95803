"""A passphrase is read the way people type, and refused the way people guess."""

import unicodedata
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pscp_desktop.domain.errors import WeakPassphrase
from pscp_desktop.store import passphrases
from pscp_desktop.store.passphrases import check, estimate, generate, typed, word_list
from tests.protections import guards
from tests.vaults import ALONE, PASSPHRASE


@pytest.mark.parametrize("language", passphrases.LISTS)
def test_the_lists_have_2048_words_that_stay_different_without_accents(language: str) -> None:
    words = word_list(language)
    assert len(words) == 2048
    assert len({passphrases._folded(word) for word in words}) == 2048


def test_generated_passphrases_are_drawn_word_by_word() -> None:
    drawn: list[str] = []

    def choose(words: Sequence[str]) -> str:
        drawn.append(words[len(drawn)])
        return drawn[-1]

    assert generate(6, choose=choose) == " ".join(word_list("es")[:6])
    assert len({generate(6) for _ in range(200)}) == 200
    for language in passphrases.LISTS:
        for _ in range(50):
            check(generate(passphrases.WORDS_WITH_DEVICE, language), with_device=True)
            check(generate(passphrases.WORDS_ALONE, language), with_device=False)


@pytest.mark.parametrize(
    "variant",
    [
        "abaco abdomen abeja abierto abogado abono",
        "ÁBACO Abdomen ABEJA abierto abogado abono",
        "  ábaco   abdomen abeja\tabierto abogado abono ",
        "ábaco-abdomen-abeja-abierto-abogado-abono",
        "ábaco, abdomen, abeja, abierto, abogado, abono.",
        unicodedata.normalize("NFD", "ábaco abdomen abeja abierto abogado abono"),
    ],
)
def test_k08_words_of_the_lists_are_the_same_however_they_are_typed(variant: str) -> None:
    assert typed(variant.removesuffix(".")) == typed(PASSPHRASE)


@pytest.mark.parametrize(
    "other",
    [
        "ábaco abdomen abeja abierto abono abogado",
        "ábaco abdomen abeja abierto abogado",
        "ábaco abdomen abeja abierto abogado abonos",
        "ábacoabdomen abeja abierto abogado abono",
    ],
)
def test_k08_another_order_number_or_word_is_another_passphrase(other: str) -> None:
    assert typed(other) != typed(PASSPHRASE)


OWN = "La señora Ñandú compró 7 paraguas 🐢"


def test_k08_of_ones_own_only_the_two_ways_of_writing_a_letter_are_the_same() -> None:
    assert typed(unicodedata.normalize("NFD", OWN)) == typed(unicodedata.normalize("NFC", OWN))
    for other in (
        OWN + " ",
        " " + OWN,
        OWN.lower(),
        OWN.replace("ñ", "n"),
        OWN.replace(" ", "  "),
        OWN[:-1],
    ):
        assert typed(other) != typed(OWN)
    check(OWN, with_device=True)
    long = "¿" + "".join(f"{number:x}é" for number in range(60)) + "?"
    assert len(long) > 150
    check(long, with_device=True)


@given(st.text(max_size=60), st.text(max_size=60))
def test_k08_two_texts_of_ones_own_never_become_the_same_bytes(one: str, other: str) -> None:
    plain = [unicodedata.normalize("NFC", text) for text in (one, other)]
    if plain[0] != plain[1] and not passphrases.listed_words(one):
        assert typed(one) != typed(other)


def test_a_passphrase_of_ones_own_cannot_imitate_a_generated_one() -> None:
    assert typed("words:abaco abdomen abeja abierto abogado abono") != typed(PASSPHRASE)


GUESSED = [
    "Alcorcon1987",
    "mediacion2026",
    "agente-tutor-2026",
    "Policia.Municipal.1",
    "Madrid Centro 2026",
    "contraseña segura 2026",
    "Policía Municipal de Madrid 2026",
    "Centro de Mediación Madrid Distrito Centro",
    "MariaDelCarmen1985!",
    "P4ssw0rd.Madrid.2026",
    "qwertyuiopasdfghjkl",
    "1234567890123456",
    "abcabcabcabcabc",
    "aaaaaaaaaaaaaaaaaaa",
    "Lavapiés-Embajadores-2026",
    "equipo mediacion distrito centro",
    "Garcia Lopez 12/03/1978",
    "Servicio de Mediación Vecinal",
    "el perro de San Roque no tiene rabo",
    "correct horse battery staple",
    "hola hola hola hola hola",
    "Real Madrid Real Madrid 2026",
]


@pytest.mark.parametrize("passphrase", GUESSED)
@guards("store.passphrases.check")
def test_k10_what_people_choose_is_refused(passphrase: str) -> None:
    with pytest.raises(WeakPassphrase) as caught:
        check(passphrase, with_device=True)
    assert passphrase not in str(caught.value)


@guards("store.passphrases.estimate")
def test_k10_length_alone_does_not_make_it_good() -> None:
    for passphrase in ("Policía Municipal de Madrid 2026", "equipo mediacion distrito centro"):
        with pytest.raises(WeakPassphrase) as caught:
            check(passphrase, with_device=True)
        assert caught.value.code == "known"


@pytest.mark.parametrize(
    "passphrase",
    [
        "la lagartija violeta duerme bajo el frigorífico",
        "xk7#pQ2!vLm9@Zt4",
        "treinta y dos sombreros sin cabeza ni perchero",
    ],
)
def test_k10_what_nobody_would_try_is_accepted(passphrase: str) -> None:
    check(passphrase, with_device=True)


@guards("store.passphrases.check")
def test_b01_without_a_key_store_a_word_more_is_asked_for() -> None:
    check(PASSPHRASE, with_device=True)
    with pytest.raises(WeakPassphrase) as caught:
        check(PASSPHRASE, with_device=False)
    assert caught.value.code == "short"
    check(ALONE, with_device=False)


@guards("store.passphrases.check")
def test_repeated_words_do_not_count_as_words() -> None:
    with pytest.raises(WeakPassphrase) as caught:
        check("ábaco ábaco ábaco ábaco abeja abono", with_device=True)
    assert caught.value.code == "repeated"


@given(st.text(min_size=1, max_size=80))
def test_the_estimate_always_answers_and_more_text_is_never_negative(text: str) -> None:
    digits, _ = estimate(text)
    assert digits >= 0
