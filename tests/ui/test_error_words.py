"""What a person is told when something does not go: in words, with the law where it is the law."""

import inspect

import pytest

from pscp_desktop import i18n
from pscp_desktop.domain import errors
from pscp_desktop.domain.mediation_guards import HARD_STOP
from pscp_desktop.services.mediation.work import forbidden
from pscp_desktop.ui.errors import BUG, said, words_for

OF_THE_PROGRAM = {errors.Unannounced, errors.NotShown}
"""Faults nobody can do anything about but tell."""
KINDS = [
    kind
    for _, kind in inspect.getmembers(errors, inspect.isclass)
    if issubclass(kind, errors.PscpError)
]


@pytest.mark.parametrize("language", ["es", "en"])
def test_what_a_rule_forbids_is_said_in_the_rules_own_words_with_its_article(language: str) -> None:
    i18n.use(language)

    what, do = said(forbidden(HARD_STOP))

    assert what == i18n.tr(HARD_STOP.words)
    assert HARD_STOP.article in do
    assert do != HARD_STOP.article


def test_a_rule_of_the_house_names_no_law() -> None:
    _, do = said(errors.Forbidden("two_people", words="Go with somebody."))

    assert "  " not in do
    assert "None" not in do


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_error_has_words_and_only_faults_of_the_program_send_to_support(
    kind: type[errors.PscpError],
) -> None:
    i18n.use("es")
    blank = kind.__new__(kind)

    words = words_for(blank)

    assert (words is BUG) == (kind in OF_THE_PROGRAM)
    assert i18n.tr(words.what) != words.what
    assert i18n.tr(words.do) != words.do
