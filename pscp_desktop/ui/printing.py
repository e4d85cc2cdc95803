"""Choosing a printer: always opened, never waited for in a loop of its own."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget


def choose_printer(owner: QWidget, then: Callable[[], None]) -> QPrinter:
    """Ask which printer; `then` is called once it is chosen, on the main thread.

    Whoever asks keeps the printer for as long as it may be printed on.
    """
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    dialog = QPrintDialog(printer, owner)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowModality(Qt.WindowModality.WindowModal)
    dialog.accepted.connect(then)
    dialog.show()
    return printer
