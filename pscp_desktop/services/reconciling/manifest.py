"""What was on a laptop at its last contact: from the signed memberships as they stood then.

Counted is whatever its person ever had a right to read by that hour, also where the right was taken since:
nothing is fetched back from a laptop. A file that the reader may not open is named by its number alone.
"""

from collections.abc import Callable
from uuid import UUID

from sqlmodel import col, select

from pscp_desktop.domain.access import Right
from pscp_desktop.domain.dossiers import Dossier, DossierCard, DossierKind
from pscp_desktop.domain.errors import ContactOwed, JoiningRefused
from pscp_desktop.services.reconciling.laptops import laptops, leads
from pscp_desktop.services.reconciling.service import Reconciling
from pscp_desktop.services.reconciling.told import HeldFile, Laptop, Manifest
from pscp_desktop.store.gate import StoreSession
from sync.members import Members
from sync.statements import read


def manifest(reconciling: Reconciling, device: bytes) -> Manifest:
    """What a laptop held. Raises JoiningRefused for whoever neither coordinates nor owns it.

    Raises ContactOwed where this laptop was itself alone for too long.
    """
    found = next(one for one in laptops(reconciling) if one.device == device)
    if not (leads(reconciling) or found.user.bytes == reconciling.identity.user):
        raise JoiningRefused("right")
    if reconciling.lease.over():
        raise ContactOwed
    until = int(found.last_seen.timestamp() * 1000) if found.last_seen else 0
    past = _Past(reconciling, until)
    user = found.user.bytes
    with reconciling.desk.reading() as session:
        known = _scopes(reconciling, session)
        held = {scope for scope in known if past.knew(scope.bytes, user)}
        now = {scope for scope in held if _reads(reconciling, scope.bytes, user)}
        dossiers = {
            one.id: one for one in session.exec(select(Dossier).where(col(Dossier.id).in_(held)))
        }
        cards = {
            one.of: one
            for one in session.exec(select(DossierCard).where(col(DossierCard.removed).is_(False)))
        }
        teams = sorted(one.title for one in dossiers.values() if one.kind == DossierKind.CIRCLE)
        files = [
            _file(reconciling, session, one, cards.get(one.id), withdrawn=one.id not in now)
            for one in dossiers.values()
            if one.kind == DossierKind.FILE and not one.removed
        ]
        files += [
            _nameless(card)
            for card in cards.values()
            if card.of not in dossiers
            and (card.of in held or (card.of not in known and _its(card, found, held)))
        ]
    files.sort(key=lambda one: (not one.open, one.number))
    return Manifest(found, tuple(teams), tuple(files))


def _scopes(reconciling: Reconciling, session: StoreSession) -> set[UUID]:
    """Every scope of which the membership is known here, those this desk has left among them."""
    organisation = reconciling.engine.belief.directory.organisation
    rows = session.connection().exec_driver_sql("SELECT DISTINCT chain FROM statement").all()
    return {UUID(bytes=bytes(chain)) for (chain,) in rows if bytes(chain) != organisation}


class _Past:
    """The memberships as far as they were said by an hour, by the clocks of whoever said it."""

    def __init__(self, reconciling: Reconciling, until: int) -> None:
        self._ledger = reconciling.ledger
        self._directory = reconciling.engine.belief.directory
        self._until = until
        self._known: dict[bytes, Members | None] = {}

    def knew(self, scope: bytes, user: bytes) -> bool:
        """Whether somebody had a right in a scope by then, or had had one."""
        members = self.members(scope)
        return members is not None and members.knew(user, self.members)

    def members(self, scope: bytes) -> Members | None:
        if scope not in self._known:
            self._known[scope] = None  # a circle is never within itself
            self._known[scope] = self._replayed(scope, self.members)
        return self._known[scope]

    def _replayed(self, scope: bytes, circles: Callable[[bytes], Members | None]) -> Members | None:
        members = Members(scope)
        for raw in self._ledger.statements(scope):
            signed = read(raw)
            if self._until and signed.statement.at > self._until:
                break
            members.extend(signed, self._directory, circles)
        return members if members.seq else None


def _reads(reconciling: Reconciling, scope: bytes, user: bytes) -> bool:
    belief = reconciling.engine.belief
    members = belief.members(scope)
    return members is not None and user in members.readers(belief.members)


def _file(
    reconciling: Reconciling,
    session: StoreSession,
    one: Dossier,
    card: DossierCard | None,
    *,
    withdrawn: bool,
) -> HeldFile:
    # Whoever was closed out of a file is told so by its membership alone.
    may = (
        bool(reconciling.engine.belief.role(one.id.bytes))
        and reconciling.desk.right_in(session, one.id) >= Right.READER
    )
    return HeldFile(
        one.id, one.number, one.title if may else "", may, one.service,
        card.state if card else "", withdrawn,
    )  # fmt: skip


def _nameless(card: DossierCard) -> HeldFile:
    return HeldFile(card.of, card.number, "", open=False, service=card.service, state=card.state)


def _its(card: DossierCard, laptop: Laptop, held: set[UUID]) -> bool:
    """Whether the file of a card is the person's own: of whom it is open to nothing more is known."""
    return card.owner == laptop.user and card.dossier in held
