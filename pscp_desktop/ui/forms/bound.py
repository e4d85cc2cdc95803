"""One field of an open form: its editor, what it stood on when it was shown, and what came since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from pscp_desktop.domain.fields import FieldOf
from pscp_desktop.domain.record import Record, default_of, to_wire
from pscp_desktop.i18n import tr
from pscp_desktop.services.desk import Desk
from pscp_desktop.services.standing import Opened, Standing
from pscp_desktop.ui.days import short_moment
from pscp_desktop.ui.forms.choices import Answers
from pscp_desktop.ui.forms.editors import Editor, LineEditor
from pscp_desktop.ui.forms.field import FormField
from pscp_desktop.ui.forms.kinds import editor_for
from pscp_desktop.ui.forms.problems import words_for_problem
from pscp_desktop.ui.forms.saying import in_words
from pscp_desktop.ui.look import Look
from sync.merge import Dot, normal


@dataclass(frozen=True, slots=True, kw_only=True)
class FormWords:
    """What a form is told about its fields beyond their declaration, all by the field's name."""

    answers: Mapping[str, Answers] = field(default_factory=dict)
    """What a field may refer to: people, sessions, files."""
    more: Mapping[str, Answers] = field(default_factory=dict)
    """Answers of the organisation's own, after the codes of a field that is open ended."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """Another label than the declared one, marked with `N_`."""
    helps: Mapping[str, str] = field(default_factory=dict)
    """Another line under the editor than the declared one, marked with `N_`; empty for none."""
    given: Mapping[str, Any] = field(default_factory=dict)
    """What a new record's field starts with."""
    suggested: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """What is offered while somebody types a line; another may be typed all the same."""


def alike(one: Any, other: Any) -> bool:
    """Whether two values of a field count as the same when they are saved."""
    return normal(to_wire(one)) == normal(to_wire(other))


class BoundField(QObject):
    """A field bound to the cell of a record. Typing is never replaced; what was shown is remembered."""

    changed = Signal()

    def __init__(
        self,
        look: Look,
        desk: Desk,
        record_type: type[Record],
        declared: FieldOf,
        words: FormWords,
    ) -> None:
        super().__init__()
        self.name = declared.name
        self._desk, self._type = desk, record_type
        self._answers = words.answers.get(self.name)
        self.editor: Editor = editor_for(
            record_type, declared, look, desk.now, self._answers, words.more.get(self.name, ())
        )
        if isinstance(self.editor, LineEditor):
            self.editor.suggest(words.suggested.get(self.name, ()))
        label = tr(words.labels.get(self.name, declared.spec.label))
        said = words.helps.get(self.name, declared.spec.help)
        help_ = tr(said) if said else ""
        self.field = FormField(look, label, self.editor, help_)
        self.base = words.given.get(self.name, default_of(record_type, self.name))
        self.shown: frozenset[Dot] = frozenset()
        self._standing: tuple[Standing, ...] = ()
        self._decided = False
        self.editor.show_value(self.base)
        # The editor says "nothing" in one way only; a field nobody touched is not changed by that.
        self.base = self.editor.value()
        self.editor.changed.connect(self._typed)
        self.field.kept.connect(self._keep)

    @property
    def touched(self) -> bool:
        """Whether it holds something of the person's that is not saved."""
        return self._decided or self.editor.unreadable or not alike(self.editor.value(), self.base)

    @property
    def disputed(self) -> bool:
        """Whether several different values stand here."""
        return bool(self._standing)

    def adopt(self, opened: Opened[Any]) -> None:
        """Show what stands now, and stand on it."""
        self.base, self._decided = getattr(opened.loaded.record, self.name), False
        self.shown = opened.loaded.heads[self.name]
        self._standing = opened.standing.get(self.name, ())
        now = self._desk.now()
        self.field.show_versions(
            [
                (self._said(one.value), _who(one), short_moment(one.at, now))
                for one in self._standing
            ]
        )
        self.field.say_meanwhile("")
        self.editor.show_value(self.base)
        self.judge()

    def take(self, opened: Opened[Any]) -> None:
        """Something was written elsewhere: show it, unless the person is typing here."""
        if not self.touched:
            self.adopt(opened)
        elif opened.loaded.heads[self.name] - self.shown:
            self._say_meanwhile(opened.newcomers.get(self.name, ()))

    def saved(self, sent: Any, opened: Opened[Any]) -> None:
        """`sent` was saved. What was typed while the save ran stands on that, not on what came besides."""
        since = self.editor.unreadable or not alike(self.editor.value(), sent)
        self._decided = False
        if not since:
            self.adopt(opened)
            return
        own = self._desk.store.streams.own
        heads = opened.loaded.heads[self.name]
        self.base = sent
        self.shown = frozenset(dot for dot in heads if (dot.device, dot.incarnation) == own)

    def retype(self, typed: Any, shown: frozenset[Dot] | None) -> None:
        """Type a draft again, over the writes that were shown when it was typed."""
        standing_now = self.shown
        self.shown = standing_now if shown is None else shown
        self._decided = self.disputed
        self.editor.retype(typed)
        if self.touched and standing_now - self.shown:
            self._say_meanwhile(())
        self.judge()

    def restore(self) -> None:
        """Throw away what was typed."""
        self._decided = False
        self.editor.show_value(self.base)
        self.judge()

    def refuse(self, code: str) -> None:
        """Say under the field why it cannot be kept."""
        self.field.mark(self.editor.problem() or words_for_problem(code))

    def judge(self) -> None:
        """Show which version the field holds, and take back a mark that no longer fits."""
        held = [n for n, one in enumerate(self._standing) if alike(one.value, self.editor.value())]
        self.field.chosen(held[0] if held and self._decided else None)
        self.field.mark("" if self.editor.unreadable else self.editor.problem())

    @Slot()
    def _typed(self) -> None:
        self._decided = False
        self.judge()
        self.changed.emit()

    @Slot(int)
    def _keep(self, number: int) -> None:
        self.editor.show_value(self._standing[number].value)
        self._decided = True
        self.judge()
        self.changed.emit()

    def _say_meanwhile(self, writers: Sequence[str]) -> None:
        who = ", ".join(writers) or tr("Somebody")
        said = tr("{who} changed “{field}” while you were writing; saving will keep both versions.")
        self.field.say_meanwhile(said.format(who=who, field=self.field.label))

    def _said(self, value: Any) -> str:
        return in_words(self._type, self.name, value, self._desk.now(), self._answers)


def _who(one: Standing) -> str:
    return tr("{name} · you").format(name=one.writer) if one.mine else one.writer
