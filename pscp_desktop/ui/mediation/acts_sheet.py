"""The legal acts: what opens a mediation, what ends it, and who signed."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from pscp_desktop.domain.agreements import (
    ConstitutiveAct,
    FinalAct,
    Signature,
    SignatureForm,
    Signed,
    SignedWhat,
)
from pscp_desktop.domain.calendar import LONGEST_MONTHS, longest_due, months_after
from pscp_desktop.domain.catalogues import CatalogueKind
from pscp_desktop.domain.errors import Invalid
from pscp_desktop.domain.in_force import answer_of
from pscp_desktop.domain.people import Language
from pscp_desktop.i18n import N_, tr
from pscp_desktop.reports.proposals import proposed_object, proposed_programme
from pscp_desktop.services.catalogues import Catalogues
from pscp_desktop.ui.forms.form import FormWords, RecordForm
from pscp_desktop.ui.mediation.file_shown import FileShown
from pscp_desktop.ui.mediation.sheet import Job, Leaf, Sheet
from pscp_desktop.ui.parts import text


class OpeningActSheet(Sheet):
    """The act with which a mediation begins: most of it is known already."""

    title = N_("Constitutive act")
    verb = N_("Draw up the act")
    done = N_("Constitutive act drawn up: print it, have it signed, record the signatures")
    draft = "mediation.opening_act"
    undoable = False
    advice = N_("All sign it: the parties and the mediator. Ley 5/2012, art. 19.")

    def build(self) -> Sequence[Leaf]:
        assert self.shown is not None  # noqa: S101 (it is of a file)
        shown, facts = self.shown, self.shown.standing.facts
        if shown.process.before_court:
            until = longest_due(facts.other_received_on or facts.received_on)
        else:
            until = months_after(shown.today, LONGEST_MONTHS)
        given = {
            "place": _place(shown),
            # Never the account of one party: this is what the other one signs.
            "matter": shown.process.object_for_documents or proposed_object(shown.process),
            "programme": proposed_programme(),
            "runs_until": until,
        }
        spoken = [(code.value, tr(code.label)) for code in Language]
        self._act_form = self.kept(
            RecordForm(
                self.bench.tools, ConstitutiveAct,
                ["matter", "programme", ("sessions_planned", "runs_until"), ("place", "language"),
                 ("fees_cents", "expenses_cents")],
                dossier=shown.id, words=FormWords(
                    given=given, answers={"language": spoken},
                    suggested={"place": Catalogues(self.bench.tools.desk).offered(CatalogueKind.VENUE)},
                ),
            )
        )  # fmt: skip
        return [Leaf(tr("Constitutive act"), [self._act_form])]

    def job(self) -> Job:
        self.demand(self._act_form, "matter", "runs_until", "place")
        act, agreements = self._act_form.new_record(), self.bench.mediation.agreements

        def keep() -> object:
            agreements.draw_up(act)
            return None

        return keep


class FinalActSheet(Sheet):
    """The act that ends a mediation; its cause is the way it ended."""

    title = N_("Final act")
    verb = N_("Draw up the final act")
    done = N_("Final act drawn up: print it and record who signs")
    draft = "mediation.final_act"
    undoable = False
    advice = N_(
        "Give the parties back the papers they brought. The file is kept four months after the"
        " end. Ley 5/2012, art. 22."
    )

    def build(self) -> Sequence[Leaf]:
        assert self.shown is not None  # noqa: S101 (it is of a file)
        self._final = self.kept(
            RecordForm(
                self.bench.tools, FinalAct, ["statement", "place", "papers_returned"],
                dossier=self.shown.id, words=FormWords(
                    given={"place": _place(self.shown)},
                    suggested={"place": Catalogues(self.bench.tools.desk).offered(CatalogueKind.VENUE)},
                ),
            )
        )  # fmt: skip
        return [Leaf(tr("Final act"), [self._final])]

    def job(self) -> Job:
        act, agreements = self._final.new_record(), self.bench.mediation.agreements

        def keep() -> object:
            agreements.end(act)
            return None

        return keep


class SignaturesSheet(Sheet):
    """Who signed what, and who would not. A refusal is kept as such."""

    title = N_("Signatures")
    verb = N_("Record the signatures")
    done = N_("Signatures recorded")
    undoable = False
    advice = N_("A party may refuse to sign the final act; the refusal is written in it.")

    def acts(self) -> list[tuple[SignedWhat, UUID]]:
        """The acts that are signed here."""
        raise NotImplementedError

    @property
    def workers(self) -> tuple[UUID, ...]:
        """The mediators who sign as well."""
        return ()

    def build(self) -> Sequence[Leaf]:
        assert self.shown is not None  # noqa: S101 (it is of a file)
        self._asked: list[tuple[dict[str, Any], RecordForm]] = []
        parts: list[Any] = []
        for what, act in self.acts():
            parts.append(text(tr(what.label), "section"))
            signers = [
                *(("party", party.id, party.printed_name) for party in self.shown.papers.parties),
                *(("worker", who, self.shown.workers.get(who, "")) for who in self.workers),
            ]
            for side, who, name in signers:
                if self._signed(act, who):
                    continue
                form = self._row(what, who, name)
                told = {"what": what.value, "act": act, side: who}
                self._asked.append((told, form))
                parts.append(form)
        self._how = self.kept(
            RecordForm(self.bench.tools, Signature, ["form"], prefix="how.", dossier=self.dossier)
        )
        return [Leaf(tr("Signatures"), [*parts, self._how])]

    def _row(self, what: SignedWhat, who: UUID, name: str) -> RecordForm:
        words = FormWords(labels={"answer": name or tr("Name not known yet")},
                          given={"answer": ""})  # fmt: skip
        return self.kept(
            RecordForm(self.bench.tools, Signature, ["answer"], words=words,
                       dossier=self.dossier, prefix=f"{what.value}{who.hex}")
        )  # fmt: skip

    def _signed(self, act: UUID, who: UUID) -> bool:
        assert self.shown is not None  # noqa: S101 (it is of a file)
        return answer_of(self.shown.papers.signatures, act, who) == Signed.SIGNED

    def job(self) -> Job:
        form = self._how.value("form") or SignatureForm.PAPER.value
        made = [
            Signature(dossier=self.dossier, answer=asked.value("answer"), form=form, **told)
            for told, asked in self._asked
            if asked.value("answer")
        ]
        if not made:
            if self._asked:
                self._asked[0][1].field("answer").mark(tr("Write at least one answer."))
            raise Invalid
        agreements = self.bench.mediation.agreements

        def keep() -> object:
            agreements.sign(*made)
            return None

        return keep


class OpeningSignaturesSheet(SignaturesSheet):
    """The signatures on the constitutive act."""

    def acts(self) -> list[tuple[SignedWhat, UUID]]:
        assert self.shown is not None  # noqa: S101 (it is of a file)
        act = self.shown.papers.act
        return [(SignedWhat.CONSTITUTIVE_ACT, act.id)] if act else []

    @property
    def workers(self) -> tuple[UUID, ...]:
        assert self.shown is not None  # noqa: S101 (it is of a file)
        return tuple(worker.id for worker in self.shown.papers.mediators)


class ClosingSignaturesSheet(SignaturesSheet):
    """The signatures on the agreement, if there is one, and on the final act."""

    def acts(self) -> list[tuple[SignedWhat, UUID]]:
        assert self.shown is not None  # noqa: S101 (it is of a file)
        papers = self.shown.papers
        agreed = papers.final_act is not None and papers.final_act.agreement is not None
        found: list[tuple[SignedWhat, UUID]] = []
        if agreed and papers.agreement is not None:
            found.append((SignedWhat.AGREEMENT, papers.agreement.id))
        if papers.final_act is not None:
            found.append((SignedWhat.FINAL_ACT, papers.final_act.id))
        return found


def _place(shown: FileShown) -> str:
    sessions = [one.place for one in shown.papers.sessions if one.place]
    return sessions[-1] if sessions else shown.papers.organisation.address
