"""A mediation in words: states with their shape and tone, entries of a file, people in it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from uuid import UUID

from pscp_desktop.domain.dossiers import PrintedDocument
from pscp_desktop.domain.mediation import State, StateChange
from pscp_desktop.domain.mediation_states import ENDINGS, FINISHED_BEFORE
from pscp_desktop.domain.screening import Decision, Screening
from pscp_desktop.domain.signs import visible
from pscp_desktop.i18n import tr, trn
from pscp_desktop.reports.mediation import DocumentKind
from pscp_desktop.services.mediation.timeline import Entry
from pscp_desktop.ui.days import left_until, near_moment, short_day
from pscp_desktop.ui.marks import SHAPE, marked

AGREED: Final = frozenset({State.AGREEMENT_TOTAL, State.AGREEMENT_PARTIAL})
ICONS: Final = {"call": "phone", "letter": "mail", "edit": "edit", "clock": "due"}
SAFE: Final = frozenset({Decision.SUITABLE.label, Decision.WITH_CARE.label})
"""What a green shield may stand for; a matter found unsuitable has a neutral one."""
LONGEST_DETAIL: Final = 400
SHORT_DETAIL: Final = 48


def icon_of_state(state: str) -> tuple[str, str]:
    """The small shape of a state in a list and the tone it is painted in."""
    if state == State.REQUESTED:
        return "todo", "muted"
    if state == State.CLOSED:
        return "done", "muted"
    if state in AGREED or state == State.FOLLOW_UP:
        return "done", "accent"
    if state in FINISHED_BEFORE | ENDINGS:
        return "pause", "muted"
    return "progress", "muted"


def pill_of_state(state: str, *, stopped: bool) -> tuple[str, str]:
    """Tone and icon of the state beside the title of a file."""
    if stopped:
        return "danger", "stop"
    if state in AGREED or state == State.FOLLOW_UP:
        return "ok", "agreement"
    if state == State.CLOSED:
        return "plain", "done"
    if state in FINISHED_BEFORE | ENDINGS:
        return "plain", "pause"
    return "info", "progress"


def lowered(words: str) -> str:
    """`words` to go on a sentence with: its first letter small, unless it is an abbreviation."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One entry of a file as it is painted."""

    when: str
    what: str
    detail: str = ""
    icon: str = "note"
    tone: str = "muted"
    pill: str = ""
    pill_tone: str = "info"
    quiet: bool = False
    """A change of state without words: one small line."""

    @property
    def spoken(self) -> str:
        """All of it, for whoever does not see it."""
        return visible(". ".join(filter(None, (self.when, self.what, self.pill, self.detail))))


@dataclass(frozen=True, slots=True)
class Names:
    """Who is who in a file."""

    parties: Mapping[UUID, str]
    workers: Mapping[UUID, str]

    def of(self, someone: UUID | None) -> str:
        """A party's or a worker's name; nothing for nobody."""
        if someone is None:
            return ""
        return self.parties.get(someone) or self.workers.get(someone, "")


def bearing(line: Told, *, undecided: bool) -> Told:
    """A line with the mark of what nobody decided yet, where it bears one."""
    if not undecided:
        return line
    icon, tone = SHAPE
    detail = marked(line.detail, undecided=True)
    return replace(line, icon=icon, tone=tone, detail=detail, quiet=False)


def told(entry: Entry, names: Names, today: date) -> Told:
    """An entry in words."""
    if entry.due:
        return _due(entry, today)
    what = _title(entry)
    # A name stays on one line.
    whole = (names.of(one).replace(" ", "\N{NO-BREAK SPACE}") for one in (entry.party, entry.who))
    people = " · ".join(filter(None, whole))
    written = " ".join(entry.detail.split())
    if len(written) > LONGEST_DETAIL:
        written = f"{written[:LONGEST_DETAIL].rsplit(' ', 1)[0]}…"
    # What would not fit beside the words stands below them, with no dot left hanging.
    between = "\n" if len(written) + len(people) > SHORT_DETAIL else " · "
    detail = between.join(filter(None, (written, people)))
    safe = entry.record_type is Screening and entry.aspect in SAFE
    forbidden = entry.record_type is Screening and entry.kind == "stop"
    return Told(
        when=near_moment(entry.when, today),
        what=what,
        detail=detail,
        icon=ICONS.get(entry.kind, entry.kind),
        tone="danger" if forbidden else "ok" if safe else "muted",
        quiet=entry.record_type is StateChange and not written,
    )


def _title(entry: Entry) -> str:
    if entry.record_type is PrintedDocument:
        known = entry.aspect in set(DocumentKind)
        return tr(DocumentKind(entry.aspect).label) if known else tr(entry.title)
    if entry.record_type is StateChange:
        return tr("Passes to: {state}").format(state=lowered(tr(entry.aspect)))
    if entry.aspect:
        return f"{tr(entry.title)}: {lowered(tr(entry.aspect))}"
    return tr(entry.title)


def due_words(entry: Entry) -> str:
    """What is due, in a few words; of a follow-up which of them it is."""
    if entry.month:
        return trn("Follow-up after {n} month", "Follow-up after {n} months", entry.month).format(
            n=entry.month
        )
    return tr(entry.title)


def short_due_words(entry: Entry) -> str:
    """The same where there is little room."""
    if entry.month:
        return tr("{what} · month {n}").format(what=tr(State.FOLLOW_UP.label), n=entry.month)
    return tr(entry.title)


def _due(entry: Entry, today: date) -> Told:
    return Told(
        when=short_day(entry.on, today),
        what=due_words(entry),
        detail=tr("The law sets this day: {article}.").format(article=entry.article)
        if entry.article
        else "",
        icon="warn" if entry.late else "due",
        tone="warn" if entry.late else "accent",
        pill=left_until(entry.on, today, entry.starts_at, legal=bool(entry.article)),
        pill_tone="warn" if entry.late else "info",
    )
