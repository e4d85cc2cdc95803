"""Keeps the collection of garbage on the main thread.

Windows form cycles. Were they collected on the thread of a job, as happens to whichever thread makes
the next object, their widgets would be destroyed there or twice, and the process would end.
"""

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimer, Slot

EVERY_MILLISECONDS: Final = 1000


class Sweeper(QObject):
    """Collects by the usual thresholds, once a second, and nothing is collected by itself."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MILLISECONDS)
        self._timer.timeout.connect(self.sweep)
        self._timer.start()

    @Slot()
    def sweep(self) -> None:
        """Collect what is due: the oldest generation whose threshold was passed."""
        due = [
            generation
            for generation, (count, most) in enumerate(
                zip(gc.get_count(), gc.get_threshold(), strict=True)
            )
            if most and count > most
        ]
        if due:
            gc.collect(due[-1])
