"""What a hub is told from outside, and what it refuses to be told."""

from pathlib import Path

import pytest

from sync.server.settings import BadSettings, Policy, Settings


def test_without_anything_it_is_a_trial_hub_on_this_machine_alone(tmp_path: Path) -> None:
    told = Settings.read({"PSCP_HUB_FOLDER": str(tmp_path), "HOME": "elsewhere"})

    assert (told.database, told.host, told.port) == (None, "127.0.0.1", 8443)
    assert told.blobs == str(tmp_path / "blobs")
    assert told.policy == Policy()


def test_a_policy_is_read_whole_or_refused(tmp_path: Path) -> None:
    policy = tmp_path / "policy.toml"
    environment = {"PSCP_HUB_FOLDER": str(tmp_path), "PSCP_HUB_POLICY": str(policy)}

    policy.write_text("requests_a_minute = 10\n")
    assert Settings.read(environment).policy.requests_a_minute == 10

    for wrong in ("requests_a_minut = 10", "late_seconds = 0", "late_seconds = 'long'", "x"):
        policy.write_text(wrong)
        with pytest.raises(BadSettings):
            Settings.read(environment)


@pytest.mark.parametrize(
    "wrong",
    [
        {"PSCP_HUB_DATABSE": "postgresql://a:secret@b/c"},
        {"PSCP_HUB_PORT": "99999"},
        {"PSCP_HUB_PORT": "-1"},
        {"PSCP_HUB_CERTIFICATE": "only.pem"},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_a_misspelt_setting_is_refused_and_its_value_never_told(wrong: dict[str, str]) -> None:
    with pytest.raises(BadSettings) as refused:
        Settings.read(wrong)

    assert "secret" not in str(refused.value)
