"""Who is heard, and what everybody else learns: nothing."""

import os
from pathlib import Path

import msgspec
import pytest

from sync import seal
from sync.protocol import (
    Denied,
    Hello,
    Pull,
    RequestHead,
    Unreachable,
    encode,
)
from sync.statements import READER, DeviceRemoved, Granted, Wipe, Wiped, Withdrawn
from tests.hub_wire import HELLO, bare, head, paced, post, raw_client, words
from tests.hub_world import Desk, Organisation, bodies, codes, round_of
from tests.hubs import Clock, Live, live
from tests.protections import guards

DAY = 24 * 3600 * 1000


@pytest.fixture
def everybody() -> Organisation:
    return Organisation()


@guards("server.admission.signature")
def test_a08_an_unsigned_request_or_anothers_signature_is_not_heard(
    hub: Live, everybody: Organisation
) -> None:
    ana, ben, nobody = everybody.desk(), everybody.desk(), Desk(b"n" * 16)
    hub.found(everybody)
    forged = replace_signature(head(hub, ana), head(hub, ben).signature)

    answers = [
        post(hub, "/v1/hello", HELLO, {"content-type": "application/msgpack"}),
        post(hub, "/v1/hello", HELLO, words(forged)),
        post(hub, "/v1/hello", HELLO, words(head(hub, nobody))),
        post(hub, "/v1/hello", HELLO, words(head(hub, ana)) | {"authorization": "Bearer x"}),
    ]

    assert {bare(answer)[:2] for answer in answers} == {(401, "device")}
    assert post(hub, "/v1/hello", HELLO, words(head(hub, ana))).status_code == 200


def replace_signature(told: RequestHead, signature: bytes) -> RequestHead:
    return msgspec.structs.replace(told, signature=signature)


@guards("server.admission.replay")
def test_n04_a_request_is_heard_once_in_its_time_on_its_path(
    hub: Live, everybody: Organisation
) -> None:
    ana = everybody.desk()
    hub.found(everybody)
    told = words(head(hub, ana))
    assert post(hub, "/v1/hello", HELLO, told).status_code == 200

    again = post(hub, "/v1/hello", HELLO, told)
    elsewhere = post(hub, "/v1/invite", HELLO, words(head(hub, ana)))
    late = head(hub, ana)
    hub.clock.ahead += 6 * 60 * 1000
    later = post(hub, "/v1/hello", HELLO, words(late))

    assert bare(again)[:2] == (401, "device")
    assert elsewhere.status_code in {401, 422}
    assert bare(later)[:2] == (401, "clock")
    assert any(b'"replayed"' in line for line in hub.log)


def test_n05_another_body_or_method_is_not_heard(hub: Live, everybody: Organisation) -> None:
    ana = everybody.desk()
    hub.found(everybody)

    body = post(hub, "/v1/hello", encode(Hello(1, 1, "2", 1)), words(head(hub, ana)))
    method = post(hub, "/v1/hello", HELLO, words(head(hub, ana, method="PUT")))

    assert [bare(answer)[:2] for answer in (body, method)] == [(401, "device")] * 2


@guards("server.client.clock")
@pytest.mark.parametrize("slow", [DAY, -DAY, 365 * DAY], ids=["slow", "fast", "a year"])
def test_n06_a_wrong_clock_syncs_all_the_same(
    hub: Live, everybody: Organisation, slow: int
) -> None:
    ana = everybody.desk()
    file = everybody.scope(ana)
    hub.found(everybody)
    client = hub.client(ana, now=lambda: hub.clock() - slow)

    assert codes(client.sync(round_of(push=[everybody.seal(ana, file)]))) == ["ok"]
    assert abs(client.offset - slow) < 60_000


@guards("server.admission.pace")
def test_a09_a_device_that_comes_too_often_waits_and_others_do_not(
    database: str, tmp_path: Path, everybody: Organisation
) -> None:
    ana, ben = everybody.desk(), everybody.desk()
    with live(database, tmp_path / "hub", paced(requests_a_minute=5)) as hub:
        hub.found(everybody)
        answers = [post(hub, "/v1/hello", HELLO, words(head(hub, ana))) for _ in range(12)]
        other = post(hub, "/v1/hello", HELLO, words(head(hub, ben)))

    assert 429 in {answer.status_code for answer in answers[-1:]}
    assert 0 < int(answers[-1].headers["retry-after"]) <= 60
    assert other.status_code == 200


@guards("server.rights")
def test_a01_each_role_may_do_just_what_it_may(hub: Live, everybody: Organisation) -> None:
    """Role by act: reading a log, its snapshots, a blob; writing; saying who is a member."""
    founder, writer, reader, stranger, left = (everybody.desk() for _ in range(5))
    file = everybody.scope(founder, writer, left)
    everybody.member(file, everybody_granted(reader), founder)
    everybody.member(file, Withdrawn(left.user), founder)
    hub.found(everybody)

    allowed = {
        name: [_may_read(hub, desk, file), _may_write(hub, everybody, desk, file)]
        for name, desk in {
            "founder": founder, "writer": writer, "reader": reader, "stranger": stranger,
            "left": left,
        }.items()
    }  # fmt: skip

    assert allowed == {
        "founder": [True, "ok"], "writer": [True, "ok"], "reader": [True, "refused"],
        "stranger": [False, "refused"], "left": [False, "held"],
    }  # fmt: skip


