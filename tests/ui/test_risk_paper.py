"""The papers of the risk service, set in type: every page with its end, its limits and its picture."""

import pypdfium2
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QGuiApplication, QImage

from pscp_desktop.reports import risk
from pscp_desktop.ui.paper import pdf
from pscp_desktop.ui.risk.picture import EDGE, INKS, KEY_ROOM, WIDE, Cell, drawn
from tests.unit.reports.risk_papers import papers


def a_picture() -> bytes:
    image = QImage(400, 240, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkGreen)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload] # Qt takes text here
    return bytes(buffer.data().data())


def pages(content: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(content)
    return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def test_every_page_of_a_profile_says_until_when_and_within_what_limits(
    qapp: QGuiApplication,
) -> None:
    made = risk.compose("risk_profile", papers(), extras=risk.Extras(map_image=a_picture()))

    told = pages(pdf(made))

    assert len(told) >= 2
    for page in told:
        assert "Válido hasta el 1 de diciembre de 2026" in page
        assert "Solo lo denunciado." in page
        assert "nunca personas" in page
    assert "Ficha del modelo" in " ".join(told)


def test_a_surface_is_drawn_darker_where_events_are_likelier(qapp: QGuiApplication) -> None:
    cells = [Cell(100.0 * x, 100.0 * y, 100.0, float(x)) for x in range(20) for y in range(20)]

    image = QImage.fromData(QByteArray(drawn(cells)))

    assert not image.isNull()
    across = [image.pixelColor(60 + 50 * step, 500).lightness() for step in range(19)]
    assert across == sorted(across, reverse=True)
    assert across[0] > across[-1] + 100
    assert drawn([]) == b""


def test_the_picture_stands_on_the_page(qapp: QGuiApplication) -> None:
    without = pdf(risk.compose("risk_profile", papers()))

    held = pdf(risk.compose("risk_profile", papers(), extras=risk.Extras(map_image=a_picture())))

    def pictures(content: bytes) -> int:
        document = pypdfium2.PdfDocument(content)
        return sum(len(list(page.get_objects(filter=[3]))) for page in document)

    assert (pictures(without), pictures(held)) == (0, 1)


def test_the_key_shows_the_inks_of_the_cells(qapp: QGuiApplication) -> None:
    image = QImage.fromData(
        QByteArray(drawn([Cell(0.0, 0.0, 100.0, 1.0), Cell(100.0, 0.0, 100.0, 2.0)]))
    )

    left, top = WIDE - KEY_ROOM + 30, EDGE + 110
    shown = [image.pixelColor(left + 24, top + 52 * line + 17).name().upper() for line in range(5)]
    assert shown == list(reversed(INKS))


def test_methods_stand_in_one_order_share_by_share(qapp: QGuiApplication) -> None:
    said = " ".join(pages(pdf(risk.compose("risk_profile", papers()))))

    assert 0 < said.index("Densidad de núcleo, 5 %") < said.index("Recuentos anteriores, 5 %")
