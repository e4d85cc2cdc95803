"""Which act, which signature and which invitation of a file counts. No clock is asked.

An act takes the place of those that whoever drew it up had before them. Two that were drawn up apart
stand side by side: one that somebody signed comes before one that nobody did, and among equals every
laptop takes the same. A file that was reopened begins anew: what had been known then lies behind it.
"""

from collections.abc import Iterable
from typing import Final, TypeVar
from uuid import UUID

from pscp_desktop.domain.agreements import Agreement, ConstitutiveAct, FinalAct, Signature, Signed
from pscp_desktop.domain.mediation import Answer, Invitation, StateChange
from pscp_desktop.domain.record import Record
from pscp_desktop.domain.succession import standing

Act = TypeVar("Act", bound=ConstitutiveAct | Agreement | FinalAct)

MOST_CAREFUL: Final = (Answer.DECLINED, Answer.NONE, Answer.ACCEPTED)
"""Of two answers written apart, the one that takes least for granted counts."""


def left_behind(changes: Iterable[StateChange]) -> frozenset[str] | None:
    """The ids of what a reopening found and left behind; nothing where no reopening tells of it."""
    told = [change.leaves for change in changes if change.leaves]
    return frozenset(word for leaves in told for word in leaves.split()) if told else None


def words_of(records: Iterable[Record]) -> str:
    """The ids of records, as a reopening keeps them."""
    return " ".join(record.id.hex for record in records)


def in_force(acts: Iterable[Act], signatures: Iterable[Signature]) -> Act | None:
    """The act that counts, of acts of one kind that were not left behind."""
    found = list(acts)
    signed = list(signatures)
    replaced = {one.replaces for one in found if isinstance(one, Agreement)}
    left = [one for one in standing(found) if one.id not in replaced] or standing(found)
    return min(left, key=lambda act: (-_signers(act.id, signed), act.id), default=None)


def _signers(act: UUID, signatures: list[Signature]) -> int:
    signers = {one.party or one.worker for one in signatures if one.act == act}
    return sum(1 for who in signers if who and answer_of(signatures, act, who) == Signed.SIGNED)


def answer_of(signatures: Iterable[Signature], act: UUID, signer: UUID) -> str:
    """What somebody last answered when asked to sign an act: "", signed or refused.

    Where both were written apart, the refusal counts until somebody asks again.
    """
    asked = [one for one in signatures if one.act == act and signer in {one.party, one.worker}]
    answers = {one.answer for one in standing(asked)}
    return min(answers, key=lambda answer: answer != Signed.REFUSED, default="")


def invitation_in_force(invitations: Iterable[Invitation], party: UUID | None) -> Invitation | None:
    """The invitation of a party that counts: of two sent apart, the one with the weaker answer."""
    asked = standing(one for one in invitations if one.party == party)
    return min(asked, key=lambda one: (_weight(one.answer), one.id), default=None)


def _weight(answer: str) -> int:
    return MOST_CAREFUL.index(Answer(answer))


__all__ = [
    "answer_of",
    "in_force",
    "invitation_in_force",
    "left_behind",
    "words_of",
]
