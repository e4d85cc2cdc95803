"""Before people meet: the screening of one party alone, and the mediator's own ties."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from pscp_desktop.domain.errors import Invalid
from pscp_desktop.domain.screening import (
    ConflictConsent,
    ConflictDeclaration,
    Decision,
    RestorativeConditions,
    Screening,
)
from pscp_desktop.domain.succession import standing
from pscp_desktop.i18n import N_, tr
from pscp_desktop.services.desk import Loaded
from pscp_desktop.ui.forms.form import FormWords, RecordForm
from pscp_desktop.ui.mediation.sheet import Job, Leaf, Sheet
from pscp_desktop.ui.parts import Banner, text

DANGERS = ("gender_violence", "sexual_violence", "other_violence", "coercion", "fear",
           "protective_order", "minors")  # fmt: skip


class ScreeningSheet(Sheet):
    """What one party tells, alone with the mediator. Forbidden violence ends it at once."""

    title = N_("Screening, alone with one party")
    verb = N_("Keep the screening")
    done = N_("Screening kept")
    draft = "mediation.screening"
    advice = N_(
        "Ask where nobody else hears it. What is told here is never shown to the other party."
    )

    def build(self) -> Sequence[Leaf]:
        assert self.shown is not None  # noqa: S101 (a screening is of a file)
        shown, tools = self.shown, self.bench.tools
        self._party = self.about or shown.papers.parties[0].id
        self._before = self._loaded()
        alone = {} if self._before else {"alone": False}
        self._danger = self.kept(
            RecordForm(tools, Screening, ["alone", *DANGERS], loaded=self._before,
                       dossier=shown.id, prefix="danger.", words=FormWords(given=alone))
        )  # fmt: skip
        self._decision = self.kept(
            RecordForm(
                tools, Screening, ["imbalance", "capacity", "measures", "decision", "reason"],
                loaded=self._before, dossier=shown.id, prefix="decision.",
            )
        )  # fmt: skip
        self._stop = Banner(
            self.look, "danger", tr("Mediation is forbidden here"),
            tr("The law leaves no exception (Ley 4/2015, art. 3.1). Keep this screening; the"
               " program will propose the referral to support."),
        )  # fmt: skip
        self._stop.hide()
        name = shown.names.of(self._party)
        said = text(tr("With {name}").format(name=name), "section")
        return (
            Leaf(tr("Safety"), [said, self._danger, self._stop]),
            Leaf(tr("Decision"), [self._decision]),
        )

    def _loaded(self) -> Loaded[Any] | None:
        """The screening that waits for a decision or for measures, to be completed."""
        assert self.shown is not None  # noqa: S101 (a screening is of a file)
        found = self.shown.screening_of(self._party)
        if found is None:
            return None
        unfinished = not found.decision or (found.unsafe and not found.measures.strip())
        if not (unfinished or not found.alone):
            return None
        desk = self.bench.tools.desk
        with desk.reading() as session:
            return desk.load(session, Screening, found.id)

    @property
    def forbidden(self) -> bool:
        """Whether what was told ends everything."""
        return bool(self._danger.value("gender_violence") or self._danger.value("sexual_violence"))

    def heading(self) -> tuple[str, str]:
        assert self.shown is not None  # noqa: S101 (a screening is of a file)
        title, detail = super().heading()
        return title, f"{detail} · {self.shown.names.of(self._party)}"

    def ready(self) -> None:
        self._stop.setVisible(self.forbidden)
        if self.leaves.currentIndex() == 0:
            self.name_act(tr("Keep and stop") if self.forbidden else tr("Continue"))

    def _act(self) -> None:
        if self.forbidden:
            self.save()
        else:
            super()._act()

    def job(self) -> Job:
        danger, decision = self._danger.values(), self._decision.values()
        if self.forbidden:
            decision["decision"] = Decision.NOT_SUITABLE.value
        elif not danger["alone"]:
            self.demand_alone()
        parties, before = self.bench.mediation.parties, self._before
        told = {**danger, **decision}
        if before is not None:
            changed = {
                name: value for name, value in told.items() if getattr(before.record, name) != value
            }
            shown = Loaded(before.record, {**self._danger.shown, **self._decision.shown})

            def correct() -> object:
                parties.correct_screening(shown, changed, tr("Screening completed"))
                return None

            return correct
        screening = Screening(dossier=self.dossier, party=self._party, **told)

        def keep() -> object:
            parties.screen(screening)
            return None

        return keep

    def demand_alone(self) -> None:
        """A screening that decides was held alone; one that was not only notes dangers."""
        if self._decision.value("decision") in {Decision.SUITABLE, Decision.WITH_CARE}:
            self._turn_to_form(self._danger)
            self._danger.field("alone").mark(
                tr("A screening in favour is held alone with this party. Tick it, or decide later.")
            )

            raise Invalid


class TiesSheet(Sheet):
    """A mediator says what ties them to the parties, or that nothing does."""

    title = N_("Declaration of ties")
    verb = N_("Declare")
    done = N_("Declaration kept")
    draft = "mediation.ties"
    undoable = False
    advice = N_(
        "The duty goes on through the whole process: declare again when something new appears."
        " Ley 5/2012, art. 13.5."
    )

    def build(self) -> Sequence[Leaf]:
        self._ties = self.kept(
            RecordForm(
                self.bench.tools, ConflictDeclaration, ["circumstance", "details", "withdraws"],
                dossier=self.dossier,
            )
        )  # fmt: skip
        return [Leaf(tr("Declaration"), [self._ties])]

    def job(self) -> Job:
        declaration = self._ties.new_record()
        parties = self.bench.mediation.parties

        def keep() -> object:
            parties.declare(declaration)
            return None

        return keep


class TieAnswersSheet(Sheet):
    """Each party's answer to a declared tie: whether the mediator may go on."""

    title = N_("The parties' answer to the tie")
    verb = N_("Keep the answers")
    done = N_("Answers kept")
    undoable = False

    def build(self) -> Sequence[Leaf]:
        assert self.shown is not None  # noqa: S101 (it is of a file)
        self._answers: list[tuple[UUID, RecordForm]] = []
        for party in self.shown.papers.parties:
            label = tr("{name} accepts that the mediator goes on").format(name=party.name)
            words = FormWords(labels={"accepts": label})
            form = RecordForm(self.bench.tools, ConflictConsent, ["accepts"], words=words,
                              dossier=self.shown.id, prefix=party.id.hex)  # fmt: skip
            self._answers.append((party.id, self.kept(form)))
        tied = [one for one in self.shown.declarations if one.circumstance != "none"]
        said = [text(one.details, wrap=True) for one in tied[-1:] if one.details]
        return [Leaf(tr("Answers"), [*said, *(form for _, form in self._answers)])]

    def job(self) -> Job:
        assert self.shown is not None  # noqa: S101 (it is of a file)
        tied = [one for one in self.shown.declarations if one.circumstance != "none"]
        declaration = tied[-1].id
        made = [
            ConflictConsent(
                dossier=self.dossier, declaration=declaration, party=party,
                accepts=bool(form.value("accepts")),
            )
            for party, form in self._answers
        ]  # fmt: skip
        parties = self.bench.mediation.parties

        def keep() -> object:
            for consent in made:
                parties.accept_tie(consent)
            return None

        return keep


