"""Who audits, as an administrator decided it at this desk: signed, because no record is believed for it.

Anybody's laptop may write a record; what is sealed to whom follows signed statements alone. So a change of
roles made here by hand is kept aside for this desk, and said in the directory before the next round.
"""

from uuid import UUID

from pscp_desktop.domain.access import compatible
from pscp_desktop.domain.workers import Worker
from pscp_desktop.services.desk import ROLES_GIVEN
from pscp_desktop.services.reconciling.joining import rank_of
from pscp_desktop.services.reconciling.service import Reconciling
from pscp_desktop.store import rights
from sync import audit
from sync.statements import ADMINISTRATOR, User

_ID = 16


def appoint(reconciling: Reconciling) -> int:
    """Say of whom this desk's administrator made an auditor, or one no more; gives how many.

    Nobody appoints themselves, nor somebody who has left. Where this person is no administrator, nothing
    is said: what the record says then gives nobody an audit.
    """
    store, me = reconciling.desk.store, reconciling.identity.user
    given = store.kept(ROLES_GIVEN) or b""
    if not given or not reconciling.joined:
        return 0
    belief = reconciling.engine.belief
    directory, said = belief.directory, 0
    users = {given[at : at + _ID] for at in range(0, len(given), _ID)} - {me}
    for user in sorted(users) if directory.rank(me) >= ADMINISTRATOR else ():
        with reconciling.desk.reading() as session:
            worker = session.get(Worker, UUID(bytes=user))
        if worker is None or not compatible(worker.held_roles) or not directory.rank(user):
            continue
        if rights.audits(worker) != audit.audits(directory, user):
            act = User(user, rank_of(worker), worker.roles.split())
            with reconciling.engine.transaction():
                belief.say(directory.organisation, act)
            said += 1
    store.keep(ROLES_GIVEN, b"")
    return said
