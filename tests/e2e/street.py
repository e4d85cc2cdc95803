"""What an analyst does before the model: data brought onto the map, a walk, and what is seen on it."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QGraphicsView, QWidget

from pscp_desktop.i18n import tr
from pscp_desktop.ui.risk.hiding import HidingCanvas
from tests.e2e import made_city
from tests.e2e.day import Moves

OBSERVATION: Final = 12
"""At most so many interactions."""
PLACE: Final = 4
"""The number of the risk map in the rail."""
REQUEST: Final = "Horario de un centro juvenil"
NOTICED: Final = "Dos bancos sin luz junto a la entrada del parque"
EVENTS: Final = "denuncias-2025"
PREMISES: Final = "locales-de-ocio"


class InTheStreet(Moves):
    """The chapters at the map and at the place."""

    def bring_the_data(self) -> None:
        """A table of events and a layer of premises, looked over before they are taken."""
        hand, folder = self.hand, self.stage.folder / "descargas"
        folder.mkdir(exist_ok=True)
        places = made_city.places_of(60, 5)
        events = made_city.events_around(places, 480, 6)
        hand.keys(f"Ctrl+{PLACE}")
        hand.wait(lambda: hand.lists(REQUEST), "the list")
        self.camera.take("risk-list")
        hand.press(tr("Map"))
        hand.wait(lambda: hand.sees(tr("Centro (schematic)")), "the map")
        hand.settle()
        self.camera.take("risk-map")
        with hand.task("two files brought onto the map"):
            self.bring(
                made_city.write_events(folder / f"{EVENTS}.csv", events), "Reported by the public"
            )
            self.camera.take("risk-map-events")
            self.bring(made_city.write_places(folder / f"{PREMISES}.geojson", places), "Land use")
        self.camera.take("risk-map-both")
        hand.press(tr("Work"))

    def bring(self, path: Path, kind: str) -> None:
        """Import one file and say whose it is and of what kind."""
        hand = self.hand
        hand.press(tr("Import"))
        hand.wait(lambda: isinstance(hand.window, QFileDialog), "which file")
        hand.type(str(path))
        hand.keys("Return")
        hand.wait(lambda: hand.sees(tr("Put it on the map")), "what is in it")
        hand.fill(tr("Source"), "Oficina de ejemplo")
        hand.fill(tr("Licence"), "CC BY 4.0")
        hand.click(hand.field(tr("Kind of record")))
        hand.type(tr(kind))
        hand.keys("Return")
        self.camera.take(f"import-{path.stem}")
        hand.press(tr("Put it on the map"))
        hand.settle()

    def walk(self) -> None:
        """A walk with neighbours, begun before one leaves."""
        hand = self.hand
        hand.press(tr("Work"))
        hand.keys("Ctrl+K")
        hand.type(tr("Record an exploratory walk"))
        hand.keys("Return")
        with hand.task("walk begun"):
            hand.fill(tr("Name of the walk"), "Marcha de la tarde, parque de ejemplo")
            hand.fill(tr("With whom"), "Vecinas y centro de mayores")
            self.camera.take("walk")
            hand.keys("Ctrl+Return")

    def note_what_is_seen(self) -> None:
        """One sentence, the neighbourhood, a point, and a photograph without faces."""
        hand = self.hand
        hand.wait(lambda: hand.lists(REQUEST), "the list")
        with hand.task("observation in the street", OBSERVATION):
            hand.keys("Ctrl+Shift+O")
            hand.type(NOTICED)
            hand.press(tr("Lighting"))
            hand.choose(tr("Neighbourhood"), "Univ")
            self.camera.take("observation")
            hand.keys("Ctrl+PageDown")
            hand.wait(lambda: hand.sees(tr("Map")), "the map")
            hand.settle()
            hand.click(self.ground(), self.ground().rect().center())
            self.camera.take("observation-point")
        self.photograph()
        hand.keys("Ctrl+Return")
        hand.wait(lambda: not hand.sees(tr("Seen in the street")), "the list again")

    def ground(self) -> QWidget:
        """What is clicked of the small map."""
        return self.hand.find(tr("Map"), QGraphicsView).viewport()

    def photograph(self) -> None:
        """Somebody stands in the picture: the face is drawn over, and nothing of it is kept."""
        hand = self.hand
        path = made_city.paint_street(self.stage.folder / "descargas" / "IMG_0042.jpg")
        hand.keys("Ctrl+PageDown")
        with hand.task("face hidden in a photograph"):
            hand.press(tr("Choose a photograph"))
            hand.wait(lambda: isinstance(hand.window, QFileDialog), "which file")
            hand.type(str(path))
            hand.keys("Return")
            hand.wait(lambda: hand.sees(tr("Begin again")), "the photograph")
            canvas = hand.find(tr("Photograph"), HidingCanvas)
            hand.show(canvas)
            self.camera.take("photo-before")
            room = canvas._room()
            first, last = (
                QPoint(round(room.left() + x * room.width()), round(room.top() + y * room.height()))
                for x, y in ((0.46, 0.39), (0.565, 0.54))
            )
            QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=first)
            for share in range(1, 5):
                QTest.mouseMove(canvas, first + (last - first) * share / 4)
            QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=last)
            hand.count_one()
            hand.press(tr("Every face was blurred by hand"))
        hand.rest()
        self.camera.take("photo-hidden")

    def look_at_the_layers(self) -> None:
        """Which data there are, from whom and of when; walks and small counts beside them."""
        hand = self.hand
        hand.keys("Ctrl+Shift+K")
        hand.wait(lambda: hand.sees(NOTICED), "the walks")
        self.camera.take("risk-layers")
        hand.line(NOTICED)
        hand.wait(lambda: hand.sees(tr("It has a point on the map")), "what was seen")
        hand.settle()
        self.camera.take("seen")
        hand.keys("Escape")
