"""The seven documents through the real panel, over the records of a file lived through the services."""

import re
import unicodedata
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import pypdfium2
import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from pscp_desktop import i18n
from pscp_desktop.domain.agreements import (
    Agreement,
    AttemptDeclaration,
    Clause,
    ConstitutiveAct,
    FinalAct,
    SignedWhat,
)
from pscp_desktop.domain.dossiers import Consent, PrintedDocument
from pscp_desktop.domain.errors import Forbidden, Invalid
from pscp_desktop.domain.mediation import Invitation, MediationProcess, Party
from pscp_desktop.domain.mediation_sessions import MediationSession
from pscp_desktop.domain.record import Record
from pscp_desktop.reports.mediation import DocumentKind
from pscp_desktop.services.attaching import Attaching
from pscp_desktop.services.desk import Desk
from pscp_desktop.services.mediation.service import Mediation
from pscp_desktop.services.profile import Profile
from pscp_desktop.ui.forms.drafting import FormTools
from pscp_desktop.ui.mediation.document_ways import PREFERENCES
from pscp_desktop.ui.mediation.documents_made import MissingLine
from pscp_desktop.ui.mediation.documents_panel import DocumentsPanel
from pscp_desktop.ui.mediation.file_shown import FileShown, read_file
from pscp_desktop.ui.mediation.opening import PREPARING
from pscp_desktop.ui.mediation.sheet import Bench
from pscp_desktop.ui.mediation.sheets import SHEETS
from pscp_desktop.ui.parts import Banner
from tests.ui.conftest import Furnish
from tests.ui.documents_table import ALWAYS, GONE, OBJECT, PLACE, PRINTED
from tests.unit.services.journey import Journey, request
from tests.world import ALBA, Moment, a_desk

CONFIDED: Final = "Me da miedo su hermano y lo cuento solo aquí"


def change(desk: Desk, kind: type[Record], record: Any, **changes: Any) -> None:
    with desk.reading() as session:
        shown = desk.load(session, kind, record)
    desk.save(shown, changes)


def furnished(desk: Desk) -> None:
    """The service and its mediator say of themselves what the law wants said."""
    profile = Profile(desk)
    profile.save_organisation(
        profile.organisation(),
        {"name": "Servicio de Muestra", "institution": "Institución Ficticia",
         "address": "Plaza del Ejemplo, 1", "telephone": "900 000 000",
         "registry_number": "INS-0042", "protection_officer": "dpd@ejemplo.invalid"},
    )  # fmt: skip
    profile.save_worker(
        profile.worker(),
        {"qualification": "Trabajo social", "training": "Curso de 300 horas",
         "experience": "Ocho años", "registry_number": "RMI-7788",
         "insurer": "Aseguradora Ficticia 99-1"},
    )  # fmt: skip


def lived(desk: Desk, moment: Moment) -> Journey:
    """A file in which everything that any of the documents says has been written down."""
    furnished(desk)
    way = request(Mediation(desk), account=CONFIDED, place="calle de la Muestra, 12")
    mediation, files = way.mediation, way.mediation.files
    change(desk, Party, way.alba, document_number="00000000T", domicile="Calle Falsa, 1",
           legal_name="Alba Ejemplo Muñoz")  # fmt: skip
    change(desk, Party, way.bar, document_number="B00000000", domicile="Calle Falsa, 2")
    way.to_suitable()
    invitation = mediation.parties.invite(Invitation(dossier=way.dossier, party=way.bar))
    mediation.parties.received(invitation.id, way.dossier)
    change(desk, Invitation, invitation.id, proof="Acuse 7", answer="accepted")
    way.screen(way.bar)
    way.act("open_initial_session")
    initial = way.held("initial", informed=True, place=PLACE)
    for party in (way.alba, way.bar):
        mediation.parties.consent(
            Consent(dossier=way.dossier, person=party, purpose="service", state="given")
        )
    files.correct(
        files.standing(way.dossier).process,
        {"object_for_documents": "Ruido de terraza (calle de la Muestra, 12)", "fees_cents": 0,
         "programme": "Hasta cuatro sesiones", "expenses_cents": 1250, "brought": "none_brought",
         "constitute_by": desk.today() + timedelta(days=15)},
    )  # fmt: skip
    act = mediation.agreements.draw_up(
        ConstitutiveAct(
            dossier=way.dossier, place=PLACE, programme="Hasta cuatro sesiones",
            runs_until=desk.today() + timedelta(days=90), expenses_cents=1250,
        )
    )  # fmt: skip
    signatures = way.signatures(SignedWhat.CONSTITUTIVE_ACT, act.id, mediator=True)
    mediation.agreements.sign(*signatures)
    way.act("constitute")
    way.act("begin_mediation")
    moment.passes(days=7)
    way.held("joint", place=PLACE)
    agreement = way.write()
    change(desk, Agreement, agreement.id, place=PLACE)
    way.act("reach_agreement")
    mediation.agreements.end(FinalAct(dossier=way.dossier, place=PLACE))
    mediation.documents.declare_attempt(
        AttemptDeclaration(dossier=way.dossier, session=initial, asked_by=way.alba, good_faith=True)
    )
    mediation.sessions.plan(
        MediationSession(
            dossier=way.dossier, kind="joint", place="Plaza del Ejemplo, 1",
            starts_at=moment() + timedelta(days=3),
        )
    )  # fmt: skip
    return way


