"""Conflicts in words: what it is about, who wrote when, and how far a clock can be trusted."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from difflib import SequenceMatcher
from typing import Any, Final
from uuid import UUID

from pscp_desktop.domain.fields import codes_of
from pscp_desktop.domain.record import NAMELESS, Record
from pscp_desktop.i18n import N_, tr, trn
from pscp_desktop.services.conflicts.found import Conflict, Joint, Kept, Place, Version
from pscp_desktop.ui.days import whole_moment
from pscp_desktop.ui.forms.saying import in_words

CALLED: Final = {
    "Agreement": N_("agreement"),
    "Appointment": N_("appointment"),
    "Attachment": N_("attached file"),
    "Attendance": N_("who was at a session"),
    "AttemptDeclaration": N_("certificate of attempt"),
    "Clause": N_("clause"),
    "ClauseCheck": N_("check of a clause"),
    "ConflictConsent": N_("consent to a conflict of interest"),
    "ConflictDeclaration": N_("declaration of conflict of interest"),
    "Consent": N_("consent"),
    "ConstitutiveAct": N_("constitutive act"),
    "Contact": N_("contact"),
    "Dossier": N_("the file itself"),
    "DossierCard": N_("card of the file"),
    "Exclusion": N_("whom the file is closed to"),
    "FinalAct": N_("final act"),
    "FollowUp": N_("follow-up"),
    "FollowUpVoice": N_("what a party says of a follow-up"),
    "InterimArrangement": N_("arrangement for the meantime"),
    "Invitation": N_("invitation"),
    "MediationProcess": N_("what was asked"),
    "MediationSession": N_("session"),
    "Membership": N_("who works in the file"),
    "Note": N_("note"),
    "Organisation": N_("organisation"),
    "Party": N_("party"),
    "PrintedDocument": N_("printed document"),
    "Referral": N_("referral"),
    "RestorativeConditions": N_("conditions"),
    "Satisfaction": N_("satisfaction"),
    "Screening": N_("screening"),
    "SeparateMeeting": N_("separate meeting"),
    "Signature": N_("signature"),
    "StateChange": N_("state of the file"),
    "Transfer": N_("handing over of the file"),
    "Visit": N_("visit"),
    "Worker": N_("worker's page"),
}
"""What a record is called in the line that says where a conflict is."""
LONGEST_COMPARED: Final = 600
"""Words beyond which two texts are shown without marking how they differ: it would hold up the screen."""
MOST_TELLING: Final = 2


def label_of(one: Conflict | Joint | Kept) -> str:
    """What a conflict is about: the field, or the record."""
    if isinstance(one, Conflict):
        return tr(one.field.spec.label)
    if isinstance(one, Joint):
        return ", ".join(tr(field.spec.label) for field in one.fields)
    return kind_of(one.place).capitalize()


def kind_of(place: Place) -> str:
    """What the record is."""
    return called(place.kind.__name__)


def called(kind: str) -> str:
    """What a record of a class is called."""
    known = CALLED.get(kind)
    return tr(known) if known else tr("record")


def where(place: Place, now: datetime) -> str:
    """The record and what tells it from its like."""
    told = [
        said for name, value in place.called.items() if (said := _told(place, name, value, now))
    ]
    return " ".join([kind_of(place), " · ".join(told[:MOST_TELLING])]).strip()


def _told(place: Place, name: str, value: Any, now: datetime) -> str:
    if (
        value in {None, "", NAMELESS}
        or isinstance(value, bool | UUID)
        or name in codes_of(place.kind)
    ):
        return ""
    words = in_words(place.kind, name, value, now)
    return words if len(words.split()) <= 6 else ""  # noqa: PLR2004 (a name, not a text)


def file_of(place: Place) -> str:
    """The file, by number and title."""
    return " · ".join(filter(None, (place.number, place.title)))


def people(writers: Sequence[str], me: str) -> str:
    """Who takes part, the person at the desk as `you`."""
    others = [name for name in writers if name != me]
    named = [*others, tr("you")] if len(others) < len(writers) else others
    if len(named) <= 1:
        return "".join(named) or tr("somebody")
    return tr("{names} and {last}").format(names=", ".join(named[:-1]), last=named[-1])


def who(version: Version) -> str:
    """Who wrote a version."""
    name = version.writer or tr("Somebody")
    return tr("{name} · you").format(name=name) if version.mine else name


def when(version: Version, today: date) -> str:
    """When it was written, by the writer's own clock."""
    if version.at is None:
        return (
            tr("When is not known here")
            if version.writer
            else tr("Who and when are not known here")
        )
    return whole_moment(version.at, today)


def clock(version: Version) -> tuple[str, str, str]:
    """Words on the clock of the laptop a version was written on, with a tone and an icon."""
    if version.at is None:
        return tr("It came with the whole file, without the change that wrote it"), "muted", "clock"
    if version.minutes_slow is None:
        return tr("Clock not compared with a hub yet"), "muted", "clock"
    if not version.doubtful:
        return tr("Reliable clock"), "ok", "done"
    off = abs(version.minutes_slow)
    slow = trn("Clock {n} minute slow: the order is not certain",
               "Clock {n} minutes slow: the order is not certain", off)  # fmt: skip
    fast = trn("Clock {n} minute fast: the order is not certain",
               "Clock {n} minutes fast: the order is not certain", off)  # fmt: skip
    return (slow if version.minutes_slow > 0 else fast).format(n=off), "warn", "warn"


def value_said(
    kind: type[Record], name: str, value: Any, now: datetime, names: dict[UUID, str]
) -> str:
    """A value as people read it."""
    if isinstance(value, UUID):
        return names.get(value, tr("Somebody"))
    codes, _ = codes_of(kind).get(name, (None, False))
    words = tr(codes.label_of(value)) if codes and value == "" else in_words(kind, name, value, now)
    return words or tr("(empty)")


def pieces(words: str, other: str) -> list[tuple[str, bool]]:
    """`words` cut where they differ from `other`; what is not there is marked True."""
    ours, theirs = _cut(words), _cut(other)
    if max(len(ours), len(theirs)) > LONGEST_COMPARED:
        return [(words, False)]
    return list(_joined(ours, theirs))


def _cut(words: str) -> list[str]:
    """Words with the space that follows them, so that joined again they are the text."""
    parts, start = [], 0
    for at, letter in enumerate(words):
        if letter.isspace() and at + 1 < len(words) and not words[at + 1].isspace():
            parts.append(words[start : at + 1])
            start = at + 1
    return [*parts, words[start:]] if words else []


def _joined(ours: list[str], theirs: list[str]) -> Iterator[tuple[str, bool]]:
    bare, others = [word.rstrip() for word in ours], [word.rstrip() for word in theirs]
    matcher = SequenceMatcher(None, others, bare, autojunk=False)
    for change, _, _, start, end in matcher.get_opcodes():
        said = "".join(ours[start:end])
        if not said:
            continue
        if change == "equal":
            yield said, False
        else:
            tail = said[len(said.rstrip()) :]
            yield said.rstrip(), True
            if tail:
                yield tail, False
