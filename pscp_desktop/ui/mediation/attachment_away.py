"""An attachment that does not lie on this laptop: where it is, in words, and what can be done."""

from pscp_desktop.i18n import tr
from pscp_desktop.services.attaching import Away


def where(away: Away) -> str:
    """Where it is, in a few words for a line."""
    if away.at_hub:
        return tr("at the hub, not here yet")
    if away.writer:
        return tr("still on {name}'s laptop").format(name=away.writer)
    return tr("still on another laptop")


def heading_of(away: Away) -> str:
    """Where it is, as the head of what is shown in its place."""
    if away.at_hub:
        return tr("This attachment is at the hub and was not brought to this laptop")
    if away.writer:
        return tr("This attachment is still on {name}'s laptop").format(name=away.writer)
    return tr("This attachment is still on another laptop")


def advice(away: Away) -> str:
    """What to do about it."""
    if away.at_hub:
        return tr("Photos and large files come when somebody wants to see them. What is cut off goes"
                  " on where it was.")  # fmt: skip
    return tr("It can be brought once that laptop has met the hub. Or ask for it on a stick.")