class Table:
    """A file, and panels over it as it stands or with a record of it changed."""

    def __init__(self, qtbot: QtBot, tools: FormTools, way: Journey, folder: Path) -> None:
        self.qtbot, self.tools, self.way = qtbot, tools, way
        self.attaching = Attaching(tools.desk, folder)
        self.handed: list[QWidget] = []

    @property
    def shown(self) -> FileShown:
        return read_file(self.tools.desk, self.way.mediation, self.way.dossier, opening=False)

    def panel(self, kind: DocumentKind, shown: FileShown | None = None) -> DocumentsPanel:
        bench = Bench(self.tools, self.way.mediation)
        made = DocumentsPanel(bench, shown or self.shown, self.attaching, self.handed.append)
        self.qtbot.addWidget(made)
        made.choose(kind)
        self.settle()
        return made

    def settle(self) -> None:
        for _ in range(2):
            self.qtbot.waitUntil(lambda: not self.tools.tasks.busy, timeout=10_000)
            self.qtbot.wait(10)


@pytest.fixture
def table(qtbot: QtBot, tmp_path: Path, furnish: Furnish) -> Table:
    i18n.use("es")
    moment = Moment()
    tools = furnish(a_desk(tmp_path, ALBA, now=moment))
    return Table(qtbot, tools, lived(tools.desk, moment), tmp_path)


def folded(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text)
    return re.sub(r"\s+|\u00ad", "", "".join(c for c in plain if unicodedata.category(c) != "Cf"))


def read(data: bytes) -> str:
    document = pypdfium2.PdfDocument(data)
    try:
        return folded("".join(page.get_textpage().get_text_range() for page in document))
    finally:
        document.close()


@pytest.mark.parametrize("kind", DocumentKind)
def test_each_document_of_a_complete_file_prints_every_value_that_was_written(
    table: Table, kind: DocumentKind
) -> None:
    panel = table.panel(kind)

    assert panel.made is not None, [line.accessibleName() for line in lines(panel)]
    text = read(panel.made.paper.pdf())
    missing = [value for value in (*ALWAYS, *PRINTED[kind]) if folded(value) not in text]
    assert missing == []
    assert folded(CONFIDED) not in text
    assert panel.code
    assert folded(panel.code) in text


def lines(panel: DocumentsPanel) -> list[MissingLine]:
    return panel.findChildren(MissingLine)


def without(shown: FileShown, record: str, field: str, empty: Any) -> FileShown:
    """The file with one field of one record emptied."""
    found = getattr(shown.papers, record)
    many = isinstance(found, tuple)
    # Of the parties, the last is the one for whom a copy is made.
    old = found[-1] if many else found
    new = type(old)(**{**old.model_dump(), field: empty})
    changed: dict[str, Any] = {record: (*found[:-1], new) if many else new}
    return replace(shown, papers=replace(shown.papers, **changed))


def early(kind: DocumentKind, shown: FileShown) -> FileShown:
    """The invitation and the information are made out before there is an act that says it too."""
    if kind in {DocumentKind.INVITATION, DocumentKind.INFORMATION}:
        return replace(shown, papers=replace(shown.papers, act=None))
    return shown


def test_a_field_emptied_in_the_records_is_named_with_its_article_and_where_it_is_written(
    table: Table,
) -> None:
    whole, silent, lost = table.shown, [], []
    for kind, record, field, empty, words in GONE:
        panel = table.panel(kind, without(early(kind, whole), record, field, empty))
        said = lines(panel)
        if (
            panel.made is not None
            or not said
            or words not in str([s.accessibleName() for s in said])
        ):
            silent.append((kind.value, record, field))
        for line in said:
            assert re.search(r"art\.|arts\.", line.accessibleName()), line.accessibleName()
            form = line.form
            known = form in SHEETS or form in PREPARING or form.startswith(PREFERENCES)
            if not known and field != "constituted_on":
                lost.append((kind.value, record, field, form))
        panel.deleteLater()

    assert silent == []
    assert lost == []


