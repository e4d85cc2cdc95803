"""Joins the parts over an open vault: the one place that knows which parts the program is made of."""

import contextlib
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from pscp_desktop.domain import every  # noqa: F401 (record types are declared before a vault opens)
from pscp_desktop.domain.errors import HistoryBroken, MarkMissing, PscpError
from pscp_desktop.domain.record import NAMELESS
from pscp_desktop.domain.workers import Organisation, Worker
from pscp_desktop.services.attaching import Attaching
from pscp_desktop.services.conflicts.service import Conflicts
from pscp_desktop.services.day import Day
from pscp_desktop.services.desk import Desk, found_organisation
from pscp_desktop.services.finding import Finding
from pscp_desktop.services.mediation.service import Mediation
from pscp_desktop.services.profile import Profile
from pscp_desktop.services.reconciling.blobs import Blobs
from pscp_desktop.services.reconciling.inviting import Invitation, await_joining
from pscp_desktop.services.reconciling.service import Reconciling
from pscp_desktop.services.risk.service import Risk
from pscp_desktop.store import audit, migrate
from pscp_desktop.store.clock_watch import ClockWatch
from pscp_desktop.store.header import OrganisationKey
from pscp_desktop.store.keys import KdfCost
from pscp_desktop.store.secrets import SecretStore
from pscp_desktop.store.store import Store, Surroundings, move_in, user_of
from pscp_desktop.store.vault import Terms, Vault


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Who moves into a new vault, and into which team."""

    name: str
    roles: str
    team: str
    organisation: str = ""
    invitation: Invitation | None = None
    """With which they wait to be let in: it says who they are to the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What the windows may ask for, over one open vault."""

    vault: Vault
    store: Store
    desk: Desk
    mediation: Mediation
    risk: Risk
    profile: Profile
    finding: Finding
    day: Day
    conflicts: Conflicts
    reconciling: Reconciling
    blobs: Blobs
    alarms: tuple[PscpError, ...]
    """What the person must be told before anything else."""

    def close(self) -> None:
        """Close the vault; nothing of it may be used afterwards."""
        self.vault.close()


def present() -> datetime:
    """The present moment by this machine."""
    return datetime.now(UTC)


def terms(
    secrets: SecretStore | None,
    *,
    organisation: OrganisationKey | None = None,
    cost: KdfCost | None = None,
) -> Terms:
    """What a vault of this program is made or opened with."""
    return Terms(
        secrets=secrets,
        cost=cost,
        organisation=organisation,
        prepare=migrate.upgrade,
        schema=migrate.newest(),
    )


def furnish(vault: Vault, newcomer: Newcomer, *, now: Callable[[], datetime] = present) -> Services:
    """Move somebody into a vault that was just made."""
    invited = newcomer.invitation
    user = uuid.UUID(bytes=invited.user) if invited else _new_user(vault)
    move_in(vault.engine, user)
    store = _store(vault, user, now, expected=None)
    organisation = Organisation(name=newcomer.organisation)
    worker = Worker(name=newcomer.name, roles=newcomer.roles, letters=_letters(newcomer.name))
    found_organisation(store, worker, newcomer.team, organisation)
    services = _services(vault, store, ())
    if invited:
        await_joining(services.reconciling, invited)
    return services


def _new_user(vault: Vault) -> UUID:
    return uuid.UUID(bytes=vault.header.vault_id, version=4)


def compose(vault: Vault, *, now: Callable[[], datetime] = present) -> Services:
    """The services over a vault that somebody lives in.

    A history that is shorter than it was, or of which nobody can tell any more, does not keep the
    vault shut: it is an alarm, and the audit says from which line on it was known.
    """
    user = user_of(vault.engine) or NAMELESS
    store, doubts = _doubted(vault, user, now)
    return _services(vault, store, (*vault.alarms, *doubts))


def _doubted(
    vault: Vault, user: UUID, now: Callable[[], datetime]
) -> tuple[Store, tuple[PscpError, ...]]:
    """The store, and what must be said about how far its history goes back."""
    found = vault.last_mark()
    expected = audit.Mark(*found) if found else None
    try:
        store = _store(vault, user, now, expected=expected)
    except HistoryBroken as broken:
        store = _store(vault, user, now, expected=None)
        with store.writing() as unit:
            unit.note("history_broken", NAMELESS, detail=str(broken.lines))
        return store, (broken,)
    if not _unmarked(store, expected):
        return store, ()
    with store.writing() as unit:
        unit.note("mark_missing", NAMELESS, detail=str(store.mark.count))
    return store, (MarkMissing(),)


def _unmarked(store: Store, expected: audit.Mark | None) -> bool:
    """Whether there is a history and nothing outside it tells how far it goes."""
    return expected is None and store.mark.count > 0


def _store(
    vault: Vault, user: UUID, now: Callable[[], datetime], *, expected: audit.Mark | None
) -> Store:
    def marked(mark: audit.Mark) -> None:
        with contextlib.suppress(OSError):
            vault.mark(mark.count, mark.head)

    # A clock that was passed in stands still or jumps as it likes: only the machine's own is watched.
    watch = ClockWatch(now) if now is present else None
    return Store(
        vault.engine,
        user=user,
        stream=(vault.header.device_id, vault.state.incarnation),
        audit_key=vault.keys.audit,
        surroundings=Surroundings(now=now, mark=marked, watch=watch),
        expected=expected,
    )


def _services(vault: Vault, store: Store, alarms: tuple[PscpError, ...]) -> Services:
    desk = Desk(store, store.user)
    return Services(
        vault=vault,
        store=store,
        desk=desk,
        mediation=Mediation(desk),
        risk=Risk(desk, Attaching(desk, vault.folder)),
        profile=Profile(desk),
        finding=Finding(desk),
        day=Day(desk),
        conflicts=Conflicts(desk),
        reconciling=Reconciling(desk),
        blobs=Blobs(desk, vault.folder),
        alarms=alarms,
    )


def _letters(name: str) -> str:
    """The letters of provisional file numbers: the first of each of the first three words."""
    return "".join(word[0] for word in name.split()[:3]).upper() or "A"
