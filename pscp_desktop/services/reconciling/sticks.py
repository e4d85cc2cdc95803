"""A stick instead of a network: everything this desk has that others may lack, and taking such in.

Whoever finds it reads nothing. What a desk carries for people whose files it cannot open is on it too.
"""

from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

from pscp_desktop.domain.errors import StickRefused
from pscp_desktop.domain.laptops import ContactWay
from pscp_desktop.services.reconciling import naming
from pscp_desktop.services.reconciling.blobs import Blobs
from pscp_desktop.services.reconciling.identity import hub_of
from pscp_desktop.services.reconciling.leasing import vouch
from pscp_desktop.services.reconciling.reports import tell
from pscp_desktop.services.reconciling.service import Reconciling
from pscp_desktop.services.reconciling.told import Receipt
from sync import bundle
from sync.bundle import NotForUs
from sync.engine.engine import Engine
from sync.engine.loose import AnyFrame, Piece, Said, Sealed, frames_of, take_frames
from sync.envelope import Malformed

SUFFIX = ".sbundle"


def write(reconciling: Reconciling, blobs: Blobs, path: Path) -> Receipt:
    """Write a stick for every laptop in use of the organisation; whole under its name, or not there."""
    reconciling.align()
    engine = reconciling.engine
    if hub_of(reconciling.desk.store) is None:  # at a hub it is told there
        tell(reconciling, ContactWay.STICK)
    vouch(engine)
    directory = engine.belief.directory
    recipients = [device for device in directory.devices if directory.active(device)]
    counted = _Counted()
    frames = chain(counted.all(frames_of(engine)), blobs.frames())
    bundle.write(path, engine.belief, recipients, frames)
    return reconciling.carried("stick out", sent=counted.envelopes)


def write_order(reconciling: Reconciling, device: bytes, path: Path) -> None:
    """Write the directory alone for a laptop that was put out: its order is in it, and nothing newer."""
    belief = reconciling.engine.belief
    said = (Said(raw) for raw in reconciling.ledger.statements(belief.directory.organisation))
    bundle.write(path, belief, [device], said)


def read(reconciling: Reconciling, blobs: Blobs, path: Path) -> Receipt:
    """Take in a stick: in any order, again, or cut short. Raises StickRefused; then nothing changed."""
    engine = reconciling.engine
    known = reconciling.held()
    try:
        with path.open("rb") as file:
            frames = [f for f in bundle.read(file, engine.belief) if not isinstance(f, Piece)]
            told = take_frames(engine, frames)
            naming.hear(reconciling.ledger, told, reconciling.milliseconds())
            reconciling.lease.heard(engine.belief.directory, reconciling.identity.device)
            if not reconciling.wiped:
                reconciling.align()
        with path.open("rb") as file:
            pieces = (f for f in bundle.read(file, engine.belief) if isinstance(f, Piece))
            whole = sum(blobs.take(piece) for piece in pieces)
    except NotForUs:
        raise StickRefused("foreign") from None
    except Malformed as malformed:
        raise StickRefused("size" if str(malformed) == "size" else "damaged") from None
    return reconciling.carried("stick in", received=reconciling.held() - known, blobs=whole)


def first(engine: Engine, paths: Sequence[Path]) -> None:
    """Take in the sticks that came with an admission. Raises StickRefused."""
    for path in paths:
        try:
            with path.open("rb") as file:
                frames = [f for f in bundle.read(file, engine.belief) if not isinstance(f, Piece)]
        except NotForUs:
            raise StickRefused("foreign") from None
        except Malformed:
            raise StickRefused("damaged") from None
        take_frames(engine, frames)


class _Counted:
    """Counts the envelopes that go by."""

    def __init__(self) -> None:
        self.envelopes = 0

    def all(self, frames: Iterator[AnyFrame]) -> Iterator[AnyFrame]:
        for frame in frames:
            self.envelopes += isinstance(frame, Sealed)
            yield frame
