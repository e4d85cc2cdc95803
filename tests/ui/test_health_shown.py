"""A database that is damaged under an open desk: whoever works at it is told, with the remedy."""

from PySide6.QtWidgets import QLabel

from pscp_desktop import i18n
from pscp_desktop.app.health import Health
from tests.ui.opened_desk import Hands


def test_d01_damage_found_in_the_background_is_told_with_the_remedy(hands: Hands) -> None:
    i18n.use("es")
    path = hands.services.vault.path
    with hands.services.vault.connection() as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    with path.open("r+b") as file:
        file.seek(path.stat().st_size - 5000)
        byte = file.read(1)
        file.seek(-1, 1)
        file.write(bytes([byte[0] ^ 1]))
    health = hands.session.findChild(Health)
    assert health is not None

    health.begin()
    hands.settle()

    said = [label.text() for label in hands.window.findChildren(QLabel) if label.isVisible()]
    assert any("dañados" in words for words in said)
    assert any("última copia" in words for words in said)
