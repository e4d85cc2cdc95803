"""The hub: whom it lets in, what it keeps, and what it never writes down."""

# ruff: noqa: FBT003 (truth is a value here)

import ssl
import sys
from ssl import TLSVersion
from typing import Any

from tests.replacing import Replacements, always, does_nothing, value


def _trusting(original: Any) -> Any:
    """A server that asks nobody for a password."""

    def run(server: Any, program: str, *given: str, **more: Any) -> Any:
        trusting = ("trust" if word == "scram-sha-256" else word for word in given)
        return original(server, program, *trusting, **more)

    return run


def _opened(original: Any) -> Any:
    """As the wheel's own helper leaves it: others may look in."""

    def make(server: Any) -> None:
        original(server)
        server.sockets.chmod(0o755)

    return make


def _never_met(_original: Any) -> Any:
    def met(_intake: Any, log: Any, envelope: Any) -> Any:
        from sync.protocol import Result

        return Result("ok", seq=log.row.head)

    return met


def _read_without_lock(original: Any) -> Any:
    """The counter is read and written, but nobody waits for anybody."""

    def scope(store: Any, named: bytes, *, lock: bool) -> Any:
        return original(store, named, lock=False)

    return scope


def _admitted(person: bytes, device: bytes) -> Any:
    from sync.server.admission import Device

    return Device(device, person)


def _forgetful(_original: Any) -> Any:
    """Nobody remembers a nonce."""
    return lambda _admission, head, person, _state: _admitted(person, head.device)


_careless = _patient = _forgetful


def _always_quiet(original: Any) -> Any:
    """Nothing is ever new."""

    def hear(admission: Any, request: Any, still: Any) -> Any:
        device, _ = original(admission, request, still)
        return device, True

    return hear


def _whoever_says_so(_original: Any) -> Any:
    """Any snapshot stands for a log."""
    return lambda *_given: 4


def _anything(_original: Any) -> Any:
    from sync.members import Verdict

    return lambda *_given: Verdict("ok")


def _talking(original: Any) -> Any:
    """What failed inside is told outside."""

    async def refuse(door: Any, send: Any, visit: Any, refusal: Any) -> None:
        from sync.server.admission import Refusal

        told = sys.exc_info()[1]
        await original(door, send, visit, Refusal(refusal.status, str(told)))

    return refuse


def _at_once(_original: Any) -> Any:
    """Who is not heard is told so as soon as that is known."""

    async def evenly(_began: float) -> None:
        pass

    return evenly


def _whatever_comes(_original: Any) -> Any:
    async def body(_door: Any, _scope: Any, receive: Any) -> bytes:
        parts = []
        while True:
            message = await receive()
            parts.append(message.get("body", b""))
            if not message.get("more_body"):
                return b"".join(parts)

    return body


def _clockless(original: Any) -> Any:
    """A wrong clock is a refusal like any other."""

    def refusal(status: int, _body: bytes) -> Any:
        return original(status, b"")

    return refusal


def _opens_for_all(_original: Any) -> Any:
    """Neither tries nor time nor the code itself are looked at."""

    def tries(shelves: Any, invite: bytes) -> Any:
        found = shelves.ask("SELECT code_hash FROM invite WHERE id = %b", invite)
        return (found[0][0], 1 << 60, 1, False) if found else None

    return tries


def _trusts_all(_original: Any) -> Any:
    def trusting(_anchors: Any) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return context

    return trusting


def _all_of_it(_original: Any) -> Any:
    """Whatever comes, as long as it comes; a test would not end, so up to a hundred megabytes."""

    def whole(answer: Any) -> bytes:
        room = bytearray()
        for part in answer.iter_bytes():
            room += part
            if len(room) > 100 << 20:
                break
        return bytes(room)

    return staticmethod(whole)


def _whatever_is_shown(_original: Any) -> Any:
    return lambda host, port, _fingerprint: ssl.get_server_certificate((host, port))


