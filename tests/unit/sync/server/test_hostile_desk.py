"""Whatever is sent to the hub, it answers in words of its own and goes on: never a 5xx."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.core.result import Ok

from tests.hub_wire import head, post, raw_client, words
from tests.hub_world import Desk, Organisation, round_of
from tests.hubs import Live, live

PATHS = (
    "/v1/hello", "/v1/sync", "/v1/pull", "/v1/attest", "/v1/invite", "/v1/knock", "/v1/snap",
    "/v1/audit", "/v1/audit/read",
)  # fmt: skip
NAME: dict[str, object] = {"type": "string", "pattern": "^[0-9a-f]{32}$"}
NUMBER: dict[str, object] = {"type": "integer", "minimum": 0, "maximum": 99999}


def _post(*items: object) -> dict[str, object]:
    """A message is an array; `items` are the schemas of its parts."""
    schema = {
        "type": "array",
        "prefixItems": list(items),
        "minItems": 0,
        "maxItems": len(items) + 1,
    }
    body = {"content": {"application/msgpack": {"schema": schema}}, "required": True}
    return {"post": {"requestBody": body, "responses": {"default": {"description": "an answer"}}}}


def _get(*parameters: tuple[str, dict[str, object]]) -> dict[str, object]:
    told = [{"name": n, "in": "path", "required": True, "schema": s} for n, s in parameters]
    return {"get": {"parameters": told, "responses": {"default": {"description": "an answer"}}}}


BYTES = {"type": "string", "maxLength": 64}
LIST = {"type": "array", "maxItems": 3, "items": BYTES}
WHOLE = {"type": "integer"}
DESCRIPTION = {
    "openapi": "3.1.0",
    "info": {"title": "hub", "version": "1"},
    "paths": {
        "/v1/hello": _post(WHOLE, WHOLE, BYTES, WHOLE),
        "/v1/sync": _post(
            WHOLE, BYTES, BYTES, {"type": "array"}, {"type": "boolean"}, LIST, LIST, LIST, WHOLE
        ),
        "/v1/pull": _post(BYTES, BYTES, WHOLE, BYTES, WHOLE),
        "/v1/invite": _post(BYTES, BYTES, BYTES, WHOLE),
        "/v1/knock": _post(BYTES, BYTES, BYTES, BYTES, BYTES),
        "/v1/snap": _post(LIST),
        "/v1/audit": _post(BYTES, BYTES),
        "/v1/audit/read": _post(
            {
                "type": "array",
                "maxItems": 3,
                "items": {"type": "array", "prefixItems": [BYTES, WHOLE, WHOLE], "maxItems": 3},
            },
            WHOLE,
        ),
        "/v1/knocks": _get(),
        "/v1/snap/of/{scope}": _get(("scope", NAME)),
        "/v1/snap/{id}/{piece}": _get(("id", NAME), ("piece", NUMBER)),
        "/v1/blob/{id}": _get(("id", NAME)),
        "/v1/blob/{id}/{piece}": _get(("id", NAME), ("piece", NUMBER)),
        "/healthz": _get(),
    },
}


def packed(value: object) -> bytes:
    """JSON's values as MessagePack; half of the texts as bytes, which is what most fields are."""
    match value:
        case str() if len(value) % 2:
            return msgspec.msgpack.encode(value.encode("utf-8", "surrogatepass"))
        case list():
            head_ = b"\xdc" + len(value).to_bytes(2, "big")
            return head_ + b"".join(packed(part) for part in value)
        case int() if not -(1 << 63) <= value < 1 << 64:
            return msgspec.msgpack.encode(float(value % (1 << 52)))
        case _:
            return msgspec.msgpack.encode(value)


@schemathesis.serializer("application/msgpack")
def _message_pack(_context: object, value: object) -> bytes:
    return packed(value)


@pytest.fixture(scope="module")
def peopled(
    postgres: object, migrated: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Live, Organisation]]:
    import psycopg

    with psycopg.connect(postgres.url("postgres"), autocommit=True) as owner:  # type: ignore[attr-defined] # an Embedded
        owner.execute(f"CREATE DATABASE hostile TEMPLATE {migrated}")
    folder: Path = tmp_path_factory.mktemp("hostile")
    with live(postgres.url("hostile"), folder / "hub") as hub:  # type: ignore[attr-defined] # an Embedded
        everybody = Organisation()
        ana = everybody.desk()
        file = everybody.scope(ana)
        hub.found(everybody)
        hub.client(ana).sync(round_of(push=[everybody.seal(ana, file)]))
        yield hub, everybody


FEW = settings(
    max_examples=25, deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)  # fmt: skip


@FEW
@given(path=st.sampled_from(PATHS), body=st.binary(max_size=400), signed=st.booleans())
def test_a12_raw_bytes_never_break_the_hub(
    peopled: tuple[Live, Organisation], path: str, body: bytes, signed: bool
) -> None:
    hub, everybody = peopled
    by = everybody.admin if signed else Desk(b"n" * 16)

    assert post(hub, path, body, words(head(hub, by, path, body))).status_code < 500


@FEW
@given(st.data())
def test_a12_messages_of_the_described_shapes_never_break_the_hub(
    peopled: tuple[Live, Organisation], data: st.DataObject
) -> None:
    hub, everybody = peopled
    schema = schemathesis.openapi.from_dict(DESCRIPTION)
    operations = [one.ok() for one in schema.get_all_operations() if isinstance(one, Ok)]
    case = data.draw(st.sampled_from(operations).flatmap(lambda one: one.as_strategy()))
    path = case.formatted_path
    content = case.body
    body = b"" if isinstance(content, schemathesis.core.NotSet) else packed(content)
    told = words(head(hub, everybody.admin, path, body, case.method.upper()))
    with raw_client(hub) as client:
        answer = client.request(case.method, path, content=body, headers=told)

    assert answer.status_code < 500, path


@FEW
@given(
    header=st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=200),
    body=st.binary(max_size=20),
)
def test_a12_no_header_breaks_the_hub(
    peopled: tuple[Live, Organisation], header: str, body: bytes
) -> None:
    hub, _ = peopled
    with raw_client(hub) as client:
        told = {"authorization": f"PSCP {header}."}
        answer = client.post("/v1/sync", content=body, headers=told)

    assert answer.status_code < 500
