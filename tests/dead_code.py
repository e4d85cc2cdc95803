"""`run.py check`: names nothing uses. Fields of records are used by what reads `Spec`, and pass."""

import ast
import sys
from collections.abc import Iterator

from vulture import Vulture

from tests.source import PRODUCT, ROOT, product

# Called by Qt, SQLAlchemy, pydantic, logging or the interpreter, by these names.
CALLED_FROM_OUTSIDE = [
    "accessibleName", "canFetchMore", "changeEvent", "closeEvent", "columnCount", "createEditor", "data",
    "displayText", "dragEnterEvent", "dropEvent", "enterEvent", "event", "eventFilter", "expandingDirections",
    "fetchMore", "filterAcceptsRow", "flags", "focusInEvent", "focusOutEvent", "format", "hasHeightForWidth",
    "headerData", "heightForWidth", "hideEvent", "index", "keyPressEvent", "leaveEvent", "lessThan",
    "minimumSizeHint", "mouse*Event", "model_config", "moveEvent", "paint", "paintEvent", "parent",
    "process_bind_param", "process_result_value", "resizeEvent", "rowCount", "setData", "setGeometry",
    "setModelData", "showEvent", "sizeHint", "sort", "tabletEvent", "takeAt", "textFromValue", "timerEvent",
    "updateEditorGeometry", "validate", "valueFromText", "wheelEvent", "_missing_", "_value_",
    "addItem", "appid", "cache_ok", "impl", "pathFromIndex", "splitPath", "itemAt", "persist",
]  # fmt: skip
CALLED_BY_DECORATOR = [
    "@*.listens_for*", "@*validator*", "@*serializer*", "@Property*", "@Slot*", "@property",
]  # fmt: skip


def declared() -> Iterator[str]:
    """The fields of every class that is data: records, code lists, documents, the wire."""
    for module in product():
        if module.inside(
            "pscp_desktop/domain", "pscp_desktop/reports", "pscp_desktop/risk", "sync"
        ):
            for node in ast.walk(module.tree):
                if isinstance(node, ast.ClassDef):
                    yield from _names_in(node)


def _names_in(node: ast.ClassDef) -> Iterator[str]:
    for line in node.body:
        if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name):
            yield line.target.id
        elif isinstance(line, ast.Assign):
            yield from (target.id for target in line.targets if isinstance(target, ast.Name))


def main() -> int:
    """Print what nothing uses; end with 1 where there is any."""
    names = [*CALLED_FROM_OUTSIDE, *sorted(set(declared()))]
    search = Vulture(ignore_names=names, ignore_decorators=CALLED_BY_DECORATOR)
    # The tests are read too: what only they use is a way in for them, and is theirs to answer for.
    search.scavenge([str(ROOT / part) for part in (*PRODUCT, "tests", "run.py")])
    unused = [
        item
        for item in search.get_unused_code(min_confidence=60)
        if not item.filename.is_relative_to(ROOT / "tests")
    ]
    for item in unused:
        sys.stdout.write(f"{item.get_report()}\n")
    return 1 if unused else 0


if __name__ == "__main__":
    sys.exit(main())
