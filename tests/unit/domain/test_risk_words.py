"""What the checks of names and words see, and what they must leave alone."""

import pytest

from pscp_desktop.domain.risk_words import names_a_home, names_an_address, overclaims, traits_in


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


@pytest.mark.parametrize(
    "text",
    [
        "Con gente en la calle hasta las nueve. Locales de ocio a menos de 200 m",
        "En la calle hubo 12 robos y en la plaza 14 sucesos", "Calle paralela a 150 metros",
        "Uso de vivienda turística", "El paseo, de 22 a 2 h", "Pisos vacíos en el 30 % del barrio",
    ],
)  # fmt: skip
def test_running_text_about_streets_and_housing_is_left_alone(text: str) -> None:
    assert not names_an_address(text)


@pytest.mark.parametrize(
    "text",
    ["En la calle de la Muestra, 12, dos veces", "piso 3 del edificio", "Plaza Ejemplo nº 7."],
)
def test_an_address_inside_running_text_is_seen(text: str) -> None:
    assert names_an_address(text)
