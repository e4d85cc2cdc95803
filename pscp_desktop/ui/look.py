"""The one place that dresses the program: fonts, palette, style sheet and icons of one theme.

A widget says *what* it is (`as_role(label, "title")`), never how it looks; whatever paints asks for
`look.colour("line")`, `look.font("caption")` or `look.mark("due", "warn")`.
"""

from functools import cache
from html import escape
from importlib.util import find_spec
from pathlib import Path
from typing import Final, TypeVar

from PySide6.QtCore import QDir, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QGuiApplication,
    QIcon,
    QPalette,
    QPixmap,
)
from PySide6.QtWidgets import QApplication, QStyleFactory, QWidget

from pscp_desktop.ui import icons
from pscp_desktop.ui.sheet import sheet
from pscp_desktop.ui.tokens import DENSITY, FAMILIES, RAMPS, SMALLEST, THEMES, TYPE

AnyWidget = TypeVar("AnyWidget", bound=QWidget)

# What a role is set in, where it is not the body.
SET_IN: Final = {
    "caption": "caption", "count": "caption", "keys": "caption", "group": "label", "now": "label",
    "badge": "label", "person": "label", "tagged": "label", "strong": "strong", "primary": "strong",
    "harm": "strong", "section": "section", "value": "value", "title": "title",
    "display": "display",
}  # fmt: skip
WEIGHT_AXIS: Final = "wght"


def hold_on_screen(window: QWidget) -> None:
    """No smaller than its pages need, and never held larger than its screen."""
    window.setMinimumSize(QSize(*SMALLEST).boundedTo(screen_room()))


def screen_room() -> QSize:
    """What the screen leaves for windows.

    It is not asked of a widget: Shiboken takes the screen for a child of whichever widget told it, and
    lets go of it with that widget.
    """
    return QGuiApplication.primaryScreen().availableSize()


@cache
def face(role: str = "body") -> QFont:
    """The font of a type role; its weight is asked of the font's own axis too, as Qt does not."""
    size, weight = TYPE[role]
    font = QFont()
    font.setFamilies(list(FAMILIES))
    font.setPixelSize(size)
    font.setWeight(QFont.Weight(weight))
    axis = QFont.Tag.fromString(WEIGHT_AXIS)
    if axis is not None:
        font.setVariableAxis(axis, weight)
    return font


def font_files(package: str) -> tuple[Path, ...]:
    """The upright faces a font package carries. The package is found, not imported."""
    found = find_spec(package)
    if found is None or found.origin is None:
        return ()
    files = sorted((Path(found.origin).parent / "files").glob("*.ttf"))
    return tuple(file for file in files if "Italic" not in file.name)


def load_fonts(package: str = "fontpkg_ibm_plex_sans") -> int:
    """Make the faces of `package` known to Qt; gives how many. Without any the next serves."""
    return sum(QFontDatabase.addApplicationFont(str(file)) >= 0 for file in font_files(package))


class Look:
    """One theme, ready to be worn by an application. Handed to whatever paints or needs icons."""

    def __init__(self, theme: str = "light", density: str = "comfortable") -> None:
        self.theme, self.density = theme, density

    @property
    def colours(self) -> dict[str, str]:
        """The colour of every role in this theme."""
        return THEMES[self.theme]

    @property
    def ramp(self) -> tuple[str, ...]:
        """The five classes of a map, palest where least."""
        return RAMPS[self.theme]

    @property
    def target(self) -> int:
        """Height in pixels of anything that is pressed."""
        return DENSITY[self.density]

    def apply(self, app: QApplication) -> None:
        """Dress `app`: Fusion, font, palette, then the sheet. Called again it changes the theme."""
        app.setStyle(QStyleFactory.create("Fusion"))
        app.setFont(face())
        app.setPalette(self._palette())
        QDir.setSearchPaths("marks", [str(icons.folder())])
        app.setStyleSheet(sheet(self.theme, self.density))

    def font(self, role: str = "body") -> QFont:
        """The face of `role`, for painters; labels get theirs from `as_role`."""
        return QFont(face(role))

    def colour(self, role: str) -> QColor:
        """The colour of `role`."""
        return QColor(self.colours[role])

    def mixed(self, role: str, ground: str, share: float) -> QColor:
        """`share` of one role over another: for motifs that must not mean anything."""
        one, other = self.colour(role), self.colour(ground)
        pairs = ((one.red(), other.red()), (one.green(), other.green()), (one.blue(), other.blue()))
        red, green, blue = (round(a * share + b * (1 - share)) for a, b in pairs)
        return QColor(red, green, blue)

    def icon(self, name: str, role: str = "muted") -> QIcon:
        """The icon of a meaning (`"unsent"`), in the colour of `role`."""
        return icons.icon(name, self.colours[role], idle=self.colours["muted"])

    def mark(self, name: str, role: str = "muted", size: int = icons.USUAL) -> QPixmap:
        """An icon as a sharp pixmap at the screen's own resolution."""
        return icons.drawn(name, self.colours[role], size)

    def stressed(self, words: str) -> str:
        """Rich text for words in which two versions differ: ground and line, not hue alone."""
        ink, ground = self.colours["accent"], self.colours["accent_soft"]
        style = f"background:{ground};color:{ink};font-weight:600;text-decoration:underline"
        return f'<span style="{style}">{escape(words)}</span>'

    def _palette(self) -> QPalette:
        """What the sheet does not reach: views, selections, placeholders, disabled words."""
        role = QPalette.ColorRole
        wears = {
            role.Window: "canvas", role.Base: "surface", role.AlternateBase: "canvas",
            role.Button: "surface", role.WindowText: "ink", role.Text: "ink",
            role.ButtonText: "ink", role.PlaceholderText: "muted", role.Highlight: "accent",
            role.HighlightedText: "on_accent", role.Link: "accent", role.Mid: "line",
            role.ToolTipBase: "surface", role.ToolTipText: "ink",
        }  # fmt: skip
        palette = QPalette()
        for place, name in wears.items():
            palette.setColor(place, self.colour(name))
        return palette


def as_role(widget: AnyWidget, role: str, **more: object) -> AnyWidget:
    """Name what `widget` is and give it back; called again, it is dressed again."""
    for name, value in {"role": role, **more}.items():
        widget.setProperty(name, value)
    if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        widget.style().unpolish(widget)
        widget.style().polish(widget)
    # Afterwards: unpolishing takes back a font that was set before it.
    if role in SET_IN:
        widget.setFont(face(SET_IN[role]))
    return widget
