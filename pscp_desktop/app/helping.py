"""The help pages: one text file per place and language, in plain words."""

from pathlib import Path

from pscp_desktop.i18n import LANGUAGES, language, resources


def help_page(place: str) -> tuple[str, str] | None:
    """The title and the text of the page of `place`, in the language of the screen or the first."""
    for spoken in (language(), LANGUAGES[0]):
        path = _folder() / spoken / f"{place}.txt"
        if path.is_file():
            title, _, body = path.read_text(encoding="utf-8").partition("\n")
            return title.strip(), body.strip()
    return None


def _folder() -> Path:
    return resources() / "help"
