"""Tools of the system that a test cannot do without."""

import os
import shutil

import pytest


def tool(name: str) -> str:
    """Where `name` lies. Without it the test is skipped aloud, and fails in CI."""
    found = shutil.which(name)
    if found is None:
        if os.environ.get("CI"):
            pytest.fail(f"{name} is missing, and CI promises it")
        pytest.skip(f"{name} is not installed")
    return found
