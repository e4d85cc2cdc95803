"""The list of mediation files in words: its lines, its groups, and what it can be asked."""

from collections.abc import Mapping
from datetime import date
from typing import Final
from uuid import UUID

from pscp_desktop.domain.dossiers import District
from pscp_desktop.domain.mediation import PHASES, Phase, State
from pscp_desktop.i18n import N_, tr
from pscp_desktop.services.mediation.boards import BoardLine, Filters, Sort
from pscp_desktop.ui.days import end_of_week, month_of, short_due
from pscp_desktop.ui.forms.choices import Answers
from pscp_desktop.ui.lists.rows import Filter, Query, Questions, Row
from pscp_desktop.ui.mediation.matters import every_kind, matter_said
from pscp_desktop.ui.mediation.phrases import icon_of_state

OPEN: Final = "open"
MINE: Final = "mine"
CLOSED: Final = "closed"
WAYS: Final = ((OPEN, N_("Active")), (MINE, N_("Mine")), (CLOSED, N_("Ended")))
ORDERS: Final = (
    (Sort.DUE, N_("By due date")),
    (Sort.NUMBER, N_("By number")),
    (Sort.OPENED, N_("By opening date")),
    (Sort.STATE, N_("By phase")),
)
LATE: Final = "late"


def filters_of(query: Query) -> Filters:
    """What a person asks for, as the service is asked."""
    phase, state, owner = query.of("phase"), query.of("state"), query.of("owner")
    return Filters(
        text=query.text,
        phases=frozenset({Phase(phase)}) if phase else frozenset(),
        states=frozenset({State(state)}) if state else frozenset(),
        district=query.of("district"),
        dispute=query.of("dispute"),
        owner=UUID(owner) if owner else None,
        mine=query.way == MINE,
        closed=query.way == CLOSED,
        late=bool(query.of(LATE)),
    )


def questions() -> Questions:
    """What the list can be asked."""
    return Questions(
        find=tr("Filter by name, number or street"),
        ways=[(way, tr(words)) for way, words in WAYS],
        orders=[(sort.value, tr(words)) for sort, words in ORDERS],
    )


def narrowings(workers: Mapping[UUID, str], own: Answers) -> tuple[Filter, ...]:
    """The filters, with the colleagues and the organisation's own matters to choose from."""
    colleagues = sorted(((str(one), name) for one, name in workers.items()), key=lambda one: one[1])
    return (
        Filter(name=LATE, label=tr("Late"), answers=[("yes", tr("Late"))], idle_in=CLOSED),
        Filter(name="phase", label=tr("Phase"), answers=_answers(Phase), idle_in=CLOSED),
        Filter(name="state", label=tr("State"), answers=_answers(State), idle_in=CLOSED),
        Filter(name="district", label=tr("Neighbourhood"), answers=_answers(District)),
        Filter(name="dispute", label=tr("Matter"), answers=every_kind(own)),
        Filter(name="owner", label=tr("Led by"), answers=colleagues, idle_in=MINE),
    )


def _answers(codes: type[Phase | State | District]) -> list[tuple[str, str]]:
    return [(one.value, tr(one.label)) for one in codes]


def why_empty(query: Query) -> tuple[str, str]:
    """An empty list says why it is empty and what will fill it."""
    if query.text:
        words = tr("No file holds these words. Try fewer letters, or look among the closed ones.")
        return "search", words
    if query.chosen:
        return "filter", tr("No file fits these filters.")
    if query.way == CLOSED:
        return "mediation", tr("No file is closed yet. Those that close come here.")
    if query.way == MINE:
        return "user", tr("You lead no open file. Those you take on come here.")
    words = tr("No file yet. Take the first request with Ctrl+N: a name and a matter are enough.")
    return "mediation", words


def group_of(line: BoardLine, sort: Sort, today: date) -> str:
    """Under which heading a line stands, in the order the list has."""
    if sort is Sort.STATE:
        return next((tr(phase.label) for phase in PHASES if line.state in PHASES[phase]), "")
    if sort is Sort.OPENED:
        return month_of(line.opened_on) if line.opened_on else tr("Without a date")
    return _when(line, today) if sort is Sort.DUE else ""


def _when(line: BoardLine, today: date) -> str:
    if line.closed_on is not None:
        return ""
    if line.due_on is None:
        return tr("Without a date")
    if line.due_on < today:
        return tr("Late")
    return tr("This week") if line.due_on <= end_of_week(today) else tr("Later on")


def row_of(line: BoardLine, sort: Sort, today: date, disputed: frozenset[UUID]) -> Row:
    """A line in words; of a file that is closed to this worker only its card."""
    state = tr(State.label_of(line.state))
    late = line.due_on is not None and line.due_on < today and line.closed_on is None
    when = short_due(line.due_on, today) if line.due_on and not line.closed_on else ""
    if not line.may_open:
        return Row(
            id=line.dossier,
            what=tr("File {number}").format(number=line.number),
            detail=(
                tr("{state} · still to be received")
                if line.coming
                else tr("{state} · not shared with you")
            ).format(state=state),
            when=when,
            icon="progress" if line.coming else "lock",
            group=group_of(line, sort, today),
            disputed=line.dossier in disputed,
            shut=True,
            coming=line.coming,
            number=line.number,
            owner=line.owner,
        )
    icon, tone = ("warn", "warn") if late else icon_of_state(line.state)
    return Row(
        id=line.dossier,
        what=line.title or matter_said(line.dispute),
        detail=f"{state} · {line.number}",
        when=when,
        icon=icon,
        tone=tone,
        group=group_of(line, sort, today),
        disputed=line.dossier in disputed,
        number=line.number,
    )
