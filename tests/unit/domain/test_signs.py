"""What cannot be seen is shown by its number; what belongs to a language stays as it was written."""

import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from pscp_desktop.domain.sheet_cells import guarded
from pscp_desktop.domain.signs import hidden_in, visible
from tests.protections import guards

TURNING = "\u202a\u202b\u202c\u202d\u202e"
ISOLATES = "\u2066\u2067\u2068\u2069"
ARABIC = "شارع المثال، 12\u200f. السيدة ليلى\u061c (الشقة 3)."
ANY = st.text(st.characters(codec=None) | st.sampled_from(f"{TURNING}{ISOLATES}\u200f\n\x00\x1b"))


def balanced(line: str) -> bool:
    depth = 0
    for sign in line:
        depth += {"\u2069": -1}.get(sign, 1 if sign in ISOLATES else 0)
        if depth < 0:
            return False
    return depth == 0


@guards("signs.shown")
@given(ANY)
@example("factura\u202egpj.exe")
@example("a\u2066b\nc\u2069")
def test_h11_nothing_that_is_shown_turns_a_line_or_controls_anything(words: str) -> None:
    shown = visible(words)

    assert not set(TURNING) & set(shown)
    controls = {sign for sign in shown if unicodedata.category(sign) in {"Cc", "Cs"}}
    assert controls <= {"\n", "\t"}
    assert visible(shown) == shown


@guards("signs.isolates")
@given(ANY)
@example("Alba\u2066 García")
@example("\u2069uno\u2068dos\u2069")
@example("a\u2066b\nc\u2069")
def test_h11_what_is_isolated_is_closed_within_its_line(words: str) -> None:
    for line in visible(words).replace("\u2028", "\n").replace("\u2029", "\n").split("\n"):
        assert balanced(line)


@given(ANY)
def test_what_is_marked_can_be_told_from_what_was_written(words: str) -> None:
    """Nothing else is taken away or added: with the marks put back it is what was kept."""
    shown = visible(words)
    for mark in hidden_in(words):
        shown = shown.replace(mark, chr(int(mark[3:-1], 16)))

    kept = words.replace("\r\n", "\n")
    assert shown == kept or "[U+" in kept


@given(st.text(st.characters(categories=("L", "M", "N", "P", "S", "Zs"))))
@example(ARABIC)
@example("\u2068Bar Ejemplo\u2069 و ليلى")
@example("می\u200cخواهم 👩\u200d👧")
@example("Peña & Cía.\n\tsegunda línea")
def test_ordinary_words_of_any_language_stay_as_they_are(words: str) -> None:
    assert visible(words) is words or visible(words) == words


def test_every_sign_is_named_once() -> None:
    assert hidden_in("a\u202eb\u202ec\u0007") == ("[U+202E]", "[U+0007]")
    assert hidden_in(ARABIC) == ()


@guards("signs.shown")
def test_h11_a_sheet_is_turned_by_nothing() -> None:
    assert guarded("Alba\u202e olpmejE") == "Alba[U+202E] olpmejE"
    assert guarded("=1+1\u202e") == "'=1+1[U+202E]"
    assert guarded("\t=1") == "'\t=1"
