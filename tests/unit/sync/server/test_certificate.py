"""The hub's certificate: made once, kept private, changed only to one that desks already know."""

import stat
from pathlib import Path

import pytest

from sync.server import certificate
from sync.server.certificate import BadCertificate

NOW = 1_800_000_000_000
NAMES = ("localhost", "127.0.0.1")


def test_it_is_made_once_and_only_its_owner_reads_the_key(tmp_path: Path) -> None:
    first = certificate.own(tmp_path / "tls", NAMES, NOW)
    again = certificate.own(tmp_path / "tls", NAMES, NOW + 1)

    assert first == again
    assert stat.S_IMODE(first[1].stat().st_mode) == 0o600
    assert certificate.expires(first[0].read_bytes()) > NOW


def test_the_fingerprint_is_that_of_the_certificate_alone(tmp_path: Path) -> None:
    one = certificate.own(tmp_path / "one", NAMES, NOW)[0].read_bytes()
    other = certificate.own(tmp_path / "other", NAMES, NOW)[0].read_bytes()

    assert certificate.fingerprint(one) == certificate.fingerprint(one)
    assert certificate.fingerprint(one) != certificate.fingerprint(other)


def test_a_change_goes_to_the_certificate_that_was_made_before(tmp_path: Path) -> None:
    now, _ = certificate.own(tmp_path, NAMES, NOW)
    coming = certificate.following(tmp_path, NAMES, NOW).read_bytes()
    last = now.read_bytes()

    certificate.change(tmp_path)

    assert now.read_bytes() == coming
    assert (tmp_path / "old" / certificate.CERTIFICATE).read_bytes() == last
    certificate.context(*certificate.own(tmp_path, NAMES, NOW))


def test_a_change_nobody_was_told_of_is_refused(tmp_path: Path) -> None:
    certificate.own(tmp_path, NAMES, NOW)

    with pytest.raises(BadCertificate):
        certificate.change(tmp_path)


def test_files_that_are_none_are_refused_in_words(tmp_path: Path) -> None:
    shown, key = certificate.own(tmp_path / "one", NAMES, NOW)
    _, other = certificate.own(tmp_path / "other", NAMES, NOW)

    with pytest.raises(BadCertificate, match="do not match"):
        certificate.context(shown, other)
    with pytest.raises(BadCertificate, match="no certificate"):
        certificate.fingerprint(key.read_bytes())
