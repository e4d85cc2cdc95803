"""Every word a person reads is translated, says the same, and is said one way."""

import ast
import string
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from pscp_desktop.domain.errors import PscpError
from pscp_desktop.i18n import LANGUAGES
from pscp_desktop.ui.errors import BUG, words_for
from tests.source import ROOT, Module, calls, product

CATALOGUES = ROOT / "resources" / "i18n"
TRANSLATED = [language for language in LANGUAGES if language != "en"]
# Which arguments of which calls are messages.
MARKS = {"N_": (0,), "tr": (0,), "trn": (0, 1), "translated": (1,)}
LONGEST_ALIKE = 12
# Longer messages that are the same word in both languages, on purpose.
ALIKE: frozenset[str] = frozenset()


def marked(module: Module) -> Iterator[tuple[str, ...]]:
    """The messages a module marks: one form, or two with a plural."""
    for name, call in calls(module):
        given = [call.args[place] for place in MARKS.get(name, ()) if place < len(call.args)]
        texts = [part.value for part in given if isinstance(part, ast.Constant)]
        if texts and all(isinstance(part, str) and part for part in texts):
            yield tuple(map(str, texts))


def catalogues(language: str) -> list[Path]:
    return sorted((CATALOGUES / language).glob("*.po"))


@cache
def messages(path: Path) -> tuple[Message, ...]:
    with path.open("rb") as source:
        return tuple(message for message in read_po(source) if message.id)


def forms(text: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ())


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_message_of_the_program_is_translated(language: str) -> None:
    known = {
        forms(message.id)
        for path in catalogues(language)
        for message in messages(path)
        if all(forms(message.string)) and not message.fuzzy
    }
    singles = {one[0] for one in known}
    missing = sorted(
        f"{module.path}: {' / '.join(text)}"
        for module in product()
        for text in set(marked(module))
        if (text[0] not in singles if len(text) == 1 else text not in known)
    )

    assert not missing, "\n".join(missing)


ALL = [
    pytest.param(path, id=f"{path.parent.name}-{path.stem}") for path in CATALOGUES.rglob("*.po")
]


@pytest.mark.parametrize("path", ALL)
def test_a_translation_fills_the_same_places_as_its_message(path: Path) -> None:
    for message in messages(path):
        # The forms of one and of many may differ: "one try left", "{left} tries left".
        wanted = [placeholders(text) for text in forms(message.id)]
        for text in filter(None, forms(message.string)):
            assert placeholders(text) in wanted, f"{message.id!r}: {text!r}"
        assert (
            not any(message.string or ()) or placeholders(forms(message.string)[-1]) == wanted[-1]
        )


@pytest.mark.parametrize("path", ALL)
def test_a_translation_is_not_its_message_again(path: Path) -> None:
    same = [
        message.id
        for message in messages(path)
        for text in forms(message.string)
        if text in forms(message.id) and len(text) > LONGEST_ALIKE and text not in ALIKE
    ]

    assert same == []


@pytest.mark.parametrize("language", sorted(path.name for path in CATALOGUES.iterdir()))
def test_no_two_catalogues_of_a_language_disagree(language: str) -> None:
    said: dict[tuple[str | None, ...], set[tuple[str, ...]]] = defaultdict(set)
    for path in catalogues(language):
        for message in messages(path):
            said[message.context, *forms(message.id)].add(forms(message.string))

    assert {message: ways for message, ways in said.items() if len(ways) > 1} == {}


def test_messages_are_found_where_they_are_marked() -> None:
    module = Module.of(
        "a.py", "tr('One {n}')\ntrn('a', 'b', 2)\ntranslated(lang, 'T')\ntr(x)\nf('y')"
    )

    assert list(marked(module)) == [("One {n}",), ("a", "b"), ("T",)]


def errors_below(kind: type[PscpError] = PscpError) -> Iterator[type[PscpError]]:
    """The errors that are raised: those of which there is no narrower kind."""
    for narrower in kind.__subclasses__():
        yield from errors_below(narrower)
    if not kind.__subclasses__():
        yield kind


def bare(kind: type[PscpError]) -> PscpError:
    """An error that carries nothing; its words are found by what it is."""
    return kind.__new__(kind)


def test_every_error_has_words_of_its_own_or_is_a_fault_of_the_program() -> None:
    said: dict[int, list[str]] = defaultdict(list)
    for kind in errors_below():
        words = words_for(bare(kind))
        if words is not BUG:
            said[id(words)].append(kind.__name__)
    general = said.pop(id(words_for(PscpError())), [])

    assert general == []
    assert [kinds for kinds in said.values() if len(kinds) > 1] == []


@pytest.mark.parametrize("kind", list(errors_below()), ids=lambda kind: kind.__name__)
def test_the_words_of_an_error_ask_only_for_facts_it_carries(kind: type[PscpError]) -> None:
    words = words_for(bare(kind))
    asked = placeholders(words.what) | placeholders(words.do)

    assert asked <= set(getattr(kind, "__dataclass_fields__", ()))
