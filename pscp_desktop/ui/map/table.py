"""The features in sight as a table: what the map says to the eye, said to a screen reader."""

from typing import Any, Final

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from pscp_desktop.domain.signs import visible
from pscp_desktop.i18n import tr, trn
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.map.layer import MapLayer
from pscp_desktop.ui.parts import Line, column, icon_button, row, say

Index = QModelIndex | QPersistentModelIndex
NOWHERE: Final = QModelIndex()
HEIGHT: Final = 230
WIDEST: Final = 280
ROWS_ASKED: Final = 60


class FeatureModel(QAbstractTableModel):
    """The columns of a layer, for the features whose numbers it is given."""

    def __init__(self, layer: MapLayer, numbers: "np.typing.NDArray[np.int64]") -> None:
        super().__init__()
        self.numbers = numbers
        self._names = list(layer.features.columns)
        self._words = [layer.features.words(name) for name in self._names]

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.numbers)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._names)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and index.isValid():
            return visible(self._words[index.column()][self.numbers[index.row()]])
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return (
            visible(self._names[section])
            if orientation == Qt.Orientation.Horizontal
            else str(section + 1)
        )


class FeatureTable(QWidget):
    """The table under the map."""

    chosen = Signal(object, int)
    """The layer and the number of the feature one stands on."""
    closed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.layer: MapLayer | None = None
        self._title = Line("", "section")
        close = icon_button(look, "close", tr("Close the table"))
        close.clicked.connect(self.closed)
        self.view = QTableView()
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.view.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        )
        self.view.setAccessibleName(tr("Features in sight"))
        self.setFixedHeight(HEIGHT)
        self.setLayout(
            column(row(self._title, None, close), self.view, gap="xs", edge=(16, 8, 16, 8), wide=1)
        )

    def show_layer(self, layer: MapLayer, box: tuple[float, float, float, float]) -> None:
        """List the features of a layer that touch a box."""
        west, south, east, north = box
        boxes = layer.boxes
        seen = (
            (boxes[:, 2] >= west)
            & (boxes[:, 0] <= east)
            & (boxes[:, 3] >= south)
            & (boxes[:, 1] <= north)
        )
        numbers = np.flatnonzero(seen).astype(np.int64)
        self.layer = layer
        model = FeatureModel(layer, numbers)
        model.setParent(self)
        self.view.setModel(model)
        self._widen(len(numbers))
        self.view.selectionModel().currentRowChanged.connect(self._stand)
        counted = trn("{count} feature in sight", "{count} features in sight", len(numbers))
        say(self._title, f"{layer.name} · {counted.format(count=len(numbers))}")

    def _widen(self, rows: int) -> None:
        """Columns as wide as their words, up to a bound; of long tables a few rows are asked."""
        self.view.horizontalHeader().setResizeContentsPrecision(min(rows, ROWS_ASKED))
        self.view.resizeColumnsToContents()
        for place in range(self.view.model().columnCount()):
            self.view.setColumnWidth(place, min(self.view.columnWidth(place), WIDEST))

    @Slot(QModelIndex, QModelIndex)
    def _stand(self, now: QModelIndex, _: QModelIndex) -> None:
        model = self.view.model()
        if self.layer is not None and isinstance(model, FeatureModel) and now.isValid():
            self.chosen.emit(self.layer, int(model.numbers[now.row()]))
