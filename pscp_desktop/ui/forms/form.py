"""A form for any record type. It knows what it showed, so that a save replaces that and nothing else."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QHideEvent

from pscp_desktop.domain.access import Role
from pscp_desktop.domain.errors import Invalid, NotFound
from pscp_desktop.domain.record import NAMELESS, Record
from pscp_desktop.i18n import tr
from pscp_desktop.services.desk import Loaded
from pscp_desktop.services.standing import Opened, open_record
from pscp_desktop.store.cells import Heads
from pscp_desktop.store.store import Committed
from pscp_desktop.ui.errors import show
from pscp_desktop.ui.forms.bound import FormWords
from pscp_desktop.ui.forms.drafting import DraftKeeper, DraftKey, FormTools
from pscp_desktop.ui.forms.fieldset import FieldSet, Place
from pscp_desktop.ui.tasks import Progress


class RecordForm(FieldSet):
    """The fields of one record, at most nine. What others write meanwhile never replaces typing."""

    saved = Signal(object)
    """The record as it stands after a save."""
    refused = Signal(object)
    """A save was refused, by this error. Marks and messages are shown already."""

    def __init__(
        self,
        tools: FormTools,
        record_type: type[Record],
        fields: Sequence[Place],
        *,
        loaded: Loaded[Any] | None = None,
        dossier: UUID = NAMELESS,
        draft: str = "",
        prefix: str = "",
        words: FormWords | None = None,
        roles: frozenset[Role] | None = None,
    ) -> None:
        """`draft` names the form for its draft, kept while one types; without it none is kept.

        With `roles`, fields those may not read are left out and those they may not write only shown.
        """
        super().__init__(tools, record_type, fields, prefix=prefix, words=words, roles=roles)
        self._loaded, self._dossier = loaded, loaded.record.dossier if loaded else dossier
        # Of the fields that are not in this form, what the page showed stays what was shown.
        self._elsewhere: Heads = loaded.heads if loaded else {}
        self._saving = False
        if loaded is not None:
            self._open(loaded)
        self._keeper = self._make_keeper(draft) if draft else None
        tools.changes.happened.connect(self._happened)

    # What it holds

    @property
    def keeper(self) -> DraftKeeper | None:
        """Who keeps the draft of this form, if it has one of its own."""
        return self._keeper

    @property
    def shown(self) -> Heads:
        """The writes a save may replace: those whose values this form has shown."""
        return {**self._elsewhere, **{name: one.shown for name, one in self._fields.items()}}

    def to_save(self) -> Loaded[Any]:
        """The record and what was shown of it, as `Desk.save` and the services take it."""
        if self._loaded is None:
            raise NotFound
        return Loaded(self._loaded.record, self.shown)

    def new_record(self, **more: Any) -> Any:
        """A new record of what the form holds, with what the page knows besides."""
        return self._type(**{"dossier": self._dossier, **self.values(), **more})

    # Saving

    @Slot()
    def save(self, why: str = "") -> None:
        """Save in the background what was changed; says `saved` or `refused`. A new record is added."""
        if self._saving:
            return
        try:
            sent = self.changes() if self._loaded else self.values()
        except Invalid as error:
            self.refused.emit(error)
            return
        self._saving = True
        if self._keeper:
            self._keeper.rest()
        job, done = self._job(sent, why), partial(self._saved, sent)
        self._tools.tasks.run(tr("Saving"), job, done, owner=self, failed=self._refused)

    def _job(self, sent: dict[str, Any], why: str) -> Any:
        """What is done in the background; it touches no widget."""
        keeper, desk, kind = self._keeper, self._tools.desk, self._type
        shown = self.to_save() if self._loaded else None
        new: Any = self.new_record() if shown is None else None

        def job(_: Progress) -> Opened[Any]:
            if shown is None:
                of = desk.add(new, why).id
            else:
                of = shown.id
                if sent:
                    desk.save(shown, sent, why)
            if keeper:
                keeper.drop()
            return open_record(desk, kind, of)

        return job

    def _saved(self, sent: Mapping[str, Any], opened: Opened[Any]) -> None:
        self._saving = False
        self._loaded = opened.loaded
        for name, one in self._fields.items():
            if name in sent:
                one.saved(sent[name], opened)
            else:
                one.take(opened)
        if self._keeper:
            self._keeper.saved()
            if self.dirty:
                self._keeper.touch()
        self.saved.emit(opened.loaded.record)

    def _refused(self, error: Exception) -> None:
        self._saving = False
        if self._keeper and self.dirty:
            self._keeper.touch()
        if not (isinstance(error, Invalid) and self.mark(error)):
            show(error, self.window())
        self.refused.emit(error)

    def done(self) -> None:
        """The page has saved what was typed by an act of its own: forget the draft."""
        if self._keeper:
            self._keeper.forget()

    @Slot()
    def discard(self) -> None:
        """Throw away what was typed, and the draft."""
        self.restore()
        self.done()
        self.refresh()

    # Drafts

    def flush_draft(self) -> None:
        """Keep the draft here and now, before the desk closes."""
        if self._keeper:
            self._keeper.flush()

    def _make_keeper(self, draft: str) -> DraftKeeper:
        record = self._loaded.id if self._loaded else NAMELESS
        key = DraftKey(form=draft, dossier=self._dossier, record=record)
        keeper = DraftKeeper(self._tools, key, [self])
        keeper.setParent(self)
        keeper.restore()
        self.edited.connect(keeper.touch)
        return keeper

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._keeper:
            self._keeper.leave()

    # What others write meanwhile

    @Slot(object)
    def _happened(self, committed: Committed) -> None:
        if self._loaded is not None and self._loaded.id in committed.records:
            self.refresh()

    def refresh(self) -> None:
        """Show what others wrote meanwhile in the fields that were not touched."""
        if self._loaded is None:
            return
        desk, kind, record, known = self._tools.desk, self._type, self._loaded.id, self.shown

        def job(_: Progress) -> Opened[Any]:
            return open_record(desk, kind, record, known)

        self._tools.tasks.run(tr("Looking again"), job, self._take, owner=self, failed=self._gone)

    def _open(self, loaded: Loaded[Any]) -> None:
        several = any(len(loaded.heads[name]) > 1 for name in self._fields)
        desk = self._tools.desk
        self._take(open_record(desk, self._type, loaded.id) if several else Opened(loaded))

    def _take(self, opened: Opened[Any]) -> None:
        self._loaded = opened.loaded
        for one in self._fields.values():
            one.take(opened)

    def _gone(self, error: Exception) -> None:
        if isinstance(error, NotFound) and self._fields:
            said = tr("Somebody removed this meanwhile. What you typed is kept as a draft.")
            next(iter(self._fields.values())).field.say_meanwhile(said)
        else:
            show(error, self.window())


__all__ = ["FormWords", "Place", "RecordForm"]