class ConditionsSheet(Sheet):
    """What the law asks before victim and offender may meet."""

    title = N_("Conditions of a restorative process")
    verb = N_("Keep the conditions")
    done = N_("Conditions kept")
    draft = "mediation.conditions"
    advice = N_("Either of the two may take their consent back at any time. Ley 4/2015, art. 15.")

    def build(self) -> Sequence[Leaf]:
        desk = self.bench.tools.desk
        with desk.reading() as session:
            known = standing(desk.all_in(session, RestorativeConditions, self.dossier))
            self._before = desk.loaded(session, known[-1]) if known else None
        self._conditions = self.kept(
            RecordForm(
                self.bench.tools, RestorativeConditions,
                ["facts_acknowledged", "victim_informed", "victim_consents", "offender_consents",
                 "safe", "not_prohibited"],
                loaded=self._before, dossier=self.dossier,
            )
        )  # fmt: skip
        return [Leaf(tr("Conditions"), [self._conditions])]

    def job(self) -> Job:
        parties, form = self.bench.mediation.parties, self._conditions
        if self._before is not None:
            shown, changed = form.to_save(), form.changes()

            def change() -> object:
                parties.save_conditions(shown, changed)
                return None

            return change
        conditions = form.new_record()

        def keep() -> object:
            parties.check_conditions(conditions)
            return None

        return keep
