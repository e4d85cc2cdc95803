"""Desks of one organisation that reconcile: real vaults, the real engine, and a hub.

    office = Office(tmp_path)
    alba, omar = office.first(ALBA), office.newcomer(OMAR)
    alba.round(); omar.round()

The hub is the real core over rows in memory, unless a test gives another `Peer` for each desk.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from uuid import UUID

from pscp_desktop.domain.workers import RoleCode
from pscp_desktop.services.desk import Desk
from pscp_desktop.services.reconciling import joining
from pscp_desktop.services.reconciling.identity import Hub as HubPlace
from pscp_desktop.services.reconciling.identity import Identity
from pscp_desktop.services.reconciling.service import Reconciling
from pscp_desktop.services.reconciling.told import Receipt
from sync import seal
from sync.hub.hub import Hub
from sync.protocol import Peer
from sync.seal import Pair
from tests.sync_model.memory_hub import MemoryHub
from tests.world import NAMES, Moment, SteadyChance, a_desk, a_store, joins

CARDS: Final = b"\x07" * 32
"""What two custodians' cards give back, in every test the same."""


@dataclass
class Linked:
    """One desk, and how it reaches the hub."""

    desk: Desk
    reconciling: Reconciling
    peer: Callable[[], Peer]

    def round(self) -> Receipt:
        """Meet the hub once."""
        return self.reconciling.round(self.peer())


@dataclass
class Office:
    """An organisation with a hub in memory."""

    folder: Path
    moment: Moment = field(default_factory=Moment)
    desks: dict[UUID, Linked] = field(default_factory=dict)
    reach: Callable[[Identity], Peer] | None = None
    """Another hub than the one in memory, for a desk; it must sign with `hub_pair`."""

    def __post_init__(self) -> None:
        self.root: Pair = joining.root_of(CARDS)
        self.recovery = seal.new_pair(SteadyChance("recovery"))
        self.hub_pair = seal.new_pair(SteadyChance("hub"))
        self.store = MemoryHub()
        self.hub = Hub(
            self.store, root=self.root.public, pair=self.hub_pair, now=self._now,
            entropy=SteadyChance("hub epochs"),
        )  # fmt: skip

    def _now(self) -> int:
        return int(self.moment().timestamp() * 1000)

    def linked(self, desk: Desk) -> Linked:
        """Tie a desk to the hub; it is not let in by that."""
        chance = SteadyChance(f"linked/{desk.worker.hex}/{len(self.desks)}")
        reconciling = Reconciling(desk, chance)
        device = desk.store.streams.own[0]
        reach = self.reach
        made = Linked(
            desk,
            reconciling,
            lambda: reach(reconciling.identity) if reach else self.hub.peer(device),
        )
        self.desks[desk.worker] = made
        return made

    def first(self, user: UUID, *roles: RoleCode) -> Linked:
        """The first desk: it founds the organisation and names the hub."""
        desk = a_desk(self.folder, user, *(roles or (RoleCode.COORDINATOR,)), now=self.moment)
        made = self.linked(desk)
        joining.found(made.reconciling, self.root, self.recovery.public)
        place = HubPlace("https://hub.invalid", [])
        joining.trust_hub(made.reconciling, place, self.hub_pair.public)
        made.round()
        return made

    def newcomer(self, user: UUID, by: Linked, *roles: RoleCode, team: bool = True) -> Linked:
        """A colleague's empty laptop, let in by `by` with a stick, after its first round."""
        if roles or not team:
            joins(by.desk, user, *roles, team=team)
        made = self.linked(Desk(a_store(self.folder, user, now=self.moment), user))
        now = self._now()
        asked = joining.read_request(joining.ask(made.reconciling, NAMES[user]), now)
        answer = joining.admit(by.reconciling, asked, made.reconciling.identity.words)
        by.round()
        admitted = joining.read_admission(answer, now)
        joining.join(made.reconciling, admitted, lambda engine: engine.round(made.peer()))
        made.round()
        return made

    def meet(self, *desks: Linked) -> None:
        """Let desks exchange until all know the same."""
        for _ in range(3):
            for one in desks or tuple(self.desks.values()):
                one.round()
