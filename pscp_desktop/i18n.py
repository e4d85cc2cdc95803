"""Words for people: `N_` marks them where they are declared, `tr` and `trn` translate them where shown.

English is the language of the source. Catalogues lie in `resources/i18n/<language>/<area>.po`, one per
area of work, and are compiled into one `LC_MESSAGES/pscp.mo` per language.
"""

import gettext
import sys
from functools import cache
from pathlib import Path
from typing import Final

DOMAIN: Final = "pscp"
LANGUAGES: Final = ("es", "en")
"""The languages of the screen, the first one being the default."""
PRINTED: Final = ("es", "en", "ar")
"""The languages in which a participant can be given a document."""
RIGHT_TO_LEFT: Final = frozenset({"ar"})


def resources() -> Path:
    """Where the resources lie, in a checkout and in the packaged program alike."""
    packed: str | None = getattr(sys, "_MEIPASS", None)
    return (Path(packed) if packed else Path(__file__).parent.parent) / "resources"


class _Screen:
    """The language of the screen. The one piece of state every layer shares."""

    language: str = LANGUAGES[0]


def N_(message: str) -> str:  # noqa: N802 (gettext's own name)
    """Mark `message` for translation and give it back as it is."""
    return message


def use(language: str) -> None:
    """Show words in `language` from now on; an unknown one falls back to the default."""
    _Screen.language = language if language in LANGUAGES else LANGUAGES[0]


def language() -> str:
    """The language of the screen."""
    return _Screen.language


def right_to_left(of_language: str) -> bool:
    """Whether `of_language` is written from right to left."""
    return of_language in RIGHT_TO_LEFT


@cache
def _catalogue(of_language: str) -> gettext.NullTranslations:
    return gettext.translation(
        DOMAIN, str(resources() / "i18n"), languages=[of_language], fallback=True
    )


def tr(message: str) -> str:
    """`message` in the language of the screen. Fill placeholders afterwards, with `.format`."""
    return translated(_Screen.language, message)


def trn(one: str, many: str, count: int) -> str:
    """The form of the message that fits `count`, in the language of the screen."""
    return _catalogue(_Screen.language).ngettext(one, many, count)


def translated(to_language: str, message: str) -> str:
    """`message` in `to_language`, whatever the screen speaks; for what is printed for others."""
    return _catalogue(to_language).gettext(message) if message else ""


def translated_of(context: str, to_language: str, message: str) -> str:
    """`message` as it is said in a context; as it is always said where no other way is known."""
    found = _catalogue(to_language).pgettext(context, message) if message else ""
    return translated(to_language, message) if found == message else found


def compile_catalogues(folder: Path | None = None) -> tuple[Path, ...]:
    """Compile each language's `.po` files into its one `.mo`; gives the files written."""
    # Babel is needed to build, not to run.
    from datetime import UTC, datetime

    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    written = []
    no_day = datetime.fromtimestamp(0, UTC)
    for home in sorted(
        path for path in (folder or resources() / "i18n").iterdir() if path.is_dir()
    ):
        # Of no day, so that the same translations make the same file.
        whole = Catalog(
            locale=home.name, charset="utf-8", creation_date=no_day, revision_date=no_day
        )
        for area in sorted(home.glob("*.po")):
            with area.open("rb") as source:
                for message in read_po(source, locale=home.name):
                    if message.id:
                        whole.add(message.id, message.string, context=message.context)
        target = home / "LC_MESSAGES" / f"{DOMAIN}.mo"
        target.parent.mkdir(exist_ok=True)
        with target.open("wb") as sink:
            write_mo(sink, whole)
        written.append(target)
    _catalogue.cache_clear()
    return tuple(written)
