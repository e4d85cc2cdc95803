"""The story of sync, with two real vaults and a real hub over its own database, ends with the same."""

import pytest

from pscp_desktop.app import sync_demo


@pytest.mark.timeout(240)
def test_the_story_ends_with_the_same_on_both_desks(capsys: pytest.CaptureFixture[str]) -> None:
    assert sync_demo.main() == 0

    told = capsys.readouterr().out
    assert "One conflict waits" in told
    assert "it knows that it must destroy its vault: True" in told
    assert "its vault is gone: True; it said so: True; Alba's laptop knows: True" in told
