"""What the figures of sync are taken on: a hub in a process of its own, and desks with real vaults.

A hundred files hold all records, about 700 bytes each of text, written by the program's own savings, ten
records to a saving. The hub has the embedded PostgreSQL with fsync on, and every check of a real one.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from time import perf_counter, process_time
from typing import Final, Self
from uuid import UUID

from sqlmodel import select

from pscp_desktop.app.compose import Newcomer, Services, furnish, terms
from pscp_desktop.app.reaching import reach
from pscp_desktop.domain.dossiers import Dossier
from pscp_desktop.domain.mediation_sessions import MediationSession, SessionKind, SessionState
from pscp_desktop.domain.workers import Circle
from pscp_desktop.services.reconciling import joining
from pscp_desktop.services.reconciling.identity import Hub
from pscp_desktop.store import keys, organisation, vault
from sync.client import HubClient

FILES: Final = 100
TO_A_SAVING: Final = 10
PASSPHRASE: Final = "ábaco abdomen abeja abierto abogado abono abrazo"
"""Of vaults in which nothing is true."""
ALBA: Final = Newcomer("Alba Ejemplo", "coordinator mediator", "Equipo Ficticio", "Programa")
OMAR: Final = Newcomer("Omar Muestra", "mediator", "Equipo Ficticio")
EVA: Final = Newcomer("Eva Modelo", "mediator", "Equipo Ficticio")
POLICY: Final = """
requests_a_minute = 1000000
attachments_a_minute = 1000000
unknown_a_minute = 1000000
pushed_bytes_a_day = 100000000000
scopes_read_in_ten_minutes = 1000000
"""
"""No pace is measured here by being stopped: the counting itself goes on as always."""
_TEXT: Final = [
    "ruido", "patio", "vecindad", "escalera", "música", "cuota", "reunión", "acuerdo", "horario",
    "respeto", "queja", "llamada", "visita", "familia", "alquiler", "deuda", "turno", "plazo", "barrio",
]  # fmt: skip
"""Nineteen words: as alike as the texts the bars were set on, whose sizes compress the same."""
_WAIT: Final = 60


def texts(count: int) -> Iterator[dict[str, str]]:
    """The records, the same for us and for the peers: what was said, and where."""
    chance = Random(2026)
    for number in range(count):
        yield {
            "place": f"Sala de la Muestra {number % 7}",
            "issues": " ".join(chance.choices(_TEXT, k=5)),
            "notes": " ".join(chance.choices(_TEXT, k=60)),
        }


@dataclass(slots=True)
class Exchange:
    """What one exchange cost: seconds, bodies both ways, heads beside, requests."""

    seconds: float = 0.0
    sent: int = 0
    received: int = 0
    heads: int = 0
    requests: int = 0
    processor: float = 0.0
    """Seconds of this process's own work, whatever else the machine is doing."""

    @property
    def bodies(self) -> int:
        return self.sent + self.received


@dataclass(slots=True)
class Running:
    """A hub in a process of its own."""

    folder: Path
    hub: Hub
    process: "subprocess.Popen[str]"


@dataclass(slots=True)
class Seat:
    """One worker at one desk."""

    name: str
    folder: Path
    services: Services
    hub: Hub
    client: HubClient | None = field(default=None)

    @classmethod
    def new(cls, folder: Path, newcomer: Newcomer, hub: Hub) -> Self:
        """A new vault with somebody in it."""
        made = vault.create(folder, PASSPHRASE, terms(None, cost=keys.SMALLEST))
        return cls(newcomer.name, folder, furnish(made, newcomer), hub)

    def round(self) -> Exchange:
        """Meet the hub until nothing is left to say, over a connection that stands already."""
        client = self.connected()
        before = (client.traffic.sent, client.traffic.received, client.traffic.heads)
        requests, worked, began = client.traffic.requests, process_time(), perf_counter()
        receipt = self.services.reconciling.round(client)
        seconds, worked = perf_counter() - began, process_time() - worked
        assert receipt.complete, receipt
        now = (client.traffic.sent, client.traffic.received, client.traffic.heads)
        sent, received, heads = (
            after - earlier for after, earlier in zip(now, before, strict=True)
        )
        asked = client.traffic.requests - requests
        return Exchange(seconds, sent, received, heads, asked, worked)

    def connected(self) -> HubClient:
        if self.client is None:
            made = reach(self.hub, self.services.reconciling.identity).__enter__()
            assert isinstance(made, HubClient)
            self.client = made
        return self.client

    def close(self) -> None:
        if self.client is not None:
            self.client.close()
        self.services.close()


