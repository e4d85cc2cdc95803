"""Whatever bytes a stranger sends, each reader reads them or says that they are none of ours."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync import changes, protocol, seal, state, statements
from sync.changes import Change, SetFields
from sync.ledger import DAMAGED
from sync.protocol import Answer, Attestation, Hello, Peer, Round
from sync.state import RecordState
from sync.statements import Opened, Statement
from tests.protections import guards
from tests.sync_model.community import RECORD, Community, Person, trio
from tests.unit.sync.test_bundle import LISTS

NO_TEXT = b"\xa2\xff\xfe"


def _nested(message: msgspec.Struct) -> bytes:
    """A message with one more thing at its end than this version knows: lists in lists."""
    body = protocol.encode(message)
    return bytes([body[0] + 1]) + body[1:] + LISTS + b"\xc0"


def _garbled(message: msgspec.Struct) -> bytes:
    """A message whose words are no text."""
    body = protocol.encode(message)
    assert b"words" in body
    return body.replace(b"words", b"\xff\xfe\xff\xfe\xff")


def _change_with(value: bytes) -> bytes:
    """A change of one field that holds just these bytes."""
    fields: Any = {1: (msgspec.Raw(value), [])}
    return changes.encode(
        Change([SetFields(1, RECORD, fields)], 1, 1, bytes(16), (bytes(16), 0, 0), 1)
    )


def _signed(body: bytes) -> bytes:
    return bytes(seal.SIGNATURE) + body


OPENED = Opened(bytes(16), bytes(16), 1, "words")
STATEMENT = Statement(bytes(16), 1, bytes(32), 1, bytes(16), OPENED)
HELLO = Hello(1, 1, "words", 1)
ATTESTATION = Attestation(bytes(32), bytes(32), bytes(16), 1)
RECORD_STATE = RecordState(1, RECORD, [], {})

READERS: dict[str, Callable[[bytes], object]] = {
    "change": changes.decode,
    "statement": lambda body: statements.read(_signed(body)),
    "message": lambda body: protocol.decode(body, Hello),
    "signed message": lambda body: protocol.read_message(_signed(body), Attestation),
    "state": state.records_of,
}
NONSENSE: list[tuple[str, bytes]] = [
    ("change", _change_with(LISTS + b"\xc0")),
    ("change", _change_with(NO_TEXT)),
    ("statement", _nested(STATEMENT)),
    ("statement", _garbled(STATEMENT)),
    ("message", _nested(HELLO)),
    ("message", _garbled(HELLO)),
    ("signed message", _nested(ATTESTATION)),
    ("state", b"\x91" + _nested(RECORD_STATE)),
]
STATEMENTS = [body for reader, body in NONSENSE if reader == "statement"]


@guards("sync.packing.strangers")
@pytest.mark.parametrize(("reader", "body"), NONSENSE)
def test_h08_what_is_none_of_ours_is_refused_by_every_reader(reader: str, body: bytes) -> None:
    with pytest.raises(ValueError, match=r"^[a-z ]+$"):
        READERS[reader](body)


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(st.binary(max_size=200), st.sampled_from(sorted(READERS)))
def test_h08_any_bytes_are_read_or_refused(body: bytes, reader: str) -> None:
    with suppress(ValueError):
        READERS[reader](body)


def _poisoned(community: Community, ana: Person, scope: bytes, body: bytes) -> None:
    """Ana's laptop was broken into: its next change is poison, sealed and signed as it should be."""
    ana.save(scope, 1, "before")
    own = ana.ledger.rows.own[scope]
    own[max(own)] = body
    community.round(ana)


@guards("sync.packing.strangers")
@pytest.mark.parametrize("body", [body for reader, body in NONSENSE if reader == "change"])
def test_t19_t20_and_h08_a_poisoned_change_stops_nobody_and_is_kept(body: bytes) -> None:
    community, ana, blas, carla, scope = trio()
    carla.save(scope, 3, "good")
    community.round(carla)
    _poisoned(community, ana, scope, body)
    ana.save(scope, 2, "after it")

    community.settle([ana, carla, blas])

    assert blas.values(scope, 2) == {"after it"}
    assert blas.values(scope, 3) == {"good"}
    assert [kept.waits for kept in blas.ledger.waiting(scope)] == [DAMAGED]
    assert not blas.values(scope, 1)


class _Babbling:
    """A hub that hands on nonsense for statements."""

    def __init__(self, inner: Peer, body: bytes) -> None:
        self._inner = inner
        self._body = body

    def sync(self, asked: Round) -> Answer:
        answer: Answer = self._inner.sync(asked)
        news = [msgspec.structs.replace(one, members=[self._body]) for one in answer.news]
        return msgspec.structs.replace(answer, directory=[self._body], news=news)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


@guards("sync.packing.strangers")
@pytest.mark.parametrize("body", STATEMENTS, ids=["lists in lists", "no text"])
def test_h08_a_hub_that_babbles_stops_no_round(body: bytes) -> None:
    community, ana, blas, _, scope = trio()
    ana.save(scope, 1, "said")
    community.round(ana)

    community.round(blas, _Babbling(community.hub.peer(blas.device), _signed(body)))
    community.settle([blas])

    assert blas.values(scope, 1) == {"said"}


@guards("sync.packing.strangers")
@pytest.mark.parametrize("body", STATEMENTS, ids=["lists in lists", "no text"])
def test_h08_a_desk_that_babbles_is_refused_by_the_hub(body: bytes) -> None:
    community, ana, blas, _, scope = trio()
    asked = Round(0, bytes(32), bytes(32), [], statements=[_signed(body)], push=[_signed(body)])

    answer = community.hub.peer(ana.device).sync(asked)

    assert {result.code for result in answer.statements} == {"refused"}
    ana.save(scope, 1, "and then")
    community.settle()
    assert blas.values(scope, 1) == {"and then"}
