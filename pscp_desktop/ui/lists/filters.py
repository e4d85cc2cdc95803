"""The filter row above a list: words, one answer per question, and the order."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QComboBox, QLineEdit, QSizePolicy, QWidget

from pscp_desktop.i18n import tr
from pscp_desktop.ui.lists.rows import Filter, Query
from pscp_desktop.ui.look import Look, as_role
from pscp_desktop.ui.parts import Flow, button, column

WAIT_MILLISECONDS: Final = 150


class FilterRow(QWidget):
    """Says `changed` with the query the person has put together."""

    changed = Signal(object)

    def __init__(
        self,
        look: Look,
        filters: Sequence[Filter],
        orders: Sequence[tuple[str, str]] = (),
        *,
        find: str = "",
    ) -> None:
        """`orders` are (code, words); `find` says in the field what can be typed there."""
        super().__init__()
        self._filters = tuple(filters)
        self.words = as_role(QLineEdit(), "search")
        self.words.addAction(look.icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.words.setPlaceholderText(find or tr("Filter by name, number or street"))
        self.words.setAccessibleName(tr("Filter the list"))
        self.words.setClearButtonEnabled(True)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(WAIT_MILLISECONDS)
        self._wait.timeout.connect(self._tell)
        self.words.textChanged.connect(self._wait.start)
        self.boxes = [_box(one.label, [("", one.label), *one.answers]) for one in self._filters]
        self._order = _box(tr("Order"), orders)
        self._order.setVisible(len(orders) > 1)
        for box in (*self.boxes, self._order):
            box.currentIndexChanged.connect(self._tell)
        self._all = button(tr("Show all"), "link")
        self._all.clicked.connect(self.clear)
        self._all.setVisible(False)
        shown = [*self.boxes, *([self._order] if len(orders) > 1 else []), self._all]
        chips = QWidget()
        chips.setLayout(Flow(*shown))
        sizing = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        sizing.setHeightForWidth(True)
        chips.setSizePolicy(sizing)
        chips.setVisible(bool(shown[:-1]))
        self.setLayout(column(self.words, chips, gap="s"))

    @property
    def query(self) -> Query:
        """What the person asks for now."""
        set_ = tuple(
            (one.name, str(box.currentData()))
            for one, box in zip(self._filters, self.boxes, strict=True)
            if box.currentData()
        )
        order = str(self._order.currentData() or "")
        return Query(text=self.words.text().strip(), chosen=set_, order=order)

    @Slot()
    def clear(self) -> None:
        """Ask for everything."""
        self.words.clear()
        for box in self.boxes:
            box.setCurrentIndex(0)
        self._tell()

    @Slot()
    def _tell(self) -> None:
        self._wait.stop()
        query = self.query
        self._all.setVisible(query.narrowed)
        self.changed.emit(query)


def _box(label: str, answers: Sequence[tuple[str, str]]) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(label)
    for code, words in answers:
        box.addItem(words, code)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    return box
