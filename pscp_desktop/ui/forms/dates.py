"""Editors of days and moments: typed in few letters, shown in full, or picked in a calendar."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Final

from PySide6.QtCore import QDate, QEvent, QLocale, QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QCalendarWidget, QFrame, QWidget

from pscp_desktop.domain.calendar import MADRID, at
from pscp_desktop.i18n import language, tr
from pscp_desktop.ui.days import long_day, read_day, read_time, typed_day
from pscp_desktop.ui.forms.editors import Editor, TypedLine
from pscp_desktop.ui.look import Look, as_role
from pscp_desktop.ui.parts import Part, column, icon_button, row, say, text

Now = Callable[[], datetime]
DAY_WIDTH: Final = 132
TIME_WIDTH: Final = 72


class Calendar(QFrame):
    """A month to pick a day from, under the button that opened it."""

    picked = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        as_role(self, "card")
        self.days = QCalendarWidget()
        self.days.setLocale(QLocale(language()))
        self.days.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.days.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.days.setAccessibleName(tr("Calendar"))
        self.days.clicked.connect(self._take)
        self.days.activated.connect(self._take)
        self.setLayout(column(self.days, edge=(8, 8, 8, 8)))

    @Slot(QDate)
    def _take(self, day: QDate) -> None:
        self.hide()
        self.picked.emit(date(day.year(), day.month(), day.day()))


class DayEditor(Editor):
    """A day. It understands "hoy", "lun", "15/3", "+15", and says which day that is."""

    def __init__(self, look: Look, now: Now) -> None:
        self.line = TypedLine()
        super().__init__(self.line)
        self._now = now
        self._calendar: Calendar | None = None
        self.line.setFixedWidth(DAY_WIDTH)
        self.line.setPlaceholderText(tr("15/3, Mon, +15"))
        self.line.textChanged.connect(self._say)
        self.line.textChanged.connect(self.changed)
        self.line.returnPressed.connect(self.submitted)
        self.line.installEventFilter(self)
        self._open = icon_button(look, "calendar", tr("Choose in a calendar"))
        self._open.clicked.connect(self.open_calendar)
        self.said = text("", "caption", wrap=True)
        parts = (self.line, self._open, *self._more(), self.said)
        self.setLayout(row(*parts, gap="xs", wide=len(parts) - 1))

    def _more(self) -> tuple[Part, ...]:
        return ()

    def name(self, label: str) -> None:
        super().name(label)
        self._open.setAccessibleName(f"{label}: {tr('Choose in a calendar')}")

    @property
    def today(self) -> date:
        """The day in Madrid."""
        return self._now().astimezone(MADRID).date()

    @property
    def day(self) -> date | None:
        """The day that is meant."""
        return read_day(self.line.text(), self.today)

    def value(self) -> Any:
        return self.day

    def show_value(self, value: Any) -> None:
        if value != self.day or self.unreadable:
            self.line.put(typed_day(value) if value else "")

    def typed(self) -> Any:
        return self.line.text()

    def retype(self, typed: Any) -> None:
        self.line.put(str(typed))

    def problem(self) -> str:
        if not self.unreadable:
            return ""
        return tr("No day is written like this. Try 15/3, 15/3/2026, today, Monday or +15.")

    @property
    def unreadable(self) -> bool:
        return bool(self.line.text().strip()) and self.day is None

    def eventFilter(self, _: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.FocusOut and self.day is not None:
            self.line.put(typed_day(self.day))
        return False

    @Slot()
    def open_calendar(self) -> None:
        """Open the calendar under the field."""
        if self._calendar is None:
            self._calendar = Calendar(self)
            self._calendar.picked.connect(self._take)
        calendar, shown = self._calendar, self.day or self.today
        calendar.days.setSelectedDate(QDate(shown.year, shown.month, shown.day))
        calendar.adjustSize()
        calendar.move(self.line.mapToGlobal(self.line.rect().bottomLeft()))
        calendar.show()
        calendar.days.setFocus()

    @Slot(object)
    def _take(self, day: date) -> None:
        self.line.put(typed_day(day))
        self.line.setFocus()

    @Slot()
    def _say(self) -> None:
        day = self.day
        say(self.said, long_day(day) if day else "")
        self.line.setAccessibleDescription(long_day(day) if day else "")

    def fix(self) -> None:
        self.line.setReadOnly(True)
        self._open.hide()


class MomentEditor(DayEditor):
    """A day and an hour in Madrid."""

    def __init__(self, look: Look, now: Now, *, empty: datetime | None) -> None:
        self._empty = empty
        self.hour = TypedLine()
        super().__init__(look, now)
        self.hour.setFixedWidth(TIME_WIDTH)
        self.hour.setPlaceholderText("10:30")
        self.hour.textChanged.connect(self.changed)
        self.hour.returnPressed.connect(self.submitted)

    def _more(self) -> tuple[Part, ...]:
        return (self.hour,)

    def name(self, label: str) -> None:
        super().name(label)
        self.hour.setAccessibleName(f"{label}: {tr('time')}")

    @property
    def moment(self) -> datetime | None:
        """The moment that is meant: with a time and no day it is today."""
        time = read_time(self.hour.text())
        day = self.day
        if day is None and not self.line.text().strip():
            day = self.today
        if day is None or time is None:
            return None
        return at(day, time.hour, time.minute)

    @property
    def blank(self) -> bool:
        """Whether nothing is typed."""
        return not (self.line.text() + self.hour.text()).strip()

    def value(self) -> Any:
        return self._empty if self.blank else self.moment

    def show_value(self, value: Any) -> None:
        if value is None or value == self._empty:
            self.line.put("")
            self.hour.put("")
        elif value != self.value():
            there = value.astimezone(MADRID)
            self.line.put(typed_day(there.date()))
            self.hour.put(f"{there.hour}:{there.minute:02}")

    def typed(self) -> Any:
        return f"{self.line.text()}\n{self.hour.text()}"

    def retype(self, typed: Any) -> None:
        day, _, hour = str(typed).partition("\n")
        self.line.put(day)
        self.hour.put(hour)

    def problem(self) -> str:
        if not self.unreadable:
            return ""
        if self.line.text().strip() and self.day is None:
            return super().problem()
        return tr("Write the time as well, for example 10:30.")

    @property
    def unreadable(self) -> bool:
        return not self.blank and self.moment is None

    def fix(self) -> None:
        super().fix()
        self.hour.setReadOnly(True)
