"""A question answered by choosing: the act waits until something is chosen."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from pscp_desktop.domain.fields import Code
from pscp_desktop.i18n import tr
from pscp_desktop.ui.ask import Question
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.parts import Choice, column, panel, text


class ChosenQuestion(Question):
    """`answered` carries the code that was chosen."""

    def __init__(  # noqa: PLR0917 (a question has these parts)
        self,
        parent: QWidget,
        look: Look,
        what: str,
        why: str,
        act: str,
        codes: type[Code],
        label: str,
        *,
        harm: bool = False,
    ) -> None:
        super().__init__(parent, look, what, why, act, harm=harm)
        self._codes = list(codes)
        self.choice = Choice(look, [tr(code.label) for code in self._codes], chosen=-1)
        self.choice.setAccessibleName(label)
        self.choice.picked.connect(self._weigh)
        self.ask_for(panel(column(text(label, "strong"), self.choice, gap="xs")))
        self.allow(allowed=False)

    def value(self) -> str:
        return self._codes[self.choice.chosen].value

    @Slot()
    def _weigh(self) -> None:
        self.allow(allowed=self.choice.chosen >= 0)
