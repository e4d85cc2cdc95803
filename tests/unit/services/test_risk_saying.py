"""Sentences of an analysis, kept as codes: every reader reads them, and nothing that was kept is lost."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as some

from pscp_desktop.i18n import translated
from pscp_desktop.services.risk.saying import (
    WORDS,
    decimal,
    joined,
    keep,
    sentence,
    told,
)


@given(some.text())
def test_plain_words_come_back_as_they_were_written(words: str) -> None:
    assert told(keep(words), "es") == words
    assert told(keep(joined(words, sentence("card.seed"))), "en") == f"{words} · Seed"


@pytest.mark.parametrize("code", sorted(WORDS))
def test_every_code_is_said_in_both_languages(code: str) -> None:
    given = {"band": "200", "factor": "Bares", "percent": "5", "other": "x", "cell": "1-2",
             "cells": "1-2, 1-3", "share": "5", "found": "40", "low": "30", "high": "50"}  # fmt: skip
    kept = keep(sentence(code, count=3, n=2, **given))

    said = {language: told(kept, language) for language in ("es", "en")}
    assert "{" not in said["es"] + said["en"]
    assert "—" not in said["es"] + said["en"]
    assert WORDS[code] == translated("en", WORDS[code])


@pytest.mark.parametrize(
    ("code", "number"), [("warning.events_outside", "count"), ("card.features", "n")]
)
def test_one_is_said_in_the_singular(code: str, number: str) -> None:
    one, many = (told(keep(sentence(code, **{number: n})), "es") for n in (1, 2))

    assert one.startswith("Un ")
    assert many.startswith("2 ")


def test_what_an_older_desk_kept_in_words_stands_as_it_was() -> None:
    assert told("a menos de 200 m", "en") == "a menos de 200 m"
    assert told("", "en") == ""


def test_decimals_are_written_as_the_reader_writes_them() -> None:
    kept = keep(joined(decimal(1.5, 2), "km²", by=" "))

    assert (told(kept, "es"), told(kept, "en")) == ("1,50 km²", "1.50 km²")


def test_a_code_of_a_later_version_is_told_as_it_is() -> None:
    assert told(keep(sentence("card.moon", n=3)), "es") == "card.moon · 3"


def test_a_value_that_is_missing_is_told_as_missing() -> None:
    assert told('{"say":"how.proximity"}', "en") == "within — m"


@given(some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=8),
    lambda inner: some.lists(inner, max_size=3)
    | some.dictionaries(some.sampled_from(["say", "with", "all", "by", "number", "digits"]), inner),
    max_leaves=12,
))  # fmt: skip
def test_nothing_a_colleague_kept_stops_the_reader(part: object) -> None:
    assert isinstance(told(f'{{"say":"","all":{json.dumps([part])}}}', "es"), str)
    assert isinstance(told(f'{{"say":{json.dumps(part)}}}', "en"), str)


def test_what_is_nested_without_end_is_not_followed() -> None:
    deep = '{"say":"","all":[' * 5_000 + "]}" * 5_000

    assert isinstance(told(deep, "es"), str)
