"""The agreement: clause by clause, then what the law wants said of the whole."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut

from pscp_desktop.domain.agreements import Agreement, Clause
from pscp_desktop.domain.catalogues import CatalogueKind
from pscp_desktop.domain.errors import Invalid
from pscp_desktop.i18n import N_, tr
from pscp_desktop.services.catalogues import Catalogues
from pscp_desktop.services.desk import Loaded
from pscp_desktop.ui.forms.form import FormWords, RecordForm
from pscp_desktop.ui.mediation.clauses import Clauses
from pscp_desktop.ui.mediation.contact_sheet import people
from pscp_desktop.ui.mediation.sheet import Job, Leaf, Sheet

CONDITIONS = ("total", "told_binding", ("reached_on", "place"), "preamble")


class AgreementSheet(Sheet):
    """Clauses with who owes what by when. What somebody has signed is replaced, never rewritten."""

    title = N_("Agreement")
    verb = N_("Keep the agreement")
    done = N_("Agreement kept")
    draft = "mediation.agreement"
    advice = N_(
        "Each clause says what is done and by whom, so that anybody can see whether it is kept."
        " Ctrl+Shift+Enter begins another clause."
    )

    def build(self) -> Sequence[Leaf]:
        assert self.shown is not None  # noqa: S101 (it is of a file)
        papers, tools = self.shown.papers, self.bench.tools
        before = papers.agreement
        signed = before is not None and any(one.act == before.id for one in papers.signatures)
        editing = before is not None and not signed
        self._before = self._loaded(Agreement, before.id) if before and editing else None
        principals = {party.id for party in papers.parties}
        parties = [pair for pair in people(self.shown) if pair[0] in principals]
        self.clauses = Clauses(tools, self.shown.id, parties)
        self.clauses.start(
            [self._loaded(Clause, clause.id) for clause in papers.clauses] if editing else []
        )
        self.clauses.edited.connect(self._edited)
        self.clauses.submitted.connect(self._go_on)
        self.watch(self.clauses)
        sessions = [one.place for one in papers.sessions if one.place]
        given = {
            "reached_on": self.shown.today,
            "place": sessions[-1] if sessions else papers.organisation.address,
        }
        self._whole_form = self.kept(
            RecordForm(
                tools, Agreement, CONDITIONS, loaded=self._before, dossier=self.shown.id,
                prefix="whole.", words=FormWords(
                    given=given,
                    suggested={"place": Catalogues(tools.desk).offered(CatalogueKind.VENUE)},
                ),
            )
        )  # fmt: skip
        another = QShortcut(QKeySequence("Ctrl+Shift+Return"), self)
        another.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        another.activated.connect(self.clauses.add)
        return [
            Leaf(tr("Clauses"), [self.clauses]),
            Leaf(tr("The agreement as a whole"), [self._whole_form]),
        ]

    def _loaded(self, kind: type[Any], record: Any) -> Loaded[Any]:
        desk = self.bench.tools.desk
        with desk.reading() as session:
            return desk.load(session, kind, record)

    def point_at(self, error: Invalid) -> None:
        for form in self.clauses.forms:
            if form.mark(error):
                self._turn_to_form(self.clauses)
                self.clauses.show_wrong(form)
                form.mark(error)
                return
        super().point_at(error)

    def job(self) -> Job:
        written = self.clauses.written()
        if not written:
            self._demand_clause(self.clauses.forms[0])
        for form, _ in written:
            self._demand_clause(form)
        return self._change(written) if self._before is not None else self._write(written)

    def _demand_clause(self, form: RecordForm) -> None:
        try:
            self.demand(form, "text", "obligor")
        except Invalid as error:
            self._turn_to_form(self.clauses)
            self.clauses.show_wrong(form)
            form.mark(error)
            raise

    def _write(self, written: Sequence[tuple[RecordForm, Loaded[Any] | None]]) -> Job:
        agreement = self._whole_form.new_record()
        made = tuple(form.new_record(agreement=self.dossier) for form, _ in written)
        agreements = self.bench.mediation.agreements

        def keep() -> object:
            agreements.write(agreement, made)
            return None

        return keep

    def _change(self, written: Sequence[tuple[RecordForm, Loaded[Any] | None]]) -> Job:
        agreements = self.bench.mediation.agreements
        assert self._before is not None  # noqa: S101 (asked by the caller)
        steps: list[Callable[[], object]] = []
        for form, known in written:
            if known is None:
                clause = form.new_record(agreement=self._before.id)
                steps.append(_calling(agreements.add_clause, clause))
            elif changes := form.changes():
                steps.append(_calling(agreements.save_clause, form.to_save(), changes))
        why = tr("Taken out of the agreement")
        steps += [_calling(agreements.remove_clause, gone, why) for gone in self.clauses.taken_out]
        if changes := self._whole_form.changes():
            steps.append(_calling(agreements.save, self._whole_form.to_save(), changes))

        def keep() -> object:
            for step in steps:
                step()
            return None

        return keep


def _calling(act: Callable[..., object], *given: Any) -> Callable[[], object]:
    def call() -> object:
        return act(*given)

    return call
