"""Forms: what was typed, what was shown, and what a save may replace."""

from typing import Any

from tests.replacing import Replacements, does_nothing


def _asks_the_database(_original: object) -> property:
    """The heads of the moment of the save instead of those that were on the screen."""

    def shown(form: Any) -> Any:
        from pscp_desktop.services.standing import open_record

        tools = form._tools
        return open_record(tools.desk, form._type, form._loaded.id).loaded.heads

    return property(shown)


def _all_fields(_original: object) -> Any:
    return lambda form: form.values()


def _always_adopts(_original: object) -> Any:
    return lambda bound, opened: bound.adopt(opened)


ROWS: dict[str, Replacements] = {
    "ui.forms.shown": {"pscp_desktop.ui.forms.form.RecordForm.shown": _asks_the_database},
    "ui.forms.changed": {"pscp_desktop.ui.forms.fieldset.FieldSet.changes": _all_fields},
    "ui.forms.typing": {"pscp_desktop.ui.forms.bound.BoundField.take": _always_adopts},
    "ui.forms.drafts": {"pscp_desktop.ui.forms.drafting.DraftKeeper._write": does_nothing},
    "ui.forms.drafts_found_late": {
        "pscp_desktop.ui.forms.drafting.DraftKeeper._catch_up": does_nothing
    },
    "ui.forms.few": {"pscp_desktop.ui.forms.fieldset.demand_few": does_nothing},
}
