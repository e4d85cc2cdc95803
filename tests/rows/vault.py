"""The vault: the driver, the keys, the header, the passphrase, the key store and the folder."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, BinaryIO

from pscp_desktop.store import attachments
from pscp_desktop.store import header as headers
from pscp_desktop.store.header import Header
from pscp_desktop.store.slots import Lock, Opened, locked
from pscp_desktop.store.tries import Tries
from tests.replacing import Replacements, always, does_nothing, value


def _without_hiding(original: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *given, **named: original(*given, **(named | {"hide_parameters": False}))


def _deferred(_original: object) -> Callable[..., None]:
    """Every transaction begins without the write lock."""

    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN DEFERRED")

    return begin


def _unbound_wrap(original: Callable[..., Any]) -> Callable[..., Any]:
    return lambda key, secret, _bound: original(key, secret, b"")


def _unbound_unwrap(original: Callable[..., Any]) -> Callable[..., Any]:
    return lambda key, nonce, sealed, _bound: original(key, nonce, sealed, b"")


def _passphrase_alone(original: Callable[..., Any]) -> Callable[..., Any]:
    return lambda stretched, _device, vault_id: original(stretched, None, vault_id)


def _header_believed(_original: object) -> Callable[..., object]:
    def newest(_folder: Path, header: Header, opened: Opened, *_: object) -> object:
        return header, opened.root, None

    return newest


def _same_root(_original: object) -> Callable[..., object]:
    """A rotation that renews the lock and not the key."""

    def rotate(folder: Path, header: Header, root: bytes, lock: Lock) -> object:
        fresh = locked(replace(header, generation=header.generation + 1), root, lock)
        headers.save(folder, fresh)
        return fresh, root

    return rotate


def _check_unread(_original: object) -> Callable[..., None]:
    return lambda file, *_: file.read(32) and None


def _to_the_end(_original: object) -> Callable[..., Iterator[bytes]]:
    """Takes the end of the file for the end of the content."""

    def opened(file: BinaryIO, blob_id: str, key: bytes) -> Iterator[bytes]:
        pieces = iter(lambda: file.read(attachments.PIECE + 16), b"")
        for number, data in enumerate(pieces):
            yield attachments._unseal(key, blob_id, number, data)

    return opened


ROWS: dict[str, Replacements] = {
    "app.hardening.no_core": {
        "pscp_desktop.app.hardening._no_core": does_nothing,
        "pscp_desktop.app.hardening._native": always(SimpleNamespace(prctl=lambda *_: 0)),
    },
    "app.hardening.scrub": {"pscp_desktop.app.hardening.scrub": always(())},
    "app.sweeping.main_thread": {"pscp_desktop.app.main.Sweeper": does_nothing},
    "app.relaunch.again": {"pscp_desktop.app.relaunch.again": does_nothing},
    "app.instance.lock": {"pscp_desktop.app.instance._locked": always(True)},  # noqa: FBT003
    "store.attachments.bound": {
        "pscp_desktop.store.attachments._nonce": always(bytes(12)),
        "pscp_desktop.store.attachments._bound": always(b""),
    },
    "store.attachments.key_check": {"pscp_desktop.store.attachments._check_key": _check_unread},
    "store.attachments.limits": {"pscp_desktop.store.attachments.check_size": does_nothing},
    "store.attachments.pieces": {"pscp_desktop.store.attachments._opened": _to_the_end},
    "store.contents.cleaned": {
        "pscp_desktop.store.contents._bare": lambda _: lambda picture: picture
    },
    "store.contents.kind": {"pscp_desktop.store.contents.kind_of": always("text/plain")},
    "store.contents.pixels": {"pscp_desktop.store.contents.MOST_PIXELS": value(2**60)},
    "store.engine.authorizer": {"pscp_desktop.store.engine.authorizer": always(0)},
    "store.engine.hide_parameters": {"pscp_desktop.store.engine.create_engine": _without_hiding},
    "store.engine.integrity": {"pscp_desktop.store.engine.integrity": always(())},
    "store.engine.length_check": {"pscp_desktop.store.engine._tail": always([])},
    "store.engine.library": {"pscp_desktop.store.engine.check_library": does_nothing},
    "store.engine.raw_key": {"pscp_desktop.store.engine.RawKey.__post_init__": does_nothing},
    "store.engine.settings": {
        "pscp_desktop.store.engine._SETTINGS": value(()),
        "pscp_desktop.store.engine._READ_BACK": value({}),
    },
    "store.engine.write_lock": {"pscp_desktop.store.engine._begin": _deferred},
    "store.erasure.secret": {"pscp_desktop.store.erasure._erase_secret": always(True)},  # noqa: FBT003
    "store.folder.room": {"pscp_desktop.store.folder.check_room": does_nothing},
    "store.folder.shared": {"pscp_desktop.store.folder.refuse_shared": does_nothing},
    "store.header.seal": {"pscp_desktop.store.header.Header.check_seal": does_nothing},
    "store.header.strict": {
        "pscp_desktop.store.header._Reader.only": does_nothing,
        "pscp_desktop.store.header._check_form": does_nothing,
    },
    "store.header.sum": {
        "pscp_desktop.store.header._check_sum": does_nothing,
        "pscp_desktop.store.header._check_form": does_nothing,
    },
    "store.keys.bound": {
        "pscp_desktop.store.keys.wrap": _unbound_wrap,
        "pscp_desktop.store.keys.unwrap": _unbound_unwrap,
    },
    "store.keys.cost_range": {"pscp_desktop.store.keys.KdfCost.__post_init__": does_nothing},
    "store.keys.self_test": {"pscp_desktop.store.keys.check_cryptography": does_nothing},
    "store.mark.seal": {"pscp_desktop.store.mark._seal": always(bytes(32))},
    "store.passphrases.check": {"pscp_desktop.store.passphrases.check": does_nothing},
    "store.passphrases.estimate": {"pscp_desktop.store.passphrases.estimate": always((99.0, ""))},
    "store.rotation.new_root": {"pscp_desktop.store.rotation.rotate": _same_root},
    "store.rotation.proof": {"pscp_desktop.store.rotation._prove": does_nothing},
    "store.secrets.allow_list": {
        "pscp_desktop.store.secrets.ALLOWED": value({"linux": (("keyrings.alt.file", "Keyring"),)}),
    },
    "store.secrets.keep": {
        "pscp_desktop.store.secrets.keep": lambda _: (
            lambda store, name, text: store.write(name, text)
        )
    },
    "store.secrets.probe": {"pscp_desktop.store.secrets.probe": does_nothing},
    "store.slots.device_check": {"pscp_desktop.store.keys.device_check": always(bytes(8))},
    "store.slots.device_secret": {
        "pscp_desktop.store.keys.wrapping_key": _passphrase_alone,
        "pscp_desktop.store.slots.read_device_secret": always(bytes(32)),
    },
    "store.tries.count": {"pscp_desktop.store.tries.failed": always(Tries())},
    "store.tries.wait": {"pscp_desktop.store.tries.remaining": always(0)},
    "store.vault.exists": {"pscp_desktop.store.vault._refuse_existing": does_nothing},
    "store.vault.kept_mark": {"pscp_desktop.store.vault.Vault._kept_mark": always(None)},
    "store.vault.older_header": {"pscp_desktop.store.vault._newest": _header_believed},
}
