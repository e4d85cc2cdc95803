"""Every error a person can meet. They carry facts, never sentences; `ui.errors` finds the words.

PscpError
  Invalid             a record that cannot be kept, by field
  Refused             an act the person's rights do not allow
  Forbidden           an act the law or a rule forbids now, with the reason and its article
  NotFound            no such record, or not one this person may know of
  ContactOwed         files stay closed until somebody of the organisation is met
  Unannounced         a write that did not go through a unit of work (a fault of the program)
  NotShown            a write that does not say which values it replaces (a fault of the program)
  NotRewritten        a narrative or a legal act is corrected, never rewritten
  NotUndoable         something newer stands on what was to be undone, or it was signed
  Incomplete          a change arrived whose predecessors have not
  HistoryBroken       lines of the audit that were written once are gone or changed
  MarkMissing         nothing tells any more how far the audit had come
  VaultError          the vault cannot be opened, made or changed as things are, one class each
  AttachmentTooLarge, AttachmentRefused, AttachmentDamaged
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID


class PscpError(Exception):
    """The root of all errors that are shown to a person."""


@dataclass(eq=False)
class Invalid(PscpError):
    """A record that cannot be kept: what is wrong, by field, in pydantic's codes or ours."""

    problems: Mapping[str, str] = field(default_factory=dict)


@dataclass(eq=False)
class Refused(PscpError):
    """The person's rights do not allow this act here."""

    act: str = ""


@dataclass(eq=False)
class Forbidden(PscpError):
    """A rule forbids this act now: its code, the law if it is one, and the rule's own marked words."""

    code: str
    article: str = ""
    words: str = ""


@dataclass(eq=False)
class NotFound(PscpError):
    """No such record, or not one this person may know of; both look alike on purpose."""

    record: UUID | None = None


@dataclass(eq=False)
class JoiningRefused(PscpError):
    """A laptop cannot be let in, or this one cannot join.

    `code` is one of joined, request, admission, invitation, old, words, worker, right, other,
    organisation, empty, hub.
    """

    code: str = ""


@dataclass(eq=False)
class StickRefused(PscpError):
    """What is on a stick is not taken: `code` is one of foreign, damaged, size."""

    code: str = ""


@dataclass(eq=False)
class NoTrialHub(PscpError):
    """No hub to practise with can be started on this machine; `said` are its own last words."""

    said: str = ""

    def __str__(self) -> str:
        return self.said


class NoPractice(PscpError):
    """Whoever was to prepare the practice desks does not answer."""


class ContactOwed(PscpError):
    """This laptop met nobody of the organisation for longer than its lease: files stay closed until then."""


class Unannounced(PscpError):
    """A record was about to be written without having been announced to the unit of work."""


class NotRewritten(PscpError):
    """A narrative or a legal act was about to be rewritten; it is corrected by a new one."""


class NotShown(PscpError):
    """A field was about to be written without saying which of its values had been shown."""


@dataclass(eq=False)
class NotUndoable(PscpError):
    """The act cannot be taken back: `code` says why (newer, signed, nothing)."""

    code: str


# The vault: what stands between the passphrase and the records.


@dataclass(eq=False)
class Incomplete(PscpError):
    """A change arrived before `missing` others that it stands on; it must wait for them."""

    missing: int = 1


@dataclass(eq=False)
class HistoryBroken(PscpError):
    """The audit does not hold what it held before: work may be gone. `lines` is how many at least."""

    lines: int = 0


class MarkMissing(PscpError):
    """Both notes of how far the audit had come are gone: whether lines are missing cannot be told."""


class VaultError(PscpError):
    """The vault cannot be opened, made or changed as things are."""


class LibraryUnfit(VaultError):
    """The database library lacks a promise the vault stands on; `args[0]` names it."""


@dataclass(eq=False)
class WrongPassphrase(VaultError):
    """The passphrase does not open this vault; `failures` so far, wait before the next try."""

    failures: int = 0
    wait_seconds: int = 0


@dataclass(eq=False)
class MustWait(VaultError):
    """Too many failed tries; the next one is taken after `seconds`."""

    seconds: int = 0


