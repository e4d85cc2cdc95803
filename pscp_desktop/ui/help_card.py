"""A help page over the window: a title and plain text."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from pscp_desktop.i18n import tr
from pscp_desktop.ui.look import as_role
from pscp_desktop.ui.parts import button, column, panel, row, scrolled, text

SIZE = (640, 520)


class HelpCard(QDialog):
    """What a screen is for and what its keys do."""

    def __init__(self, parent: QWidget, title: str, body: str) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(title)
        self.resize(*SIZE)
        as_role(self, "sheet")
        paragraphs = [text(part.replace("\n", " "), wrap=True) for part in body.split("\n\n")]
        close = button(tr("Close"), "primary")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        said = scrolled(panel(column(*paragraphs, None, gap="m")), "sheet")
        whole = column(text(title, "title", wrap=True), said, row(None, close), gap="m",
                       edge=(28, 24, 28, 20), wide=1)  # fmt: skip
        self.setLayout(whole)
