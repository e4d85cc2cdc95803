"""Which of several answers to one question counts: the one written after the others were known.

No clock is asked. A laptop with a wrong clock, or one that was away for weeks, could make an old answer
look new; so each answer names those that whoever wrote it had before them. What was written apart stands
side by side until somebody answers anew, and until then the safest of them counts.
"""

from collections.abc import Iterable, Mapping
from typing import Final, Protocol, TypeVar
from uuid import UUID


class Answer(Protocol):
    """A record that answers a question anew instead of rewriting the last answer."""

    id: UUID
    follows: str
    """The ids of the answers it takes the place of, joined by one space."""


A = TypeVar("A", bound=Answer)

QUESTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "Screening": ("party",),
    "Consent": ("person", "purpose", "recipient"),
    "ConflictDeclaration": ("mediator",),
    "ConflictConsent": ("declaration", "party"),
    "RestorativeConditions": (),
    "Invitation": ("party",),
    "ConstitutiveAct": (),
    "Agreement": (),
    "FinalAct": (),
    "Signature": ("act", "party", "worker"),
    "AttemptDeclaration": ("session",),
}
"""By type of record, the fields that say which question is answered; none where a file asks but once."""


def standing(answers: Iterable[A]) -> list[A]:
    """Those that no other of them took the place of, in the order given."""
    found = list(answers)
    replaced = {word for answer in found for word in answer.follows.split()}
    return [answer for answer in found if answer.id.hex not in replaced]


def question_of(answer: object) -> tuple[object, ...]:
    """Which question an answer is to; two with the same one take each other's place."""
    names = QUESTIONS[type(answer).__name__]
    return (type(answer), *(getattr(answer, name) for name in names))


def follow(answer: A, before: Iterable[A]) -> None:
    """Let an answer take the place of those known to whoever gives it."""
    same = [one for one in before if question_of(one) == question_of(answer)]
    answer.follows = " ".join(one.id.hex for one in standing(same) if one.id != answer.id)


__all__ = ["QUESTIONS", "Answer", "follow", "question_of", "standing"]
