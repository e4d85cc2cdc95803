"""T-26, read off the source: every place where a value leaves a record is named here, with its proof.

Whoever adds a list, a line, a page of paper or a file that is saved names it, or this fails. What shows no
record of which two values could stand says what it shows instead.
"""

import ast
from collections.abc import Iterator, Mapping
from typing import Final

from tests.source import Module, everything, product

SHOWN: Final = frozenset({
    "QAbstractListModel", "QAbstractTableModel", "QAbstractItemModel", "QStandardItemModel",
    "QListWidget", "QTableWidget", "QTreeWidget", "QListWidgetItem", "QComboBox",
    "Entry", "Row", "Told", "Found", "Noticed", "MapLayer", "Fact", "FactTable",
})  # fmt: skip
"""Models and lines of lists, entries of a timeline, results of a search, layers, facts on paper."""
LEAVES: Final = frozenset({"save_file", "write_bytes", "write_text", "writerow"})
OUTLETS: Final = (
    "pscp_desktop/ui",
    "pscp_desktop/reports",
    "pscp_desktop/app",
    "pscp_desktop/maps/writing.py",
)

MEDIATION: Final = "tests/ui/test_marks_mediation.py"
RISK: Final = "tests/ui/test_marks_risk.py"
PAPERS: Final = "tests/unit/reports/test_mediation_undecided.py"
PAGE: Final = "tests/ui/test_conflicts_page.py"

PROVED: Final[Mapping[str, str]] = {
    "pscp_desktop/app/found_lines.py": MEDIATION,
    "pscp_desktop/ui/lists/model.py": MEDIATION,
    "pscp_desktop/ui/mediation/board.py": MEDIATION,
    "pscp_desktop/ui/mediation/board_pane.py": MEDIATION,
    "pscp_desktop/ui/mediation/access_panel.py": MEDIATION,
    "pscp_desktop/ui/mediation/file_aside.py": MEDIATION,
    "pscp_desktop/ui/mediation/phrases.py": MEDIATION,
    "pscp_desktop/ui/mediation/timeline_list.py": MEDIATION,
    "pscp_desktop/ui/mediation/clauses.py": MEDIATION,
    "pscp_desktop/ui/pages/today.py": MEDIATION,
    "pscp_desktop/ui/palette.py": MEDIATION,
    "pscp_desktop/ui/preferences/kept_list.py": MEDIATION,
    "pscp_desktop/ui/preferences/team.py": MEDIATION,
    "pscp_desktop/ui/visits/lines.py": MEDIATION,
    "pscp_desktop/ui/visits/sheet.py": MEDIATION,
    "pscp_desktop/reports/mediation_acts.py": PAPERS,
    "pscp_desktop/reports/mediation_closing.py": PAPERS,
    "pscp_desktop/reports/mediation_opening.py": PAPERS,
    "pscp_desktop/reports/mediation_proofs.py": PAPERS,
    "pscp_desktop/reports/sections.py": PAPERS,
    "pscp_desktop/reports/wording_shared.py": PAPERS,
    "pscp_desktop/ui/mediation/documents_panel.py": PAPERS,
    "pscp_desktop/ui/mediation/documents_made.py": PAPERS,
    "pscp_desktop/reports/risk_indicators.py": RISK,
    "pscp_desktop/reports/risk_sara.py": RISK,
    "pscp_desktop/reports/risk_tables.py": RISK,
    "pscp_desktop/maps/writing.py": RISK,
    "pscp_desktop/ui/map/board.py": RISK,
    "pscp_desktop/ui/map/layer.py": RISK,
    "pscp_desktop/ui/map/leaving.py": RISK,
    "pscp_desktop/ui/map/picking.py": RISK,
    "pscp_desktop/ui/map/sources.py": RISK,
    "pscp_desktop/ui/map/table.py": RISK,
    "pscp_desktop/ui/map/taking.py": RISK,
    "pscp_desktop/ui/risk/board_pane.py": RISK,
    "pscp_desktop/ui/risk/documents.py": RISK,
    "pscp_desktop/ui/risk/file_aside.py": RISK,
    "pscp_desktop/ui/risk/indicators_panel.py": RISK,
    "pscp_desktop/ui/risk/linking.py": RISK,
    "pscp_desktop/ui/risk/panels.py": RISK,
    "pscp_desktop/ui/risk/phrases.py": RISK,
    "pscp_desktop/ui/risk/proposal_panel.py": RISK,
    "pscp_desktop/ui/risk/sara_panel.py": RISK,
    "pscp_desktop/ui/risk/seen_panel.py": RISK,
    "pscp_desktop/ui/conflicts/waiting_list.py": PAGE,
}
"""By module, where a dispute is followed to it."""
A_CHOICE: Final = (
    "offers files or codes to choose from; what is chosen bears its mark where it opens"
)
OF_SYNC: Final = "laptops, keys and envelopes: signed statements, of which no two values stand"
OTHERWISE: Final[Mapping[str, str]] = {
    "pscp_desktop/app/awaiting.py": OF_SYNC,
    "pscp_desktop/app/pair/made.py": "the stamp of the demonstration's folder",
    "pscp_desktop/reports/receipts.py": "counts of a round; no record is read",
    "pscp_desktop/ui/awaiting.py": OF_SYNC,
    "pscp_desktop/ui/forms/choices.py": A_CHOICE,
    "pscp_desktop/ui/laying.py": "places what a document holds",
    "pscp_desktop/ui/paper.py": "places what a document holds",
    "pscp_desktop/ui/typesetting.py": "places what a document holds",
    "pscp_desktop/ui/map/bringing.py": A_CHOICE,
    "pscp_desktop/ui/map/grounding.py": "names of files with basemaps on this laptop",
    "pscp_desktop/ui/map/styling.py": "columns and colours",
    "pscp_desktop/ui/map/system_choice.py": "coordinate systems",
    "pscp_desktop/ui/mediation/attachment_view.py": "an attachment as it was sealed: written once",
    "pscp_desktop/ui/parts.py": "the line itself, whatever it says",
    "pscp_desktop/ui/preferences/copies.py": "copies of the vault on this laptop",
    "pscp_desktop/ui/preferences/laptop.py": "diagnostics without personal data; no record is read",
    "pscp_desktop/ui/reconciling/attention_section.py": OF_SYNC,
    "pscp_desktop/ui/reconciling/audit_section.py": "lines of signed audits, with codes for names",
    "pscp_desktop/ui/reconciling/ends.py": OF_SYNC,
    "pscp_desktop/ui/reconciling/inviting.py": OF_SYNC,
    "pscp_desktop/ui/reconciling/laptop_lines.py": OF_SYNC,
    "pscp_desktop/ui/reconciling/laptops_section.py": OF_SYNC,
    "pscp_desktop/ui/reconciling/manifest_view.py": OF_SYNC,
    "pscp_desktop/ui/reconciling/state_section.py": OF_SYNC,
    "pscp_desktop/ui/reconciling/stick_section.py": OF_SYNC,
    "pscp_desktop/ui/reconciling/terms.py": OF_SYNC,
    "pscp_desktop/ui/risk/analysis_panel.py": "what a run came to before it is kept: no record yet",
    "pscp_desktop/ui/unlock.py": "what is known before a vault is open",
    "pscp_desktop/ui/window.py": "commands and places",
}
"""By module, what it shows or saves instead of values of a record."""


