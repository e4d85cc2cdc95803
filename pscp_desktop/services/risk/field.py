"""What is seen in the street, kept where the whole team reads it, in seconds and without a network."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from pscp_desktop.domain.blurring import cell_for
from pscp_desktop.domain.calendar import MADRID
from pscp_desktop.domain.dossiers import Attachment
from pscp_desktop.domain.errors import Invalid
from pscp_desktop.domain.record import EPOCH, NAMELESS
from pscp_desktop.domain.risk_field import (
    ExploratoryWalk,
    Faces,
    FieldObservation,
    time_of_day,
)
from pscp_desktop.services.desk import Desk
from pscp_desktop.services.risk.layers import Keeping, Layers
from pscp_desktop.store.photographs import Photograph

WITHOUT_FACES: Final = frozenset({Faces.NOBODY, Faces.BLURRED})
"""What must have been made sure of before a photograph is kept."""
PHOTO: Final = "foto.jpg"


@dataclass(frozen=True, slots=True)
class Seen:
    """An observation with what was photographed of the place."""

    observation: FieldObservation
    photographs: tuple[bytes, ...]


class Field:
    """Observations and walks. They say what a place is like, never who is there."""

    def __init__(self, desk: Desk, layers: Layers, keeping: Keeping) -> None:
        self._desk, self._layers, self._keeping = desk, layers, keeping

    def observe(
        self, observation: FieldObservation, photo: Photograph | None = None
    ) -> FieldObservation:
        """Keep what was noticed. Raises Invalid where it says nothing, or no place.

        A photograph is kept only where nobody is in it or every face was blurred: Invalid otherwise. What
        is kept is made of its pixels as they stand now; the file it came from is never taken.
        """
        found = {}
        if not observation.text.strip():
            found["text"] = "missing"
        if not observation.placed and not observation.district:
            found["district"] = "missing"
        if photo is None:
            observation.faces = Faces.NONE.value
        elif observation.faces not in WITHOUT_FACES:
            found["faces"] = "missing"
        elif observation.faces == Faces.BLURRED and _untouched(photo):
            found["faces"] = "nothing_hidden"
        if found:
            raise Invalid(found)
        self._fill_in(observation)
        kept = self._desk.add(observation)
        if photo is not None:
            self._keeping.attach_bytes(kept.dossier, photo.jpeg(), PHOTO, kept.id)
        return kept

    def walk(self, walk: ExploratoryWalk) -> ExploratoryWalk:
        """Keep a walk; what is noticed on it names it. Raises Invalid without a name."""
        if not walk.title.strip():
            raise Invalid({"title": "missing"})
        if walk.starts_at == EPOCH:
            walk.starts_at = self._desk.now()
        if walk.dossier == NAMELESS:
            walk.dossier = self._layers.shelf()
        return self._desk.add(walk)

    def observations(self, walk: UUID | None = None) -> tuple[FieldObservation, ...]:
        """What this worker may read of what was noticed, newest first; of one walk if named.

        Only their own where this laptop was alone for too long.
        """
        desk = self._desk
        with desk.reading() as session:
            wanted: list[ColumnElement[bool]] = [col(FieldObservation.removed).is_(False)]
            if walk is not None:
                wanted.append(col(FieldObservation.walk) == walk)
            rows = session.exec(
                select(FieldObservation)
                .where(*wanted)
                .order_by(col(FieldObservation.seen_at).desc())
            )
            found = list(rows)
            mine = desk.readable(session, {one.dossier for one in found})
        shown = (one for one in found if one.dossier in mine)
        owed = desk.contact_owed()
        return tuple(one for one in shown if not owed or one.recorded_by == desk.worker)

    def walks(self) -> tuple[ExploratoryWalk, ...]:
        """The walks this worker may read, newest first."""
        desk = self._desk
        with desk.reading() as session:
            rows = session.exec(
                select(ExploratoryWalk)
                .where(col(ExploratoryWalk.removed).is_(False))
                .order_by(col(ExploratoryWalk.starts_at).desc())
            )
            found = list(rows)
            mine = desk.readable(session, {one.dossier for one in found})
        return tuple(one for one in found if one.dossier in mine)

    def look(self, observation: UUID) -> Seen:
        """One observation with its photographs; that somebody looked is written down. Raises NotFound."""
        with self._desk.reading() as session:
            found = self._desk.load(session, FieldObservation, observation).record
        photographs = self.photographs(found)
        return Seen(found, tuple(self._keeping.content(one.id) for one in photographs))

    def photographs(self, observation: FieldObservation) -> tuple[Attachment, ...]:
        """The photographs of an observation."""
        with self._desk.reading() as session:
            found = self._desk.all_in(session, Attachment, observation.dossier)
        return tuple(one for one in found if one.about == observation.id)

    def cell(self, *, leaves: bool) -> int:
        """The side in metres of the smallest cell in which this worker may see or give out a place."""
        with self._desk.reading() as session:
            return cell_for(self._desk.roles(session), leaves=leaves)

    def _fill_in(self, observation: FieldObservation) -> None:
        if observation.seen_at == EPOCH:
            observation.seen_at = self._desk.now()
        if not observation.part_of_day:
            hour = observation.seen_at.astimezone(MADRID).hour
            observation.part_of_day = time_of_day(hour).value
        if observation.dossier == NAMELESS:
            observation.dossier = self._layers.shelf()


def _untouched(photo: Photograph) -> bool:
    """Whether nothing was hidden in it: then no face was."""
    return not photo.hidden
