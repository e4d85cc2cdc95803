"""A vault: made, opened, kept and closed. The only way to the database and its keys."""

import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy import Engine

from pscp_desktop.domain.errors import (
    ClockBack,
    DiskFull,
    HeaderOlder,
    HeaderRestored,
    NoSecretStore,
    SecretStoreLocked,
    VaultError,
    VaultExists,
    VaultNewer,
    WrongPassphrase,
)
from pscp_desktop.store import copies, keys, passphrases, rotation, slots, state, tries
from pscp_desktop.store import header as headers
from pscp_desktop.store.engine import (
    Connection,
    check_library,
    connect,
    integrity,
    open_engine,
    translated,
)
from pscp_desktop.store.files import explained
from pscp_desktop.store.files import replace as put_in_place
from pscp_desktop.store.folder import check_writable, refuse_shared, remove_database, sweep
from pscp_desktop.store.header import Header, OrganisationKey
from pscp_desktop.store.keys import KdfCost
from pscp_desktop.store.mark import Mark, MarkFile, from_text, to_text
from pscp_desktop.store.secrets import SecretStore
from pscp_desktop.store.slots import Lock, Opened

_WEEK = 7 * 24 * 3600
_CLOCK_SLACK = 3600
_STEPS = 20_000
"""After so many steps of the database a check looks whether it is still wanted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What making or opening a vault takes from outside, so that tests decide it."""

    secrets: SecretStore | None = None
    """The key store of the system; without one the passphrase stands alone."""
    cost: KdfCost | None = None
    """What a guess costs, in a vault that is made; by default measured on this machine."""
    organisation: OrganisationKey | None = None
    prepare: Callable[[Engine], object] = lambda _engine: None
    """Makes the tables in a new database, brings those of an older one up to date."""
    schema: int = 0
    """The newest `user_version` that `prepare` knows; 0 does not look."""
    now: Callable[[], float] = time.time
    run: str = slots.RUN


@dataclass(frozen=True, slots=True)
class VaultKeys:
    """What the rest of the store is given: never the root key."""

    audit: bytes = field(repr=False)
    backup: bytes = field(repr=False)


class Vault:
    """An open vault. `alarms` are things found at opening that the person must be told."""

    def __init__(
        self, folder: Path, header: Header, working: keys.WorkingKeys, terms: Terms
    ) -> None:
        self.folder = folder
        self.header = header
        self.terms = terms
        self.alarms: tuple[VaultError, ...] = ()
        self._database_key = working.database
        with self.connection() as connection:
            self.state = state.read(connection)
            # A full disk must not keep the vault shut: what is in it can still be read.
            with contextlib.suppress(DiskFull):
                state.set_generation(connection, header.generation)
                state.set_open(connection, now=int(terms.now()))
        self.keys = VaultKeys(self.state.audit_key, working.copies)
        self._mark = MarkFile(folder, self.keys.audit)
        self.engine = open_engine(self.path, working.database)
        self._closed = False

    @property
    def path(self) -> Path:
        """The file of the database."""
        return self.folder / self.header.database_name

    @property
    def has_recovery(self) -> bool:
        """Whether custodians can open it should the passphrase be forgotten."""
        return self.header.slot(headers.RECOVERY) is not None

    def connection(self) -> contextlib.AbstractContextManager[Connection]:
        """A guarded connection of its own, for checking and copying. Closed at the end."""
        return contextlib.closing(connect(self.path, self._database_key))

    # How far its history has come.

    def mark(self, count: int, head: bytes) -> None:
        """Note the head of the audit chain, after each commit. Does not wait for the disk.

        The commit stands whether or not the note can be written; a note that lags is no alarm.
        """
        with contextlib.suppress(DiskFull):
            self._mark.write(Mark(count, head))

    def last_mark(self) -> tuple[int, bytes] | None:
        """The furthest that the note beside the database or the one in the key store knows.

        A database that knows less has lost history. None says that neither is there or genuine,
        which is itself a sign where the audit is not empty.
        """
        found = [mark for mark in (self._mark.read(), self._kept_mark()) if mark is not None]
        if not found:
            return None
        furthest = max(found)
        return furthest.count, furthest.head

    def keep_mark(self) -> None:
        """Put the mark into the key store too, which a copy of the folder does not bring back."""
        mark = self._mark.read()
        if mark is not None and self.terms.secrets is not None:
            self.terms.secrets.write(self._mark_account, to_text(mark, self.keys.audit))

    def _kept_mark(self) -> Mark | None:
        if self.terms.secrets is None:
            return None
        try:
            text = self.terms.secrets.read(self._mark_account)
        except (NoSecretStore, SecretStoreLocked):
            return None
        return from_text(text, self.keys.audit) if text else None

    @property
    def _mark_account(self) -> str:
        return mark_account(self.header)

    # Its health.

    @property
    def check_due(self) -> bool:
        """Whether every page should be checked, in the background: weekly, and after a crash."""
        return not self.state.clean or self.terms.now() - self.state.checked_at > _WEEK

    def check(self, unwanted: Callable[[], bool] = lambda: False) -> tuple[str, ...]:
        """Check every page. Takes long on a large vault; () is good, or that it was `unwanted`."""
        with self.connection() as connection:
            connection.set_progress_handler(unwanted, _STEPS)
            problems = integrity(connection, self.path)
            connection.set_progress_handler(None, 0)
            if unwanted():
                return ()
            if not problems:
                state.set_checked(connection, now=int(self.terms.now()))
        return problems

    def close(self) -> None:
        """Close in good order. Never fails for want of room: a full disk must not keep it open."""
        if self._closed:
            return
        self._closed = True
        with contextlib.suppress(VaultError):
            self.keep_mark()
        self.engine.dispose()
        with contextlib.suppress(VaultError), self.connection() as connection:
            state.set_closed(connection, now=int(self.terms.now()))
            with translated():
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        self._mark.close()


