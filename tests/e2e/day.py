"""A mediator's day, from the passphrase to the lock: what is done, in the order in which it is done."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QPushButton

from pscp_desktop.i18n import tr
from pscp_desktop.ui.signing import SignaturePad
from tests.e2e.camera import SIZE, Camera
from tests.e2e.hand import Hand, NotThere
from tests.e2e.stage import PASSPHRASE, Stage

PIN: Final = "204816"
REQUEST, SESSION, AGREEMENT, FOLLOW_UP = 25, 12, 40, 10
"""At most so many interactions."""


@dataclass(slots=True)
class Day:
    """The stage, the hand and the camera, and the chapters of the day."""

    stage: Stage
    hand: Hand
    camera: Camera
    folder: Path

    def pass_it(self) -> None:
        """All of it."""
        self.open()
        self.take_a_request()
        self.screen()
        self.write_a_session()
        self.agree()

    def open(self) -> None:
        """The passphrase, and what the day brings."""
        hand = self.hand
        program = self.stage.start()
        assert program.window is not None
        program.window.resize(*SIZE)
        hand.wait(lambda: hand.app.focusWidget() is not None, "the keyboard")
        hand.rest()
        with hand.task("unlock"):
            hand.type(PASSPHRASE)
            self.camera.take("unlock")
            hand.keys("Return")
            hand.wait(lambda: program._session is not None, "the desk")
        self.stage.come_forward()
        hand.rest()
        self.camera.take("today")

    def take_a_request(self) -> None:
        """Somebody asks at the door."""
        hand = self.hand
        with hand.task("new request at the door", REQUEST):
            hand.keys("Ctrl+N")
            hand.fill(tr("Preferred name"), "Amina Ejemplo")
            hand.fill(tr("Telephone"), "600 000 123")
            hand.press(tr("Call"))
            hand.choose(tr("What it is about"), tr("Noise")[:4])
            hand.fill(tr("Where it happens"), "calle de la Muestra 14, 2.º B")
            hand.press(tr("More than six months"))
            hand.fill(
                tr("What they tell, in their words"),
                "Desde septiembre el bar del bajo ensaya batería hasta las doce. Su hija tiene "
                "exámenes y ya no duerme. No han hablado nunca.",
            )
            self.camera.take("request")
            hand.press(tr("Next: {part}").format(part=tr("The other party")))
            hand.fill(tr("Name, or how they are known"), "Bar Ficticio S. L.")
            hand.press(tr("Company"))
            self.camera.take("request-other-party")
            hand.keys("Ctrl+Return")
        self.camera.take("file")

    def screen(self) -> None:
        """Whoever asked is heard alone; what is decided lets the file go on."""
        hand = self.hand
        self.stage.clock.passes(minutes=25)
        with hand.task("screening of one party"):
            hand.keys("Alt+Return")
            hand.tick(tr("Held alone with this party"))
            self.camera.take("screening")
            hand.press(tr("Continue"))
            hand.press(tr("Suitable"))
            hand.keys("Ctrl+Return")
        with hand.task("declaration of ties and invitation of the other party"):
            self.do_next("Find it suitable")
            self.do_next("Declare ties")
            hand.keys("Ctrl+Return")
            self.do_next("Invite the other party")
            hand.press(tr("By hand"))
            self.camera.take("invitation")
            hand.keys("Ctrl+Return")

    def screen_the_other(self) -> None:
        """The other party of another file accepted, and is heard alone as well."""
        self.open_today("Humedades entre dos pisos")

    def write_a_session(self) -> None:
        """What was spoken of this afternoon, while it is fresh."""
        hand = self.hand
        self.stage.clock.passes(hours=9, minutes=5)
        self.open_today("Uso del patio")
        self.camera.take("timeline")
        with hand.task("session note", SESSION):
            hand.keys("Alt+Return")
            hand.fill(tr("Matters"), "Horas del patio, las pelotas y el toldo roto.")
            hand.fill(tr("Options"), "Turnos por tardes. Pelotas blandas. Pagar el toldo a medias.")
            hand.fill(tr("Next steps"), "Escribir el acuerdo hoy mismo, con intérprete.")
            self.camera.take("session")
            hand.keys("Ctrl+Return")

    def agree(self) -> None:
        """Three clauses, said to be binding; then the act that makes it an agreement."""
        hand = self.hand
        self.stage.clock.passes(minutes=50)
        clauses = (
            ("Hassan lleva a sus hijos al patio de 17:00 a 19:00, con pelotas blandas.", 0, "+7"),
            ("Gloria deja libre el patio esas dos horas y no riñe a los niños.", 1, "+7"),
            ("Gloria arregla el toldo y enseña la factura a Hassan.", 1, "+30"),
        )
        with hand.task("agreement with three clauses", AGREEMENT):
            hand.keys("Alt+Return")
            for number, (said, whose, until) in enumerate(clauses):
                if number:
                    hand.keys("Ctrl+Shift+Return")
                hand.fill(tr("What is undertaken"), said)
                hand.press(("Hassan Muestra", "Gloria Supuesta")[whose])
                if number < 2:
                    hand.press(tr("Every day"))
                hand.fill(tr("By when"), until)
            self.camera.take("agreement-clauses")
            hand.press(tr("Continue"))
            hand.tick(tr("The parties were told that it binds them"))
            hand.fill(tr("What the parties recognise"), "Los dos quieren seguir siendo vecinos.")
            self.camera.take("agreement-whole")
            hand.keys("Ctrl+Return")
        self.camera.take("agreement-kept")

    def print_documents(self) -> None:
        """The agreement in Spanish and Arabic, and what the other file needs, each saved outside."""

    def save_outside(self, document: str, name: str, why: str) -> None:
        """Save one document outside, saying what for."""
        hand = self.hand
        hand.line(document)
        hand.wait(lambda: hand.find(tr("Save outside"), QAbstractButton).isEnabled(), "its pages")
        hand.rest()
        hand.press(tr("Save outside"))
        hand.type(why)
        hand.press(tr("Choose where"))
        hand.wait(lambda: isinstance(hand.window, QFileDialog), "where to")
        hand.type(str(self.folder / name))
        hand.keys("Return")
        hand.rest()

    # What is done again and again

    def do_next(self, act: str) -> None:
        """Press the filled button, which must say this."""
        wanted, found = tr(act), self.next_is()
        if wanted != found:
            raise NotThere(f"the next act {wanted!r}; it is {found!r}")
        self.hand.keys("Alt+Return")

    def open_today(self, title: str) -> None:
        """Open a file from the day."""
        self.hand.keys("Ctrl+1")
        self.hand.line(title)
        self.hand.wait(lambda: self.hand.sees(title), title)

    def next_is(self) -> str:
        """What the filled button of the file says."""
        return self.hand.find("next", QPushButton).text().strip()
