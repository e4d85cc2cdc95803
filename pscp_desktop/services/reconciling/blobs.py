"""Attachments carried piece by piece: what is here goes out, what is wanted comes in, cuts cost a piece."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final

from sqlmodel import col, func, select

from pscp_desktop.domain.access import Right
from pscp_desktop.domain.dossiers import Attachment, Dossier
from pscp_desktop.domain.errors import AttachmentDamaged
from pscp_desktop.domain.workers import Worker
from pscp_desktop.services.desk import Desk
from pscp_desktop.store import blobs
from sync.engine.loose import Piece
from sync.protocol import DUP, OK, Denied, Peer

PICTURE: Final = "image/"
LARGEST_UNASKED: Final = 20 * 1024 * 1024
COMING: Final = "attachments_coming"
ASKED_ABOUT: Final = 8
"""Photos of which a round asks whether the hub has them by now, at most."""


class Place(Enum):
    """Where the bytes of an attachment are."""

    HERE = "here"
    HUB = "hub"
    ELSEWHERE = "elsewhere"
    """Still on the laptop of whoever attached it."""


class Coming(Enum):
    """Which attachments come by themselves; the others come when somebody opens them."""

    DOCUMENTS = "documents"
    """All but photographs and what is larger than `LARGEST_UNASKED`."""
    ALL = "all"
    NONE = "none"


Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an attachment is, and on whose laptop where it has not left."""

    place: Place
    writer: str = ""


