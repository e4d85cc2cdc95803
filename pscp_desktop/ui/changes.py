"""What was committed, told to whoever shows it."""

from PySide6.QtCore import QObject, Signal


class Changes(QObject):
    """Connect `Store.on_commit` to `tell`; pages listen to `happened` and reload if concerned.

    The store calls on the thread that commits; Qt delivers `happened` on the main thread.
    """

    happened = Signal(object)

    def tell(self, changed: object) -> None:
        """Pass on what a commit changed, from whatever thread."""
        self.happened.emit(changed)
