"""Tools of the system that a test cannot do without."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest


def tool(name: str) -> str:
    """Where `name` lies. Without it the test is skipped aloud, and fails in CI."""
    found = shutil.which(name)
    if found is None:
        if os.environ.get("CI"):
            pytest.fail(f"{name} is missing, and CI promises it")
        pytest.skip(f"{name} is not installed")
    return found


@contextmanager
def small_disk(place: Path, megabytes: int) -> Iterator[Path]:
    """A new file system of this size at `place`. Skipped aloud where nobody may mount one; fails in CI."""
    place.mkdir(exist_ok=True)
    done = subprocess.run(
        [tool("mount"), "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(place)],
        capture_output=True, check=False,
    )  # fmt: skip
    if done.returncode:
        if os.environ.get("CI"):
            pytest.fail("CI promises a small file system")
        pytest.skip("only the superuser can mount a small file system")
    try:
        yield place
    finally:
        subprocess.run([tool("umount"), str(place)], check=True)


def fill(place: Path, *, spare: int = 0) -> Path:
    """Fill the file system that `place` lies in to its last `spare` bytes, with a file that is given back."""
    filler = place / "filler"
    with suppress(OSError), filler.open("wb", buffering=0) as file:
        while file.write(bytes(4096)):
            pass
    with filler.open("r+b") as file:
        file.truncate(max(0, filler.stat().st_size - spare))
    return filler