def everybody_granted(desk: Desk) -> Granted:
    return Granted(desk.user, READER)


def _may_read(hub: Live, desk: Desk, file: bytes) -> bool:
    client = hub.client(desk)
    seen = any(news.scope == file and not news.gone for news in client.sync(round_of()).news)
    try:
        client.pull(Pull(file, b"", 0, b""))
        client.offered(file)
    except Denied:
        assert not seen
        return False
    return seen


def _may_write(hub: Live, everybody: Organisation, desk: Desk, file: bytes) -> str:
    (code,) = codes(hub.client(desk).sync(round_of(push=[everybody.seal(desk, file)])))
    return code


@guards("server.rights")
def test_a02_what_is_anothers_looks_like_what_is_not_there(
    hub: Live, everybody: Organisation
) -> None:
    ana, eva = everybody.desk(), everybody.desk()
    file = everybody.scope(ana)
    hub.found(everybody)

    def asked(scope: bytes) -> list[tuple[int, object, list[str]]]:
        pull = encode(Pull(scope, b"", 0, b""))
        with raw_client(hub) as client:
            told = words(head(hub, eva, "/v1/pull", pull))
            answers = [client.post("/v1/pull", content=pull, headers=told)]
            for path in (
                f"/v1/snap/of/{scope.hex()}", f"/v1/blob/{scope.hex()}", f"/v1/blob/{scope.hex()}/0",
                f"/v1/snap/{scope.hex()}/0",
            ):  # fmt: skip
                signed = words(head(hub, eva, path, b"", "GET"))
                answers.append(client.get(path, headers=signed))
        return [bare(answer) for answer in answers]

    assert asked(file) == asked(os.urandom(16))
    assert {answer[:2] for answer in asked(file)} == {(404, "scope")}


@pytest.mark.parametrize(
    "body",
    [
        b"", b"\xc1", b"\x80", b"\x90", encode(Hello(1, 1, "1", 1)) + b"\x00",
        msgspec.msgpack.encode(["1", 1, "1", 1]), msgspec.msgpack.encode([1, 1, "1", None]),
        msgspec.msgpack.encode({"oldest": 1, "newest": 1}), msgspec.msgpack.encode([1, 1, "1", 1.5]),
    ],
    ids=lambda body: body.hex()[:12],
)  # fmt: skip
def test_a03_a_message_of_another_shape_is_refused(
    hub: Live, everybody: Organisation, body: bytes
) -> None:
    hub.found(everybody)

    answer = post(hub, "/v1/hello", body, words(head(hub, everybody.admin, body=body)))

    assert bare(answer)[:2] == (422, "message")


@guards("server.admission.out")
def test_r01_a_device_that_is_out_is_served_nothing_more(
    hub: Live, everybody: Organisation
) -> None:
    ana, ben = everybody.desk(), everybody.desk()
    file = everybody.scope(ana, ben)
    hub.found(everybody)
    client = hub.client(ben)
    client.sync(round_of())
    removed = everybody.order(DeviceRemoved(ben.device, stolen=True))
    hub.client(everybody.admin).sync(round_of(statements=[removed]))
    hub.client(ana).sync(round_of(push=[everybody.seal(ana, file)]))

    answer = client.sync(round_of(push=[everybody.seal(ben, file)]))

    assert (codes(answer), answer.news) == (["held"], [])
    for ask in (lambda: client.pull(Pull(file, b"", 0, b"")), client.knocks):
        with pytest.raises(Denied, match=r"device|scope"):
            ask()


def test_r02_a_device_ordered_to_wipe_is_told_with_the_signature(
    hub: Live, everybody: Organisation
) -> None:
    ben = everybody.desk()
    hub.found(everybody)
    wipe = everybody.order(Wipe(ben.device))
    hub.client(everybody.admin).sync(round_of(statements=[wipe]))

    assert hub.client(ben).sync(round_of()).directory[-1] == wipe
    done = everybody.directory.say(Wiped(2), ben.device, ben.pair, 0)
    answer = hub.client(ben).sync(round_of(statements=[done]))
    assert [result.code for result in answer.statements] == ["ok"]
    assert hub.client(everybody.admin).sync(round_of()).directory[-1] == done


def test_a_hub_restarted_goes_on_where_it_was(
    database: str, tmp_path: Path, everybody: Organisation
) -> None:
    ana = everybody.desk()
    file = everybody.scope(ana)
    with live(database, tmp_path / "hub") as hub:
        hub.found(everybody)
        one = everybody.seal(ana, file)
        hub.client(ana).sync(round_of(push=[one]))
        told, key = words(head(hub, ana)), hub.service._pair
        assert post(hub, "/v1/hello", HELLO, told).status_code == 200
    with live(database, tmp_path / "hub") as hub:
        assert hub.service._pair == key
        assert bodies(hub.client(ana).sync(round_of()), file) == [one.id]
        assert post(hub, "/v1/hello", HELLO, told).status_code == 401


