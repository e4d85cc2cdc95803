"""From a template and facts to a document: both languages at once, every legal content accounted for."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Protocol

from pscp_desktop.i18n import N_, PRINTED, right_to_left
from pscp_desktop.reports.besides import labels_besides
from pscp_desktop.reports.contents import Content, IncompleteDocument, Missing, always
from pscp_desktop.reports.document import (
    PREVAILING,
    BilingualPair,
    Block,
    Document,
    Footer,
    Letterhead,
    Notice,
    Tone,
)
from pscp_desktop.reports.facts import Facts, Passage
from pscp_desktop.reports.wording import TWO, Values, Voice, clean

REVIEWED: Final = frozenset[str]()
"""Languages whose wording a sworn translator has gone through. None yet."""

PREVAILS: Final = N_(
    "Only the Spanish text has legal force. The text in another language is a courtesy translation, "
    "offered so that it can be understood; should the two differ, the Spanish text prevails."
)
UNDECIDED: Final = N_(
    "Not decided yet: two people wrote different things at the same time about what follows, and this "
    "paper shows only one of them."
)
NOT_REVIEWED: Final = N_("This translation has not yet been reviewed by a sworn translator.")


@dataclass(frozen=True)
class Telling:
    """Facts about to be told in Spanish and, if asked, in a second language."""

    facts: Facts
    language: str = PREVAILING

    @cached_property
    def voices(self) -> tuple[Voice, ...]:
        """Spanish first, then the language beside it if there is one."""
        several = len(self.facts.parties) > TWO
        spanish = Voice(PREVAILING, several)
        if self.language == PREVAILING:
            return (spanish,)
        return spanish, Voice(self.language, several)

    def say(self, message: str) -> BilingualPair:
        """A sentence in both languages, with its values."""
        return BilingualPair(*(v.say(message, Values(self.facts, v)) for v in self.voices))

    def value(self, name: str) -> BilingualPair:
        """One of `VALUES` in both languages."""
        return BilingualPair(*(Values(self.facts, v)[name] for v in self.voices))

    def passage(self, passage: Passage) -> BilingualPair:
        """What somebody wrote, and its translation if it has one."""
        return self.each(lambda voice: voice.passage(passage))

    def as_written(self, words: str) -> BilingualPair:
        """Words that are the same in any language, such as a name."""
        return self.each(lambda _voice: words)

    def each(self, told: Callable[[Voice], str]) -> BilingualPair:
        """Whatever `told` says in each language."""
        return BilingualPair(*(clean(told(voice)) for voice in self.voices))


Stated = tuple[Block, tuple[str, ...]]
"""A block and the legal contents that it states."""


class Section(Protocol):
    """A part of a template: tells blocks, and of each which legal contents it states."""

    @property
    def when(self) -> Callable[[Facts], bool]:
        """Whether this part belongs on a document about these facts."""

    def told(self, telling: Telling) -> Iterator[Stated]:
        """The blocks of this part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """One kind of document: its table of legal contents and the parts that state them."""

    kind: str
    title: str
    contents: tuple[Content, ...]
    sections: tuple[Section, ...]
    extra_title: Callable[[Facts], str] = field(default=lambda _facts: "")

    def missing(self, facts: Facts) -> tuple[Missing, ...]:
        """Every legal content that a document about these facts would lack."""
        gaps = tuple(gap for content in self.contents for gap in content.missing(facts))
        return gaps or self._unstated(facts)

    def compose(self, facts: Facts, language: str) -> Document:
        """The document; refused, naming each content, if it would lack any."""
        if language not in PRINTED:
            raise ValueError(language)
        if gaps := self.missing(facts):
            raise IncompleteDocument(gaps)
        telling = Telling(facts, language)
        return Document(
            kind=self.kind,
            title=telling.say(self.extra_title(facts) or self.title),
            reference=clean(facts.process.number),
            letterhead=_letterhead(facts),
            blocks=(
                *_courtesy(telling),
                *self._undecided(telling),
                *(block for block, _ in self._told(telling)),
            ),
            footer=_footer(telling),
            language=language,
            beside_right_to_left=right_to_left(language),
        )

    def _told(self, telling: Telling) -> Iterator[Stated]:
        for section in self.sections:
            if section.when(telling.facts):
                yield from section.told(telling)

    def _undecided(self, telling: Telling) -> Iterator[Block]:
        """Names what is still in dispute among what this kind of document says."""
        labels = [one.label for one in self.contents if one.undecided(telling.facts)]
        labels += labels_besides(self.kind, telling.facts.undecided)
        if labels:
            yield Notice(
                text=telling.each(lambda voice: _listed(voice, UNDECIDED, dict.fromkeys(labels))),
                tone=Tone.STRONG,
            )

    def _unstated(self, facts: Facts) -> tuple[Missing, ...]:
        """Guards the wording: a content that no part of the template states is missing too."""
        stated = {key for _, keys in self._told(Telling(facts)) for key in keys}
        return tuple(
            content.lacking()
            for content in self.contents
            if content.applies(facts) and content.key not in stated
        )


def _courtesy(telling: Telling) -> Iterator[Block]:
    """The first thing a document in two languages says is which of them counts."""
    if telling.language == PREVAILING:
        return
    said = [PREVAILS] if telling.language in REVIEWED else [PREVAILS, NOT_REVIEWED]
    yield Notice(text=telling.each(lambda voice: " ".join(voice.say(words) for words in said)))


def _listed(voice: Voice, words: str, labels: Iterable[str]) -> str:
    return f"{voice.say(words)} {' · '.join(voice.say(label) for label in labels)}."


def _letterhead(facts: Facts) -> Letterhead:
    body = facts.organisation
    contact = " · ".join(clean(part) for part in (body.telephone, body.email) if part.strip())
    lines = (clean(body.institution), clean(body.address).replace("\n", ", "), contact)
    name = clean(body.name)
    return Letterhead(name=name, lines=tuple(line for line in lines if line and line != name))


def _footer(telling: Telling) -> Footer:
    facts = telling.facts
    number = (
        N_("File {number}") if facts.process.number_final else N_("File {number} (provisional)")
    )
    remarks = (
        (bool(facts.code), N_("Code of this paper: {code}.")),
        (facts.draft, N_("Draft: it has no effect until it is issued.")),
        (facts.reprinted_on is not None, N_("Copy printed again on {reprinted_on}.")),
        (
            not facts.process.number_final,
            N_("The number is provisional until the service assigns the final one."),
        ),
    )
    said = [telling.say(words) for holds, words in remarks if holds]
    mark = N_("DRAFT") if facts.draft else N_("COPY") if facts.reprinted_on else ""
    return Footer(
        number=telling.say(number),
        page_of=telling.each(lambda voice: voice.say(N_("Page {page} of {pages}"))),
        watermark=telling.say(mark) if mark else BilingualPair(""),
        remark=BilingualPair(
            " ".join(text.spanish for text in said), " ".join(text.beside for text in said)
        ),
    )


__all__ = [
    "NOT_REVIEWED",
    "PREVAILS",
    "REVIEWED",
    "UNDECIDED",
    "Section",
    "Stated",
    "Telling",
    "Template",
    "always",
]
