"""What no line of the program may do, because it once cost somebody a day, a crash or a secret.

Every ban is a function over one module, and has been seen to find a fault: `FAULTS` holds one for each.
"""

import ast
import re
from collections.abc import Callable, Iterator

import pytest

from tests.source import Module, calls, everything, last_name, product

Ban = Callable[[Module], Iterator[str]]

# The only modules that hand text to Qt as it comes, since they make it plain.
WORDS = ("pscp_desktop/ui/words.py", "pscp_desktop/ui/errors.py", "pscp_desktop/ui/ask.py")
# Modules whose `setText` goes to line edits and buttons, which show no markup.
PLAIN_BY_NATURE = ("pscp_desktop/ui/forms/editors.py",)
# Sets the pages of documents, from a document model of ours.
PAPER = "pscp_desktop/ui/paper.py"
SHOWN_AS_MARKUP = {
    "QLabel", "setInformativeText", "setDetailedText", "setStatusTip", "setText", "setToolTip",
    "setWhatsThis", "setWindowTitle", "showText",
}  # fmt: skip
MARKUP = {"QTextBrowser", "QTextEdit", "appendHtml", "insertHtml", "setHtml", "setMarkdown"}


def user_text_is_shown_as_plain_text(module: Module) -> Iterator[str]:
    """Qt guesses markup in a name such as `<img src=…>` and fetches what it asks for."""
    if not module.inside("pscp_desktop/ui", "pscp_desktop/app") or module.inside(*WORDS):
        return
    for name, call in calls(module):
        plain = name == "setText" and (
            module.path in PLAIN_BY_NATURE or _holder(call).endswith("clipboard")
        )
        if name in SHOWN_AS_MARKUP and not plain and not _our_words(call):
            yield module.at(call, f"{name}: use text(), say(), hint(), button() of ui.words")
        if name in MARKUP and module.path != PAPER:
            yield module.at(call, f"{name} reads markup: use QPlainTextEdit or ui.words")


def message_boxes_come_from_two_modules(module: Module) -> Iterator[str]:
    if module.inside(*WORDS[1:]):
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Name | ast.Attribute) and last_name(node) == "QMessageBox":
            yield module.at(node, "QMessageBox: use ui.errors or ui.ask")


def no_event_loop_runs_inside_another(module: Module) -> Iterator[str]:
    if not module.inside("pscp_desktop/ui", "pscp_desktop/app"):
        return
    for name, call in calls(module):
        if name in {"exec_", "processEvents", "QEventLoop"}:
            yield module.at(call, f"{name}: use open() and finished, or ui.tasks")
        if name == "exec" and module.path != "pscp_desktop/app/main.py":
            yield module.at(call, "exec: use open() and finished")


def no_signal_holds_a_lambda(module: Module) -> Iterator[str]:
    """PySide keeps a lambda and what it holds alive, and calls it when its window is gone."""
    for name, call in calls(module):
        for given in call.args[:1] if name == "connect" else ():
            if isinstance(given, ast.Lambda) or (
                isinstance(given, ast.Call) and last_name(given.func) == "partial"
            ):
                yield module.at(call, "connect: use a bound method")


def no_widget_is_asked_for_its_screen(module: Module) -> Iterator[str]:
    """Shiboken takes the screen for the widget's child: when that widget went, the program fell."""
    if module.inside("pscp_desktop/ui", "pscp_desktop/app"):
        for name, call in calls(module):
            if name == "screen" and not call.args:
                yield module.at(call, "screen(): use screen_room() of ui.look")


def only_the_look_styles(module: Module) -> Iterator[str]:
    if module.path != "pscp_desktop/ui/look.py":
        yield from (module.at(call) for name, call in calls(module) if name == "setStyleSheet")


def records_are_never_deleted_behind_the_unit(module: Module) -> Iterator[str]:
    for name, call in calls(module):
        if name == "delete" and _holder(call).strip("_") == "session":
            yield module.at(call, "session.delete: use unit.remove")


