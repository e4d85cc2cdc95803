"""The linked desks of the tests, whose hub answers over HTTPS from a real database."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.hub_world import Desk
from tests.hubs import Clock, Live, live
from tests.linked import Linked, Office


@contextmanager
def far(database: str, folder: Path, office: Office) -> Iterator[Live]:
    """A hub over `database` that signs with the key the office's directory names, at the office's time."""
    with live(database, folder, clock=Clock(office._now() - Clock()())) as hub:
        hub.service._pair = office.hub_pair
        yield hub


def over_https(hub: Live, *desks: Linked) -> None:
    """Let these desks call this hub from now on, and meet it once."""
    for one in desks:
        me = one.reconciling.identity
        client = hub.client(Desk(me.user, me.device, me.signing, me.receiving))
        one.peer = lambda client=client: client  # type: ignore[misc] # bound here and now
        met(one)


def met(one: Linked) -> None:
    """A round, as the rounds of the program meet a hub. Raises Unreachable, Denied."""
    with one.reconciling.contact.trying():
        one.round()
        one.reconciling.arriving.over(one.desk.store)  # none of these has attachments to wait for


def notes(one: Linked) -> set[str]:
    """The texts of all notes that stand on a desk."""
    with one.desk.reading() as session:
        rows = session.connection().exec_driver_sql("SELECT text FROM note")
        return {text for (text,) in rows}