def _open_frame(_key: bytes, _number: int, plain: bytes, *, last: bool) -> bytes:
    return len(plain).to_bytes(4, "big") + plain + bytes(last)


ROWS: dict[str, Replacements] = {
    "server.embedded.scram": {"sync.server.embedded.Embedded.run": _trusting},
    "server.embedded.private": {"sync.server.embedded.Embedded._make": _opened},
    "server.store.judged": {"sync.hub.intake.Intake._met_before": _never_met},
    "server.store.rows": {"sync.server.database._step_down": does_nothing},
    "server.store.counter": {"sync.server.store.PostgresStore.scope": _read_without_lock},
    "server.database.again": {"sync.server.database.GONE_AWAY": value(())},
    "server.database.rolled_back": {"sync.server.database.demand_committed": does_nothing},
    "server.admission.signature": {"sync.server.admission.Request.stands": always(True)},
    "server.admission.replay": {"sync.server.admission.Admission._admitted": _forgetful},
    "server.admission.forgotten": {"sync.server.admission.Admission._admitted": _careless},
    "server.admission.pace": {"sync.server.admission.Admission._admitted": _patient},
    "server.admission.out": {
        "sync.directory.Directory.active": always(True),
        "sync.members.Members.judge": _anything,
    },
    "server.admission.room": {"sync.server.admission.Admission.demand_room": does_nothing},
    "server.opened": {"sync.directory.Asked.counts": value(property(lambda _asked: True))},
    "server.compact": {
        "sync.server.upkeep._attested_up_to": _whoever_says_so,
        "sync.server.upkeep._slowest": always(1 << 40),
        "sync.server.upkeep.DAY": value(0),
    },
    "server.full": {
        "sync.server.database.FULL": value(()),
        "sync.server.shelves.NO_ROOM": value(frozenset()),
    },
    "server.quiet": {"sync.server.admission.Admission.hear_round": _always_quiet},
    "server.admission.many": {"sync.server.admission.Admission.many_read": always(False)},
    "server.rights": {"sync.hub.offers.Offers.role": always(4)},
    "server.door.headers": {"sync.server.door.HEADERS": value({})},
    "server.door.failures": {"sync.server.door.Door._refuse": _talking},
    "server.door.size": {"sync.server.door.Door._body": _whatever_comes},
    "server.door.evenly": {"sync.server.door._evenly": _at_once},
    "server.door.slow": {"sync.server.settings.Policy.body_seconds": value(30)},
    "server.door.strangers": {"sync.server.door.Strangers.over": always(False)},
    "server.client.clock": {"sync.client._refusal": _clockless},
    "server.enrolment.code": {
        "sync.server.shelves.Shelves.tries": _opens_for_all,
    },
    "server.enrolment.keys": {
        "sync.server.admission.Request.stands": always(True),
        "sync.server.service.own_keys": always(True),
    },
    "server.upkeep.verify": {
        "sync.server.upkeep._log": lambda _: lambda *_given: iter(()),
        "sync.server.upkeep._directory": lambda _: lambda _session: (None, []),
    },
    "server.upkeep.counters": {"sync.server.upkeep.begin_epochs": always(1)},
    "server.copies.sealed": {"sync.server.copies._frame": lambda _: _open_frame},
    "server.copies.epochs": {"sync.server.upkeep.begin_epochs": always(0)},
    "client.trust": {"sync.client._trusting": _trusts_all},
    "client.version": {"sync.client.OLDEST_TLS": value(TLSVersion.TLSv1_2)},
    "client.redirect": {"sync.client.FOLLOWS": value(True)},
    "client.proxy": {"sync.client.HEEDS_ENVIRONMENT": value(True)},
    "client.bounds": {"sync.client.HubClient._whole": _all_of_it},
    "client.fingerprint": {"sync.client.certificate_of": _whatever_is_shown},
    "server.journal.pseudonym": {"sync.server.journal.Journal.pseudonym": always("device")},
}