def no_column_holds_json(module: Module) -> Iterator[str]:
    """A list inside a cell cannot be merged: lists are child rows."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sql"):
            names = {name.name for name in node.names}
            yield from (module.at(node, name) for name in names & {"JSON", "JSONB", "PickleType"})


CLOCKS = {
    ("datetime", "now"), ("datetime", "utcnow"), ("date", "today"), ("QDate", "currentDate"),
    ("QDateTime", "currentDateTime"), ("QDateTime", "currentDateTimeUtc"), ("QTime", "currentTime"),
}  # fmt: skip


def the_clock_and_chance_are_passed_in(module: Module) -> Iterator[str]:
    """Only the composition root asks what time it is; all others are told."""
    if module.inside("pscp_desktop/app"):
        return
    for name, call in calls(module):
        holder = _holder(call)
        if (holder, name) in CLOCKS or name in {"uuid1", "uuid4"}:
            yield module.at(call, f"{holder}.{name}: take it as an argument".lstrip("."))


def rekey_is_named_only_to_refuse_it(module: Module) -> Iterator[str]:
    """Rotation copies to a new key; the pragma that changes it in place has lost databases."""
    allowed = {
        inner.lineno
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Assign | ast.AnnAssign)
        and module.path == "pscp_desktop/store/engine.py"
        if re.search("DENIED|REFUSED|FORBIDDEN", ast.unparse(node).split("=")[0])
        for inner in ast.walk(node)
        if isinstance(inner, ast.Constant)
    }
    for number, line in enumerate(module.text.splitlines(), start=1):
        if "rekey" in line.lower() and number not in allowed:
            yield f"{module.path}:{number} names rekey"


BANS: list[Ban] = [
    user_text_is_shown_as_plain_text,
    message_boxes_come_from_two_modules,
    no_event_loop_runs_inside_another,
    no_signal_holds_a_lambda,
    no_widget_is_asked_for_its_screen,
    only_the_look_styles,
    records_are_never_deleted_behind_the_unit,
    no_column_holds_json,
    the_clock_and_chance_are_passed_in,
    rekey_is_named_only_to_refuse_it,
]
PAGE = "pscp_desktop/ui/pages/cases.py"
FAULTS = [
    (user_text_is_shown_as_plain_text, PAGE, "QLabel(case.name)"),
    (user_text_is_shown_as_plain_text, PAGE, "self._name.setText(f'{case.name}')"),
    (user_text_is_shown_as_plain_text, PAGE, "row.setToolTip(tr('By {who}').format(who=who))"),
    (user_text_is_shown_as_plain_text, PAGE, "QTextEdit()"),
    (message_boxes_come_from_two_modules, PAGE, "QMessageBox.warning(self, 'a', 'b')"),
    (message_boxes_come_from_two_modules, PAGE, "QtWidgets.QMessageBox(text=name)"),
    (no_event_loop_runs_inside_another, PAGE, "dialog.exec()"),
    (no_event_loop_runs_inside_another, PAGE, "app.processEvents()"),
    (no_signal_holds_a_lambda, PAGE, "button.clicked.connect(lambda: self.go())"),
    (no_signal_holds_a_lambda, PAGE, "button.clicked.connect(partial(self.go, 1))"),
    (no_widget_is_asked_for_its_screen, PAGE, "self.window().screen().size()"),
    (only_the_look_styles, PAGE, "self.setStyleSheet('color: red')"),
    (records_are_never_deleted_behind_the_unit, PAGE, "self._session.delete(record)"),
    (no_column_holds_json, "pscp_desktop/domain/a.py", "from sqlalchemy import JSON"),
    (the_clock_and_chance_are_passed_in, "pscp_desktop/services/a.py", "datetime.now(UTC)"),
    (the_clock_and_chance_are_passed_in, "pscp_desktop/services/a.py", "uuid4()"),
    (the_clock_and_chance_are_passed_in, PAGE, "QDateEdit(QDate.currentDate())"),
    (rekey_is_named_only_to_refuse_it, "pscp_desktop/store/keys.py", "x = 'PRAGMA rekey'"),
    (rekey_is_named_only_to_refuse_it, "pscp_desktop/store/engine.py", "x = 'PRAGMA rekey'"),
]


@pytest.mark.parametrize("ban", BANS, ids=lambda ban: ban.__name__)
def test_nothing_does_what_is_banned(ban: Ban) -> None:
    found = [fault for module in product() for fault in ban(module)]

    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("ban", "path", "line"), FAULTS, ids=lambda value: getattr(value, "__name__", str(value)[:60])
)
def test_the_ban_finds_a_fault(ban: Ban, path: str, line: str) -> None:
    assert list(ban(Module.of(path, line)))


def test_every_ban_has_been_seen_to_find_a_fault() -> None:
    assert {ban for ban, _, _ in FAULTS} == set(BANS)


def test_words_of_our_own_may_be_shown_as_they_are() -> None:
    ours = (
        "QLabel()\nQLabel(tr('Name'))\nQLabel(self)\nlabel.setText('')\n"
        "label.setText(tr('Yes') if on else '')\nself.setWindowTitle(product.NAME)"
    )

    assert list(user_text_is_shown_as_plain_text(Module.of(PAGE, ours))) == []


def test_q01_user_text_reaches_qt_only_through_ui_words() -> None:
    found = [fault for module in product() for fault in user_text_is_shown_as_plain_text(module)]

    assert found == []


def test_no_test_waits_in_a_way_that_holds_back_the_other_threads() -> None:
    waits = [
        module.at(call, "qWait: use tests.waiting")
        for module in everything()
        for name, call in calls(module)
        if name == "qWait"
    ]

    assert waits == []


def test_d08_no_line_but_the_deny_list_names_rekey() -> None:
    named = [module.path for module in product() if "rekey" in module.text.lower()]

    assert named == ["pscp_desktop/store/engine.py"]


def _holder(call: ast.Call) -> str:
    """`b` of `a.b.c(…)`."""
    return last_name(call.func.value) if isinstance(call.func, ast.Attribute) else ""


def _our_words(call: ast.Call) -> bool:
    """Whether all that is shown is fixed, or a translation of something fixed."""
    shown = [*call.args, *(given.value for given in call.keywords)]
    return all(_fixed(part) for part in shown)


def _fixed(node: ast.expr) -> bool:
    if isinstance(node, ast.IfExp):
        return _fixed(node.body) and _fixed(node.orelse)
    if isinstance(node, ast.Call):
        return last_name(node.func) in {"tr", "trn"} and all(
            isinstance(given, ast.Constant) for given in node.args[:1]
        )
    # `self` is the parent of a widget, never a text; capitals are constants of ours.
    name = last_name(node)
    return isinstance(node, ast.Constant) or name == "self" or name.isupper()
