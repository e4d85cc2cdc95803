"""What may not stand in the words of this service: protected traits as factors, persons, certainty, homes.

These checks read names and sentences. They see what is written and nothing else: a column called "index 3"
may hold nationality, and a shop or a language may stand for it. `NAME_CHECK_LIMITS` says so wherever a
check is shown, and a second person looks at every factor before anything goes out.
"""

import re
import unicodedata
from typing import Final

from pscp_desktop.domain.fields import Code
from pscp_desktop.i18n import N_

NAME_CHECK_LIMITS: Final = N_(
    "Names are checked, not contents: a factor with a harmless name may still stand for where people"
    " come from or what they live on. Whoever reviews the analysis must look at what each one measures."
)


class Trait(Code):
    """What people are, which never explains what happens at a place."""

    NATIONALITY = "nationality", N_("nationality or origin")
    ETHNICITY = "ethnicity", N_("ethnicity")
    RELIGION = "religion", N_("religion")
    BENEFITS = "benefits", N_("living on benefits")


STEMS: Final[dict[Trait, tuple[str, ...]]] = {
    Trait.NATIONALITY: (
        "nacionalidad", "extranjer", "inmigra", "migrante", "emigra", "refugiad", "asilo", "apatrid",
        "indocumentad", "nationalit", "foreign", "immigra", "migrant", "refugee", "asylum", "stateless",
        "undocumented", "citizenship", "latinoamerican", "marroqui", "rumano", "rumana", "ecuatorian",
        "dominican", "moroccan", "romanian",
    ),
    Trait.ETHNICITY: (
        "etnia", "etnic", "ethnic", "gitan", "romani", "gypsy", "gypsies", "afrodescend",
        "racial", "magrebi", "latinx",
    ),
    Trait.RELIGION: (
        "religi", "mezquit", "iglesia", "parroquia", "sinagog", "mosque", "church", "synagog",
        "musulman", "muslim", "islam", "judio", "judia", "jewish", "cristian", "christian",
        "evangelic", "creyente", "worship", "oratorio",
    ),
    Trait.BENEFITS: (
        "subsidio", "prestacion", "rentaminima", "benefit", "welfare", "beneficiari", "paguita",
        "perceptor",
    ),
}  # fmt: skip
"""Beginnings of words, without accents."""
WHOLE: Final[dict[Trait, frozenset[str]]] = {
    Trait.NATIONALITY: frozenset(
        {"nie", "chino", "chinos", "china", "latino", "latinos", "latinas"}
    ),
    Trait.ETHNICITY: frozenset(
        {"raza", "razas", "race", "races", "roma", "arabe", "arabes", "arab"}
    ),
    Trait.RELIGION: frozenset({"culto", "cultos", "imam", "cura", "templo", "templos", "temple"}),
    Trait.BENEFITS: frozenset({"rmi", "imv", "dole", "snap", "sepe"}),
}
"""Words that mean it only when they stand alone."""
PHRASES: Final[dict[Trait, tuple[str, ...]]] = {
    Trait.NATIONALITY: (
        "pais de origen", "pais de nacimiento", "lugar de nacimiento", "nacidos fuera",
        "country of birth", "country of origin", "born abroad", "place of birth",
    ),
    Trait.BENEFITS: (
        "ingreso minimo", "renta minima", "ayuda social", "ayudas sociales", "social assistance",
        "income support",
    ),
}  # fmt: skip

PERSONS: Final = (
    "delincuente", "sospechos", "criminales", "maleante", "ladron", "ladrones", "agresores",
    "pandiller", "offender", "suspect", "perpetrator", "criminals", "thief", "thieves", "gang member",
    "reincident",
)  # fmt: skip
CERTAIN: Final = (
    "sin duda", "con seguridad", "con certeza", "seguro que", "se cometera", "va a ocurrir",
    "ocurrira", "ocurriran", "predice que", "without doubt", "certainly", "for sure", "will happen",
    "will occur", "will be committed", "is going to happen", "predicts that",
)  # fmt: skip
BRANDING: Final = (
    "zona peligrosa", "barrio peligroso", "barrio conflictivo", "zona conflictiva", "gueto",
    "calle peligrosa", "dangerous area", "dangerous street", "bad neighbourhood", "ghetto", "no-go",
)  # fmt: skip
LIKELY: Final = ("probab", "likel", "posib", "possib", "riesgo relativo", "relative risk")
"""One of these must stand in what says how likely something is."""

ROADS: Final = (
    r"(?:calle|c/|plaza|pza|avenida|avda|paseo|ronda|travesia|callejon|glorieta|corredera|carrera|cava"
    r"|costanilla|street|road|square|avenue)"
)
NUMBERED: Final = re.compile(
    r"\b" + ROADS + r"\.?\s+(?:[a-z']+\s+){0,5}?[a-z']+,?\s*(?:n\s*o?\.?\s*|num\.?\s*|numero\s+)?"
    r"\d{1,4}(?=\s*$|\s*[,.;:)]|\s+(?:bajo|portal|piso|esc|bis|dcha|izda|\d))"
)
"""A road with the number of a house: what follows is the end, a stop or a floor, not a unit."""
FLOORS: Final = re.compile(
    r"\b(?:portal|piso|vivienda|flat|apartment)\s+\d|\bbajo [a-d]\b|\b\d+\s*[oa]\s+(?:[a-d]|dcha|izda)\b"
)
DWELLINGS: Final = re.compile(
    r"\b(?:portal|piso|vivienda|domicilio|buhardilla|apartamento|flat|apartment|dwelling|household"
    r"|hogar|home address)\b"
)


def folded(text: str) -> str:
    """Small letters without accents, one space between words."""
    bare = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", text)
        if not unicodedata.combining(letter)
    )
    return " ".join(bare.replace("º", " o ").replace("ª", " a ").casefold().split())


def traits_in(name: str) -> tuple[Trait, ...]:
    """The protected traits that the name of a factor tells, in the order of `Trait`."""
    plain = re.sub(r"[^a-z0-9]+", " ", _parted(name)).strip()
    words = plain.split()
    return tuple(
        trait
        for trait in Trait
        if any(word.startswith(STEMS[trait]) for word in words)
        or any(word in WHOLE[trait] for word in words)
        or any(phrase in plain for phrase in PHRASES.get(trait, ()))
    )


def _parted(name: str) -> str:
    """A name with the words of `camelCase` told apart, folded."""
    return folded(re.sub(r"(?<=[a-z0-9])(?=[A-ZÁÉÍÓÚÑ])", " ", name))


def overclaims(text: str) -> tuple[str, ...]:
    """The words in a text that speak of persons, claim certainty or brand a place."""
    plain = folded(text)
    return tuple(word for word in (*PERSONS, *CERTAIN, *BRANDING) if word in plain)


def tells_likelihood(text: str) -> bool:
    """Whether a text says how likely something is, as everything this service says must."""
    return any(word in folded(text) for word in LIKELY)


def names_an_address(text: str) -> bool:
    """Whether a text names the number of a house or a floor, by the way these are written here."""
    plain = folded(text)
    return bool(NUMBERED.search(plain) or FLOORS.search(plain))


def names_a_home(unit: str) -> bool:
    """Whether a part of an area is an address or a dwelling; stricter than for running text."""
    return names_an_address(unit) or bool(DWELLINGS.search(folded(unit)))
