"""What needs attention, by hand: what is missing is declared lost with a reason, what was refused is read."""

from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit

from pscp_desktop.services.reconciling.attention import attention
from pscp_desktop.store.ledger.named import Named
from pscp_desktop.ui.reconciling.attention_section import AttentionLine, AttentionSection
from sync.envelope import Stream
from tests.linked import Office
from tests.ui.test_sync_sections import Seated, office, seated  # noqa: F401 (fixtures)
from tests.unit.services.test_refused_work import excluded_while_away
from tests.world import ALBA, OMAR, a_case


def test_missing_changes_are_declared_lost_by_hand_and_looked_for_again(
    office: Office,  # noqa: F811 (a fixture)
    seated: Seated,  # noqa: F811 (a fixture)
) -> None:
    first = office.first(ALBA)
    linked = office.newcomer(OMAR, first)
    case = a_case(first.desk)
    office.meet()
    ledger, device = linked.reconciling.ledger, first.reconciling.identity.device
    now = linked.reconciling.milliseconds()
    with ledger.transaction():
        ledger.note_name(Named(case.dossier.bytes, Stream(device, 1), 4, now), now)
    office.moment.passes(days=6)
    omar = seated(linked)
    section = omar.go(AttentionSection)
    assert "Faltan 3 cambios del portátil de Alba Ejemplo" in omar.said()
    assert "Pida a Alba Ejemplo que sincronice, o un lápiz" in omar.said()

    (line,) = section.findChildren(AttentionLine)
    omar.press(line.act)
    section.question._editor.setPlainText("corto")
    assert not section.question._act.isEnabled()
    section.question._editor.setPlainText("Robaron el portátil.")
    omar.press(section.question._act)
    assert "Declarados perdidos: 3 cambios del portátil de Alba Ejemplo" in omar.said()
    assert "Robaron el portátil." in omar.said()
    assert linked.reconciling.state().attention == 0

    (line,) = section.findChildren(AttentionLine)
    omar.press(line.act)
    assert "Faltan 3 cambios" in omar.said()
    assert linked.reconciling.state().attention == 1


def test_what_a_hub_holds_is_read_and_copied_by_whoever_wrote_it(
    seated: Seated,  # noqa: F811 (a fixture)
    tmp_path: Path,
) -> None:
    held = Office(tmp_path)
    _, linked, _, _ = excluded_while_away(held)
    held.moment.passes(days=40)
    linked.round()
    omar = seated(linked)
    section = omar.go(AttentionSection)
    assert "Lo que escribió espera a quien coordina · M/2026/001" in omar.said()
    assert "Un expediente se le ha cerrado · M/2026/001" in omar.said()

    lines = {line.one.code: line for line in section.findChildren(AttentionLine)}
    omar.press(lines["held"].act)
    (shown,) = section.question.findChildren(QPlainTextEdit)
    assert shown.isReadOnly()
    assert all(f"Sin red {number:02}." in shown.toPlainText() for number in range(20))
    omar.press(section.question._act)
    assert "Sin red 19." in QGuiApplication.clipboard().text()

    omar.press(lines["left"].act)
    assert {one.code for one in attention(linked.reconciling)} == {"held"}