def mark_account(header: Header) -> str:
    return f"{header.vault_id.hex()}.mark"


def self_test() -> None:
    """Refuse to work with libraries that do not keep their promises."""
    check_library()
    keys.check_cryptography()


def create(folder: Path, passphrase: str, terms: Terms) -> Vault:
    """Make a vault in an empty folder and open it. Nothing that is there already is touched."""
    self_test()
    refuse_shared(folder)
    _refuse_existing(folder)
    passphrases.check(passphrase, with_device=terms.secrets is not None)
    with explained():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    check_writable(folder)
    vault_id, root = keys.random_bytes(16), keys.random_bytes(keys.KEY_BYTES)
    blank = Header(
        vault_id=vault_id,
        device_id=keys.random_bytes(16),
        generation=1,
        key_id=keys.random_bytes(4).hex(),
        database_salt=keys.random_bytes(keys.SALT_BYTES),
        cost=terms.cost or keys.calibrate(),
        kdf_salt=bytes(keys.SALT_BYTES),
        slots=(),
    )
    device_secret = slots.store_device_secret(vault_id, terms.secrets) if terms.secrets else None
    lock = Lock(
        passphrase, device_secret, terms.secrets.name if terms.secrets else "", terms.organisation
    )
    try:
        header = slots.locked(blank, root, lock)
        _first_database(folder, header, root, terms)
        headers.save(folder, header)
    except BaseException:
        _undo(folder, blank, terms)
        raise
    return reopen(folder, header, root, terms)


def _refuse_existing(folder: Path) -> None:
    if any(folder.glob("d-*.db")) or any(folder.glob("header.json*")):
        raise VaultExists


def _first_database(folder: Path, header: Header, root: bytes, terms: Terms) -> None:
    target = folder / header.database_name
    beside = target.with_name(target.name + ".new")
    key = keys.database_key(root, header.key_id, header.database_salt)
    with contextlib.closing(connect(beside, key, create=True)) as connection, translated():
        made = state.State(header.generation, 1, keys.random_bytes(keys.KEY_BYTES))
        state.create(connection, replace(made, checked_at=int(terms.now())))
    engine = open_engine(beside, key)
    try:
        terms.prepare(engine)
    finally:
        engine.dispose()
    with contextlib.closing(connect(beside, key)) as connection, translated():
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    with explained():
        put_in_place(beside, target)


def _undo(folder: Path, blank: Header, terms: Terms) -> None:
    """Leave nothing of a vault that could not be made."""
    target = folder / blank.database_name
    for path in (target, target.with_name(target.name + ".new")):
        with contextlib.suppress(OSError):
            remove_database(path)
    if terms.secrets is not None:
        with contextlib.suppress(VaultError):
            terms.secrets.erase(blank.vault_id.hex())


