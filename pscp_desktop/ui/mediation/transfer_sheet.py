"""A file goes to a colleague; or all files of somebody who is not there today."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QWidget

from pscp_desktop.domain.dossiers import Kept, Transfer
from pscp_desktop.domain.errors import Invalid
from pscp_desktop.i18n import N_, tr, trn
from pscp_desktop.services.mediation.transfers import Given, Handing, Led
from pscp_desktop.ui.commands import literal
from pscp_desktop.ui.errors import said
from pscp_desktop.ui.forms.choices import ComboEditor
from pscp_desktop.ui.forms.form import FormWords, RecordForm
from pscp_desktop.ui.layouts import emptied
from pscp_desktop.ui.marks import files_undecided, marked
from pscp_desktop.ui.mediation.sheet import Bench, Done, Job, Leaf, Sheet
from pscp_desktop.ui.parts import Banner, Field, button, column, row, text

CARE = N_(
    "What one party said apart stays with its mediators, and the colleague declares their own ties"
    " before the mediation goes on. The reason stands in the file: write nothing in it about"
    " anybody's health."
)


class TransferSheet(Sheet):
    """Who leads the file from now on, or from a day on, and what whoever leaves it keeps."""

    title = N_("Give the file to a colleague")
    verb = N_("Give the file")
    done = N_("The file is given to a colleague")
    draft = "mediation.transfer"
    advice = CARE
    undoable = False

    def build(self) -> Sequence[Leaf]:
        assert self.shown is not None  # noqa: S101 (it is of a file)
        transfers = self.bench.mediation.transfers
        takers = transfers.takers(self.shown.id)
        kept = transfers.kept_by_leaver(self.shown.id)
        answers = {
            "to": takers,
            "kept": [(one.value, tr(one.label)) for one in kept],
        }
        given = {
            "to": takers[0][0] if len(takers) == 1 else None,
            "from_day": self.shown.today,
            "kept": kept[0].value,
        }
        self._how = self.kept(
            RecordForm(
                self.bench.tools, Transfer, ["to", "from_day", "kept", "reason"],
                dossier=self.shown.id, words=FormWords(answers=answers, given=given),
            )
        )  # fmt: skip
        leads = self.shown.workers.get(self.shown.papers.dossier.owner, "")
        parts: list[QWidget] = [self._how]
        if leads:
            parts.insert(0, text(tr("Led now by {name}").format(name=leads), "muted"))
        if not takers:
            parts.insert(0, nobody(self.bench))
        return [Leaf(tr("To whom, and from when"), parts)]

    def job(self) -> Job:
        self.demand(self._how, "to", "reason")
        told, dossier = self._how.values(), self.dossier
        transfers = self.bench.mediation.transfers
        handing = Handing(
            to=told["to"], reason=told["reason"], from_day=told["from_day"], kept=told["kept"]
        )

        def keep() -> object:
            transfers.give(dossier, handing)
            return None

        return keep

    def told(self) -> Done:
        shown, values = self.shown, self._how.values()
        assert shown is not None  # noqa: S101 (it is of a file)
        now = values["from_day"] is None or values["from_day"] <= shown.today
        mine = shown.papers.dossier.owner == shown.me
        closes = now and mine and values["kept"] == Kept.NOTHING
        name = shown.workers.get(values["to"], "")
        words = (
            tr("{name} leads the file now") if now else tr("{name} leads the file from that day on")
        )
        return Done(words=words.format(name=name), undoable=False, closes=closes)


class ManyTransfersSheet(Sheet):
    """The open files of one colleague, each ticked, go to another."""

    title = N_("Give several files to a colleague")
    verb = N_("Give the files")
    advice = CARE
    undoable = False

    def build(self) -> Sequence[Leaf]:
        self._given = Given((), ())
        self._lines: list[tuple[Led, QCheckBox]] = []
        transfers, me = self.bench.mediation.transfers, self.bench.tools.desk.worker
        leading = transfers.leading()
        answers = [(who, f"{name} · {count}") for who, name, count in leading]
        self._from = ComboEditor(self.look, answers, empty=None, may_be_empty=False)
        self._from.changed.connect(self._show_files)
        self._whose = Field(self.look, tr("Whose files"), self._from)
        self._listed = column(gap="xs")
        self._all = button(tr("Tick all or none"), "link")
        self._all.clicked.connect(self._tick)
        self._all.hide()
        files = QWidget()
        files.setLayout(column(row(text(tr("Open files"), "label"), None, self._all), self._listed))
        takers = transfers.takers()
        self._how = self.kept(
            RecordForm(
                self.bench.tools, Transfer, ["to", "reason"],
                words=FormWords(answers={"to": takers}, given={"to": None}),
            )
        )  # fmt: skip
        only = leading[0][0] if len(leading) == 1 else about_other(leading, me)
        self._from.show_value(self.about or only)
        parts: list[QWidget] = [self._whose, files, self._how]
        if not takers:
            parts.insert(0, nobody(self.bench))
        return [Leaf(tr("Files"), parts)]

    @property
    def chosen(self) -> tuple[UUID, ...]:
        """The files that are ticked."""
        return tuple(led.dossier for led, box in self._lines if box.isChecked())

    @Slot()
    def _show_files(self) -> None:
        """Show the files of whoever was chosen, all of them ticked."""
        emptied(self._listed)
        self._lines = []
        who = self._from.value()
        undecided = files_undecided(self.bench.tools.desk)
        for led in self.bench.mediation.transfers.led_by(who) if who else ():
            said = " · ".join(filter(None, (led.number, led.title)))
            box = QCheckBox(literal(marked(said, undecided=led.dossier in undecided)))
            box.setChecked(True)
            self._listed.addWidget(box)
            self._lines.append((led, box))
        if not self._lines:
            words = tr("Nobody is chosen, or this colleague leads no open file.")
            self._listed.addWidget(text(words, "muted"))
        self._all.setVisible(bool(self._lines))

    @Slot()
    def _tick(self) -> None:
        wanted = not all(box.isChecked() for _, box in self._lines)
        for _, box in self._lines:
            box.setChecked(wanted)

    def job(self) -> Job:
        if not self.chosen:
            self._whose.mark(tr("Choose whose files they are, and tick at least one."))
            raise Invalid
        self.demand(self._how, "to", "reason")
        told, chosen, who = self._how.values(), self.chosen, self._from.value()
        if told["to"] == who:
            raise Invalid({"to": "leads"})
        transfers = self.bench.mediation.transfers
        handing = Handing(to=told["to"], reason=told["reason"])

        def keep() -> object:
            self._given = transfers.give_all(chosen, handing)
            return None

        return keep

    def told(self) -> Done:
        given = self._given
        words = trn("{n} file given", "{n} files given", len(given.done))
        words = words.format(n=len(given.done))
        if given.refused:
            why, _ = said(given.refused[0][1])
            left = trn("{n} stays: {why}", "{n} stay: {why}", len(given.refused))
            words = f"{words}. {left.format(n=len(given.refused), why=why)}"
        return Done(words=words, undoable=False)


def about_other(leading: Sequence[tuple[UUID, str, int]], me: UUID) -> UUID | None:
    """The one colleague beside this worker, where there is only one."""
    others = [who for who, _, _ in leading if who != me]
    return others[0] if len(others) == 1 else None


def nobody(bench: Bench) -> Banner:
    """Says that nobody is there to take a file."""
    return Banner(
        bench.tools.look, "warn", tr("There is no colleague who could lead it"),
        tr("Only mediators who work here and are not shut out of the file can lead it."),
    )  # fmt: skip


__all__ = ["ManyTransfersSheet", "TransferSheet"]
