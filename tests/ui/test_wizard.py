"""The first run: five short pages, and nothing on the disk before the last one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from pscp_desktop.domain import errors
from pscp_desktop.ui.forms.fieldset import MOST_FIELDS
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.parts import Field
from pscp_desktop.ui.tasks import Tasks
from pscp_desktop.ui.wizard import Founding, NewDesk, Wizard
from pscp_desktop.ui.wizard_parts import InvitationChoice, Invited, OrganisationChoice

WORDS = ["ábaco", "abdomen", "abeja", "abierto", "abogado", "abono", "abrazo"]


@dataclass
class Run:
    """A wizard and what it asked for."""

    keeper: str = "Memory"
    fails: list[Exception] = field(default_factory=list)
    asked: list[int] = field(default_factory=list)
    made: list[NewDesk] = field(default_factory=list)
    done: list[object] = field(default_factory=list)
    wizard: Wizard | None = None

    def generate(self, count: int) -> Sequence[str]:
        self.asked.append(count)
        return WORDS[:count]

    def create(self, answers: NewDesk) -> object:
        self.made.append(answers)
        if self.fails:
            raise self.fails.pop(0)
        return "the desk"

    def organisation(self, path: Path) -> tuple[str, object]:
        if path.name != "organisation.json":
            raise errors.RecoveryRefused("organisation")
        return "Servicio de Muestra", "key"

    def invitation(self, path: Path) -> Invited:
        if path.name != "team.invitation":
            raise errors.JoiningRefused("invitation")
        return Invited("Servicio de Muestra", "Omar Ejemplo", "abeja · abono", "the invitation")

    @property
    def page(self) -> Wizard:
        assert self.wizard is not None
        return self.wizard

    def next(self) -> None:
        role = [b for b in self.page.findChildren(QPushButton) if b.property("role") == "primary"]
        role[0].click()

    def type(self, name: str, words: str) -> None:
        editors = self.page.findChildren(QLineEdit)
        next(each for each in editors if each.accessibleName() == name).setText(words)

    def shown(self) -> str:
        labels = [label for label in self.page.findChildren(QLabel) if label.isVisible()]
        return "\n".join(label.text() for label in labels)


@pytest.fixture
def run(qtbot: QtBot, look: Look) -> Iterator[Run]:
    failures: list[Exception] = []
    tasks = Tasks(failures.append)
    made = Run()
    made.wizard = Wizard(
        look,
        tasks,
        Founding(
            roles=[("mediator", "Mediator"), ("coordinator", "Coordinator")],
            keeper=lambda: made.keeper, generate=made.generate, organisation=made.organisation,
            create=made.create, invitation=made.invitation, positions=lambda _: (4, 1),
        ),
    )  # fmt: skip
    made.wizard.made.connect(made.done.append)
    qtbot.addWidget(made.wizard)
    made.wizard.resize(1366, 768)
    made.wizard.show()
    made.wizard.activateWindow()
    qtbot.waitUntil(made.wizard.isActiveWindow)
    yield made
    tasks.close()
    assert failures == []


def to_words(qtbot: QtBot, run: Run) -> None:
    run.next()
    run.type("Su nombre, como figurará en los documentos", "Inés Modelo")
    run.next()
    qtbot.waitUntil(lambda: "Mirando" not in run.shown())
    run.next()
    qtbot.waitUntil(lambda: "abono" in run.shown())


def test_a_desk_is_made_from_what_was_answered(qtbot: QtBot, run: Run) -> None:
    to_words(qtbot, run)
    run.next()
    run.type("Palabra número 2", "ABDOMEN")
    run.type("Palabra número 5", "abogado")
    run.next()

    qtbot.waitUntil(lambda: run.done == ["the desk"])
    (answers,) = run.made
    assert (answers.name, answers.role, answers.keeper) == ("Inés Modelo", "mediator", "Memory")
    assert answers.passphrase == "ábaco abdomen abeja abierto abogado abono"
    assert "abdomen" not in repr(answers)


def test_without_a_name_one_does_not_go_on(run: Run) -> None:
    run.next()
    run.next()

    assert "Escriba su nombre" in run.shown()


@pytest.mark.parametrize(("keeper", "count"), [("Memory", 6), ("", 7)])
def test_without_a_key_store_the_passphrase_is_a_word_longer(
    qtbot: QtBot, run: Run, keeper: str, count: int
) -> None:
    run.keeper = keeper

    to_words(qtbot, run)

    assert run.asked == [count]


def test_the_words_must_be_on_the_paper(qtbot: QtBot, run: Run) -> None:
    to_words(qtbot, run)
    run.next()
    assert "abdomen" not in run.shown()

    run.type("Palabra número 2", "abdomen")
    run.type("Palabra número 5", "abeja")
    run.next()

    assert "No es la palabra que lleva este número" in run.shown()
    assert run.made == []


def test_a_vault_that_cannot_be_made_says_why_and_keeps_the_answers(qtbot: QtBot, run: Run) -> None:
    run.fails.append(errors.DiskFull())
    to_words(qtbot, run)
    run.next()
    run.type("Palabra número 2", "abdomen")
    run.type("Palabra número 5", "abogado")
    run.next()
    qtbot.waitUntil(lambda: "Su frase de paso" in run.shown())

    assert run.done == []
    assert run.page.answers.name == "Inés Modelo"
    assert "abono" in run.shown()


def test_without_an_organisation_it_is_said_that_there_is_no_recovery(
    qtbot: QtBot, run: Run
) -> None:
    run.next()
    run.type("Su nombre, como figurará en los documentos", "Inés Modelo")
    run.next()
    choice = run.page.findChild(OrganisationChoice)
    assert choice is not None
    assert "aún no tiene recuperación" in run.shown()

    choice.take(Path("/x/organisation.json"))
    qtbot.waitUntil(lambda: "Servicio de Muestra" in run.shown())
    assert choice.key == "key"
    choice.take(Path("/x/letter.json"))
    qtbot.waitUntil(lambda: "no es el archivo de una organización" in run.shown())

    assert choice.key is None


def test_with_an_invitation_the_desk_is_made_to_be_let_in(qtbot: QtBot, run: Run) -> None:
    choice = run.page.findChild(InvitationChoice)
    assert choice is not None
    choice.take(Path("/x/letter.txt"))
    qtbot.waitUntil(lambda: "no es una invitación" in run.shown())
    choice.take(Path("/x/team.invitation"))
    qtbot.waitUntil(lambda: "Servicio de Muestra invita a Omar Ejemplo" in run.shown())
    assert "abeja · abono" in run.shown()

    run.next()
    run.next()
    qtbot.waitUntil(lambda: "Mirando" not in run.shown())
    run.next()
    qtbot.waitUntil(lambda: "abono" in run.shown())
    run.next()
    assert any("pedir que le admitan" in b.text() for b in run.page.findChildren(QPushButton))
    run.type("Palabra número 2", "abdomen")
    run.type("Palabra número 5", "abogado")
    run.next()

    qtbot.waitUntil(lambda: run.done == ["the desk"])
    (answers,) = run.made
    assert answers.name == "Omar Ejemplo"
    assert answers.invited is not None
    assert answers.invited.invitation == "the invitation"


def test_an_invitation_is_put_away_again(qtbot: QtBot, run: Run) -> None:
    choice = run.page.findChild(InvitationChoice)
    assert choice is not None
    choice.take(Path("/x/team.invitation"))
    qtbot.waitUntil(lambda: run.page.answers.invited is not None)

    without = [b for b in choice.findChildren(QPushButton) if b.text() == "Seguir sin ella"]
    without[0].click()

    assert run.page.answers.invited is None
    assert "no se haya abierto ningún expediente" in run.shown()


def test_back_goes_back_and_from_the_first_page_leaves(qtbot: QtBot, run: Run) -> None:
    run.next()
    (back,) = [b for b in run.page.findChildren(QPushButton) if b.accessibleName() == "Atrás"]
    back.click()

    assert "Bienvenida" in run.shown()
    with qtbot.waitSignal(run.page.left):
        back.click()


def test_every_control_of_every_page_is_reached_by_tab_and_has_a_name(
    qtbot: QtBot, run: Run
) -> None:
    wanted = [
        {"Empezar", "Atrás", "Español", "Practicar antes con personas inventadas"},
        {"Continuar", "Atrás", "Su nombre, como figurará en los documentos",
         "Saludo en la página de apertura"},
    ]  # fmt: skip
    for names in wanted:
        reached = set()
        for _ in range(12):
            focused = QApplication.focusWidget()
            assert focused is not None
            assert focused.accessibleName(), focused
            reached.add(focused.accessibleName())
            QTest.keyClick(focused, Qt.Key.Key_Tab)
        assert names <= reached
        run.next()


def test_no_page_asks_more_than_nine_things_at_once(qtbot: QtBot, run: Run) -> None:
    def asked() -> int:
        return len([one for one in run.page.findChildren(Field) if one.isVisible()])

    counts = [asked()]
    run.next()
    counts.append(asked())
    run.type("Su nombre, como figurará en los documentos", "Inés Modelo")
    run.next()
    counts.append(asked())
    qtbot.waitUntil(lambda: "Mirando" not in run.shown())
    run.next()
    qtbot.waitUntil(lambda: "abono" in run.shown())
    counts.append(asked())
    run.next()
    counts.append(asked())

    assert max(counts) <= MOST_FIELDS
    assert counts[1] >= 2