def test_an_agreement_without_clauses_or_a_certificate_without_session_is_refused(
    table: Table,
) -> None:
    whole = table.shown
    bare = replace(whole, papers=replace(whole.papers, clauses=()))
    never = replace(whole, papers=replace(whole.papers, sessions=()))

    assert lines(table.panel(DocumentKind.AGREEMENT, bare))
    refused = lines(table.panel(DocumentKind.CERTIFICATE, never))
    assert {line.form for line in refused} == {"plan"}


def test_nothing_of_the_act_is_offered_for_a_criminal_matter_not_even_past_the_panel(
    table: Table,
) -> None:
    files, way = table.way.mediation.files, table.way
    files.correct(files.standing(way.dossier).process, {"restorative": "circle"})

    for kind in DocumentKind:
        panel = table.panel(kind)
        slip = kind is DocumentKind.APPOINTMENT
        assert (panel.made is not None) is slip
        assert panel.print.isEnabled() is slip
        assert any("4/2015" in b.accessibleName() for b in panel.findChildren(Banner)) is not slip
    with pytest.raises(Forbidden) as refused:
        way.mediation.documents.printed(PrintedDocument(dossier=way.dossier, kind="agreement"))
    assert "2.2" in refused.value.article


def test_saving_outside_wants_a_reason_and_writes_a_file_that_names_nobody(
    table: Table, tmp_path: Path
) -> None:
    panel, out = table.panel(DocumentKind.AGREEMENT), tmp_path / "agreement.pdf"

    with pytest.raises(Invalid):
        table.way.mediation.documents.printed(
            PrintedDocument(dossier=table.way.dossier, kind="agreement", issued="saved")
        )
    panel._reason = "Lo pide la notaría"
    panel.export(out)
    table.settle()

    (kept,) = table.way.mediation.documents.all_of(table.way.dossier)
    assert (kept.issued, kept.code) == ("saved", panel.code)
    assert out.read_bytes().startswith(b"%PDF")
    assert b"Alba" not in out.read_bytes()[:2000]


def test_a_paper_is_found_again_by_its_code_and_its_scan_goes_to_that_very_paper(
    table: Table, tmp_path: Path
) -> None:
    documents, dossier = table.way.mediation.documents, table.way.dossier
    first = documents.printed(
        PrintedDocument(dossier=dossier, kind="agreement", code=documents.code())
    )
    documents.printed(PrintedDocument(dossier=dossier, kind="agreement", code=documents.code()))
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(b"%PDF-1.7\nun acuerdo firmado\n%%EOF\n")
    panel = table.panel(DocumentKind.AGREEMENT)

    panel._about = first.id
    panel.attach_scan(scan)
    table.settle()

    signed = [one for one in documents.all_of(dossier) if one.signed_scan]
    assert [(one.code, one.signed) for one in signed] == [(first.code, "paper")]
    assert [hit.dossier for hit in table.tools.desk.find(first.code)] != []


def test_any_document_is_shown_large_with_its_code_for_the_form_filled_in_by_hand(
    table: Table,
) -> None:
    panel = table.panel(DocumentKind.APPOINTMENT)

    panel.sign.click()
    table.settle()

    (content,) = table.handed
    said = " ".join(label.text() for label in content.findChildren(type(panel._code)))
    assert panel.code in said
    (kept,) = table.way.mediation.documents.all_of(table.way.dossier)
    assert (kept.issued, kept.code, kept.kind) == ("shown", panel.code, "appointment")


def test_the_declaration_is_the_mediators_own_and_never_kept_unsaid(table: Table) -> None:
    way = table.way
    initial = next(one for one in table.shown.papers.sessions if one.kind == "initial")

    with pytest.raises(Invalid):
        way.mediation.documents.declare_attempt(
            AttemptDeclaration(dossier=way.dossier, session=initial.id, asked_by=way.alba)
        )
    assert len(table.shown.papers.attempts) == 1
    assert table.shown.papers.attempts[0].mediator == table.tools.desk.worker


def test_the_object_of_the_act_is_what_was_confirmed_for_both(table: Table) -> None:
    act, process = table.shown.papers.act, table.shown.papers.process

    assert act is not None
    assert act.matter == process.object_for_documents == OBJECT
    assert isinstance(process, MediationProcess)
    assert process.account == CONFIDED
    assert isinstance(table.shown.papers.clauses[0], Clause)
    assert table.shown.today == date(2026, 3, 9)
