"""Preferences and policy: read strictly, written whole, never lifted beyond their bounds."""

import json
import tomllib
from dataclasses import asdict
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pscp_desktop import settings
from pscp_desktop.settings import (
    Policy,
    Preferences,
    data_folder,
    policy_path,
    read_policy,
    read_preferences,
    strictest,
    write_preferences,
)

FORBIDDEN = ("mediaci", "víctima", "victim", "policía", "police", "pscp")


@given(
    st.builds(
        Preferences,
        language=st.sampled_from(["es", "en"]),
        theme=st.sampled_from(settings.THEMES),
        density=st.sampled_from(settings.DENSITIES),
        scale=st.sampled_from(settings.SCALES),
        last_vault=st.from_regex("[0-9a-f]{8}", fullmatch=True),
        local_numbers=st.lists(
            st.tuples(st.text(max_size=20), st.text(max_size=20)), max_size=4
        ).map(tuple),
    )
)
def test_preferences_come_back_as_they_were_written(kept: Preferences) -> None:
    text = json.dumps(asdict(kept))

    assert settings._parsed(json.loads(text), Preferences) == kept


def test_writing_replaces_the_file_whole(tmp_path: Path) -> None:
    write_preferences(tmp_path / "data", Preferences(theme="dark"))
    write_preferences(tmp_path / "data", Preferences(theme="contrast", scale=150))

    assert read_preferences(tmp_path / "data") == Preferences(theme="contrast", scale=150)
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["preferences.json"]


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{", '{"theme": "pink"}', '{"scale": "100"}', '{"scale": true}', '{"unknown": 1}',
     '{"language": null}', '{"local_numbers": [["a"]]}', '{"local_numbers": [["a", 5]]}',
     '{"local_numbers": "112"}', "[" * 5000],
)  # fmt: skip
def test_preferences_that_make_no_sense_are_the_defaults(tmp_path: Path, text: str) -> None:
    (tmp_path / "preferences.json").write_text(text, encoding="utf-8")

    assert read_preferences(tmp_path) == Preferences()


def test_without_a_policy_the_defaults_hold(tmp_path: Path) -> None:
    assert read_policy(tmp_path / "policy.json") == (Policy(), "")


def test_a_policy_changes_what_it_names(tmp_path: Path) -> None:
    (tmp_path / "policy.json").write_text('{"lock_after_seconds": 300, "longest_session_hours": 8}')

    policy, fault = read_policy(tmp_path / "policy.json")

    assert (policy.lock_after_seconds, policy.longest_session_hours, fault) == (300, 8, "")


@pytest.mark.parametrize(
    ("said", "fault"),
    [({"lock_after_seconds": 86400}, "lock_after_seconds"),
     ({"cover_after_seconds": 500, "lock_after_seconds": 400}, "cover_after_seconds"),
     ({"longest_session_hours": 13}, "longest_session_hours"),
     ({"lock_never": True}, "unknown"), ({"longest_session_hours": "8"}, "longest_session_hours")],
)  # fmt: skip
def test_a_policy_that_cannot_hold_counts_as_the_strictest(
    tmp_path: Path, said: dict[str, object], fault: str
) -> None:
    (tmp_path / "policy.json").write_text(json.dumps(said))

    assert read_policy(tmp_path / "policy.json") == (strictest(), fault)


def test_b08_what_a_stranger_sees_says_nothing_of_the_work() -> None:
    seen = [settings.PRODUCT]
    for system in ("linux", "win32", "darwin"):
        seen += [str(data_folder(system, {})), str(policy_path(system, {}))]
    own = str(Path.home()).lower()

    for name in seen:
        shown = name.lower().replace(own, "")
        assert not any(word in shown for word in FORBIDDEN), name


def test_the_data_folder_is_where_each_system_keeps_what_does_not_roam() -> None:
    linux = data_folder("linux", {"XDG_DATA_HOME": "/data"})
    windows = data_folder("win32", {"LOCALAPPDATA": "/local", "APPDATA": "/roaming"})

    assert PurePosixPath(linux) == PurePosixPath("/data/Cuaderno")
    assert PurePosixPath(windows) == PurePosixPath("/local/Cuaderno")


def test_the_version_that_is_shown_is_the_one_that_is_built() -> None:
    project = Path(__file__).parents[2] / "pyproject.toml"

    assert tomllib.loads(project.read_text())["project"]["version"] == settings.VERSION
