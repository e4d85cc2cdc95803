"""The parts templates are made of."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

from pscp_desktop.i18n import N_
from pscp_desktop.reports.composing import Stated, Telling, always
from pscp_desktop.reports.document import (
    BilingualPair,
    ClauseLine,
    ClauseList,
    Fact,
    FactTable,
    Heading,
    Notice,
    Paragraph,
    Signature,
    SignatureBlock,
    Tone,
)
from pscp_desktop.reports.facts import ClauseFacts, Facts, MediatorFacts, PartyFacts
from pscp_desktop.reports.wording import Voice, clean

Condition = Callable[[Facts], bool]


@dataclass(frozen=True, slots=True)
class Head:
    """A heading."""

    words: str
    when: Condition = always

    def told(self, telling: Telling) -> Iterator[Stated]:
        yield Heading(text=telling.say(self.words)), ()


@dataclass(frozen=True, slots=True)
class Say:
    """A paragraph."""

    words: str
    contents: tuple[str, ...] = ()
    when: Condition = always

    def told(self, telling: Telling) -> Iterator[Stated]:
        yield Paragraph(text=telling.say(self.words)), self.contents


@dataclass(frozen=True, slots=True)
class Warn:
    """A notice that must be seen."""

    words: str
    contents: tuple[str, ...] = ()
    when: Condition = always

    def told(self, telling: Telling) -> Iterator[Stated]:
        yield Notice(text=telling.say(self.words), tone=Tone.STRONG), self.contents


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: its label, the value it shows (a name in `VALUES`), what it states."""

    label: str
    value: str
    content: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of single facts; a line with nothing to say is left out."""

    rows: tuple[Row, ...]
    when: Condition = always
    title: str = ""

    def told(self, telling: Telling) -> Iterator[Stated]:
        said = [(row, telling.value(row.value)) for row in self.rows]
        kept = [(row, value) for row, value in said if value]
        if kept:
            facts = tuple(Fact(label=telling.say(row.label), value=value) for row, value in kept)
            title = telling.say(self.title) if self.title else BilingualPair("")
            stated = tuple(row.content for row, _ in kept if row.content)
            yield FactTable(title=title, rows=facts), stated


Person = MediatorFacts | PartyFacts


@dataclass(frozen=True, slots=True)
class About:
    """One line about a person: its label, how to read it off them, what it states."""

    label: str
    read: Callable[[Person, Voice], str]
    content: str = ""


def of(name: str) -> Callable[[Person, Voice], str]:
    """The plain attribute `name` of a person."""

    def read(person: Person, _voice: Voice) -> str:
        return str(getattr(person, name))

    return read


def _languages(person: Person, voice: Voice) -> str:
    spoken = person.languages if isinstance(person, MediatorFacts) else (person.language,)
    return voice.language_names(code for code in spoken if code)


def _representatives(person: Person, voice: Voice) -> str:
    return voice.several(person.representatives) if isinstance(person, PartyFacts) else ""


def _role(person: Person, voice: Voice) -> str:
    return voice.say(person.role) if isinstance(person, PartyFacts) and person.role else ""


@dataclass(frozen=True, slots=True)
class People:
    """A table for each of several people."""

    who: Callable[[Facts], tuple[Person, ...]]
    title: str
    lines: tuple[About, ...]
    when: Condition = always
    discreet: bool = False
    """The role in the dispute stays unsaid: the paper may be seen by others at home."""

    def told(self, telling: Telling) -> Iterator[Stated]:
        for person in self.who(telling.facts):
            yield self._table(telling, person)

    def _table(self, telling: Telling, person: Person) -> Stated:
        said = [(line, self._value(telling, person, line)) for line in self.lines]
        kept = [(line, value) for line, value in said if value]
        title = telling.each(lambda voice: self._role(person, voice) or voice.say(self.title))
        rows = tuple(Fact(label=telling.say(line.label), value=value) for line, value in kept)
        return FactTable(title=title, rows=rows), tuple(
            line.content for line, _ in kept if line.content
        )

    def _role(self, person: Person, voice: Voice) -> str:
        return "" if self.discreet else _role(person, voice)

    @staticmethod
    def _value(telling: Telling, person: Person, line: About) -> BilingualPair:
        return telling.each(lambda voice: line.read(person, voice))


NAME: Final = N_("Name")
# The lines about a person that several documents share; each says under which content it counts.


def mediators(*lines: About) -> People:
    """A table for each mediator."""
    return People(lambda facts: facts.mediators, N_("Mediator"), lines)


def parties(*lines: About) -> People:
    """A table for each party, headed by their role."""
    return People(lambda facts: facts.parties, N_("Party"), lines)


def addressee(*lines: About) -> People:
    """A table for the party for whom the copy is made."""
    return People(lambda facts: (facts.addressee,) if facts.addressee else (), N_("Party"), lines)


def called(*lines: About) -> People:
    """A table for whoever is called, without a word on what part they play."""
    return People(
        lambda facts: (facts.addressee,) if facts.addressee else (),
        N_("For"),
        lines,
        discreet=True,
    )


def named(content: str) -> About:
    return About(NAME, of("name"), content)


def identified(content: str) -> About:
    return About(N_("Identity document"), of("identity_document"), content)


def living_at(content: str) -> About:
    return About(N_("Domicile"), of("domicile"), content)


REPRESENTED: Final = About(N_("Represented by"), _representatives)
INTERPRETED: Final = About(N_("Interpreter"), of("interpreter"))
LANGUAGE: Final = About(N_("Language"), _languages)


@dataclass(frozen=True, slots=True)
class Clauses:
    """The clauses of the agreement, each with who owes what, when and how it is shown."""

    contents: tuple[str, ...]
    when: Condition = always

    def told(self, telling: Telling) -> Iterator[Stated]:
        lines = tuple(
            ClauseLine(
                number=number,
                text=telling.passage(clause.text),
                details=tuple(_details(telling, clause)),
            )
            for number, clause in enumerate(telling.facts.clauses, start=1)
        )
        if lines:
            yield ClauseList(clauses=lines), self.contents


_CLAUSE_LINES: Final[tuple[tuple[str, Callable[[ClauseFacts, Voice], str]], ...]] = (
    (N_("Undertaken by"), lambda clause, _: clause.obligor),
    (N_("In favour of"), lambda clause, _: clause.beneficiary),
    (N_("Kind"), lambda clause, voice: voice.say(clause.kind) if clause.kind else ""),
    (N_("Starting on"), lambda clause, voice: voice.day(clause.start)),
    (N_("No later than"), lambda clause, voice: voice.day(clause.due)),
    (
        N_("How often"),
        lambda clause, voice: voice.say(clause.recurrence) if clause.recurrence else "",
    ),
    (N_("Shown by"), lambda clause, voice: voice.passage(clause.evidence)),
)


def _read(read: Callable[[ClauseFacts, Voice], str], clause: ClauseFacts, voice: Voice) -> str:
    return read(clause, voice)


def _details(telling: Telling, clause: ClauseFacts) -> Iterator[Fact]:
    for label, read in _CLAUSE_LINES:
        value = telling.each(partial(_read, read, clause))
        if value:
            yield Fact(label=telling.say(label), value=value)


@dataclass(frozen=True, slots=True)
class Obligations:
    """For each party the clauses they are bound by, or that they undertake nothing."""

    contents: tuple[str, ...]
    when: Condition = always

    def told(self, telling: Telling) -> Iterator[Stated]:
        rows = tuple(
            Fact(
                label=telling.as_written(party.name),
                value=telling.each(partial(_bound_by, telling.facts, party.name)),
            )
            for party in telling.facts.parties
        )
        if rows:
            yield FactTable(rows=rows), self.contents


def _bound_by(facts: Facts, name: str, voice: Voice) -> str:
    numbers = [
        str(number)
        for number, clause in enumerate(facts.clauses, start=1)
        if name in (clause.obligors or (clause.obligor,))
    ]
    if not numbers:
        return voice.say(N_("Undertakes no obligation under this agreement."))
    message = N_("Clause {clauses}.") if len(numbers) == 1 else N_("Clauses {clauses}.")
    return voice.say(message, {"clauses": voice.several(numbers)})


@dataclass(frozen=True, slots=True)
class Signatures:
    """Where people sign: every party, every mediator, or those asked for."""

    words: str
    contents: tuple[str, ...] = ()
    by_parties: bool = True
    by_mediators: bool = True
    by_addressee: bool = False
    when: Condition = always

    def told(self, telling: Telling) -> Iterator[Stated]:
        facts = telling.facts
        people: list[Person] = []
        if self.by_addressee and facts.addressee:
            people.append(facts.addressee)
        people.extend(facts.parties if self.by_parties else ())
        people.extend(facts.mediators if self.by_mediators else ())
        if people:
            places = tuple(_place(telling, person) for person in people)
            yield SignatureBlock(intro=telling.say(self.words), signatures=places), self.contents


def _by(acting: tuple[str, ...], voice: Voice) -> str:
    return f"{voice.say(N_('Represented by'))}: {voice.several(acting)}"


def _place(telling: Telling, person: Person) -> Signature:
    known = telling.facts.signature_of(person.name)
    title = N_("Mediator") if isinstance(person, MediatorFacts) else N_("Party")
    acting = person.representatives if isinstance(person, PartyFacts) else ()
    remark = BilingualPair("")
    if known.refused:
        remark = telling.say(N_("Would not sign."))
    elif acting:
        remark = telling.each(partial(_by, acting))
    return Signature(
        name=clean(person.name),
        role=telling.each(lambda voice: _role(person, voice) or voice.say(title)),
        image=b"" if known.refused else known.image,
        remark=remark,
    )
