"""The way back when a desk does not open because its records are damaged: the last copy of them."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from pscp_desktop.domain.errors import DatabaseDamaged, DatabaseMissing
from pscp_desktop.i18n import tr
from pscp_desktop.ui import ask
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.parts import button, row


class WayBack(QWidget):
    """Out of sight until a copy would help; asks once before it says `agreed`."""

    agreed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        back = button(tr("Go back to the last copy"))
        back.clicked.connect(self._ask)
        self.setLayout(row(back, None))
        self.hide()

    def offer(self, error: Exception | None) -> None:
        """Come into sight where this error says that the records themselves are gone or damaged."""
        self.setVisible(isinstance(error, DatabaseDamaged | DatabaseMissing))

    @Slot()
    def _ask(self) -> None:
        question = ask.confirm(
            self.window(),
            self._look,
            tr("Go back to the last copy?"),
            tr(
                "The desk will hold what it held when the newest good copy was made. The damaged "
                "file is kept aside on this laptop, not erased."
            ),
            tr("Go back to the last copy"),
        )
        question.answered.connect(self._agree)

    @Slot()
    def _agree(self) -> None:
        self.agreed.emit()
