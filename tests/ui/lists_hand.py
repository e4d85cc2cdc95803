"""Somebody's files in a list, for the tests of lists."""

from uuid import UUID

from PySide6.QtWidgets import QLabel, QPushButton

from pscp_desktop.domain.errors import DiskFull
from pscp_desktop.ui.lists.rows import Filter, Found, Query, Questions, Row
from pscp_desktop.ui.lists.view import RowList
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.tasks import Tasks

DISTRICTS = Filter(name="district", label="Barrio", answers=[("sol", "Sol"), ("cortes", "Cortes")])
LATE = Filter(name="late", label="Con retraso", answers=[("yes", "Con retraso")], idle_in="closed")
ASKED = Questions(
    ways=[("open", "Abiertos"), ("closed", "Cerrados")],
    filters=[LATE, DISTRICTS],
    orders=[("due", "Por plazo"), ("number", "Por número")],
)


class Files:
    """Somebody's files, fetched as a service would; it remembers what it was asked."""

    def __init__(self, count: int) -> None:
        self.rows = [
            Row(
                id=UUID(int=number + 1),
                what=f"Ruido en el patio {number}",
                detail=f"Invitación · MC-{number:04}",
                when="hoy",
                group="Esta semana" if number < 3 else "Más adelante",
            )
            for number in range(count)
        ]
        self.asked: list[Query] = []
        self.broken = False

    def __call__(self, query: Query) -> Found:
        self.asked.append(query)
        if self.broken:
            raise DiskFull
        fit = [row for row in self.rows if query.text in row.what]
        fit = [row for row in fit if not query.of("district") or row.id.int % 2]
        if query.descending:
            fit.reverse()
        return Found(fit[query.offset : query.offset + query.limit], len(fit))


def a_list(look: Look, files: Files, tasks: Tasks | None = None) -> RowList:
    return RowList(look, files, name="Expedientes", empty=why_empty, asked=ASKED, tasks=tasks)


def why_empty(query: Query) -> tuple[str, str]:
    words = "Nada cumple estos filtros." if query.narrowed else "Llegan con cada solicitud."
    return "mediation", words


def said(made: RowList) -> str:
    """The words in sight."""
    page = made._stack.currentWidget()
    parts: list[QLabel | QPushButton] = []
    if page is not None:
        parts = [*page.findChildren(QLabel), *page.findChildren(QPushButton)]
    return " ".join(part.text() for part in parts if part.text() and part.isVisible())
