"""The desk to practise at: made-up people, a vault of its own, and a passphrase that is no secret."""

import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from pscp_desktop.app.compose import Newcomer, Services, compose, furnish, present, terms
from pscp_desktop.app.vaults import Opened, introduced
from pscp_desktop.domain.calendar import day_of
from pscp_desktop.domain.catalogues import CatalogueEntry, CatalogueKind, Snippet
from pscp_desktop.domain.errors import PscpError
from pscp_desktop.domain.workers import Circle, CircleMember, Worker
from pscp_desktop.services.attaching import Attaching
from pscp_desktop.services.catalogues import Catalogues, Snippets
from pscp_desktop.services.desk import Desk
from pscp_desktop.services.mediation.practice import PracticeClock, live_through
from pscp_desktop.services.risk.practice import Practice
from pscp_desktop.store import keys, vault

FOLDER: Final = "practice"
WORDS: Final = "ábaco abdomen abeja abierto abogado abono abrazo"
"""In the help for all to read: nothing real is ever to be kept behind it."""
STALE_SECONDS: Final = 5 * 24 * 3600
INES: Final = Newcomer(
    name="Inés Modelo",
    roles="mediator coordinator",
    team="Mediación Centro",
    organisation="Servicio de Mediación de Muestra",
)

ORGANISATION: Final[dict[str, Any]] = {
    "institution": "Ayuntamiento de Ejemplo",
    "address": "Plaza de la Muestra 1, 28012 Madrid",
    "telephone": "910 000 000",
    "email": "centro@ejemplo.example",
    "registry_number": "INST-0000",
    "protection_officer": "proteccion.datos@ejemplo.example",
}
WORKER: Final[dict[str, Any]] = {
    "registry_number": "REG-0000-A",
    "qualification": "Mediadora, grado en Trabajo Social",
    "training": "Curso de mediación civil y mercantil, 100 horas",
    "experience": "Ocho años en mediación vecinal",
    "insurer": "Aseguradora Ficticia, póliza 0000",
    "languages": "español, inglés",
}
INSURED: Final = timedelta(days=400)
OFFERED: Final = (
    (CatalogueKind.DISPUTE, "Pisos turísticos", "Entradas y salidas, maletas, fiestas de paso."),
    (CatalogueKind.VENUE, "Sede de Centro, sala 1", "Sin escalones. Hasta ocho personas."),
    (CatalogueKind.VENUE, "Sede de Centro, sala 2", "Dos puertas: se puede salir por separado."),
    (CatalogueKind.VENUE, "Casa vecinal de ejemplo, calle de la Muestra 20", "Martes y jueves."),
    (CatalogueKind.DESTINATION, "Orientación jurídica de ejemplo", "910 000 001, con cita."),
    (CatalogueKind.DESTINATION, "Atención a víctimas de ejemplo", "910 000 002, día y noche."),
)
TEXTS: Final = (
    ("conf", "Se explica que lo que se diga aquí es confidencial y quién puede saberlo.", True),
    ("vol", "Se explica que participar es voluntario y que cada parte puede dejarlo.", True),
    ("llam", "Se llama y no contesta. Se deja un mensaje sin decir el motivo.", False),
)


def practise(data_folder: Path) -> Opened:
    """Open the practice desk; make it anew where there is none or its days have gone by."""
    folder = data_folder / FOLDER
    try:
        if _fresh(folder):
            return introduced(compose(vault.unlock(folder, WORDS, terms(None))))
    except PscpError:
        # Nothing in it is anybody's: a damaged one is thrown away.
        pass
    shutil.rmtree(folder, ignore_errors=True)
    return introduced(make(folder))


def make(folder: Path, now: Callable[[], datetime] = present) -> Services:
    """A practice desk whose sixty files stand around the day of `now`."""
    clock = PracticeClock(now)
    # A passphrase that stands in the help needs no costly guesses.
    made = vault.create(folder, WORDS, terms(None, cost=keys.SMALLEST))
    services = furnish(made, INES, now=clock)
    colleague, today = _settle(services), day_of(now())
    _write_down_what_is_offered(services.desk)
    attaching = Attaching(services.desk, services.vault.folder)
    others = Practice(services.desk, attaching, colleague, today).walks()
    live_through(services.desk, clock, today, colleague, others)
    return services


def _settle(services: Services) -> UUID:
    """Fill in what documents must say, and bring in a colleague; gives who."""
    profile = services.profile
    profile.save_organisation(profile.organisation(), ORGANISATION)
    own = profile.worker()
    profile.save_worker(own, {**WORKER, "insured_until": services.desk.today() + INSURED})
    home = own.record.dossier
    with services.desk.writing(undoable=False) as unit:
        colleague = unit.create(
            Worker(dossier=home, name="Omar Muestra", roles="mediator analyst", letters="OM")
        )
        circle = services.desk.all_in(unit.session, Circle, home)[0]
        unit.create(CircleMember(dossier=home, circle=circle.id, worker=colleague.id))
    return colleague.id


def _write_down_what_is_offered(desk: Desk) -> None:
    """Places, services and texts, as a team has them after some months."""
    catalogues, snippets = Catalogues(desk), Snippets(desk)
    for kind, words, details in OFFERED:
        catalogues.add(CatalogueEntry(kind=kind, words=words, details=details))
    for abbreviation, words, team in TEXTS:
        snippets.add(Snippet(abbreviation=abbreviation, words=words), team=team)


def _fresh(folder: Path) -> bool:
    header = folder / "header.json"
    return header.is_file() and present().timestamp() - header.stat().st_mtime < STALE_SECONDS
