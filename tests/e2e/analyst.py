"""The analyst's day: data brought onto the map, a walk, a model, a profile, advice, and paper."""

from typing import Final

from PySide6.QtWidgets import QAbstractButton

from pscp_desktop.app.session import Session
from pscp_desktop.domain.record import NAMELESS
from pscp_desktop.domain.risk import Band, PeerReview
from pscp_desktop.i18n import tr
from pscp_desktop.services.attaching import Attaching
from pscp_desktop.services.desk import Desk
from pscp_desktop.services.risk.service import Risk
from tests.e2e.street import EVENTS, PREMISES, REQUEST, InTheStreet

ANALYSIS, OPINION, PROFILE_WRITTEN = 10, 30, 20
"""At most so many interactions."""
PROFILE: Final = "Embajadores, celdas de 100 m"
AREA: Final = "Centro, alrededor de los locales de ocio"
PARTS: Final = (
    ("Celda 4-7", "highest", "above", "highest", "23"),
    ("Celda 5-7", "above", "alike", "highest", "14"),
    ("Resto del barrio", "alike", "below", "above", "96"),
)


class Analyst(InTheStreet):
    """The chapters of the day; the vault is open and a colleague has worked there before."""

    def pass_it(self) -> None:
        """All of it."""
        self.bring_the_data()
        self.walk()
        self.note_what_is_seen()
        self.look_at_the_layers()
        self.analyse()
        self.write_the_opinion()
        self.begin_a_profile()
        self.rest_it_on_an_analysis()
        self.publish_and_print()
        self.print_the_contested_one()

    def analyse(self) -> None:
        """The data are good enough; the methods are put side by side and kept."""
        hand = self.hand
        hand.row(REQUEST)
        hand.wait(lambda: hand.sees(tr("Data being checked")), "the file")
        with hand.task("analysis kept", ANALYSIS):
            self.do_next("Find the data good enough")
            hand.wait(lambda: self.next_is() == tr("Run an analysis"), "the analysis")
            self.do_next("Run an analysis")
            self.model()
            hand.wait(lambda: self.next_is() == tr("Write the opinion"), "the opinion")
        self.camera.take("analysis-kept")

    def model(self) -> None:
        """Choose events and premises, run, look at the methods side by side, keep."""
        hand = self.hand
        hand.choose(tr("Events"), EVENTS)
        hand.press(f"{PREMISES} · {tr('Land use')}")
        hand.press(tr("Run the analysis"))
        keep = hand.find(tr("Keep as analysis"), QAbstractButton)
        hand.wait(keep.isVisible, "its result")
        hand.settle()
        self.camera.take("analysis-result")
        hand.press(tr("Keep as analysis"))

    def write_the_opinion(self) -> None:
        """What is found, what protects the place, its limits, and what speaks against it."""
        hand = self.hand
        with hand.task("opinion put up for review", OPINION):
            self.do_next("Write the opinion")
            hand.fill(
                tr("What is found"), "Tardes de viernes: sucesos más probables sin uso del parque."
            )
            hand.fill(tr("What protects the place"), "Un centro de mayores y un quiosco.")
            hand.fill(tr("Limits of the data and the method"), "Datos inventados; una sola serie.")
            hand.fill(tr("Valid until"), "1/9/2026")
            hand.keys("Ctrl+PageDown")
            hand.fill(tr("What may be done"), "Abrir los viernes por la tarde.")
            hand.keys("Ctrl+PageDown")
            hand.fill(tr("Reasons against using it"), "La muestra es corta.")
            self.camera.take("opinion")
            hand.keys("Ctrl+Return")
            hand.wait(lambda: self.next_is() == tr("Ask for the review"), "the review")
            self.do_next("Ask for the review")
            hand.wait(lambda: hand.sees(tr("Under review")), "under review")
        self.camera.take("under-review")

    def begin_a_profile(self) -> None:
        """What is known of an area, in words a council can check."""
        hand = self.hand
        with hand.task("profile written", PROFILE_WRITTEN):
            hand.press(tr("New profile of an area"))
            hand.fill(tr("Area"), AREA)
            hand.fill(tr("Which events it is about"), "Robos denunciados en la calle")
            hand.fill(tr("Period"), "De marzo de 2025 a febrero de 2026")
            hand.fill(
                tr("What it says"),
                "Los robos son más probables cerca de los locales que cierran tarde; en el resto del"
                " barrio son tan probables como en el distrito.",
            )
            hand.fill(tr("Valid until"), "1/12/2026")
            self.camera.take("profile-begun")
            hand.keys("Ctrl+PageDown")
            hand.fill(
                tr("How uncertain it is"), "Cada celda puede estar un tramo por encima o debajo."
            )
            hand.fill(
                tr("Limits of the data and the method"), "Datos inventados; solo lo denunciado."
            )
            hand.fill(tr("What protects the place"), "Un centro de mayores y un mercado.")
            hand.keys("Ctrl+Return")
            hand.wait(lambda: hand.sees(AREA), "the profile")
        for unit, band, lowest, highest, events in PARTS:
            self.ask_for("Add a part of the area")
            hand.fill(tr("Part of the area"), unit)
            for number, code in enumerate((band, lowest, highest)):
                hand.press(tr(Band.label_of(code)), number)
            hand.fill(tr("Events"), events)
            if unit == PARTS[0][0]:
                self.camera.take("band")
            hand.keys("Ctrl+Return")
        self.ask_for("Add what it goes with")
        hand.fill(tr("Factor"), "Locales de ocio")
        hand.fill(tr("How it shows"), "A menos de 200 m, de noche")
        hand.keys("Ctrl+Return")

    def ask_for(self, words: str) -> None:
        """Choose among the further acts of the file."""
        self.hand.settle()
        self.hand.press(tr("More acts"))
        self.hand.menu(tr(words))

    def rest_it_on_an_analysis(self) -> None:
        """The same data, now for the profile; a colleague then reads all of it at her own desk."""
        hand = self.hand
        with hand.task("analysis of the profile kept", ANALYSIS):
            self.do_next("Find the data good enough")
            hand.wait(lambda: self.next_is() == tr("Run an analysis"), "the analysis")
            self.do_next("Run an analysis")
            self.model()
            hand.wait(lambda: self.next_is() == tr("Rest it on the analysis"), "the profile")
            self.do_next("Rest it on the analysis")
        hand.rest()
        self.camera.take("profile-analysed")
        self.reviewed_by_a_colleague()

    def reviewed_by_a_colleague(self) -> None:
        """Her review reaches this desk as it does after a round."""
        program = self.stage.program
        assert program is not None
        assert isinstance(program._session, Session)
        services = program._session._services
        desk = services.desk
        with desk.reading() as session:
            known = desk.workers(session)
            (file,) = (one for one in services.risk.boards.page(AREA) if one.profile)
        other = next(one for one in known if one != desk.worker)
        attaching = Attaching(desk, services.vault.folder)
        theirs = Risk(Desk(desk.store, other), attaching)
        theirs.opinions.review(
            PeerReview(
                dossier=file.dossier, about=NAMELESS, verdict="approves", remarks="Se entiende."
            )
        )
        self.hand.settle()

    def publish_and_print(self) -> None:
        """Nothing is printed before; now it is, with its map, its figures and its limits."""
        hand = self.hand
        self.do_next("Record that a colleague reviewed it")
        hand.wait(
            lambda: self.next_is() == tr("Publish it inside the programme"), "its publication"
        )
        self.do_next("Publish it inside the programme")
        hand.wait(lambda: hand.sees(tr("Published inside")), "published")
        self.camera.take("profile-published")
        hand.keys("Ctrl+D")
        self.shown()
        self.camera.take("profile-on-paper")
        self.save_outside("risk-profile.pdf", tr("For the session at noon"))

    def print_the_contested_one(self) -> None:
        """A profile that a council contests says so on paper."""
        hand = self.hand
        hand.row(PROFILE)
        hand.wait(lambda: hand.sees(tr("Contested")), "the profile")
        self.camera.take("profile-contested")
        hand.keys("Ctrl+D")
        hand.wait(lambda: hand.sees(tr("Save outside")), "the paper")
        self.shown()
        self.save_outside("risk-profile-contested.pdf", tr("For the session at noon"))