def clock() -> int:
    """Milliseconds since 1970."""
    return time.time_ns() // 1_000_000


@contextmanager
def a_folder() -> Iterator[Path]:
    """A folder that is gone afterwards, which the database's own user may enter."""
    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        Path(place).chmod(0o711)
        yield Path(place)


@contextmanager
def a_hub(folder: Path, *more: str) -> Iterator[Running]:
    """A trial hub with its PostgreSQL, both in processes of their own; gone when the block ends."""
    folder.mkdir(mode=0o711, parents=True, exist_ok=True)
    policy = folder / "policy.toml"
    policy.write_text(POLICY, encoding="ascii")
    surroundings = {
        **os.environ,
        "PSCP_HUB_FOLDER": str(folder),
        "PSCP_HUB_PORT": "0",
        "PSCP_HUB_POLICY": str(policy),
    }
    command = [sys.executable, str(Path(__file__).parents[2] / "run.py"), "hub", "serve", *more]
    log = (folder / "log").open("wb")
    with (
        log,
        subprocess.Popen(
            command, env=surroundings, stdout=subprocess.PIPE, stderr=log, text=True
        ) as process,
    ):
        try:
            assert process.stdout is not None
            card = json.loads(process.stdout.readline())
            anchors = [Path(card["certificate"]).read_text(encoding="ascii")]
            yield Running(folder, Hub(card["url"], anchors), process)
        finally:
            process.terminate()
            process.wait(_WAIT)


def found(alba: Seat) -> None:
    """Found the organisation on the first desk, and name the hub."""
    founded = organisation.found("Programa Ficticio")
    public = organisation.public_file(founded)
    joining.found_with_cards(alba.services.reconciling, public, founded.cards[:2])
    with closing(alba.connected()) as peer:
        joining.meet_hub(alba.services.reconciling, alba.hub, peer)
    alba.client = None
    alba.round()


def admitted(alba: Seat, other: Seat) -> joining.Admission:
    """Let a laptop in, which has met nobody yet."""
    theirs, ours = other.services.reconciling, alba.services.reconciling
    request = joining.read_request(joining.ask(theirs, other.name), clock())
    answer = joining.read_admission(joining.admit(ours, request, theirs.identity.words), clock())
    alba.round()
    return answer


def let_in(alba: Seat, other: Seat) -> Exchange:
    """Let a laptop in; what its first sync cost, from its first request to all of it merged."""
    theirs, answer = other.services.reconciling, admitted(alba, other)
    client = other.connected()
    began = perf_counter()
    joining.join(theirs, answer, lambda engine: engine.round(client))
    other.round()
    told = client.traffic
    return Exchange(perf_counter() - began, told.sent, told.received, told.heads, told.requests)


def write(
    seat: Seat, records: int, files: int = FILES, to_a_saving: int = TO_A_SAVING
) -> list[UUID]:
    """Write the records, spread over so many files; the ids of the last ones of each file."""
    desk = seat.services.desk
    with desk.reading() as session:
        circle = session.exec(select(Circle)).first()
    assert circle is not None
    told, lasts = texts(records), list[UUID]()
    for number in range(files):
        last = desk.worker
        with desk.writing("request", undoable=False) as unit:
            dossier = desk.new_dossier(
                unit,
                Dossier(
                    number=f"M/2026/{number:05}", title=f"Patio {number}", circle=circle.scope,
                    opened_on=datetime(2026, 3, 2, tzinfo=UTC).date(),
                ),
            )  # fmt: skip
        here = records // files
        for first in range(0, here, to_a_saving):
            with desk.writing("session", undoable=False) as unit:
                for _ in range(min(to_a_saving, here - first)):
                    one = next(told)
                    made = MediationSession(
                        dossier=dossier.id, kind=SessionKind.JOINT.value, mediator=desk.worker,
                        state=SessionState.HELD.value, place=one["place"], issues=one["issues"],
                        notes=one["notes"],
                    )  # fmt: skip
                    unit.create(made)
                    last = made.id
        lasts.append(last)
    return lasts
