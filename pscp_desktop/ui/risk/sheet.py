"""Forms of the risk service: each is one record, kept by one act of the service."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from pscp_desktop.domain.errors import Invalid
from pscp_desktop.domain.record import NAMELESS, Record
from pscp_desktop.i18n import tr
from pscp_desktop.services.desk import Loaded
from pscp_desktop.ui.forms.drafting import DraftKey
from pscp_desktop.ui.forms.fieldset import Place
from pscp_desktop.ui.forms.form import FormWords, RecordForm
from pscp_desktop.ui.mediation.sheet import Job, Leaf, Sheet
from pscp_desktop.ui.risk.shown import RiskBench, RiskShown


class RiskSheet(Sheet):
    """A form of this place; without a file it begins something."""

    def __init__(self, bench: RiskBench, file: RiskShown | None, about: UUID | None = None) -> None:
        self.file, self.risk = file, bench.risk
        super().__init__(bench, None, about)

    @property
    def dossier(self) -> UUID:
        return self.file.id if self.file else NAMELESS

    def key(self) -> DraftKey:
        return DraftKey(form=self.draft, dossier=self.dossier, record=self.about or NAMELESS)

    def heading(self) -> tuple[str, str]:
        if self.file is None:
            return tr(self.title), ""
        return tr(self.title), f"{self.file.dossier.number} · {self.file.title}"

    def read(self, kind: type[Record], record: UUID) -> Loaded[Any]:
        """A record to be changed here, with what stands in it."""
        desk = self.bench.tools.desk
        with desk.reading() as session:
            return desk.load(session, kind, record)


class RecordSheet(RiskSheet):
    """One record in one or several leaves of at most nine fields."""

    first_is_enough = True
    kind: ClassVar[type[Record]]
    parts: ClassVar[tuple[tuple[str, tuple[Place, ...]], ...]]
    """The leaves: their names, marked, and their fields."""
    needed: ClassVar[tuple[str, ...]] = ()
    """Fields without which nothing is kept."""

    def before(self) -> Loaded[Any] | None:
        """The record that is changed; nothing where a new one is made."""
        return None

    def fields(self) -> Sequence[tuple[str, tuple[Place, ...]]]:
        """The leaves of this form now: their names, marked, and their fields."""
        return self.parts

    def words(self) -> FormWords:
        """What the form is told about its fields."""
        return FormWords()

    def keep(self, record: Any) -> object:
        """Keep a new record."""
        raise NotImplementedError

    def save_changes(self, shown: Loaded[Any], changes: dict[str, Any]) -> object:
        """Keep what was changed of a record."""
        raise NotImplementedError

    def build(self) -> Sequence[Leaf]:
        self._before = self.before()
        leaves = self.fields()
        self.forms = [
            self.kept(
                RecordForm(
                    self.bench.tools,
                    self.kind,
                    fields,
                    loaded=self._before,
                    dossier=self.dossier,
                    prefix=f"{number}.",
                    words=self.words(),
                )
            )
            for number, (_, fields) in enumerate(leaves)
        ]
        return [Leaf(tr(name), [form]) for (name, _), form in zip(leaves, self.forms, strict=True)]

    def job(self) -> Job:
        if self._before is not None:
            changed = [(form.to_save(), form.changes()) for form in self.forms]

            def save() -> object:
                for shown, changes in changed:
                    if changes:
                        self.save_changes(shown, changes)
                return None

            return save
        values = self.typed()
        self._demand(values)
        record = self.kind(**{"dossier": self.dossier, **values})
        return lambda: self.keep(record)

    def typed(self) -> dict[str, Any]:
        """What all leaves hold. Raises Invalid, marked, where something cannot be read."""
        return {name: value for form in self.forms for name, value in form.values().items()}

    def _demand(self, values: Mapping[str, Any]) -> None:
        empty = {n: "missing" for n in self.needed if values.get(n) in {None, ""}}
        if empty:
            raise Invalid(empty)
