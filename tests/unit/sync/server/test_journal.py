"""The hub's log and its counters: what can stand in them, and what cannot."""

from pathlib import Path

import msgspec
import pytest

from sync.server.journal import Journal, Line, network_of
from sync.server.metrics import Metrics, begin_anew
from tests.protections import guards

MONTH = 31 * 24 * 3600 * 1000
DEVICE = bytes(16)


def test_a_line_is_json_with_its_time() -> None:
    written: list[bytes] = []
    journal = Journal(b"secret", lambda: 1_800_000_000_000, written.append)

    journal.say(Line(event="request", route="/v1/sync", status=200))

    assert msgspec.json.decode(written[0]) == {
        "time": "2027-01-15T08:00:00.000+00:00", "event": "request", "route": "/v1/sync", "status": 200,
    }  # fmt: skip


@guards("server.journal.pseudonym")
def test_a_device_goes_by_another_name_every_month_and_on_every_hub() -> None:
    now = 1_800_000_000_000
    times = iter([now, now + 1, now + MONTH, now])
    journal = Journal(b"secret", lambda: next(times))
    one, again, later = (journal.pseudonym(DEVICE) for _ in range(3))

    assert one == again != later
    assert one not in DEVICE.hex()
    assert Journal(b"another", lambda: now).pseudonym(DEVICE) != one


@pytest.mark.parametrize(
    ("address", "network"),
    [("192.0.2.77", "192.0.2.0/24"), ("2001:db8:1:2::7", "2001:db8:1::/48"), ("testclient", "")],
)
def test_an_address_is_cut_to_its_network(address: str, network: str) -> None:
    assert network_of(address) == network


def test_the_counts_of_all_processes_are_one_sum_that_a_fallen_process_does_not_lower(
    tmp_path: Path,
) -> None:
    here, other = Metrics(tmp_path / "counted"), Metrics(tmp_path / "counted")
    for _ in range(3):
        other.request("/v1/sync", 200, 0.003)
    other.count("envelopes", 5)
    other.tell()
    other.request("/v1/sync", 503, 0.003)
    del other
    here.request("/v1/sync", 200, 0.3)
    here.count("envelopes", 2)
    here.tell()
    (tmp_path / "counted" / "cut").write_bytes(b"\x84")

    told = here.text({}).splitlines()

    assert 'hub_requests_total{route="/v1/sync",status="200"} 4' in told
    assert 'hub_request_seconds_bucket{route="/v1/sync",le="0.005"} 3' in told
    assert 'hub_request_seconds_count{route="/v1/sync"} 4' in told
    assert "hub_envelopes_total 7" in told
    begin_anew(tmp_path / "counted")
    assert "hub_envelopes_total 2" in here.text({}).splitlines()


def test_counters_add_up_in_the_form_prometheus_reads() -> None:
    metrics = Metrics()
    for seconds in (0.003, 0.3, 9.0):
        metrics.request("/v1/sync", 200, seconds)
    metrics.count("envelopes", 20)

    told = metrics.text({"devices_quiet": 3}).splitlines()

    assert 'hub_requests_total{route="/v1/sync",status="200"} 3' in told
    assert 'hub_request_seconds_bucket{route="/v1/sync",le="0.005"} 1' in told
    assert 'hub_request_seconds_bucket{route="/v1/sync",le="5.0"} 2' in told
    assert 'hub_request_seconds_bucket{route="/v1/sync",le="+Inf"} 3' in told
    assert "hub_envelopes_total 20" in told
    assert "hub_devices_quiet 3" in told
