"""The fields of one record side by side: what they hold, what was typed, and what is wrong with it."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from pscp_desktop.domain.access import Role
from pscp_desktop.domain.errors import Invalid
from pscp_desktop.domain.fields import FieldOf, fields_of
from pscp_desktop.domain.record import Record
from pscp_desktop.store.cells import Heads
from pscp_desktop.ui.forms.bound import BoundField, FormWords
from pscp_desktop.ui.forms.drafting import FormTools
from pscp_desktop.ui.forms.field import FieldRow, FormField
from pscp_desktop.ui.forms.problems import UNREADABLE
from pscp_desktop.ui.parts import column

MOST_FIELDS: Final = 9
Place = str | tuple[str, ...]
"""A field on a line of its own, or several side by side."""


class TooManyFields(ValueError):
    """A form would show more fields at once than anybody takes in."""


def demand_few(count: int) -> None:
    """Raises TooManyFields where a screen would show more than nine."""
    if count > MOST_FIELDS:
        raise TooManyFields(count)


class FieldSet(QWidget):
    """At most nine fields of a record type."""

    edited = Signal()
    """The person changed something, or took a change back."""
    submitted = Signal()
    """Enter in a line, or Ctrl+Enter in a text."""

    def __init__(
        self,
        tools: FormTools,
        record_type: type[Record],
        fields: Sequence[Place],
        *,
        prefix: str = "",
        words: FormWords | None = None,
        roles: frozenset[Role] | None = None,
    ) -> None:
        super().__init__()
        self._tools, self._type, self._prefix = tools, record_type, prefix
        self._words, self._roles = words or FormWords(), roles
        self._fields: dict[str, BoundField] = {}
        declared = {one.name: one for one in fields_of(record_type)}
        places = [(place,) if isinstance(place, str) else place for place in fields]
        demand_few(sum(map(len, places)))
        rows = [self._row([declared[name] for name in place]) for place in places]
        self.setLayout(column(*filter(None, rows), gap="l"))

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the fields, in order."""
        return tuple(self._fields)

    def field(self, name: str) -> FormField:
        """The widget of one field."""
        return self._fields[name].field

    @property
    def disputed(self) -> bool:
        """Whether several different values stand in one of the fields."""
        return any(one.disputed for one in self._fields.values())

    @property
    def touched(self) -> tuple[str, ...]:
        """The fields that hold something of the person's that is not saved."""
        return tuple(name for name, one in self._fields.items() if one.touched)

    @property
    def dirty(self) -> bool:
        """Whether anything of the person's is not saved."""
        return bool(self.touched)

    def value(self, name: str) -> Any:
        """What one field holds now; nothing where what was typed cannot be read."""
        return self._fields[name].editor.value()

    def put(self, name: str, value: Any) -> None:
        """Fill one field as if the person had."""
        self._fields[name].editor.show_value(value)

    def values(self) -> dict[str, Any]:
        """What all fields hold. Raises Invalid, marked, where something cannot be read."""
        self._demand_readable()
        return {name: one.editor.value() for name, one in self._fields.items()}

    def changes(self) -> dict[str, Any]:
        """What the person changed and nothing else. Raises Invalid, marked, where it cannot be read."""
        self._demand_readable()
        return {name: one.editor.value() for name, one in self._fields.items() if one.touched}

    def mark(self, error: Invalid) -> bool:
        """Point at the fields that cannot be kept; False where none of them is in this form."""
        here = [name for name in self._fields if name in error.problems]
        for name, one in self._fields.items():
            one.judge()
            if name in here:
                one.refuse(error.problems[name])
        if here:
            self._fields[here[0]].editor.setFocus()
        return bool(here)

    def _demand_readable(self) -> None:
        problems = {n: UNREADABLE for n, one in self._fields.items() if one.editor.unreadable}
        if problems:
            error = Invalid(problems)
            self.mark(error)
            raise error

    def restore(self) -> None:
        """Throw away what was typed."""
        for one in self._fields.values():
            one.restore()

    def typed(self) -> dict[str, Any]:
        """What was typed and is not saved, as a draft keeps it."""
        return {self._prefix + name: self._fields[name].editor.typed() for name in self.touched}

    def typed_over(self) -> Heads:
        """The writes that were shown in those fields."""
        return {self._prefix + name: self._fields[name].shown for name in self.touched}

    def retype(self, typed: Mapping[str, Any], shown: Heads) -> None:
        """Type a draft again, over the writes that were shown when it was typed."""
        for name, one in self._fields.items():
            if self._prefix + name in typed:
                one.retype(typed[self._prefix + name], shown.get(self._prefix + name))
        self.edited.emit()

    def _row(self, declared: Sequence[FieldOf]) -> QWidget | None:
        roles = self._roles
        seen = [one for one in declared if roles is None or one.spec.read & roles]
        made = [self._field(one) for one in seen]
        if not made:
            return None
        return made[0] if len(made) == 1 else FieldRow(made)

    def _field(self, declared: FieldOf) -> FormField:
        tools = self._tools
        one = BoundField(tools.look, tools.desk, self._type, declared, self._words)
        one.setParent(self)
        one.field.setObjectName(self._prefix + one.name)
        if self._roles is not None and not declared.spec.write & self._roles:
            one.editor.fix()
        one.changed.connect(self.edited)
        one.editor.submitted.connect(self.submitted)
        self._fields[one.name] = one
        return one.field
