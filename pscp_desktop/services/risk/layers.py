"""Layers: where a team keeps them, which a file may use, and what is in them."""

from collections.abc import Sequence
from typing import Any, Final, Protocol
from uuid import UUID

from sqlmodel import Session, col, select

from pscp_desktop.domain.access import Right
from pscp_desktop.domain.dossiers import Attachment, Dossier, Service
from pscp_desktop.domain.errors import Invalid, NotFound
from pscp_desktop.domain.record import NAMELESS
from pscp_desktop.domain.risk_layers import Layer, Sensitivity, Shelf
from pscp_desktop.services.desk import Desk, Loaded, next_number
from pscp_desktop.services.undecided import Undecided, read_undecided
from pscp_desktop.store.rights import circles_of
from pscp_desktop.store.unit import Unit

NEEDED: Final = ("title", "origin", "source", "licence", "attribution", "crs")
"""Without these nobody can say what a layer is; a date is needed too."""


class Keeping(Protocol):
    """Seals what is attached to a file, and gives it back to whoever may read the file."""

    def attach_bytes(
        self, dossier: UUID, content: bytes, name: str, about: UUID | None = None
    ) -> Attachment:
        """Attach what exists in memory only."""

    def content(self, attachment: UUID) -> bytes:
        """The whole content; that somebody looked is written down."""


def problems_of(layer: Layer) -> dict[str, str]:
    """What a layer does not say and must, by field."""
    found = {name: "missing" for name in NEEDED if not str(getattr(layer, name)).strip()}
    return found if layer.dated_on is not None else {**found, "dated_on": "missing"}


class Layers:
    """The layers this worker may see: the team's, and those of single files."""

    def __init__(self, desk: Desk, keeping: Keeping) -> None:
        self._desk, self._keeping = desk, keeping

    def shelf(self) -> UUID:
        """The file in which the team keeps what all its files use; made where there is none yet."""
        desk = self._desk
        with desk.reading() as session:
            found = self._shelf_in(session)
        if found is not None:
            return found
        with desk.writing(undoable=False) as unit:
            return self.new_shelf(unit)

    def new_shelf(self, unit: Unit, title: str = "") -> UUID:
        """Make that file, in a running unit."""
        desk = self._desk
        circles = circles_of(unit.session, desk.worker, desk.today())
        dossier = desk.new_dossier(
            unit,
            Dossier(
                service=Service.RISK.value,
                circle=min(circles, default=NAMELESS),
                number=next_number(desk, unit.session),
                title=title,
            ),
        )
        unit.create(Shelf(dossier=dossier.id, title=title))
        return dossier.id

    def keep(self, layer: Layer, content: bytes, name: str) -> Layer:
        """Keep a layer with its features. Raises Invalid where it does not say what it must.

        A layer that names no file goes to the team's shelf; a restricted one must name its file.
        """
        found = problems_of(layer)
        if layer.sensitivity == Sensitivity.RESTRICTED and layer.dossier == NAMELESS:
            found["sensitivity"] = "file"
        if found:
            raise Invalid(found)
        if layer.dossier == NAMELESS:
            layer.dossier = self.shelf()
        layer.content = self._keeping.attach_bytes(layer.dossier, content, name).id
        return self._desk.add(layer)

    def all(self, dossier: UUID | None = None) -> tuple[Layer, ...]:
        """The layers a file may use: those of every shelf this worker may read, and its own."""
        desk = self._desk
        with desk.reading() as session:
            where = set(self._shelves(session)) | ({dossier} if dossier else set())
            mine = desk.readable(session, where)
            found = session.exec(
                select(Layer)
                .where(col(Layer.dossier).in_(mine), col(Layer.removed).is_(False))
                .order_by(col(Layer.title), col(Layer.id))
            )
            return tuple(found)

    def known(self, session: Session, dossier: UUID) -> int:
        """How many layers a file may use of which source, licence and date are known."""
        where = [*self._shelves(session), dossier]
        mine = self._desk.readable(session, where)
        found = session.exec(
            select(Layer).where(col(Layer.dossier).in_(mine), col(Layer.removed).is_(False))
        )
        return sum(not problems_of(layer) for layer in found)

    def load(self, layer: UUID) -> Loaded[Layer]:
        """A layer to be shown or changed. Raises NotFound."""
        with self._desk.reading() as session:
            return self._desk.load(session, Layer, layer)

    def save(self, shown: Loaded[Layer], changes: dict[str, Any]) -> None:
        """Change what is said of a layer; its features are never changed."""
        self._desk.save(shown, {name: v for name, v in changes.items() if name != "content"})

    def undecided(self) -> Undecided:
        """What bears the mark of two values."""
        with self._desk.reading() as session:
            return read_undecided(self._desk, session)

    def content(self, layer: UUID) -> bytes:
        """The features of a layer; that somebody looked is written down. Raises NotFound."""
        found = self.load(layer).record
        if found.content is None:
            raise NotFound(layer)
        return self._keeping.content(found.content)

    def _shelf_in(self, session: Session) -> UUID | None:
        desk = self._desk
        writable = [
            shelf
            for shelf in self._shelves(session)
            if desk.right_in(session, shelf) >= Right.WRITER
        ]
        return min(writable, default=None)

    def _shelves(self, session: Session) -> Sequence[UUID]:
        return list(session.exec(select(Shelf.dossier).where(col(Shelf.removed).is_(False))))