@dataclass(eq=False)
class WeakPassphrase(VaultError):
    """A passphrase of one's own is too easy; `code` says how: see `store.passphrases`."""

    code: str
    part: str = ""


@dataclass(eq=False)
class NoSecretStore(VaultError):
    """This system keeps no secrets we may trust, or does not give back what it was given."""

    code: str = "absent"


@dataclass(eq=False)
class SecretMissing(VaultError):
    """The key store of this system no longer holds this laptop's secret for the vault."""

    keeper: str = ""


@dataclass(eq=False)
class SecretWrong(VaultError):
    """The key store holds a secret that is not this vault's: `code` is malformed or other."""

    keeper: str = ""
    code: str = "other"


@dataclass(eq=False)
class SecretStoreChanged(VaultError):
    """The secret was put in another kind of key store than the one this system has now."""

    expected: str
    found: str


class SecretStoreLocked(VaultError):
    """The key store is locked, or the person closed its question."""


@dataclass(eq=False)
class VaultMissing(VaultError):
    """There is no vault here; `database_there` says that its database is, without a header."""

    database_there: bool = False


class VaultExists(VaultError):
    """A vault, or what is left of one, is already in this folder."""


@dataclass(eq=False)
class HeaderDamaged(VaultError):
    """The header cannot be trusted: `part` names what is wrong with it."""

    part: str


@dataclass(eq=False)
class HeaderOlder(VaultError):
    """Somebody put an older header beside a newer database. An alarm, not a fault."""

    header: int
    database: int


@dataclass(eq=False)
class VaultNewer(VaultError):
    """A newer version of the program made this vault."""

    found: int = 0
    known: int = 0


class HeaderRestored(VaultError):
    """The header was damaged or missing and the one before it opened the vault. Said, not fatal."""


@dataclass(eq=False)
class ClockBack(VaultError):
    """The clock of this laptop stands `seconds` before the latest moment the vault has seen."""

    seconds: int = 0


class DatabaseMissing(VaultError):
    """The header is good and its database is not there."""


@dataclass(eq=False)
class DatabaseDamaged(VaultError):
    """The database does not pass its checks; `problems` in words for support, no contents."""

    problems: tuple[str, ...] = ()


class DatabaseBusy(VaultError):
    """Another part of the program held the database for too long."""


@dataclass(eq=False)
class DiskFull(VaultError):
    """No room on the disk; bytes needed and free where they are known."""

    needed: int = 0
    free: int = 0


class ReadOnlyFolder(VaultError):
    """The folder of the vault cannot be written."""


@dataclass(eq=False)
class NotEnoughMemory(VaultError):
    """Deriving the key takes more memory than this machine gives."""

    mebibytes: int = 0


@dataclass(eq=False)
class SharedFolder(VaultError):
    """The folder is copied elsewhere by `keeper` (OneDrive, Dropbox…) or lies on a network."""

    keeper: str


@dataclass(eq=False)
class AlreadyRunning(VaultError):
    """The program is already open for this folder; `shown` says that its window was raised."""

    shown: bool = False


class NoRecovery(VaultError):
    """This vault was made without an organisation; nobody but its owner can open it."""


@dataclass(eq=False)
class RecoveryRefused(VaultError):
    """The custodians' cards do not open this: `code` is few, damaged, mixed or other."""

    code: str


@dataclass(eq=False)
class CopyRefused(VaultError):
    """A local copy cannot be used: `code` is missing, damaged or other."""

    code: str


# Attachments: files kept encrypted beside the database.


@dataclass(eq=False)
class AttachmentTooLarge(PscpError):
    """Over the limit for one attachment or for all of a file; both in bytes."""

    size: int
    limit: int


@dataclass(eq=False)
class AttachmentRefused(PscpError):
    """Not a kind that is kept, or not what it says it is: `code` says which."""

    code: str


@dataclass(eq=False)
class AttachmentDamaged(PscpError):
    """What lies on the disk is not what was sealed: `code` is missing, short, altered or key."""

    code: str
