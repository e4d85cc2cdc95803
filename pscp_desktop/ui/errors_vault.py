"""The words of the vault's errors: what happened, and what to do before a locked desk."""

from collections.abc import Mapping
from typing import Final

from pscp_desktop.domain import errors
from pscp_desktop.i18n import N_
from pscp_desktop.ui.wording import Words

WORDS: Final[Mapping[type[Exception], Words]] = {
    errors.VaultError: Words(
        N_("The desk could not be opened or changed."),
        N_("Try again. If it happens again, call support; nothing was lost."),
    ),
    errors.LibraryUnfit: Words(
        N_("A part of the program is not the one it was tested with."),
        N_("Install the program again. Your work is untouched."),
    ),
    errors.WrongPassphrase: Words(
        N_("That is not the passphrase of this desk."),
        N_(
            "Check it and type it again. Capital letters and accents do not matter in a "
            "passphrase the program made."
        ),
    ),
    errors.MustWait: Words(
        N_("There have been several wrong tries."),
        N_("Wait {seconds} seconds and type it again."),
    ),
    errors.WeakPassphrase: Words(
        N_("This passphrase would be guessed too easily."),
        N_("Let the program make one, or write a long sentence that nobody has said before."),
    ),
    errors.NoSecretStore: Words(
        N_("This system has no key store that can be trusted."),
        N_("The desk can be kept with a passphrase of seven words instead."),
    ),
    errors.SecretMissing: Words(
        N_("This laptop's secret is missing from the key store ({keeper})."),
        N_(
            "Your passphrase may well be right. Sign in to the system with your usual user and "
            "try again; if the system was reinstalled, ask two custodians to open the desk."
        ),
    ),
    errors.SecretWrong: Words(
        N_("The secret in the key store ({keeper}) is not the one of this desk."),
        N_(
            "Your passphrase may well be right. If the folder was copied from another laptop, "
            "work on that one; otherwise ask two custodians to open the desk."
        ),
    ),
    errors.SecretStoreChanged: Words(
        N_("The secret was kept in {expected}, and this session uses {found}."),
        N_(
            "Sign in with the desktop session you used before, open the desk, and move the secret"
            " in Preferences."
        ),
    ),
    errors.SecretStoreLocked: Words(
        N_("The key store of the system is locked."),
        N_("Unlock it when the system asks, and try again."),
    ),
    errors.VaultMissing: Words(
        N_("There is no desk in this folder."),
        N_("Choose another desk, or make a new one."),
    ),
    errors.VaultExists: Words(
        N_("There is already a desk in this folder."),
        N_("Open it, or choose another folder. Nothing was overwritten."),
    ),
    errors.HeaderDamaged: Words(
        N_("The desk's first file is damaged ({part})."),
        N_(
            "Do not delete anything. Call support: two custodians or a copy of the file can open "
            "the desk."
        ),
    ),
    errors.HistoryBroken: Words(
        N_("Part of this desk's history is missing: {lines} lines at least."),
        N_(
            "Work saved before may be gone. Do not restore anything yet; tell your coordinator today."
        ),
    ),
    errors.MarkMissing: Words(
        N_("The note of how far this desk's history goes is missing."),
        N_(
            "So nobody can tell whether lines were taken away. If you did not move or restore the "
            "desk's folder yourself, tell your coordinator who could reach this laptop."
        ),
    ),
    errors.HeaderOlder: Words(
        N_(
            "Somebody put an older first file in the desk's folder ({header} instead of "
            "{database})."
        ),
        N_(
            "A new key has been made, so the old passphrase opens nothing any more. Tell your "
            "coordinator who could reach this laptop."
        ),
    ),
    errors.HeaderRestored: Words(
        N_("The desk's first file was damaged and has been put right from the one before."),
        N_("Nothing is needed. If it happens again, have the disk checked."),
    ),
    errors.VaultNewer: Words(
        N_("A newer version of the program made this desk."),
        N_("Install that version. Nothing was changed."),
    ),
    errors.ClockBack: Words(
        N_("The clock of this laptop is behind the last time the desk was used."),
        N_("Set the date and the time; due dates depend on them."),
    ),
    errors.DatabaseMissing: Words(
        N_("The desk's records are not in its folder."),
        N_("Do not make a new desk over it. Restore a local copy, or call support."),
    ),
    errors.DatabaseDamaged: Words(
        N_("The desk's records are damaged."),
        N_("Do not delete anything. Restore the last local copy; the damaged file is kept aside."),
    ),
    errors.DatabaseBusy: Words(
        N_("The desk is busy with something else."),
        N_("Wait a moment and try again."),
    ),
    errors.DiskFull: Words(
        N_("There is no room left on the disk."),
        N_("Make room and try again. What was saved is safe."),
    ),
    errors.ReadOnlyFolder: Words(
        N_("The desk's folder cannot be written."),
        N_(
            "Check that the disk is not write-protected and that the folder is yours. Nothing was"
            " changed."
        ),
    ),
    errors.NotEnoughMemory: Words(
        N_("There is not enough memory to open the desk: {mebibytes} MiB are needed."),
        N_("Close other programs and try again. This does not count as a try."),
    ),
    errors.SharedFolder: Words(
        N_("This folder is copied elsewhere or lies on a network ({keeper})."),
        N_("Choose a folder that stays on this laptop only."),
    ),
    errors.AlreadyRunning: Words(
        N_("The program is already open on this laptop."),
        N_("Look for its window. If you cannot see it, sign out of the system and in again."),
    ),
    errors.NoRecovery: Words(
        N_("This desk was made without an organisation: nobody can open it for you."),
        N_("If you find the passphrase again, add the organisation in Preferences."),
    ),
    errors.RecoveryRefused: Words(
        N_("These cards do not open this desk."),
        N_("Check that they are two different cards of the same organisation."),
    ),
    errors.CopyRefused: Words(
        N_("This copy cannot be used."),
        N_("Choose another one. The desk is as it was."),
    ),
    errors.AttachmentTooLarge: Words(
        N_("This attachment is too large."),
        N_(
            "One attachment may have 100 MB, all those of a file 2 GB. Make it smaller, or attach"
            " part of it."
        ),
    ),
    errors.AttachmentRefused: Words(
        N_("This kind of file cannot be attached."),
        N_("Attach a PDF, a photo (JPEG, PNG, WebP), a plain text or a text document (ODT, DOCX)."),
    ),
    errors.AttachmentDamaged: Words(
        N_("This attachment is damaged and cannot be shown."),
        N_("Attach it again if you still have the original."),
    ),
}
CODES: Final[Mapping[tuple[type[Exception], str], Words]] = {
    (errors.WeakPassphrase, "short"): Words(
        N_("This passphrase is too short."),
        N_("Use at least 15 characters, or as many words as the program asks for."),
    ),
    (errors.WeakPassphrase, "long"): Words(
        N_("This passphrase is too long."),
        N_("Use at most 256 characters."),
    ),
    (errors.WeakPassphrase, "known"): Words(
        N_("This passphrase leans on a word that would be tried first: {part}"),
        N_("Names, places and words of this work are tried first. Let the program make one."),
    ),
    (errors.WeakPassphrase, "repeated"): Words(
        N_("This passphrase repeats itself."),
        N_("Repeating adds nothing. Use different words."),
    ),
    (errors.WeakPassphrase, "saying"): Words(
        N_("This passphrase is a well-known saying."),
        N_("Use words that nobody has put together before."),
    ),
    (errors.NoSecretStore, "failing"): Words(
        N_("The key store of the system does not answer."),
        N_("Sign out of the system and in again, and try once more."),
    ),
    (errors.NoSecretStore, "unfaithful"): Words(
        N_("The key store of the system does not give back what it is given."),
        N_("It is not used. The desk can be kept with a passphrase of seven words instead."),
    ),
    (errors.RecoveryRefused, "few"): Words(
        N_("Two different cards are needed."),
        N_("Type the words of a second card."),
    ),
    (errors.RecoveryRefused, "damaged"): Words(
        N_("A card has a word that is wrong or missing."),
        N_("Compare every word with the card; the order matters."),
    ),
    (errors.RecoveryRefused, "mixed"): Words(
        N_("These cards are of two different organisations."),
        N_("Use two cards with the same code at the top."),
    ),
    (errors.RecoveryRefused, "other"): Words(
        N_("These cards are not those of this desk's organisation."),
        N_("Compare the code at the top of the cards with the one the desk shows."),
    ),
    (errors.RecoveryRefused, "request"): Words(
        N_("This is not a request or an answer of this program."),
        N_("Choose the file again; make a new request if it was damaged on the way."),
    ),
    (errors.RecoveryRefused, "organisation"): Words(
        N_("This is not the public file of an organisation."),
        N_("Ask for organisation.json again; it may have been changed on the way."),
    ),
    (errors.CopyRefused, "missing"): Words(
        N_("This copy is no longer there."),
        N_("Choose another one. The desk is as it was."),
    ),
    (errors.CopyRefused, "damaged"): Words(
        N_("This copy is damaged."),
        N_("Choose an older one. The desk is as it was."),
    ),
    (errors.AttachmentRefused, "mismatch"): Words(
        N_("This file is not what its kind promises."),
        N_("Open it with its own program and save it again, or attach a photo of it."),
    ),
    (errors.AttachmentRefused, "pixels"): Words(
        N_("This picture has too many pixels."),
        N_("Make it smaller than 40 megapixels."),
    ),
    (errors.AttachmentRefused, "empty"): Words(
        N_("This file is empty."),
        N_("Choose another one."),
    ),
    (errors.AttachmentDamaged, "missing"): Words(
        N_("This attachment is not on this laptop."),
        N_("It may not have arrived yet, or a copy was restored without it."),
    ),
}
