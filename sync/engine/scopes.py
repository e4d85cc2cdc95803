"""Beginning a scope, and saying who may do what there: signed here, told to a hub at the next round."""

from collections.abc import Sequence

from sync.engine.engine import Engine
from sync.envelope import beginning
from sync.protocol import Position
from sync.statements import Begun, Granted, Released, Withdrawn

Grants = Sequence[tuple[bytes, int]]
"""Who, and with which of the four rights."""


def begin_scope(
    engine: Engine, scope: bytes, *, parent: bytes = b"", people: Grants = (), circles: Grants = ()
) -> None:
    """Begin a scope with this desk's person as its coordinator. Raises Refused."""
    with engine.transaction():
        engine.belief.say(scope, Begun(parent))
        for user, role in people:
            engine.belief.say(scope, Granted(user, role))
        for circle, role in circles:
            engine.belief.say(scope, Granted(circle, role, circle=True))
        engine.keyring.renew(scope)
        # No hub has the log yet: the first that takes the scope gives it its epoch.
        engine.ledger.set_position(Position(scope, b"", 0, beginning(scope), 0))


def grant(engine: Engine, scope: bytes, subject: bytes, role: int, *, circle: bool = False) -> None:
    """Give a person or circle a right, and the keys with it, also the older ones. Raises Refused."""
    with engine.transaction():
        engine.belief.say(scope, Granted(subject, role, circle))
        engine.keyring.hand_over(scope)


def withdraw(engine: Engine, scope: bytes, subject: bytes) -> None:
    """Take a right away; what is written from now on has another key. Raises Refused."""
    with engine.transaction():
        engine.belief.say(scope, Withdrawn(subject))


def release(engine: Engine, scope: bytes, envelope: bytes, *, accepted: bool) -> None:
    """A coordinator's word on an envelope that was held. Raises Refused."""
    with engine.transaction():
        engine.belief.say(scope, Released(envelope, accepted))
        engine.merger.merge(scope)
