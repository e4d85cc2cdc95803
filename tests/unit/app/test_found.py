"""An organisation is founded at the command line."""

from pathlib import Path

import pytest

from pscp_desktop.app.found import main
from pscp_desktop.store import organisation


def test_founding_writes_the_public_file_and_the_cards(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--out", str(tmp_path / "out"), "--name", "Organización  de Muestra"]) == 0
    name, key = organisation.read_public((tmp_path / "out" / "organisation.json").read_bytes())
    assert name == "Organización de Muestra"
    cards = [path.read_text() for path in sorted((tmp_path / "out").glob("card-*.txt"))]
    assert len(cards) == 3
    typed = ["\n".join(card.splitlines()[3:]) for card in cards]
    assert organisation.private_from_cards(typed[1:]) == organisation.private_from_cards(typed[:2])
    said = capsys.readouterr().out
    assert "organisation.json" in said
    assert not any(word in said for word in typed[0].split()[1:6:2])
    assert key.public.hex() in (tmp_path / "out" / "organisation.json").read_text()


def test_a_folder_that_has_one_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "card-2-of-3.txt").write_text("otra")
    assert main(["--out", str(tmp_path)]) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["card-2-of-3.txt"]
    assert "card-2-of-3.txt" in capsys.readouterr().err
