"""What whoever signs sees when the laptop is handed over: the document, large, and their signature."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from pscp_desktop.domain.agreements import Signature, SignatureForm, Signed, SignedWhat
from pscp_desktop.domain.mediation import PartyRole
from pscp_desktop.i18n import N_, tr, translated
from pscp_desktop.reports.document import Document
from pscp_desktop.reports.mediation import DocumentKind
from pscp_desktop.services.attaching import Attaching
from pscp_desktop.ui.layouts import Part
from pscp_desktop.ui.look import as_role
from pscp_desktop.ui.mediation.file_shown import FileShown
from pscp_desktop.ui.mediation.sheet import Bench
from pscp_desktop.ui.parts import button, column, panel, row, say, scrolled, text
from pscp_desktop.ui.reading import ReadingView
from pscp_desktop.ui.signing import SigningPanel
from pscp_desktop.ui.tasks import Progress

SIDE = 440
WHAT = {
    DocumentKind.CONSTITUTIVE: SignedWhat.CONSTITUTIVE_ACT,
    DocumentKind.AGREEMENT: SignedWhat.AGREEMENT,
    DocumentKind.FINAL: SignedWhat.FINAL_ACT,
}


@dataclass(frozen=True, slots=True)
class Signer:
    """Somebody whose signature an act still lacks."""

    act: UUID
    name: str
    role: str
    """Marked with `N_`: said in the language of the document."""
    party: UUID | None = None
    worker: UUID | None = None


@dataclass(frozen=True, slots=True)
class Drawn:
    """One answer, with the drawing as a picture if there is one."""

    signer: Signer
    image: bytes
    refused: bool


def signers_of(kind: DocumentKind, shown: FileShown) -> tuple[Signer, ...]:
    """Who has not signed this act yet."""
    papers = shown.papers
    acts = {
        DocumentKind.CONSTITUTIVE: papers.act,
        DocumentKind.AGREEMENT: papers.agreement,
        DocumentKind.FINAL: papers.final_act,
    }
    act = acts.get(kind)
    if act is None:
        return ()
    signed = {
        signature.party or signature.worker
        for signature in papers.signatures
        if signature.act == act.id and signature.answer == Signed.SIGNED
    }
    parties = [
        Signer(act.id, party.printed_name, PartyRole.label_of(party.role), party=party.id)
        for party in papers.parties
    ]
    mediators = (
        [Signer(act.id, one.name, N_("Mediator"), worker=one.id) for one in papers.mediators]
        if kind is DocumentKind.CONSTITUTIVE
        else []
    )
    return tuple(one for one in (*parties, *mediators) if (one.party or one.worker) not in signed)


class SigningView(QWidget):
    """Reading on one side, a signature of each person on the other. Nothing else of the program."""

    failed = Signal(object)
    kept = Signal()

    def __init__(
        self,
        bench: Bench,
        document: Document,
        shown: FileShown,
        kind: DocumentKind,
        signers: Sequence[Signer],
        attaching: Attaching | None,
    ) -> None:
        super().__init__()
        as_role(self, "sheet")
        self._bench, self._dossier, self._what = bench, shown.id, WHAT.get(kind)
        self._attaching = attaching
        language = document.language
        look = bench.tools.look
        self.panels = [
            (signer, SigningPanel(look, signer.name, translated(language, signer.role), language))
            for signer in signers
        ]
        self.keep = button(translated(language, "Keep the signatures"), "primary")
        self.keep.clicked.connect(self._keep)
        self._said = text("", "muted", wrap=True)
        parts: list[Part] = [each for _, each in self.panels]
        side = panel(column(*parts, None, gap="xl", edge=(24, 24, 24, 12)))
        aside = panel(
            column(scrolled(side, "sheet"), self._said, row(None, self.keep),
                   gap="m", edge=(0, 0, 24, 12), wide=0)
        )  # fmt: skip
        aside.setFixedWidth(SIDE)
        if not signers:
            aside.hide()
        for _, each in self.panels:
            each.changed.connect(self._weigh)
        reading = ReadingView(look, document)
        self.setLayout(row(reading, aside, gap="none", wide=0))
        self.setFocusProxy(reading)
        self._language = language
        self._weigh()

    @Slot()
    def _weigh(self) -> None:
        self.keep.setEnabled(all(each.complete for _, each in self.panels))

    @Slot()
    def _keep(self) -> None:
        drawn = []
        for signer, each in self.panels:
            answer = each.signature
            if answer.image or answer.refused:
                drawn.append(Drawn(signer, answer.image, answer.refused))
        what = self._what
        if not drawn or what is None:
            self._done(None)
            return
        self.keep.setEnabled(False)

        def job(_: Progress) -> None:
            keep_signatures(self._bench, self._attaching, self._dossier, what, drawn)

        self._bench.tools.tasks.run(
            tr("Saving"), job, self._done, owner=self, failed=self.failed.emit
        )

    def _done(self, _: None) -> None:
        thanks = translated(self._language, "Thank you. You may give the laptop back now.")
        say(self._said, thanks)
        self.keep.setVisible(False)
        self.kept.emit()


def keep_signatures(
    bench: Bench,
    attaching: Attaching | None,
    dossier: UUID,
    what: SignedWhat,
    drawn: Sequence[Drawn],
) -> None:
    """Keep what was drawn or refused, each with its picture sealed beside the vault."""
    made = []
    for one in drawn:
        picture = None
        if attaching is not None and one.image:
            picture = attaching.attach_bytes(dossier, one.image, "signature.png", one.signer.act).id
        made.append(
            Signature(
                dossier=dossier,
                act=one.signer.act,
                what=what.value,
                party=one.signer.party,
                worker=one.signer.worker,
                answer=(Signed.REFUSED if one.refused else Signed.SIGNED).value,
                form=SignatureForm.DRAWN.value,
                drawing=picture,
            )
        )
    bench.mediation.agreements.sign(*made)