@dataclass(frozen=True, slots=True)
class Blobs:
    """The attachments of one desk on their way."""

    desk: Desk
    folder: Path

    def exchange(self, peer: Peer, told: Told | None = None) -> tuple[int, int]:
        """Send what is not at the hub, fetch what is wanted; gives how many of each became whole.

        `told` hears how many of how many that come by themselves are here.
        """
        sent = sum(map(bool, self._send(peer)))
        return sent, sum(map(bool, self._fetch_wanted(peer, told or _silent)))

    @property
    def coming(self) -> Coming:
        """What comes by itself on this laptop, as its person chose."""
        kept = self.desk.store.kept(COMING)
        return Coming(kept.decode()) if kept else Coming.DOCUMENTS

    def choose(self, coming: Coming) -> None:
        """From now on this comes by itself. What is here already stays."""
        self.desk.store.keep(COMING, coming.value.encode())

    def fetch(
        self, peer: Peer, attachment: Attachment, told: Callable[[int, int], None] | None = None
    ) -> bool:
        """Fetch one that somebody asked for; False where the hub has not all of it.

        Goes on where a cut left it; `told` hears how many pieces of how many are here. Raises
        AttachmentDamaged where what came is not what was attached.
        """
        blob = attachment.blob
        state = peer.blob(blob)
        held = [bool(state.held[n // 8] >> n % 8 & 1) for n in range(state.pieces)]
        self._note(blob, sum(held), state.pieces)
        if not held or not all(held):
            return False
        for number in range(blobs.arrived(self.folder, blob), state.pieces):
            if told:
                told(number, state.pieces)
            blobs.write_part(self.folder, blob, number, peer.get_piece(blob, number))
        blobs.finish(self.folder, blob, attachment.key)
        return True

    def standing(self, attachment: Attachment) -> Standing:
        """Where it is, as far as was known at the last contact."""
        if blobs.is_here(self.folder, attachment.blob):
            return Standing(Place.HERE)
        with self.desk.reading() as session:
            row = session.connection().exec_driver_sql(
                "SELECT held, pieces FROM blob WHERE id = ?", (attachment.blob,)
            ).first()  # fmt: skip
            writer = session.get(Worker, attachment.recorded_by)
        if row is not None and row[1] and row[0] == row[1]:
            return Standing(Place.HUB)
        return Standing(Place.ELSEWHERE, writer.name if writer else "")

    def frames(self) -> Iterator[Piece]:
        """The pieces of all attachments that lie here, for a stick."""
        for attachment in self._all():
            if blobs.is_here(self.folder, attachment.blob):
                pieces = blobs.parts_of(self.folder, attachment.blob)
                for number in range(pieces):
                    body = blobs.read_part(self.folder, attachment.blob, number)
                    yield Piece(attachment.blob, number, pieces, body)

    def take(self, piece: Piece) -> bool:
        """Keep a piece that came on a stick, where it is the next one; whether it made one whole."""
        found = next((one for one in self._all() if one.blob == piece.blob), None)
        if found is None or blobs.is_here(self.folder, piece.blob):
            return False
        if piece.number != blobs.arrived(self.folder, piece.blob):
            return False
        blobs.write_part(self.folder, piece.blob, piece.number, piece.body)
        if piece.number + 1 < piece.pieces:
            return False
        blobs.finish(self.folder, piece.blob, found.key)
        return True

    def _send(self, peer: Peer) -> Iterator[bool]:
        sent = self._sent()
        for attachment in self._all():
            blob = attachment.blob
            if blob in sent or not blobs.is_here(self.folder, blob):
                continue
            try:
                yield self._send_one(peer, blob)
            except Denied:
                continue  # the envelope that names it has not been taken yet

    def _send_one(self, peer: Peer, blob: bytes) -> bool:
        pieces, state = blobs.parts_of(self.folder, blob), peer.blob(blob)
        for number in range(pieces):
            if number < state.pieces and state.held[number // 8] >> number % 8 & 1:
                continue
            body = blobs.read_part(self.folder, blob, number)
            if peer.put_piece(blob, number, pieces, body).code not in {OK, DUP}:
                return False
        self._note(blob, pieces, pieces)
        return True

    def _fetch_wanted(self, peer: Peer, told: Told) -> Iterator[bool]:
        coming, everything = self.coming, self._all()
        wanted = [one for one in everything if _unasked(one, coming)]
        self._learn(peer, [one for one in everything if not _unasked(one, coming)])
        for number, attachment in enumerate(wanted):
            told(number, len(wanted))
            if blobs.is_here(self.folder, attachment.blob):
                continue
            try:
                yield self.fetch(peer, attachment)
            except (Denied, AttachmentDamaged):
                yield False
        told(len(wanted), len(wanted))

    def _learn(self, peer: Peer, others: list[Attachment]) -> None:
        """Of some that come when somebody wants them, learn whether the hub has them by now."""
        known, left = self._sent(), ASKED_ABOUT
        for attachment in others:
            here = blobs.is_here(self.folder, attachment.blob)
            if left and not here and attachment.blob not in known:
                left -= 1
                self._ask_about(peer, attachment.blob)

    def _ask_about(self, peer: Peer, blob: bytes) -> None:
        """Learn whether the hub has what comes only when somebody wants it."""
        with contextlib.suppress(Denied):
            state = peer.blob(blob)
            self._note(blob, sum(byte.bit_count() for byte in state.held), state.pieces)

    def _all(self) -> list[Attachment]:
        """The attachments of the files this worker may read: of open files first, the newest first."""
        with self.desk.reading() as session:
            found = session.exec(
                select(Attachment)
                .outerjoin(Dossier, col(Dossier.id) == col(Attachment.dossier))
                .where(col(Attachment.removed).is_(False))
                .order_by(
                    col(Dossier.closed_on).is_not(None),
                    func.coalesce(Dossier.closed_on, Dossier.opened_on).desc(),
                    col(Attachment.id),
                )
            ).all()
            return [
                one for one in found if self.desk.right_in(session, one.dossier) >= Right.READER
            ]

    def _sent(self) -> set[bytes]:
        with self.desk.reading() as session:
            rows = session.connection().exec_driver_sql(
                "SELECT id FROM blob WHERE held = pieces AND pieces > 0"
            )
            return {bytes(row[0]) for row in rows}

    def _note(self, blob: bytes, held: int, pieces: int) -> None:
        with self.desk.store.direct() as connection:
            connection.exec_driver_sql(
                "INSERT OR REPLACE INTO blob VALUES (?, ?, ?)", (blob, held, pieces)
            )


def _silent(_: int, __: int) -> None:
    """Nobody looks."""


def _unasked(attachment: Attachment, coming: Coming) -> bool:
    """Documents come by themselves, photographs and large files when somebody wants to see them.

    Whoever has room and a line that costs nothing may have all of them, and who pays by the megabyte none.
    """
    if coming is not Coming.DOCUMENTS:
        return coming is Coming.ALL
    picture = attachment.media_type.startswith(PICTURE)
    return not picture and attachment.size <= LARGEST_UNASKED
