"""The vault the figures are taken on: ten records to a file, the same in every run.

It is written through the store's own units, several files to a transaction, so that rows, changes,
heads, audit and index are what saving makes of them. Made once per version of the schema and kept in the
cache folder; a bench that writes works on a copy.
"""

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Final
from uuid import UUID

from platformdirs import user_cache_path

from pscp_desktop.app.compose import Services, compose, terms
from pscp_desktop.domain.dossiers import Appointment, Contact, Dossier, DossierCard, Note
from pscp_desktop.domain.mediation import MediationProcess, Party
from pscp_desktop.domain.mediation_sessions import MediationSession, SessionState
from pscp_desktop.domain.workers import Worker
from pscp_desktop.services.desk import Desk, found_organisation
from pscp_desktop.store import keys, migrate, vault
from pscp_desktop.store.audit import Mark
from pscp_desktop.store.store import Store, Surroundings, move_in
from pscp_desktop.store.unit import Unit
from tests.world import ALBA, SteadyChance

PASSPHRASE: Final = "ábaco abdomen abeja abierto abogado abono abrazo"
"""Of a vault in which nothing is true."""
PRESENT: Final = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
RECIPE: Final = 2
"""Counts the versions of what is written below."""
TO_A_FILE: Final = 10
FILES_AT_ONCE: Final = 50

_NAMES: Final = ("Alba", "Omar", "Lía", "Inés", "Bruno", "Vera", "Íñigo", "Zoé", "Amal", "Teo")
_SURNAMES: Final = ("Ejemplo", "Muestra", "Prueba", "Modelo", "Ficticia", "Supuesto", "Ensayo")
_TEXT: Final = """
ruido patio gotera portal ascensor vecindad comunidad escalera ventana terraza música
perro basura obras llave cuota reunión acuerdo propuesta horario descanso respeto
queja escrito llamada visita conversación confianza limpieza humedad tubería fachada
trastero garaje local noche tarde mañana verano invierno familia niños mayores
alquiler contrato deuda reparación pintura presupuesto turno convivencia escucha
disculpa compromiso plazo seguimiento barrio
"""


@dataclass(frozen=True, slots=True)
class Seeded:
    """A vault of the bench, closed."""

    folder: Path
    records: int

    @property
    def size(self) -> int:
        """Bytes of all its files."""
        return sum(path.stat().st_size for path in self.folder.rglob("*") if path.is_file())

    def open(self) -> Services:
        """The services over it, at the moment it was written for."""
        return compose(vault.unlock(self.folder, PASSPHRASE, terms(None)), now=lambda: PRESENT)


def seeded(records: int) -> Seeded:
    """The vault with so many records: the one in the cache, or a new one."""
    recipe = hashlib.sha256(bytes([RECIPE]))
    for _, path in migrate.migrations():
        recipe.update(path.read_bytes())
    home = user_cache_path("pscp-bench") / f"{records}-{recipe.hexdigest()[:16]}"
    if not home.exists():
        home.parent.mkdir(parents=True, exist_ok=True)
        making = Path(tempfile.mkdtemp(prefix="making-", dir=home.parent))
        make(making / "vault", records)
        (making / "vault").rename(home)
        making.rmdir()
    return Seeded(home, records)


@contextmanager
def a_copy(original: Seeded) -> Iterator[Seeded]:
    """A copy to write on, gone afterwards."""
    with tempfile.TemporaryDirectory(dir=original.folder.parent, prefix="copy-") as folder:
        copied = Path(folder) / "vault"
        shutil.copytree(original.folder, copied)
        yield Seeded(copied, original.records)