@guards("server.admission.forgotten")
def test_n04_requests_from_before_a_crash_of_the_database_are_not_heard(
    hub: Live, everybody: Organisation, database: str
) -> None:
    """A crash empties the table of nonces: what was sent before could be a replay."""
    import psycopg

    ana = everybody.desk()
    hub.found(everybody)
    told = words(head(hub, ana))
    assert post(hub, "/v1/hello", HELLO, told).status_code == 200
    with psycopg.connect(database, autocommit=True) as owner:
        owner.execute("TRUNCATE nonce, watch, pace")

    assert bare(post(hub, "/v1/hello", HELLO, told))[:2] == (401, "clock")
    assert post(hub, "/v1/hello", HELLO, words(head(hub, ana))).status_code == 200


def test_two_hubs_behind_one_database_work_as_one(
    database: str, tmp_path: Path, everybody: Organisation
) -> None:
    ana, ben = everybody.desk(), everybody.desk()
    file = everybody.scope(ana, ben)
    clock = Clock()
    with (
        live(database, tmp_path / "one", clock=clock) as one,
        live(database, tmp_path / "one", clock=clock) as other,
    ):
        one.found(everybody)
        sealed = [everybody.seal(ana, file) for _ in range(6)]
        for turn, envelope in enumerate(sealed):
            hub = (one, other)[turn % 2]
            assert codes(hub.client(ana).sync(round_of(push=[envelope]))) == ["ok"]
        assert bodies(other.client(ben).sync(round_of()), file) == [e.id for e in sealed]
        told = words(head(one, ana))
        assert post(one, "/v1/hello", HELLO, told).status_code == 200
        assert post(other, "/v1/hello", HELLO, told).status_code == 401
        removed = everybody.order(DeviceRemoved(ben.device, stolen=False))
        one.client(everybody.admin).sync(round_of(statements=[removed]))
        assert other.client(ben).sync(round_of()).news == []


def test_healthz_says_what_kind_of_hub_it_is_and_metrics_count(
    hub: Live, everybody: Organisation
) -> None:
    hub.found(everybody)
    with raw_client(hub) as client:
        health = client.get("/healthz").json()
        metrics = client.get("/metrics").text

    assert health == {"status": "ok", "hub": "trial hub", "founded": True}
    assert 'hub_requests_total{route="/v1/sync",status="200"} 1' in metrics
    assert "hub_devices 1" in metrics


def test_a_key_that_is_no_point_of_the_curve_is_adopted_by_nobody(hub: Live) -> None:
    from sync.server.admission import Refusal
    from sync.server.service import adopt

    with pytest.raises(Refusal):
        adopt(hub.service.database, b"\x04" + bytes(64))
    assert not seal.is_public(b"\x04" + bytes(64))


def test_a_hub_that_serves_no_organisation_hears_nobody(hub: Live, everybody: Organisation) -> None:
    hub.service.trial = False

    with pytest.raises(Denied, match="device"):
        hub.client(everybody.admin).sync(round_of(statements=everybody.statements()))
    with pytest.raises(Denied, match="device"):
        hub.client(everybody.admin).sync(round_of())


def test_the_first_organisation_stays_the_only_one(hub: Live, everybody: Organisation) -> None:
    hub.found(everybody)
    others = Organisation()

    with pytest.raises((Denied, Unreachable)):
        hub.client(others.admin).sync(round_of(statements=others.statements()))


@guards("server.admission.room")
def test_h16_a_desk_that_floods_its_own_file_is_stopped_and_others_are_not(
    database: str, tmp_path: Path, everybody: Organisation
) -> None:
    ana, ben = everybody.desk(), everybody.desk()
    file = everybody.scope(ana, ben)
    with live(database, tmp_path / "hub", paced(pushed_bytes_a_day=2000)) as hub:
        hub.found(everybody)
        flood = [everybody.seal(ana, file) for _ in range(20)]
        with pytest.raises(Denied, match="limit"):
            hub.client(ana).sync(round_of(push=flood))
        assert codes(hub.client(ben).sync(round_of(push=[everybody.seal(ben, file)]))) == ["ok"]


@guards("server.admission.many")
def test_a10_who_reads_in_many_files_at_once_is_noticed(
    database: str, tmp_path: Path, everybody: Organisation
) -> None:
    ana = everybody.desk()
    files = [everybody.scope(ana) for _ in range(5)]
    with live(database, tmp_path / "hub", paced(scopes_read_in_ten_minutes=3)) as hub:
        hub.found(everybody)
        client = hub.client(ana)
        for file in files:
            client.pull(Pull(file, b"", 0, b""))
        alerts = [line for line in hub.log if b'"alert"' in line]

    assert len(alerts) == 1
    assert ana.device.hex().encode() not in alerts[0]
