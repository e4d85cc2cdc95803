"""Where the chunks of attachments lie: a folder, or storage that speaks S3. They are ciphertext already."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, Protocol
from urllib.parse import urlsplit

SCHEME: Final = "s3"


class Blobs(Protocol):
    """Chunks by blob and number. What was kept once is never changed."""

    def keep(self, blob: bytes, chunk: int, content: bytes) -> None:
        """Durable when this returns; the same again does no harm."""

    def fetch(self, blob: bytes, chunk: int) -> bytes | None:
        """The chunk, or None where it is not (or no longer) kept."""

    def drop(self, blob: bytes) -> None:
        """Forget all chunks of a blob."""

    def everything(self) -> Iterator[tuple[bytes, int]]:
        """All that is kept, for verifying and for copies."""


class FolderBlobs:
    """One file for each chunk, written beside and renamed, so that none is ever half."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def keep(self, blob: bytes, chunk: int, content: bytes) -> None:
        place = self._place(blob, chunk)
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        new = place.with_name(f"{place.name}.{os.getpid()}-{id(content):x}.new")
        try:
            with new.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            new.replace(place)
        finally:
            new.unlink(missing_ok=True)
        _settle(place.parent)

    def fetch(self, blob: bytes, chunk: int) -> bytes | None:
        try:
            return self._place(blob, chunk).read_bytes()
        except FileNotFoundError:
            return None

    def drop(self, blob: bytes) -> None:
        folder = self._place(blob, 0).parent
        if folder.exists():
            for file in folder.iterdir():
                file.unlink()
            folder.rmdir()

    def everything(self) -> Iterator[tuple[bytes, int]]:
        for file in sorted(self.folder.glob("*/*/*")):
            if file.suffix != ".new":
                yield bytes.fromhex(file.parent.name), int(file.name)

    def _place(self, blob: bytes, chunk: int) -> Path:
        return self.folder / blob.hex()[:2] / blob.hex() / f"{chunk:06}"


class S3Blobs:
    """Objects named like the files of a folder. Credentials come from the environment, as for any S3 tool."""

    def __init__(self, client: Any, bucket: str, prefix: str) -> None:
        self._client, self._bucket, self._prefix = client, bucket, prefix

    @classmethod
    def at(cls, url: str) -> "S3Blobs":
        """`s3://bucket/prefix`; another server than Amazon's is named by AWS_ENDPOINT_URL."""
        import boto3
        from botocore.config import Config

        parts = urlsplit(url)
        retries: Any = {"max_attempts": 5, "mode": "standard"}
        config = Config(connect_timeout=5, read_timeout=20, retries=retries)
        prefix = parts.path.strip("/")
        client = boto3.client("s3", config=config)
        return cls(client, parts.netloc, f"{prefix}/" if prefix else "")

    def keep(self, blob: bytes, chunk: int, content: bytes) -> None:
        self._client.put_object(Bucket=self._bucket, Key=self._key(blob, chunk), Body=content)

    def fetch(self, blob: bytes, chunk: int) -> bytes | None:
        try:
            got = self._client.get_object(Bucket=self._bucket, Key=self._key(blob, chunk))
        except self._client.exceptions.NoSuchKey:
            return None
        return bytes(got["Body"].read())

    def drop(self, blob: bytes) -> None:
        for key in list(self._keys(f"{self._prefix}{blob.hex()[:2]}/{blob.hex()}/")):
            self._client.delete_object(Bucket=self._bucket, Key=key)

    def everything(self) -> Iterator[tuple[bytes, int]]:
        for key in self._keys(self._prefix):
            _, blob, chunk = key.removeprefix(self._prefix).split("/")
            yield bytes.fromhex(blob), int(chunk)

    def _keys(self, beginning: str) -> Iterator[str]:
        pages = self._client.get_paginator("list_objects_v2")
        for page in pages.paginate(Bucket=self._bucket, Prefix=beginning):
            yield from (str(found["Key"]) for found in page.get("Contents", ()))

    def _key(self, blob: bytes, chunk: int) -> str:
        return f"{self._prefix}{blob.hex()[:2]}/{blob.hex()}/{chunk:06}"


def blobs_at(place: str) -> Blobs:
    """The storage a setting names: a folder, or `s3://bucket/prefix`."""
    return S3Blobs.at(place) if urlsplit(place).scheme == SCHEME else FolderBlobs(Path(place))


def _settle(folder: Path) -> None:
    """Make a rename durable, where the system can."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