def make(folder: Path, records: int) -> None:
    """Write the vault."""
    made = vault.create(
        folder,
        PASSPHRASE,
        vault.Terms(cost=keys.SMALLEST, prepare=migrate.upgrade, schema=migrate.newest()),
    )
    move_in(made.engine, ALBA)
    clock = _Passing(PRESENT - timedelta(days=900))
    store = Store(
        made.engine,
        user=ALBA,
        stream=(ALBA.bytes, 1),
        audit_key=made.keys.audit,
        surroundings=Surroundings(now=clock, entropy=SteadyChance("bench"), mark=_marking(made)),
    )
    _, circle = found_organisation(store, Worker(name="Alba Ejemplo"), "Equipo Ficticio")
    writer = _Writer(Desk(store, ALBA), circle, Random(2026))
    files = records // TO_A_FILE
    for first in range(0, files, FILES_AT_ONCE):
        with store.writing() as unit:
            for number in range(first, min(files, first + FILES_AT_ONCE)):
                writer.file(unit, number)
        clock.pass_by(timedelta(days=895) * min(FILES_AT_ONCE, files) / files)
    while store.index_pending(5000):
        pass
    made.close()


def _marking(made: vault.Vault) -> Callable[[Mark], None]:
    return lambda mark: made.mark(mark.count, mark.head)


class _Passing:
    """A clock that is moved on by hand."""

    def __init__(self, moment: datetime) -> None:
        self._moment = moment

    def __call__(self) -> datetime:
        return self._moment

    def pass_by(self, span: timedelta) -> None:
        self._moment += span


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes files of ten records each."""

    desk: Desk
    circle: UUID
    chance: Random

    def file(self, unit: Unit, number: int) -> None:
        opened = PRESENT - timedelta(days=self.chance.randrange(1, 900))
        dossier = self.desk.new_dossier(
            unit,
            Dossier(
                number=f"M/{opened.year}/{number:05}",
                title=f"{self._name()} y {self._name()}",
                circle=self.circle,
                opened_on=opened.date(),
                district=self.chance.choice(("palacio", "embajadores", "cortes", "sol")),
            ),
        )
        state = self.chance.choice(
            ("requested", "screening", "in_mediation", "follow_up", "closed")
        )
        unit.create(
            DossierCard(
                dossier=self.circle, of=dossier.id, number=dossier.number, service="mediation",
                state=state, owner=ALBA, opened_on=opened.date(),
                due_on=(PRESENT + timedelta(days=self.chance.randrange(-30, 200))).date(),
            )
        )  # fmt: skip
        self._contents(unit, dossier.id, opened, state)

    def _contents(self, unit: Unit, dossier: UUID, opened: datetime, state: str) -> None:
        unit.create(
            MediationProcess(
                dossier=dossier, dispute="other", account=self._words(60), place=self._place(),
                received_at=opened, state=state,
            )
        )  # fmt: skip
        for role in ("requesting", "requested"):
            unit.create(
                Party(
                    dossier=dossier, role=role, name=self._name(), domicile=self._place(),
                    telephone=f"6{self.chance.randrange(10**7, 10**8)}",
                )
            )  # fmt: skip
        for kind in ("initial", "joint"):
            begins = opened + timedelta(days=20)
            held = SessionState.HELD if begins < PRESENT else SessionState.PLANNED
            unit.create(
                MediationSession(
                    dossier=dossier, kind=kind, starts_at=begins, state=held.value,
                    place="Sala de la Muestra", notes=self._words(90), issues=self._words(20),
                    mediator=ALBA,
                )
            )  # fmt: skip
        unit.create(Note(dossier=dossier, text=self._words(60)))
        unit.create(
            Contact(dossier=dossier, at=opened, outcome="attended", summary=self._words(25))
        )
        unit.create(
            Appointment(
                dossier=dossier, starts_at=PRESENT + timedelta(hours=self.chance.randrange(9000)),
                what="Sesión", place="Sala de la Muestra", worker=ALBA,
            )
        )  # fmt: skip

    def _words(self, count: int) -> str:
        return " ".join(self.chance.choices(_TEXT.split(), k=count)).capitalize() + "."

    def _name(self) -> str:
        return f"{self.chance.choice(_NAMES)} {self.chance.choice(_SURNAMES)}"

    def _place(self) -> str:
        return f"Calle de la Muestra {self.chance.randrange(1, 200)}"