def names(module: Module) -> Iterator[str]:
    """What of `SHOWN` and `LEAVES` a module makes, calls or is."""
    for node in ast.walk(module.tree):
        parts = (
            node.bases
            if isinstance(node, ast.ClassDef)
            else [node.func]
            if isinstance(node, ast.Call)
            else []
        )
        for part in parts:
            name = part.attr if isinstance(part, ast.Attribute) else getattr(part, "id", "")
            if name in SHOWN | LEAVES:
                yield name


def test_t26_every_place_where_a_value_leaves_a_record_is_named() -> None:
    found = {one.path for one in product() if one.inside(*OUTLETS) and any(names(one))}

    assert found - PROVED.keys() - OTHERWISE.keys() == set(), "say where its mark is proved"
    assert (PROVED.keys() | OTHERWISE.keys()) - found == set(), "it shows nothing any more"
    assert not PROVED.keys() & OTHERWISE.keys()


def test_what_proves_a_mark_is_a_test_of_this_failure() -> None:
    tests = {module.path: module for module in everything() if module.path in set(PROVED.values())}

    assert set(tests) == set(PROVED.values())
    for module in tests.values():
        assert "def test_t2" in module.text


def test_a_new_list_is_seen() -> None:
    planted = Module.of("pscp_desktop/ui/planted.py", "class Lines(QAbstractListModel): ...")

    assert list(names(planted)) == ["QAbstractListModel"]
