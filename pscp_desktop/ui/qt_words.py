"""The words of Qt's own dialogs, files and printers among them, in the language of the screen."""

from typing import Final

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QTranslator

CATALOGUE: Final = "qtbase_"


class QtWords:
    """Qt's catalogue of one language at a time. What is open already keeps its words."""

    def __init__(self, app: QCoreApplication) -> None:
        self._app = app
        self._translator: QTranslator | None = None

    def speak(self, language: str) -> bool:
        """Let Qt speak `language`; false where its catalogue is missing, and then it speaks English."""
        if self._translator is not None:
            self._app.removeTranslator(self._translator)
            self._translator = None
        found = QTranslator()
        place = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if not found.load(CATALOGUE + language, place):
            return False
        self._translator = found
        return self._app.installTranslator(found)
