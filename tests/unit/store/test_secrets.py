"""The key store of the system: only those we know, and only if they keep what they are given."""

import sys
from pathlib import Path
from types import ModuleType

import pytest

from pscp_desktop.domain.errors import NoSecretStore, SecretStoreLocked
from pscp_desktop.store import secrets
from pscp_desktop.store.secrets import SystemSecrets, keep, probe, system_secrets
from tests.protections import guards
from tests.vaults import MemorySecrets


class Backend:
    """A back end of the keyring library, in memory."""

    priority = 5
    persist = "enterprise"
    appid = "library"

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, account: str) -> str | None:
        return self.kept.get((service, account))

    def set_password(self, service: str, account: str, text: str) -> None:
        self.kept[service, account] = text

    def delete_password(self, service: str, account: str) -> None:
        del self.kept[service, account]


class Silent(Backend):
    """Takes everything, keeps nothing: what the library's `null` does."""

    def set_password(self, service: str, account: str, text: str) -> None:
        pass


class Altering(Backend):
    def get_password(self, service: str, account: str) -> str | None:
        found = super().get_password(service, account)
        return found[:10] if found else found


class Absent(Backend):
    @property
    def priority(self) -> int:  # type: ignore[override]
        raise RuntimeError

    def __init__(self) -> None:
        raise RuntimeError("no bus")


class KeyringLocked(Exception):
    """The library's own has this name."""


class Locked(Backend):
    def get_password(self, service: str, account: str) -> str | None:
        raise KeyringLocked


class Offered:
    """What the system has to offer, by the module of the library that would reach it."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._patch = patch
        for pairs in secrets.ALLOWED.values():
            for module, _ in pairs:
                patch.setitem(sys.modules, module, None)

    def __setitem__(self, name: str, kind: type[Backend]) -> None:
        module = ModuleType(name)
        for class_name in ("Keyring", "WinVaultKeyring", "DBusKeyring"):
            setattr(module, class_name, kind)
        self._patch.setitem(sys.modules, name, module)


@pytest.fixture
def system(monkeypatch: pytest.MonkeyPatch) -> Offered:
    return Offered(monkeypatch)


def test_b01_a_system_without_a_key_store_says_so(system: Offered) -> None:
    for platform in ("linux", "win32", "darwin", "sunos5"):
        with pytest.raises(NoSecretStore) as caught:
            system_secrets("Cuaderno", platform=platform)
        assert caught.value.code == "absent"
    system["keyring.backends.SecretService"] = Absent
    with pytest.raises(NoSecretStore):
        system_secrets("Cuaderno", platform="linux")


def test_the_first_one_that_works_is_taken(system: Offered) -> None:
    system["keyring.backends.SecretService"] = Absent
    system["keyring.backends.kwallet"] = Backend
    assert system_secrets("Cuaderno", platform="linux").name == "KWallet"
    system["keyring.backends.SecretService"] = Backend
    assert system_secrets("Cuaderno", platform="linux").name == "SecretService"


@guards("store.secrets.allow_list")
def test_b02_a_plain_text_store_that_is_installed_is_not_used() -> None:
    listed = {module for pairs in secrets.ALLOWED.values() for module, _ in pairs}
    assert listed == {
        "keyring.backends.Windows", "keyring.backends.macOS", "keyring.backends.SecretService",
        "keyring.backends.kwallet",
    }  # fmt: skip
    source = Path(secrets.__file__).read_text(encoding="utf-8")
    assert "get_keyring" not in source
    assert "import keyring" not in source


@pytest.mark.parametrize("kind", [Silent, Altering])
@guards("store.secrets.probe")
def test_b03_a_store_that_does_not_give_back_what_it_took_is_refused(
    kind: type[Backend], system: Offered
) -> None:
    system["keyring.backends.SecretService"] = kind
    with pytest.raises(NoSecretStore) as caught:
        system_secrets("Cuaderno", platform="linux")
    assert caught.value.code == "unfaithful"


@guards("store.secrets.keep")
def test_b03_a_secret_is_read_back_at_once() -> None:
    with pytest.raises(NoSecretStore):
        keep(SystemSecrets(Silent(), "Silent", "Cuaderno"), "account", "text")


def test_b04_a_configuration_file_cannot_choose_the_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "intruder.py").write_text("raise SystemExit('imported')\n")
    for folder in ("python_keyring", "keyring"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "keyringrc.cfg").write_text(
            f"[backend]\ndefault-keyring=intruder.Keyring\nkeyring-path={tmp_path}\n"
        )
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "intruder.Keyring")
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    with pytest.raises(NoSecretStore):
        system_secrets("Cuaderno", platform="linux")
    assert "intruder" not in sys.modules
    assert str(tmp_path) not in sys.path


def test_b05_on_windows_the_secret_stays_on_this_machine(system: Offered) -> None:
    """With a back end in memory: no Windows here."""
    system["keyring.backends.Windows"] = Backend
    store = system_secrets("Cuaderno", platform="win32")
    assert isinstance(store, SystemSecrets)
    assert store._backend.persist == "local machine"


def test_the_probe_leaves_nothing_behind() -> None:
    store = MemorySecrets()
    probe(store)
    assert store.kept == {}


def test_a_locked_store_and_a_failing_one_are_told_apart() -> None:
    with pytest.raises(SecretStoreLocked):
        SystemSecrets(Locked(), "Locked", "Cuaderno").read("account")
    with pytest.raises(NoSecretStore):
        SystemSecrets(object(), "Nothing", "Cuaderno").read("account")


def test_erasing_what_is_not_there_is_no_error() -> None:
    store = SystemSecrets(Backend(), "Memory", "Cuaderno")
    store.erase("account")
    store.write("account", "text")
    store.erase("account")
    assert store.read("account") is None


def test_nothing_of_the_key_store_is_imported_until_it_is_asked_for() -> None:
    source = Path(secrets.__file__).read_text(encoding="utf-8")
    assert "importlib.import_module" in source
