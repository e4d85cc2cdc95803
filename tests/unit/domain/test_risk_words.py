"""What the checks of names and words see, and what they must leave alone."""

import pytest

from pscp_desktop.domain.risk_words import names_a_home, overclaims, traits_in


@pytest.mark.parametrize(
    "name",
    [
        "Locales de ocio", "Terrazas", "Paradas de metro", "Alumbrado público", "Carreras urbanas",
        "Solares", "Traces of litter", "Aromas", "Casas de apuestas", "Population density",
        "Parques infantiles", "Vacant premises", "Aparcamiento", "Comercios",
    ],
)  # fmt: skip
def test_ordinary_factors_are_left_alone(name: str) -> None:
    assert traits_in(name) == ()


@pytest.mark.parametrize(
    "text",
    ["Embajadores", "Celda 12-7", "La zona entre dos plazas", "Barrio de Sol", "Sol y Cortes"],
)
def test_areas_and_cells_are_no_homes(text: str) -> None:
    assert not names_a_home(text)


def test_words_about_events_are_left_alone() -> None:
    assert (
        overclaims("Robos más probables de noche; la seguridad es baja: la muestra es corta.") == ()
    )
