"""What is wrong with an answer, in words: one table from the gate's codes."""

from collections.abc import Mapping
from typing import Final

from pscp_desktop.i18n import N_, tr

UNREADABLE: Final = "unreadable"
MISSING: Final = "missing"

PROBLEMS: Final[Mapping[str, str]] = {
    MISSING: N_("An answer is needed here."),
    "none_required": N_("Leave this empty."),
    "string_too_long": N_("This is too long. Write less here and the rest in the notes."),
    "string_too_short": N_("This is too short."),
    "roles_apart": N_("Who audits, or protects data, has no other role here."),
    "unknown_code": N_("This answer is not known here. Choose another one."),
    UNREADABLE: N_("This cannot be read. Write it another way."),
    "greater_than_equal": N_("The number is too small."),
    "less_than_equal": N_("The number is too large."),
    "leads": N_("This colleague leads it already. Choose another one."),
    "shut_out": N_("This colleague is shut out of the file. Choose another one."),
    "past": N_("This day has gone by. Choose today or a later one."),
    "apart": N_(
        "What was said apart in this file would be closed to everybody. Share it first, or keep"
        " what the team has."
    ),
    "nothing_hidden": N_(
        "Nothing is hidden in it yet. Draw over every face, or say that nobody is in it."
    ),
    "exists": N_("This stands in the list already. Write it in another way, or change that one."),
    "abbreviation": N_("Only letters, figures and hyphens, at most twenty, without spaces."),
    "timezone_aware": N_("Write the time as well, for example 10:30."),
}
# An answer that is not there reaches the gate as nothing, which no type takes.
ABSENT: Final = frozenset(
    {
        "string_type",
        "date_type",
        "datetime_type",
        "uuid_type",
        "is_instance_of",
        "int_type",
        "bool_type",
    }
)
OTHERWISE: Final = N_("Look at this answer again; as it is it cannot be kept.")


def words_for_problem(code: str) -> str:
    """What is wrong and what to do, in the language of the screen."""
    return tr(PROBLEMS.get(MISSING if code in ABSENT else code, OTHERWISE))
