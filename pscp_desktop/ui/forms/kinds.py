"""Which editor a field gets, decided by how it is declared and by nothing else."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Final, get_args

from pscp_desktop.domain.fields import Code, FieldOf
from pscp_desktop.domain.record import Record, default_of
from pscp_desktop.i18n import tr
from pscp_desktop.ui.forms.choices import (
    IN_SIGHT,
    Answers,
    ChecksEditor,
    ChoiceEditor,
    ComboEditor,
)
from pscp_desktop.ui.forms.dates import DayEditor, MomentEditor, Now
from pscp_desktop.ui.forms.editors import (
    DecimalEditor,
    Editor,
    LineEditor,
    LongEditor,
    MoneyEditor,
    NumberEditor,
    TelephoneEditor,
    TickEditor,
)
from pscp_desktop.ui.look import Look

TELEPHONE: Final = "telephone"
CENTS: Final = "_cents"


def answers_of(codes: type[Code]) -> Answers:
    """The answers of a code list in the language of the screen; what has no words is not offered."""
    return [(code.value, tr(code.label)) for code in codes if code.label and code.value]


def editor_for(
    record_type: type[Record],
    field: FieldOf,
    look: Look,
    now: Now,
    answers: Answers | None = None,
    more: Answers = (),
) -> Editor:
    """The editor of a field. `answers` are what a field may refer to: people, sessions, files.

    `more` are answers of the organisation's own, after the codes of a field.

    Raises TypeError where the field is none that is edited by hand.
    """
    empty = default_of(record_type, field.name)
    kind, optional = _kind(field)
    if answers is not None:
        return _chosen(look, answers, empty=None if optional else empty, may_be_empty=optional)
    if field.spec.codes is not None:
        return _coded(look, field, empty, more)
    if field.spec.long:
        return LongEditor()
    if kind is bool and optional:
        said = [(True, tr("Yes")), (False, tr("No"))]
        return ChoiceEditor(look, said, empty=None, may_be_empty=True)
    makers: dict[Any, Callable[[], Editor]] = {
        str: TelephoneEditor if field.name.endswith(TELEPHONE) else LineEditor,
        bool: TickEditor,
        int: lambda: (MoneyEditor if field.name.endswith(CENTS) else NumberEditor)(empty=empty),
        float: lambda: DecimalEditor(empty=empty),
        date: lambda: DayEditor(look, now),
        datetime: lambda: MomentEditor(look, now, empty=empty),
    }
    if kind not in makers:
        raise TypeError(f"{record_type.__name__}.{field.name}")
    return makers[kind]()


def _coded(look: Look, field: FieldOf, empty: Any, more: Answers) -> Editor:
    codes = field.spec.codes
    assert codes is not None  # noqa: S101 (asked by the caller)
    answers = [*answers_of(codes), *more]
    if field.spec.several:
        return ChecksEditor(look, answers)
    nothing = next((tr(code.label) for code in codes if not code.value and code.label), "")
    if nothing:
        return _chosen(look, [("", nothing), *answers], empty="", may_be_empty=False)
    # What is required and not answered is nothing, which the gate refuses; an empty text it lets pass.
    return _chosen(look, answers, empty=None if field.required else "", may_be_empty=empty == "")


def _chosen(look: Look, answers: Answers, *, empty: Any, may_be_empty: bool) -> Editor:
    made = ChoiceEditor if len(answers) <= IN_SIGHT else ComboEditor
    return made(look, answers, empty=empty, may_be_empty=may_be_empty)


def _kind(field: FieldOf) -> tuple[Any, bool]:
    """The type of a field without its None, and whether it may be None."""
    parts = get_args(field.annotation) or (field.annotation,)
    kinds = [part for part in parts if part is not type(None)]
    return kinds[0], len(kinds) < len(parts)
