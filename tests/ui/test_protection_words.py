"""What a person is told before the passphrase is changed."""

from PySide6.QtWidgets import QLabel

from pscp_desktop import i18n
from pscp_desktop.ui.pages.preferences import PreferencesPage
from pscp_desktop.ui.preferences.passphrase import NewWords
from pscp_desktop.ui.preferences.protection import ProtectionSection
from tests.ui.opened_desk import Hands


def test_k12_a_mere_change_of_the_passphrase_says_that_older_copies_still_open(
    hands: Hands,
) -> None:
    i18n.use("es")
    hands.window.go_to("preferences")
    hands.settle()
    page = hands.window.findChild(PreferencesPage)
    assert page is not None
    page.show_part("protection")
    hands.settle()
    section = page.section
    assert isinstance(section, ProtectionSection)
    section.change_passphrase()
    hands.settle()

    question = hands.window.findChild(NewWords)
    assert question is not None
    said = [label.text() for label in question.findChildren(QLabel) if label.isVisible()]
    warning = "Only the words change. A copy of this laptop made before still opens with the old."
    assert i18n.tr(warning) in said
    assert i18n.tr(warning) != warning
