"""What signed statements say, as rows, for the rules the database keeps by itself.

The hub's own judgement reads the chains; this is the second line, filled from the same statements and
from nothing else.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from sync.audit import AUDITING
from sync.directory import Directory
from sync.server.database import Session
from sync.statements import (
    COORDINATOR,
    READER,
    Approved,
    Begun,
    DeviceAdded,
    DeviceRemoved,
    Erase,
    Granted,
    Opened,
    Statement,
    User,
    UserLeft,
    Wipe,
    Withdrawn,
    read,
)


def note(session: Session, raw: bytes) -> None:
    """Write down what a statement says that was found to stand."""
    statement = read(raw).statement
    noting = _NOTES.get(type(statement.act))
    if noting:
        noting(session, statement, statement.act)


def _begun(session: Session, statement: Statement, _act: Begun) -> None:
    session.execute(
        "INSERT INTO granted SELECT %b, d.person, %b, false FROM device d WHERE d.id = %b",
        (statement.chain, COORDINATOR, statement.by),
    )


def _granted(session: Session, statement: Statement, act: Granted) -> None:
    session.execute(
        "INSERT INTO granted VALUES (%b, %b, %b, %b) ON CONFLICT (scope, subject)"
        " DO UPDATE SET role = excluded.role, circle = excluded.circle",
        (statement.chain, act.subject, act.role, act.circle),
    )


def _withdrawn(session: Session, statement: Statement, act: Withdrawn) -> None:
    query = "DELETE FROM granted WHERE scope = %b AND subject = %b"
    session.execute(query, (statement.chain, act.subject))


def _device_added(session: Session, _statement: Statement, act: DeviceAdded) -> None:
    session.execute(
        "INSERT INTO device (id, person, signing) VALUES (%b, %b, %b) ON CONFLICT DO NOTHING",
        (act.device, act.user, act.signing),
    )


def _device_out(session: Session, _statement: Statement, act: DeviceRemoved | Wipe) -> None:
    session.execute("UPDATE device SET out = true WHERE id = %b", (act.device,))


def _user(session: Session, _statement: Statement, act: User) -> None:
    """Who audits, and nothing else."""
    session.execute("DELETE FROM auditor WHERE person = %b", (act.user,))
    if act.rank == READER and len(act.roles) == 1 and act.roles[0] in AUDITING:
        session.execute("INSERT INTO auditor VALUES (%b)", (act.user,))


def _user_left(session: Session, _statement: Statement, act: UserLeft) -> None:
    session.execute("DELETE FROM auditor WHERE person = %b", (act.user,))
    session.execute("UPDATE device SET out = true WHERE person = %b", (act.user,))


def _approved(session: Session, statement: Statement, act: Approved) -> None:
    """What now has all its approvals: an erasure takes the bodies of its scope, a door stands open.

    The directory is read again from its beginning: that is rare, and nobody's word is taken for it.
    """
    ((root,),) = session.execute("SELECT root FROM hub", binary=True).fetchall()
    directory = Directory(bytes(root))
    query = "SELECT raw FROM statement WHERE chain = %b ORDER BY seq"
    for (raw,) in session.execute(query, (statement.chain,), binary=True).fetchall():
        directory.extend(read(raw))
    asked = directory.asked[act.statement]
    wanted = asked.signed.statement.act
    if asked.counts and isinstance(wanted, Erase) and not wanted.blobs:
        session.execute("SELECT erase(%b)", (wanted.scope,))
    elif asked.counts and isinstance(wanted, Opened):
        session.execute(
            "INSERT INTO opened VALUES (%b, %b, %b) ON CONFLICT DO NOTHING",
            (wanted.scope, wanted.user, wanted.until),
        )


_NOTES: Final[Mapping[type, Callable[[Session, Statement, Any], None]]] = {
    Begun: _begun,
    Granted: _granted,
    Withdrawn: _withdrawn,
    DeviceAdded: _device_added,
    DeviceRemoved: _device_out,
    Wipe: _device_out,
    User: _user,
    UserLeft: _user_left,
    Approved: _approved,
}
