"""A mediator's day, from the passphrase to the lock: what is done, in the order in which it is done."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QPushButton

from pscp_desktop.i18n import tr, translated
from pscp_desktop.reports.document import PREVAILING
from pscp_desktop.reports.mediation import DocumentKind
from pscp_desktop.ui.signing import SignaturePad
from tests.e2e.camera import SIZE, Camera
from tests.e2e.hand import Hand, NotThere
from tests.e2e.stage import PASSPHRASE, Stage

PIN: Final = "204816"
REQUEST, SESSION, AGREEMENT, FOLLOW_UP = 25, 12, 40, 10
"""At most so many interactions."""


@dataclass(slots=True)
class Moves:
    """The stage, the hand and the camera, and what is done again and again."""

    stage: Stage
    hand: Hand
    camera: Camera
    folder: Path

    def choose(self, kind: DocumentKind, chosen: str) -> None:
        """Show one document for somebody or in a language, first writing what it still lacks."""
        hand = self.hand
        hand.line(tr(kind.label))
        if hand.sees(tr("This document still lacks something the law requires")):
            hand.press(tr("Complete it"))
            self.camera.take(f"complete-{kind.value}")
            hand.keys("Ctrl+Return")
            if not hand.sees(tr("Save outside")):
                hand.keys("Ctrl+D")
            hand.line(tr(kind.label))
        hand.press(chosen)
        self.shown()

    def shown(self) -> None:
        """Wait until the document is set."""
        hand = self.hand
        hand.wait(lambda: hand.find(tr("Save outside"), QAbstractButton).isEnabled(), "its pages")
        hand.rest()

    def save_outside(self, name: str, why: str) -> None:
        """Save the document that is shown outside, saying what for."""
        hand = self.hand
        self.shown()
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

    def open_listed(self, title: str) -> None:
        """Open a file from the list, where a few of its letters find it."""
        hand = self.hand
        hand.keys("Ctrl+2")
        hand.keys("Ctrl+F")
        hand.type(title)
        hand.wait(lambda: hand.lists(title), title)
        hand.row(title)
        hand.keys("Ctrl+F")
        hand.keys("Delete")

    def next_is(self) -> str:
        """What the filled button of the file says."""
        return self.hand.find("next", QPushButton).text().strip()


class Day(Moves):
    """The chapters of the day."""

    def pass_it(self) -> None:
        """All of it."""
        self.open()
        self.take_a_request()
        self.screen()
        self.write_a_session()
        self.agree()
        self.print_documents()
        self.sign()
        self.ask_after()
        self.search()
        self.cover_and_lock()
        self.look_around()

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
        """What three people take home: an agreement in two languages, an invitation, a sheet."""
        hand = self.hand
        self.do_next("Record the full agreement")
        hand.keys("Ctrl+D")
        self.choose(DocumentKind.AGREEMENT, "Hassan Muestra")
        self.camera.take("agreement-arabic")
        self.save_outside("agreement-es-ar.pdf", tr("A copy for Hassan"))
        self.open_today("Humedades entre dos pisos")
        hand.keys("Ctrl+D")
        self.choose(DocumentKind.INFORMATION, "English")
        self.camera.take("information")
        self.save_outside("information-es-en.pdf", tr("For the session at noon"))
        self.open_listed("calle de la Muestra 14")
        hand.keys("Ctrl+D")
        self.choose(DocumentKind.INVITATION, "Bar Ficticio S. L.")
        self.save_outside("invitation-es.pdf", tr("To be handed over"))

    def sign(self) -> None:
        """The laptop is handed over: two people read and sign, and give it back."""
        hand = self.hand
        hand.keys("Ctrl+K")
        hand.type("PIN")
        hand.keys("Return")
        hand.type(PIN)
        hand.keys("Tab")
        hand.type(PIN)
        hand.keys("Return")
        self.open_listed("Uso del patio")
        hand.keys("Ctrl+D")
        self.choose(DocumentKind.AGREEMENT, "Gloria Supuesta")
        with hand.task("agreement read and signed by two people on the laptop"):
            hand.press(tr("Read and sign here"))
            for number in range(2):
                self.draw(hand.find("", SignaturePad, number), number)
            self.camera.take("participant")
            hand.press(translated(PREVAILING, "Keep the signatures"))
            hand.press(tr("Give the laptop back"))
            hand.type(PIN)
            hand.rest()
        self.camera.take("signed")
        hand.keys("Escape")

    def draw(self, pad: SignaturePad, number: int) -> None:
        """Draw something like a signature with the mouse."""
        self.hand.show(pad)
        wide, high = pad.width(), pad.height()
        steps = [
            QPoint(wide // 6 + step * wide // 20, high // 2 + (-1) ** (step + number) * high // 5)
            for step in range(12)
        ]
        QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=steps[0])
        for step in steps[1:]:
            QTest.mouseMove(pad, step)
        QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=steps[-1])
        self.hand.count_one()

    def ask_after(self) -> None:
        """How an agreement of December is kept."""
        hand = self.hand
        self.open_today("Turnos del tendedero")
        with hand.task("follow-up", FOLLOW_UP):
            hand.keys("Alt+Return")
            for number in range(2):
                hand.press(tr("Complied"), number)
            hand.press(tr("Partly complied"), 2)
            hand.press(tr("Better"))
            self.camera.take("follow-up")
            hand.keys("Ctrl+Return")
        self.camera.take("follow-up-kept")

    def search(self) -> None:
        """A word somebody remembers, found in whatever was written."""
        hand = self.hand
        with hand.task("search"):
            hand.keys("Ctrl+K")
            hand.type("toldo")
            hand.wait(lambda: hand.sees("Uso del patio"), "what was found")
            self.camera.take("search")
            hand.keys("Return")
        hand.rest()

    def cover_and_lock(self) -> None:
        """Somebody comes near; later the desk is locked and opened again."""
        hand = self.hand
        with hand.task("cover and uncover"):
            hand.keys("Ctrl+L")
            self.camera.take("cover")
            hand.type(PIN)
        with hand.task("lock and unlock"):
            hand.keys("Ctrl+Shift+L")
            hand.wait(lambda: self.stage.ended == ["panic"], "the end of the session")
            # The real program has become a new process by now; here it begins again in the same one.
            program = self.stage.start()
            hand.wait(lambda: hand.app.focusWidget() is not None, "the keyboard")
            hand.rest()
            self.camera.take("locked")
            hand.type(PASSPHRASE)
            hand.keys("Return")
            hand.wait(lambda: program._session is not None, "the desk")
        hand.rest()

    def look_around(self) -> None:
        """The other places, and the same desk for other eyes and another language."""
        hand = self.hand
        hand.press(tr("Visits"))
        self.camera.take("visits")
        hand.press(tr("Preferences"))
        self.camera.take("preferences")
        hand.press(tr("Dark"))
        hand.keys("Ctrl+1")
        self.camera.take("today-dark")
        hand.press(tr("Preferences"))
        hand.press(tr("High contrast"))
        self.open_today("Humedades entre dos pisos")
        self.camera.take("file-contrast")
        hand.press(tr("Preferences"))
        hand.press(tr("Light"))
