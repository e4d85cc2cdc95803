"""The one small step before a document: what it says beyond the file, seen and confirmed by the mediator.

Everything confirmed here is remembered for the file. Nothing is confirmed by itself: what the program
proposes is only typed beforehand.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, Final
from uuid import UUID

from pscp_desktop.domain.agreements import Agreement, AttemptDeclaration
from pscp_desktop.domain.errors import Invalid
from pscp_desktop.domain.mediation import Invitation, MediationProcess
from pscp_desktop.domain.record import Record
from pscp_desktop.i18n import N_, tr
from pscp_desktop.reports.mediation import DocumentKind
from pscp_desktop.reports.mediation_attempts import absent_from, initial_session
from pscp_desktop.reports.mediation_proofs import GOOD_FAITH, GOOD_FAITH_OF_WHO_CAME
from pscp_desktop.reports.proposals import (
    proposed_last_day,
    proposed_object,
    proposed_programme,
)
from pscp_desktop.ui.days import whole_moment
from pscp_desktop.ui.forms.fieldset import Place
from pscp_desktop.ui.forms.form import FormWords, RecordForm
from pscp_desktop.ui.layouts import Part
from pscp_desktop.ui.mediation.sheet import Done, Job, Leaf, Sheet
from pscp_desktop.ui.parts import Banner, text

SENT: Final = (
    ("letter", N_("Letter")),
    ("in_person", N_("By hand")),
    ("email", N_("E-mail")),
    ("call", N_("Call")),
)
AGAIN: Final = "documents_"
"""After it the documents are shown again, with the kind that was asked for."""


class PrepareSheet(Sheet):
    """What one kind of document needs to be told, most of it proposed."""

    verb = N_("Confirm")
    done = N_("Confirmed for this file")
    kind: ClassVar[DocumentKind]
    fields: ClassVar[Sequence[Place]] = ()
    demanded: ClassVar[tuple[str, ...]] = ()

    def build(self) -> Sequence[Leaf]:
        return [Leaf(tr(self.kind.label), [self.asked_of_the_file()])]

    def asked_of_the_file(self) -> RecordForm:
        """What the file itself remembers; what it does not know yet is proposed."""
        assert self.shown is not None  # noqa: S101 (it is of a file)
        desk = self.bench.tools.desk
        with desk.reading() as session:
            process = desk.load(session, MediationProcess, self.shown.process.id)
        self._process = self.kept(
            RecordForm(self.bench.tools, MediationProcess, self.fields, loaded=process)
        )
        for name, value in self.proposed().items():
            if self._process.value(name) in {None, ""}:
                self._process.put(name, value)
        return self._process

    def proposed(self) -> Mapping[str, Any]:
        """What is typed beforehand."""
        assert self.shown is not None  # noqa: S101 (it is of a file)
        papers = self.shown.papers
        known = {
            "object_for_documents": proposed_object(papers.process),
            "programme": proposed_programme(),
            "fees_cents": 0,
            "expenses_cents": 0,
            "constitute_by": proposed_last_day(papers.sessions, self.shown.today),
        }
        return {name: known[name] for name in self._process.fields if name in known}

    def jobs(self) -> list[Callable[[], object]]:
        """What keeps everything that was confirmed."""
        self.demand(self._process, *self.demanded)
        shown, changes = self._process.to_save(), self._process.changes()
        files = self.bench.mediation.files

        def keep() -> None:
            if changes:
                files.correct(shown, changes)

        return [keep]

    def job(self) -> Job:
        jobs = self.jobs()

        def keep() -> object:
            for each in jobs:
                each()
            return None

        return keep

    def _finish(self, result: object) -> None:
        """Whoever confirmed wants to see the document now."""
        self._saving = False
        dossier = result if isinstance(result, UUID) else self.dossier
        self.finished.emit(
            Done(
                words=self.worded(), undoable=self.undoable, dossier=dossier,
                then=AGAIN + self.kind.value,
            )
        )  # fmt: skip


class PrepareInvitation(PrepareSheet):
    """The object of the dispute, in words that the other party may read."""

    title = N_("Before the invitation is made out")
    draft = "mediation.prepare_invitation"
    kind = DocumentKind.INVITATION
    fields = ("object_for_documents", ("fees_cents", "expenses_cents"))
    demanded = ("object_for_documents", "fees_cents", "expenses_cents")
    advice = N_(
        "Both parties read this. It is proposed from the kind of dispute and the place; nothing that"
        " one party told you in confidence belongs here."
    )


class PrepareInformation(PrepareSheet):
    """What the parties are told at the initial session: how, until when, for how much."""

    title = N_("Before the information sheet is made out")
    draft = "mediation.prepare_information"
    kind = DocumentKind.INFORMATION
    fields = (
        "object_for_documents", "programme", ("fees_cents", "expenses_cents"), "constitute_by",
    )  # fmt: skip
    demanded = (
        "object_for_documents", "programme", "fees_cents", "expenses_cents", "constitute_by",
    )  # fmt: skip
    advice = N_(
        "The law wants the cost told even where it is nothing, and the day by which the act that"
        " begins the mediation is signed; fifteen days are proposed. Ley 5/2012, art. 17.1."
    )


class PrepareFinalAct(PrepareSheet):
    """What became of the papers the parties brought."""

    title = N_("Before the final act is made out")
    draft = "mediation.prepare_final"
    kind = DocumentKind.FINAL
    fields = ("brought", "object_for_documents")
    demanded = ("brought",)
    advice = N_("Each party gets back the papers they brought. Ley 5/2012, art. 22.1.")


class PrepareAgreement(PrepareSheet):
    """What a partial agreement leaves unsettled."""

    title = N_("Before the agreement is made out")
    draft = "mediation.prepare_agreement"
    kind = DocumentKind.AGREEMENT
    fields = ("object_for_documents",)
    advice = N_("A partial agreement says what it leaves unsettled. Ley 5/2012, art. 23.1.")

    def build(self) -> Sequence[Leaf]:
        assert self.shown is not None  # noqa: S101 (it is of a file)
        self._agreement = None
        parts: list[Part] = [self.asked_of_the_file()]
        agreement = self.shown.papers.agreement
        if agreement is not None:
            desk = self.bench.tools.desk
            with desk.reading() as session:
                loaded = desk.load(session, Agreement, agreement.id)
            self._agreement = self.kept(
                RecordForm(self.bench.tools, Agreement, ["left_open", "place", "told_binding"],
                           loaded=loaded, prefix="agreement.")
            )  # fmt: skip
            parts.append(self._agreement)
        return [Leaf(tr(self.kind.label), parts)]

    def jobs(self) -> list[Callable[[], object]]:
        jobs = super().jobs()
        if self._agreement is None:
            return jobs
        shown, changes = self._agreement.to_save(), self._agreement.changes()
        agreements = self.bench.mediation.agreements

        def keep() -> None:
            if changes:
                agreements.save(shown, changes)

        return [*jobs, keep]


class PrepareCertificate(PrepareSheet):
    """Who asks for it, how the absent were summoned, and the mediator's own solemn declaration."""

    title = N_("Before the certificate is made out")
    draft = "mediation.prepare_certificate"
    kind = DocumentKind.CERTIFICATE
    fields = ("object_for_documents",)
    demanded = ("object_for_documents",)
    undoable = False
    advice = N_(
        "The declaration is yours alone and the certificate is not made out without it."
        " Ley 5/2012, art. 17.2 e)."
    )

    def build(self) -> Sequence[Leaf]:
        assert self.shown is not None  # noqa: S101 (it is of a file)
        self._summons: list[RecordForm] = []
        self._session = initial_session(self.shown.papers)
        parts: list[Part] = [self.asked_of_the_file()]
        if self._session is None:
            words = tr("No initial session has been called, so there is no attempt to certify.")
            return [Leaf(tr("Declaration"), [Banner(self.look, "warn", words, ""), *parts])]
        self._declared = self.kept(
            RecordForm(
                self.bench.tools, AttemptDeclaration, ["asked_by", "good_faith"],
                dossier=self.dossier, prefix="declared.", words=FormWords(
                    answers={"asked_by": [(one.id, one.printed_name or tr("Name not known yet"))
                                          for one in self.shown.papers.parties]},
                ),
            )
        )  # fmt: skip
        when = whole_moment(self._session.starts_at, self.shown.today)
        parts += [
            text(tr("Initial session of {when}").format(when=when), "section"),
            text(self._words(), wrap=True), self._declared,
        ]  # fmt: skip
        return [Leaf(tr("Declaration"), parts), *self._leaves()]

    def _words(self) -> str:
        """The very words of the declaration, as the certificate will have them."""
        names = self._absent()
        if not names:
            return tr(GOOD_FAITH)
        return tr(GOOD_FAITH_OF_WHO_CAME).format(absent=", ".join(names.values()))

    def _absent(self) -> dict[UUID, str]:
        assert self.shown is not None  # noqa: S101 (it is of a file)
        assert self._session is not None  # noqa: S101 (asked before)
        away = absent_from(self.shown.papers, self._session)
        return {who: self.shown.names.of(who) for who in away}

    def _leaves(self) -> list[Leaf]:
        """For each who did not come: how they were summoned, what proves it, when it arrived."""
        assert self.shown is not None  # noqa: S101 (it is of a file)
        desk, leaves = self.bench.tools.desk, []
        away = self._absent()
        for number, (who, name) in enumerate(away.items(), start=1):
            sent = [one for one in self.shown.papers.invitations if one.party == who]
            title = text(tr("How {name} was summoned").format(name=name), "section", wrap=True)
            part = tr("Summons") if len(away) == 1 else tr("Summons {n}").format(n=number)
            if not sent:
                words = tr("No invitation of {name} is recorded. Record it first.")
                missing = Banner(self.look, "warn", words.format(name=name), "LO 1/2025, art. 10.3")
                leaves.append(Leaf(part, [title, missing]))
                continue
            with desk.reading() as reading:
                loaded = desk.load(reading, Invitation, sent[-1].id)
            answers = {"channel": [(code, tr(label)) for code, label in SENT]}
            form = RecordForm(
                self.bench.tools, Invitation, ["channel", ("sent_on", "received_on"), "proof"],
                loaded=loaded, prefix=f"summons{who.hex}.", words=FormWords(answers=answers),
            )  # fmt: skip
            self._summons.append(self.kept(form))
            leaves.append(Leaf(part, [title, form]))
        return leaves

    def jobs(self) -> list[Callable[[], object]]:
        if self._session is None:
            raise Invalid
        self.demand(self._declared, "asked_by")
        if not self._declared.value("good_faith"):
            raise Invalid({"good_faith": "missing"})
        declared: Record = self._declared.new_record(session=self._session.id)
        assert isinstance(declared, AttemptDeclaration)  # noqa: S101 (the form is of that type)
        changed = [(form.to_save(), form.changes()) for form in self._summons]
        documents, parties = self.bench.mediation.documents, self.bench.mediation.parties

        def keep() -> None:
            for shown, changes in changed:
                if changes:
                    parties.save_invitation(shown, changes)
            documents.declare_attempt(declared)

        return [*super().jobs(), keep]


PREPARED: Final[dict[DocumentKind, type[PrepareSheet]]] = {
    sheet.kind: sheet
    for sheet in (
        PrepareInvitation,
        PrepareInformation,
        PrepareAgreement,
        PrepareFinalAct,
        PrepareCertificate,
    )
}


def form_of(kind: DocumentKind) -> str:
    """By which name the step before a document is asked for."""
    return f"prepare_{kind.value}"
