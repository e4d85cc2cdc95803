"""The help page walked by hand, in each language: official files, a table of events, model, profile, print.

The events are made up, and what is written says so: nobody publishes events of Madrid as points.
"""

from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication

from pscp_desktop import i18n
from pscp_desktop.i18n import tr
from tests.e2e import made_city
from tests.e2e.analyst import AREA, Analyst
from tests.e2e.camera import SIZE, Camera
from tests.e2e.hand import Hand
from tests.e2e.stage import PASSPHRASE, Stage
from tests.source import ROOT

MADRID = ROOT.parent / "shared" / "data" / "madrid"
BARRIOS, PLACES = MADRID / "centro_6_barrios_4326.geojson", MADRID / "madrid_poi_2278.csv"
EVENTS = "denuncias-de-muestra"


class HelpWalk(Analyst):
    """What the help page `risk` says, in its order."""

    def pass_it(self) -> None:
        """From the files to the paper."""
        self.bring_what_the_help_names()
        self.begin()
        self.analyse_with_the_neighbourhoods_as_area()
        self.judge_what_is_proposed()
        self.do_next("Rest it on the analysis")
        self.say_what_it_goes_with()
        self.reviewed_by_a_colleague()
        self.publish_and_print()

    def bring_what_the_help_names(self) -> None:
        """The official barrios, the places, and the events with their coordinates and dates."""
        hand, folder = self.hand, self.stage.folder / "descargas"
        folder.mkdir(exist_ok=True)
        events = made_city.events_around(made_city.places_of(60, 5), 480, 6)
        table = made_city.write_events(folder / f"{EVENTS}.csv", events)
        hand.press(tr("Risk map"))
        hand.press(tr("Map"))
        hand.wait(lambda: hand.sees(tr("Centro (schematic)")), "the map")
        for path, kind in (
            (BARRIOS, "Land use"), (PLACES, "Protective resource"), (table, "Reported by the public"),
        ):  # fmt: skip
            self.bring(path, kind)
        self.camera.take("walk-map")
        hand.press(tr("Work"))

    def begin(self) -> None:
        """A profile with its words; the data found good enough."""
        hand = self.hand
        hand.press(tr("New profile of an area"))
        hand.fill(tr("Area"), AREA)
        hand.fill(tr("Which events it is about"), "Robos denunciados, de muestra")
        hand.fill(tr("Period"), "Un año")
        hand.fill(tr("What it says"), "Los robos son más probables en unas celdas que en el resto.")
        hand.fill(tr("Valid until"), "1/12/2026")
        hand.keys("Ctrl+PageDown")
        hand.fill(tr("Limits of the data and the method"), "Datos inventados.")
        hand.fill(tr("What protects the place"), "Centros y parques.")
        hand.keys("Ctrl+Return")
        hand.wait(lambda: hand.sees(AREA), "the profile")
        self.do_next("Find the data good enough")

    def analyse_with_the_neighbourhoods_as_area(self) -> None:
        """Events, factors, and as area the neighbourhoods they can come from."""
        hand = self.hand
        hand.wait(lambda: self.next_is() == tr("Run an analysis"), "the analysis")
        self.do_next("Run an analysis")
        hand.choose(tr("Events"), EVENTS)
        hand.press(f"{PLACES.stem} · {tr('Protective resource')}")
        hand.choose(tr("Area"), BARRIOS.stem)
        hand.press(tr("Run the analysis"))
        keep = hand.find(tr("Keep as analysis"), QAbstractButton)
        hand.wait(keep.isVisible, "its result")
        hand.settle()
        self.camera.take("walk-result")
        hand.press(tr("Keep as analysis"))

    def judge_what_is_proposed(self) -> None:
        """Every part as the analysis proposes it."""
        hand = self.hand
        judge = tr("Judge what the analysis proposes")
        hand.wait(lambda: self.next_is() == judge, "the proposal")
        self.do_next("Judge what the analysis proposes")
        keep = hand.find(tr("Keep as judged"), QAbstractButton)
        hand.wait(keep.isEnabled, "what is proposed")
        hand.settle()
        self.camera.take("walk-proposal")
        hand.press(tr("Keep as judged"))
        hand.wait(lambda: self.next_is() == tr("Rest it on the analysis"), "the profile")

    def say_what_it_goes_with(self) -> None:
        """By hand where the model names no factor; the filled button says so."""
        hand = self.hand
        hand.settle()
        if self.next_is() == tr("Add what it goes with"):
            self.do_next("Add what it goes with")
            hand.fill(tr("Factor"), "Sucesos anteriores")
            hand.fill(tr("How it shows"), "Donde hubo denuncias antes.")
            hand.keys("Ctrl+Return")
            hand.settle()


@pytest.fixture(params=["es", "en"])
def stage(
    request: pytest.FixtureRequest, qapp: QApplication, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    """A vault of its own for each language."""
    made = Stage(qapp, tmp_path_factory.mktemp("walk"), language=request.param)
    made.prepare()
    yield made
    made.close()
    i18n.use("es")


@pytest.mark.timeout(180)
@pytest.mark.qt_log_ignore(
    "This plugin does not support raise", "This plugin does not support grabbing", extend=True
)
def test_the_official_files_and_a_table_of_events_become_a_printed_profile(
    stage: Stage, qapp: QApplication, tmp_path: Path
) -> None:
    if not BARRIOS.exists() or not PLACES.exists():
        pytest.skip(
            "the official files of Madrid are not beside the project: the walk was not made"
        )
    hand = Hand(qapp, stage.busy)
    program = stage.start()
    hand.wait(lambda: hand.app.focusWidget() is not None, "the passphrase")
    assert program.window is not None
    program.window.resize(*SIZE)
    hand.type(PASSPHRASE)
    hand.keys("Return")
    hand.wait(lambda: program._session is not None, "the desk")
    hand.settle()

    walk = HelpWalk(stage, hand, Camera(qapp, tmp_path), tmp_path)
    walk.pass_it()

    printed = pypdfium2.PdfDocument(tmp_path / "risk-profile.pdf")
    said = " ".join(page.get_textpage().get_text_range() for page in printed)
    for words in ("Perfil de riesgo", "propuesto por el análisis", "Celda", "Ficha del modelo",
                  "Oficina de ejemplo", "SHA-256", "Datos inventados"):  # fmt: skip
        assert words in said, words
