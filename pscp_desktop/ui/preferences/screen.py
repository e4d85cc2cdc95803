"""How the window looks: its language, its colours, its targets and its scale."""

from dataclasses import replace
from typing import Final

from PySide6.QtCore import QSize, Slot

from pscp_desktop.i18n import LANGUAGES, N_, tr
from pscp_desktop.settings import DENSITIES, SCALES, THEMES
from pscp_desktop.ui.look import screen_room
from pscp_desktop.ui.parts import Choice, Field
from pscp_desktop.ui.preferences.kit import Kit
from pscp_desktop.ui.preferences.section import Section
from pscp_desktop.ui.tokens import SMALLEST

NAMES: Final = {"es": "Español", "en": "English"}
"""Languages in their own words; these are not translated."""
THEME_NAMES: Final = {
    "light": N_("Light"),
    "dark": N_("Dark"),
    "contrast": N_("High contrast"),
}
DENSITY_NAMES: Final = {
    "comfortable": N_("Usual, for a desk"),
    "touch": N_("Large, for the door"),
}


def largest(now: int, room: QSize) -> int:
    """The largest size at which the smallest window still has room; `room` is as seen at `now`."""
    wide, high = (side * now for side in (room.width(), room.height()))
    held = [one for one in SCALES if wide >= SMALLEST[0] * one and high >= SMALLEST[1] * one]
    return held[-1] if held else SCALES[0]


class ScreenSection(Section):
    """Everything here holds at once, but for the scale."""

    id = "screen"
    name = N_("Screen")
    lead = N_("What you choose here holds at once. What you were writing stays as it is.")
    icon = "sun"

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        now = kit.laptop.preferences()
        self.language = Choice(
            self.look, [NAMES[each] for each in LANGUAGES], LANGUAGES.index(now.language)
        )
        self.theme = Choice(
            self.look, [tr(THEME_NAMES[each]) for each in THEMES], THEMES.index(now.theme)
        )
        self.density = Choice(
            self.look, [tr(DENSITY_NAMES[each]) for each in DENSITIES], DENSITIES.index(now.density)
        )
        self.scale = Choice(self.look, [f"{each} %" for each in SCALES], SCALES.index(now.scale))
        self.language.picked.connect(self._speak)
        self.theme.picked.connect(self._dress)
        self.density.picked.connect(self._space)
        self.scale.picked.connect(self._grow)
        most = largest(now.scale, screen_room())
        self.scale.shut(SCALES.index(most) + 1)
        held = [tr("Holds from the next start: lock the desk with Ctrl+L and open it again.")]
        if most != SCALES[-1]:
            held.append(tr("This screen has room for {share} % at most.").format(share=most))
        self._scale_field = Field(
            self.look,
            tr("Size of everything"),
            self.scale,
            help_=" ".join(held),
        )
        for field in (
            Field(
                self.look,
                tr("Language of the screen"),
                self.language,
                help_=tr("Documents have the language of whoever reads them, whatever you choose."),
            ),
            Field(self.look, tr("Colours"), self.theme),
            Field(self.look, tr("Buttons and fields"), self.density),
            self._scale_field,
        ):
            self.body.addWidget(field)

    @Slot(int)
    def _speak(self, number: int) -> None:
        self._change(language=LANGUAGES[number])

    @Slot(int)
    def _dress(self, number: int) -> None:
        self._change(theme=THEMES[number])

    @Slot(int)
    def _space(self, number: int) -> None:
        self._change(density=DENSITIES[number])

    @Slot(int)
    def _grow(self, number: int) -> None:
        self._change(scale=SCALES[number])

    def _change(self, **chosen: str | int) -> None:
        laptop = self.kit.laptop
        changed = replace(laptop.preferences(), **chosen)  # type: ignore[arg-type]
        if changed != laptop.preferences():
            laptop.change(changed)
