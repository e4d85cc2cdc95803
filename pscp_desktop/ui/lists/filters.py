"""What stands above a list: words, ways to look at it, and quietly its filters and its order."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QMenu, QPushButton, QSizePolicy, QWidget

from pscp_desktop.i18n import tr
from pscp_desktop.ui.commands import literal
from pscp_desktop.ui.lists.rows import Filter, Query, Questions
from pscp_desktop.ui.look import Look, as_role
from pscp_desktop.ui.parts import Choice, Flow, button, column, emptied, row
from pscp_desktop.ui.words import hint, relabel

WAIT_MILLISECONDS: Final = 150
ORDER: Final = "order"
SENSE: Final = "sense"


class FilterRow(QWidget):
    """Says `changed` with the query the person has put together."""

    changed = Signal(object)
    descended = Signal()
    """The keyboard goes down from the field to the lines."""

    def __init__(self, look: Look, asked: Questions) -> None:
        super().__init__()
        self._look, self._asked = look, asked
        self._filters: tuple[Filter, ...] = ()
        self._set: dict[str, str] = {}
        self._order, self._descending = (asked.orders[0][0] if asked.orders else ""), False
        self.words = Words(look, asked.find or tr("Filter by name, number or street"))
        self.words.settled.connect(self._tell)
        self.words.descended.connect(self.descended)
        self.ways = Choice(look, [words for _, words in asked.ways])
        self.ways.setAccessibleName(tr("What to show"))
        self.ways.picked.connect(self._look_otherwise)
        self.ways.setVisible(bool(asked.ways))
        self.narrow = button(tr("Filter"), "quiet", "filter", look)
        self.narrow.clicked.connect(self._open_filters)
        self.sort = button("", "quiet", "sort", look)
        self.sort.clicked.connect(self._open_orders)
        self.sort.setVisible(len(asked.orders) > 1)
        self._flow = Flow(gap="xs")
        self._chips = QWidget()
        self._chips.setLayout(self._flow)
        sizing = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        sizing.setHeightForWidth(True)
        self._chips.setSizePolicy(sizing)
        quiet = QWidget()
        quiet.setLayout(row(self.narrow, None, self.sort, gap="xs"))
        self.setLayout(
            column(self.words, self.ways, quiet, self._chips, gap="xs", edge=(0, 0, 8, 0))
        )
        self.narrow.setVisible(False)
        self._chips.setVisible(False)
        self.offer(asked.filters)
        self._say_order()

    @property
    def query(self) -> Query:
        """What the person asks for now."""
        asked = self._asked.ways
        way = asked[max(0, self.ways.chosen)][0] if asked else ""
        idle = {one.name for one in self._filters if one.idle_in and one.idle_in == way}
        return Query(
            text=self.words.text().strip(),
            way=way,
            chosen=tuple((name, code) for name, code in self._set.items() if name not in idle),
            order=self._order,
            descending=self._descending,
        )

    def offer(self, filters: Sequence[Filter]) -> None:
        """Offer these filters from now on, as who is there to choose from may change."""
        if tuple(filters) == self._filters:
            return
        self._filters = tuple(filters)
        self.narrow.setVisible(bool(filters))
        self._draw()

    def choose(self, name: str, code: str) -> None:
        """Set a filter; without a code it is taken off."""
        self._set.pop(name, None)
        if code:
            self._set[name] = code
        self._draw()
        self._tell()

    def order_by(self, order: str, *, descending: bool) -> None:
        """Ask for another order."""
        self._order, self._descending = order, descending
        self._say_order()
        self._tell()

    @Slot()
    def clear(self) -> None:
        """Ask for everything."""
        self.words.clear()
        self._set.clear()
        self._draw()
        self._tell()

    @Slot()
    def _tell(self) -> None:
        self.words.rest()
        self.changed.emit(self.query)

    @Slot(int)
    def _look_otherwise(self, _: int) -> None:
        self._draw()
        self._tell()

    # Filters

    def _draw(self) -> None:
        """A chip for every filter that is set, each of which takes it off."""
        held = self._chips.isAncestorOf(self.window().focusWidget())
        emptied(self._flow)
        for name, code in self.query.chosen:
            asked = next((one for one in self._filters if one.name == name), None)
            if asked is not None:
                chip = Chip(self._look, name, dict(asked.answers).get(code, code))
                chip.taken_off.connect(self._take_off)
                self._flow.addWidget(chip)
        if self.query.chosen:
            everything = button(tr("Remove filters"), "link")
            everything.clicked.connect(self.clear)
            self._flow.addWidget(everything)
        self._chips.setVisible(bool(self.query.chosen))
        self._chips.updateGeometry()
        if held:
            self.narrow.setFocus()

    @Slot(str)
    def _take_off(self, name: str) -> None:
        self.choose(name, "")

    @Slot()
    def _open_filters(self) -> None:
        menu, group = self._menu(self._chosen)
        way = self.query.way
        for asked in self._filters:
            if asked.idle_in and asked.idle_in == way:
                continue
            single = len(asked.answers) == 1
            within = menu if single else menu.addMenu(literal(asked.label))
            for code, words in asked.answers:
                on = self._set.get(asked.name) == code
                _choice(group, within, words, (asked.name, "" if on else code), on=on)
        self._show(menu, self.narrow)

    @Slot(QAction)
    def _chosen(self, action: QAction) -> None:
        name, code = action.data()
        self.choose(name, code)

    # Order

    @Slot()
    def _open_orders(self) -> None:
        menu, group = self._menu(self._ordered)
        for code, words in self._asked.orders:
            _choice(group, menu, words, (ORDER, code), on=code == self._order)
        menu.addSeparator()
        for sense, words in (("", tr("Ascending")), (SENSE, tr("Descending"))):
            on = bool(sense) is self._descending
            _choice(group, menu, words, (SENSE, sense), on=on)
        self._show(menu, self.sort)

    @Slot(QAction)
    def _ordered(self, action: QAction) -> None:
        what, code = action.data()
        order = code if what == ORDER else self._order
        self.order_by(order, descending=bool(code) if what == SENSE else self._descending)

    def _say_order(self) -> None:
        words = dict(self._asked.orders).get(self._order, "")
        relabel(self.sort, f" {words}")
        self.sort.setIcon(self._look.icon("up" if self._descending else "down", "ink"))
        sense = tr("Descending") if self._descending else tr("Ascending")
        said = tr("Order: {order}, {sense}").format(order=words, sense=sense.lower())
        self.sort.setAccessibleName(said)
        hint(self.sort, said)

    # Menus

    def _menu(self, then: object) -> tuple[QMenu, QActionGroup]:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        group = QActionGroup(menu)
        group.setExclusionPolicy(QActionGroup.ExclusionPolicy.None_)
        group.triggered.connect(then)
        return menu, group

    @staticmethod
    def _show(menu: QMenu, under: QPushButton) -> None:
        menu.popup(under.mapToGlobal(QPoint(0, under.height())))


class Words(QLineEdit):
    """The field of a list. It waits until a word is typed; Enter or Down goes to the lines."""

    settled = Signal()
    descended = Signal()

    def __init__(self, look: Look, find: str) -> None:
        super().__init__()
        as_role(self, "search")
        self.addAction(look.icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.setPlaceholderText(find)
        self.setAccessibleName(tr("Filter the list"))
        self.setAccessibleDescription(find)
        self.setClearButtonEnabled(True)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(WAIT_MILLISECONDS)
        self._wait.timeout.connect(self.settled)
        self.textChanged.connect(self._wait.start)

    def rest(self) -> None:
        """What is typed has been asked for."""
        self._wait.stop()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down}:
            self.descended.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)


class Chip(QPushButton):
    """A filter that is set; pressed, it takes it off."""

    taken_off = Signal(str)

    def __init__(self, look: Look, name: str, words: str) -> None:
        super().__init__(literal(f" {words}"))
        as_role(self, "chip")
        self._name = name
        self.setIcon(look.icon("close", "accent"))
        self.setAutoDefault(False)
        said = tr("Take off the filter: {filter}").format(filter=words)
        self.setAccessibleName(said)
        hint(self, said)
        self.clicked.connect(self._take_off)

    @Slot()
    def _take_off(self) -> None:
        self.taken_off.emit(self._name)


def _choice(group: QActionGroup, menu: QMenu, words: str, what: object, *, on: bool) -> None:
    action = group.addAction(literal(words))
    action.setCheckable(True)
    action.setChecked(on)
    action.setData(what)
    menu.addAction(action)


__all__ = ["FilterRow"]
