"""sync.P10: a large attachment over a line that breaks, and how fast it is opened."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from time import perf_counter
from typing import Final, cast
from uuid import UUID

from pscp_desktop.domain.mediation_sessions import MediationSession
from pscp_desktop.services.attaching import Attaching
from pscp_desktop.store import attachments
from sync.client import HubClient
from sync.protocol import BlobState, Peer, Result, Unreachable
from tests.bench.figure import Figure
from tests.bench.sync_world import ALBA, Seat, a_folder, a_hub, found, write

PHOTO: Final = 100 * 1024 * 1024 - 4096
CUTS: Final = 10
MB: Final = 1_000_000


class _Cut(Unreachable):
    """The line broke."""


@dataclass
class _Wire:
    """A hub behind a line that breaks each time after so many pieces: the piece arrives, its answer not."""

    client: HubClient
    each: int
    sent: int = 0
    cuts: int = 0
    left: int = 0

    def blob(self, blob: bytes) -> BlobState:
        return self.client.blob(blob)

    def put_piece(self, blob: bytes, piece: int, pieces: int, body: bytes) -> Result:
        self.sent += len(body)
        self.left += 1
        done = self.client.put_piece(blob, piece, pieces, body)
        if self.left % self.each == 0 and self.cuts < CUTS:
            self.cuts += 1
            raise _Cut("cut")
        return done


def _dossier_of(seat: Seat, record: UUID) -> UUID:
    with seat.services.desk.reading() as session:
        one = session.get(MediationSession, record)
    assert one is not None
    return one.dossier


def _until_it_arrived(seat: Seat, wire: _Wire) -> int:
    while True:
        try:
            sent, _ = seat.services.blobs.exchange(cast("Peer", wire))
        except _Cut:
            continue
        return sent


def attachment() -> Iterator[Figure]:
    """P10: a hundred megabytes, cut ten times on their way to the hub; and how fast they are opened."""
    with a_folder() as folder, a_hub(folder / "hub") as hub:
        alba = Seat.new(folder / "a", ALBA, hub.hub)
        found(alba)
        (record,) = write(alba, 10, files=1)
        dossier = _dossier_of(alba, record)
        source = folder / "scan.pdf"
        source.write_bytes(b"%PDF-1.7\n" + os.urandom(PHOTO) + b"\n%%EOF")
        began = perf_counter()
        attached = Attaching(alba.services.desk, alba.services.blobs.folder).attach(dossier, source)
        closing_took = perf_counter() - began
        alba.round()
        wire = _Wire(alba.connected(), each=9)
        began = perf_counter()
        assert (_until_it_arrived(alba, wire), wire.cuts) == (1, CUTS)
        seconds = perf_counter() - began
        whole = attachments.path_of(alba.services.blobs.folder, attached.blob.hex()).stat().st_size
        began = perf_counter()
        size = sum(
            len(part)
            for part in attachments.read(
                alba.services.blobs.folder, attached.blob.hex(), attached.key
            )
        )
        speed = size / MB / (perf_counter() - began)
        alba.close()
    again = max(0, wire.sent - whole) / 1024 / 1024
    yield Figure(
        bench="sync.P10", value=round(again, 2), unit="MiB sent again", bar="<= 10 MiB",
        ok=again <= 10, n=CUTS, p50=round(again, 2), p95=round(again, 2), records=1, bytes=whole,
        more={"seconds": round(seconds, 2), "to close and keep": round(closing_took, 2)},
    )  # fmt: skip
    yield Figure(
        bench="sync.P10.crypto", value=round(speed, 1), unit="MB/s opened", bar=">= 200 MB/s",
        ok=speed >= 200, n=1, p50=round(speed, 1), p95=round(speed, 1), records=1, bytes=whole,
    )  # fmt: skip
