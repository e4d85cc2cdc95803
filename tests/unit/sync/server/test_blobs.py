"""Chunks of attachments, in a folder and in an S3 server that answers over HTTP."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

from sync.server.blobs import Blobs, FolderBlobs, blobs_at

BLOB, OTHER = bytes(range(16)), bytes(range(16, 32))


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(params=["folder", "s3"])
def blobs(
    request: pytest.FixtureRequest, s3: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Blobs:
    if request.param == "folder":
        return blobs_at(str(tmp_path / "blobs"))
    monkeypatch.setenv("AWS_ENDPOINT_URL", s3)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    bucket = hashlib.sha256(str(tmp_path).encode()).hexdigest()[:40]
    boto3.client("s3").create_bucket(Bucket=bucket)
    return blobs_at(f"s3://{bucket}/chunks")


def test_what_is_kept_is_found_again_and_nothing_else(blobs: Blobs) -> None:
    blobs.keep(BLOB, 0, b"first")
    blobs.keep(BLOB, 1, b"second")
    blobs.keep(BLOB, 0, b"first")
    blobs.keep(OTHER, 0, b"")

    assert [blobs.fetch(BLOB, 0), blobs.fetch(BLOB, 1), blobs.fetch(OTHER, 0)] == [
        b"first",
        b"second",
        b"",
    ]
    assert blobs.fetch(BLOB, 2) is None
    assert sorted(blobs.everything()) == [(BLOB, 0), (BLOB, 1), (OTHER, 0)]


def test_a_dropped_blob_is_gone_and_its_neighbour_is_not(blobs: Blobs) -> None:
    blobs.keep(BLOB, 0, b"first")
    blobs.keep(OTHER, 0, b"other")

    blobs.drop(BLOB)
    blobs.drop(BLOB)

    assert list(blobs.everything()) == [(OTHER, 0)]


def test_a_chunk_that_was_cut_off_while_written_is_not_there(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path)
    blobs.keep(BLOB, 0, b"whole")
    place = next(tmp_path.rglob("000000"))
    place.with_name("000001.7-7.new").write_bytes(b"ha")

    assert blobs.fetch(BLOB, 1) is None
    assert list(blobs.everything()) == [(BLOB, 0)]
