"""The tour is a test: its day passes, keeps its pictures and documents, and no task is too long."""

import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest

from tests.source import ROOT


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("language", ["es"])
def test_a_mediators_day_passes_within_its_bars_and_prints_its_documents(
    tmp_path: Path, language: str
) -> None:
    command = [sys.executable, "-m", "tests.e2e.tour", "--out", str(tmp_path), "--lang", language]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "BROKEN" not in ended.stdout
    assert len(list(tmp_path.glob("[0-9][0-9]-*.png"))) >= 12
    agreement = pypdfium2.PdfDocument(tmp_path / "agreement-es-ar.pdf")
    said = " ".join(page.get_textpage().get_text_range() for page in agreement)
    # The lines of the column beside it stand between those of a clause.
    assert all(word in said for word in ("Gloria", "arregla", "toldo", "factura", "Hassan"))
    assert any("\u0600" <= letter <= "\u06ff" for letter in said)
    assert len(list(tmp_path.glob("*.pdf"))) >= 3
