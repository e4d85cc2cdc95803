"""`python -m tests.bench.bare`: a window of Qt with one field and nothing else, to be measured beside."""

import sys

from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

if __name__ == "__main__":
    app = QApplication(["bare"])
    shown = QWidget()
    shown.resize(960, 600)
    field = QLineEdit(shown)
    field.setFocus()
    shown.show()
    shown.activateWindow()
    sys.exit(app.exec())
