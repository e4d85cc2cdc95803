"""How facts are said in one language: dates, sums, lists and labels, and words put into sentences."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from pscp_desktop.i18n import N_, right_to_left, translated, translated_of
from pscp_desktop.reports.document import PREVAILING
from pscp_desktop.reports.facts import Facts, MediatorFacts, PartyFacts, Passage

if TYPE_CHECKING:
    from babel import Locale

MADRID: Final = ZoneInfo("Europe/Madrid")
# English as written in Europe; the plain locale would put the month first.
DAY: Final = {"en": "d MMMM y"}
WEEKDAY: Final = {"en": "EEEE, d MMMM y"}
FIRST_STRONG_ISOLATE: Final = "\u2068"
POP_ISOLATE: Final = "\u2069"
# What could turn the reading order of a legal text around, or hide in it; none of it is a word.
_UNSEEN: Final = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})
# Joiners shape letters in Arabic and Persian names, and marks put a full stop on its side: they stay.
_JOINERS: Final = frozenset({"\u200c", "\u200d", "\u200e", "\u200f", "\u061c"})
SEVERAL: Final = "several"
"""The context in the catalogues for what is said of more than two parties."""
TWO: Final = 2
_I_SOUND: Final = re.compile(r"h?i(?![aeou])")
_BREAKS: Final = frozenset({"\n", "\u2028", "\u2029"})


def clean(words: str) -> str:
    """Words as they may stand on paper: composed, no control marks, single blanks, lines kept."""
    composed = unicodedata.normalize("NFC", words.replace("\r\n", "\n").replace("\r", "\n"))
    kept = "".join(
        "\n" if sign in _BREAKS else " " if sign == "\t" else sign
        for sign in composed
        if sign in _BREAKS
        or sign in _JOINERS
        or sign == "\t"
        or unicodedata.category(sign) not in _UNSEEN
    )
    lines = (" ".join(line.split()) for line in kept.split("\n"))
    return "\n".join(lines).strip()


@dataclass(frozen=True)
class Voice:
    """One language in which a document speaks, of two parties or of several."""

    language: str
    many: bool = False

    def say(self, message: str, values: Mapping[str, str] | None = None) -> str:
        """`message` in this language, with the values put in; each keeps its own direction."""
        if self.many:
            # Arabic has a dual: what is said of two is not what is said of three.
            text = translated_of(SEVERAL, self.language, message)
        else:
            text = translated(self.language, message)
        if values is None:
            return text
        return text.format_map(_Isolated(values) if right_to_left(self.language) else values)

    def passage(self, passage: Passage) -> str:
        """What somebody wrote, in this language if it has been translated."""
        if self.language == PREVAILING or not passage:
            return clean(passage.text)
        return clean(passage.translation) or self.say(
            N_("(This passage is written in Spanish only; see the Spanish text beside it.)")
        )

    def day(self, when: date | datetime | None) -> str:
        """A calendar day in full, as lived in Madrid."""
        from babel.dates import format_date

        if when is None:
            return ""
        local = when.astimezone(MADRID).date() if isinstance(when, datetime) else when
        return format_date(local, format=DAY.get(self.language, "long"), locale=self._locale)

    def weekday(self, when: datetime | None) -> str:
        """A calendar day in full with the day of the week."""
        from babel.dates import format_date

        if when is None:
            return ""
        local = when.astimezone(MADRID).date()
        return format_date(local, format=WEEKDAY.get(self.language, "full"), locale=self._locale)

    def hour(self, when: datetime | None) -> str:
        """The time of day in Madrid, on a clock of 24 hours."""
        return "" if when is None else f"{when.astimezone(MADRID):%H:%M}"

    def money(self, sum_of: Decimal | None) -> str:
        """A sum in euros, always with cents and always in the figures used in Spain."""
        from babel.numbers import format_currency

        if sum_of is None:
            return ""
        # "es" for every language: one sum must not be written in two ways on one page.
        return format_currency(sum_of, "EUR", locale="es").replace("\u00a0", " ")

    def language_names(self, codes: Iterable[str]) -> str:
        """The names of languages, in this language."""
        known = self._locale.languages
        return self.several(known.get(code, code) for code in codes)

    def several(self, words: Iterable[str]) -> str:
        """Words as a list of this language: "one, two and three"."""
        from babel.lists import format_list

        kept = [clean(word) for word in words if clean(word)]
        said = format_list(kept, locale=self._locale) if kept else ""
        if self.language == PREVAILING and len(kept) > 1 and _sounds_as_and(kept[-1]):
            before = said.removesuffix(f" y {kept[-1]}")
            return f"{before} e {kept[-1]}"
        return said

    @cached_property
    def _locale(self) -> "Locale":
        from babel import Locale

        return Locale.parse(self.language)


def _sounds_as_and(word: str) -> bool:
    """Whether Spanish says "e" for "y" before a word: it begins with that very sound, no diphthong."""
    plain = unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode().lower()
    return _I_SOUND.match(plain) is not None


class _Isolated(dict[str, str]):
    """Values that keep their own direction inside a sentence of the other one."""

    def __init__(self, values: Mapping[str, str]) -> None:
        super().__init__()
        self._values = values

    def __missing__(self, key: str) -> str:
        return f"{FIRST_STRONG_ISOLATE}{self._values[key]}{POP_ISOLATE}"


Value = Callable[[Facts, Voice], str]


def _names(people: Iterable[MediatorFacts | PartyFacts]) -> list[str]:
    return [person.name for person in people]


def _held_at(facts: Facts) -> datetime | None:
    return facts.session.held_at if facts.session else None


VALUES: Final[dict[str, Value]] = {
    "organisation": lambda f, _: f.organisation.name,
    "institution": lambda f, _: f.organisation.institution,
    "institution_registry": lambda f, _: f.organisation.registry,
    # The institution speaks for mediators who name no professional body of their own.
    "body_institution": lambda f, _: (
        "" if all(one.body for one in f.mediators) else f.organisation.institution
    ),
    "controller": lambda f, _: f.organisation.controller or f.organisation.institution,
    "controller_address": lambda f, _: f.organisation.address,
    "protection_officer": lambda f, _: f.organisation.protection_officer,
    "contact": lambda f, _: " · ".join(
        filter(None, (f.organisation.telephone, f.organisation.email))
    ),
    "number": lambda f, _: f.process.number,
    "code": lambda f, _: f.code,
    "requester": lambda f, v: v.several(f.process.requesters),
    "addressee": lambda f, _: f.addressee.name if f.addressee else "",
    "addressee_document": lambda f, _: f.addressee.identity_document if f.addressee else "",
    "object": lambda f, v: v.passage(f.process.object),
    "programme": lambda f, v: v.passage(f.process.programme),
    "disclosed": lambda f, v: v.passage(f.process.disclosed),
    "received_on": lambda f, v: v.day(f.process.received_on),
    "answer_by": lambda f, v: v.day(f.process.answer_by),
    "constitute_by": lambda f, v: v.day(f.process.constitute_by),
    "constituted_on": lambda f, v: v.day(f.process.constituted_on),
    "ends_by": lambda f, v: v.day(f.process.ends_by),
    "fees": lambda f, v: v.money(f.process.fees),
    "expenses": lambda f, v: v.money(f.process.expenses),
    "process_place": lambda f, _: f.process.place,
    "process_languages": lambda f, v: v.language_names(f.process.languages),
    "mediators": lambda f, v: v.several(_names(f.mediators)),
    "parties": lambda f, v: v.several(_names(f.parties)),
    "held_on": lambda f, v: v.day(_held_at(f)),
    "held_weekday": lambda f, v: v.weekday(_held_at(f)),
    "held_hour": lambda f, v: v.hour(_held_at(f)),
    "session_place": lambda f, _: f.session.place if f.session else "",
    "attended": lambda f, v: v.several(f.session.attended) if f.session else "",
    "absent": lambda f, v: v.several(f.session.absent) if f.session else "",
    "unsigned": lambda f, v: v.several(f.unsigned_by_choice),
    "ended_on": lambda f, v: v.day(f.final.ended_on) if f.final else "",
    "final_place": lambda f, _: f.final.place if f.final else "",
    "cause": lambda f, v: v.passage(f.final.cause) if f.final else "",
    "left_open": lambda f, v: v.passage(f.final.left_open) if f.final else "",
    "sessions": lambda f, _: str(f.final.sessions) if f.final and f.final.sessions else "",
    "asked_by": lambda f, _: f.attempt.asked_by if f.attempt else "",
    "summoned_how": lambda f, v: v.passage(f.attempt.summoned_how) if f.attempt else "",
    "summons_proof": lambda f, v: v.passage(f.attempt.summons_proof) if f.attempt else "",
    "summons_received_on": lambda f, v: v.day(f.attempt.summons_received_on) if f.attempt else "",
    "appointment_weekday": lambda f, v: v.weekday(f.appointment.starts_at) if f.appointment else "",
    "appointment_hour": lambda f, v: v.hour(f.appointment.starts_at) if f.appointment else "",
    "appointment_place": lambda f, _: f.appointment.place if f.appointment else "",
    "appointment_with": lambda f, _: f.appointment.with_whom if f.appointment else "",
    "bring": lambda f, v: v.passage(f.appointment.bring) if f.appointment else "",
    "access": lambda f, v: v.passage(f.appointment.access) if f.appointment else "",
    "issued_on": lambda f, v: v.day(f.issued_on),
    "reprinted_on": lambda f, v: v.day(f.reprinted_on),
}
"""Every value a sentence may name, by the name it is given there."""


class Values(dict[str, str]):
    """The values of `VALUES` for these facts in this voice, worked out when they are named."""

    def __init__(self, facts: Facts, voice: Voice) -> None:
        super().__init__()
        self._facts, self._voice = facts, voice

    def __missing__(self, key: str) -> str:
        return clean(VALUES[key](self._facts, self._voice))