def unlock(folder: Path, passphrase: str, terms: Terms) -> Vault:
    """Open the vault in `folder`. Every way it can fail has an error of its own."""
    self_test()
    now = terms.now()
    tries.refuse_early(folder, now)
    header, restored = headers.load(folder)
    check_writable(folder)
    opened = prove(folder, header, passphrase, terms)
    # Only a header that the root key vouches for may say which files are left-overs.
    sweep(folder, header.database_name)
    alarms: list[VaultError] = []
    if restored:
        alarms.append(HeaderRestored())
    header, root, older = _newest(folder, header, opened, passphrase, terms)
    if older is not None:
        alarms.append(older)
    header = _kept(folder, header, root, opened, terms, restored=restored)
    vault = reopen(folder, header, root, terms)
    if vault.state.clock - now > _CLOCK_SLACK:
        alarms.append(ClockBack(int(vault.state.clock - now)))
    vault.alarms = tuple(alarms)
    return vault


def prove(folder: Path, header: Header, passphrase: str, terms: Terms) -> Opened:
    """The root key for the right passphrase; a wrong one is counted."""
    try:
        opened = slots.open_root(header, passphrase, terms.secrets)
    except WrongPassphrase:
        failed = tries.Tries(failures=1)
        with contextlib.suppress(DiskFull):
            failed = tries.failed(folder, terms.now())
        raise WrongPassphrase(failed.failures, tries.wait_after(failed.failures)) from None
    header.check_seal(opened.root)
    tries.succeeded(folder)
    return opened


def _newest(
    folder: Path, header: Header, opened: Opened, passphrase: str, terms: Terms
) -> tuple[Header, bytes, HeaderOlder | None]:
    """Compare the header with what the database remembers; an older one forces a new key."""
    key = keys.database_key(opened.root, header.key_id, header.database_salt)
    with contextlib.closing(connect(folder / header.database_name, key)) as connection:
        remembered = state.read(connection).generation
        _check_schema(connection, terms)
    if header.generation >= remembered:
        return header, opened.root, None
    lock = lock_of(header, passphrase, opened, terms)
    fresh, root = rotation.rotate(folder, header, opened.root, lock)
    return fresh, root, HeaderOlder(header.generation, remembered)


def _check_schema(connection: Connection, terms: Terms) -> None:
    found = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if terms.schema and found > terms.schema:
        raise VaultNewer(found, terms.schema)


def _copy_before_migrating(vault: Vault) -> None:
    """A database that is about to be brought up to date can be gone back to."""
    with vault.connection() as connection:
        found = int(connection.execute("PRAGMA user_version").fetchone()[0])
        if 0 < found < vault.terms.schema:
            copies.take(vault.folder, vault.header.key_id, vault.keys.backup, connection)


def lock_of(header: Header, passphrase: str, opened: Opened, terms: Terms) -> Lock:
    """The lock a vault has now, under this passphrase."""
    return Lock(
        passphrase,
        opened.device_secret,
        terms.secrets.name if opened.device_secret and terms.secrets else "",
        header.organisation,
        confirmed=not slots.provisional(header) or slots.confirmed(header, terms.run),
    )


def _kept(
    folder: Path, header: Header, root: bytes, opened: Opened, terms: Terms, *, restored: bool
) -> Header:
    """Housekeeping of the header once it has opened."""
    late = slots.provisional(header) and slots.confirmed(header, terms.run)
    kept = header
    if late and opened.device_secret is not None:
        kept = slots.without_provisional(header, root)
    try:
        if restored or kept is not header:
            headers.save(folder, kept)
        headers.forget_old(folder)
    except DiskFull:
        return header  # next time
    return kept


def reopen(folder: Path, header: Header, root: bytes, terms: Terms) -> Vault:
    """The open vault, by its root key. For this package: people open it with `unlock`."""
    working = keys.working_keys(root, header.key_id, header.database_salt)
    vault = Vault(folder, header, working, terms)
    try:
        _copy_before_migrating(vault)
        terms.prepare(vault.engine)
    except BaseException:
        vault.close()
        raise
    return vault
