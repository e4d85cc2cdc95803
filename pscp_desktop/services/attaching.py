"""Files attached to a dossier: sealed beside the database, named in it, read only with a right."""

import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, Protocol
from uuid import UUID

from pscp_desktop.domain.access import Right
from pscp_desktop.domain.dossiers import Attachment
from pscp_desktop.domain.errors import Invalid, NotFound
from pscp_desktop.services.desk import Desk
from pscp_desktop.store import attachments, contents, scans

LONGEST_NAME: Final = 120


@dataclass(frozen=True, slots=True)
class Seen:
    """An attachment as it can be shown: pictures, one a page, or words, or neither."""

    record: Attachment
    pictures: tuple[bytes, ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True)
class Away:
    """An attachment that does not lie on this laptop: at the hub, or still on somebody's laptop."""

    at_hub: bool
    writer: str = ""


class Elsewhere(Protocol):
    """Who knows where an attachment is that was made on another laptop, and can bring it."""

    def place(self, attachment: Attachment) -> tuple[bool, bool, str]:
        """Whether it is here, whether the hub has it, and else on whose laptop it still is."""

    def bring(self, attachment: Attachment, told: Callable[[int, int], None]) -> bool:
        """Bring it here; False where the hub has not all of it."""


@dataclass(frozen=True, slots=True)
class Attaching:
    """Attaches what somebody chose or drew, and gives it back to whoever may read its file."""

    desk: Desk
    folder: Path
    elsewhere: Elsewhere | None = None
    """None on a desk that exchanges with nobody."""

    def away(self, attachments: Iterable[Attachment]) -> Mapping[UUID, Away]:
        """Those of these that do not lie here, and where they are."""
        found = {}
        for one in attachments if self.elsewhere else ():
            here, at_hub, writer = self.elsewhere.place(one) if self.elsewhere else (True, True, "")
            if not here:
                found[one.id] = Away(at_hub, writer)
        return found

    def bring(self, attachment: UUID, told: Callable[[int, int], None]) -> bool:
        """Bring one here that is wanted now; False where nobody has given it to the hub yet.

        Raises NotFound, Refused, AttachmentDamaged, and what a network raises.
        """
        found = self._readable(attachment)
        return self.elsewhere is not None and self.elsewhere.bring(found, told)

    def attach(self, dossier: UUID, path: Path, about: UUID | None = None) -> Attachment:
        """Attach a file. Raises AttachmentTooLarge, AttachmentRefused, Refused or NotFound."""
        with path.open("rb") as source:
            return self._kept(dossier, source, path.name, about)

    def attach_bytes(
        self, dossier: UUID, content: bytes, name: str, about: UUID | None = None
    ) -> Attachment:
        """Attach what exists in memory only, as a drawn signature does."""
        return self._kept(dossier, io.BytesIO(content), name, about)

    def content(self, attachment: UUID) -> bytes:
        """The whole content; that somebody looked is written down."""
        found = self._readable(attachment)
        self.desk.looked("attachment", found.dossier)
        return b"".join(attachments.read(self.folder, found.blob.hex(), found.key))

    def seen(self, attachment: UUID) -> Seen:
        """What can be shown of it, in memory only; that somebody looked is written down."""
        content = self.content(attachment)
        with self.desk.reading() as session:
            record = session.get(Attachment, attachment)
        assert record is not None  # noqa: S101 (it was just read)
        if record.media_type in contents.PICTURES:
            return Seen(record, (content,))
        if record.media_type == contents.PDF:
            return Seen(record, scans.pictures_in(content))
        if record.media_type == contents.TEXT:
            return Seen(record, words=content.decode("utf-8-sig"))
        return Seen(record)

    def export(self, attachment: UUID, path: Path, why: str) -> None:
        """Write it outside, unprotected, and write down why. Raises Invalid without a reason."""
        _demand_reason(why)
        content = self.content(attachment)
        with self.desk.reading() as session:
            record = session.get(Attachment, attachment)
        assert record is not None  # noqa: S101 (it was just read)
        self.desk.looked("export", record.dossier, why, "attachment")
        path.write_bytes(content)

    def _readable(self, attachment: UUID) -> Attachment:
        with self.desk.reading() as session:
            found = session.get(Attachment, attachment)
            if found is None or found.removed:
                raise NotFound(attachment)
            self.desk.demand_to_read(session, found.dossier)
        return found

    def _kept(self, dossier: UUID, source: BinaryIO, name: str, about: UUID | None) -> Attachment:
        with self.desk.reading() as session:
            self.desk.demand(session, dossier, Right.WRITER)
            already = sum(one.size for one in self.desk.all_in(session, Attachment, dossier))
        sealed = attachments.write(self.folder, source, already=already)
        record = Attachment(
            dossier=dossier,
            blob=bytes.fromhex(sealed.blob_id),
            key=sealed.key,
            name=name[-LONGEST_NAME:],
            media_type=sealed.kind,
            size=sealed.size,
            digest=sealed.sha256,
            about=about,
        )
        return self._added(record, lambda: attachments.remove(self.folder, sealed.blob_id))

    def _added(self, record: Attachment, otherwise: Callable[[], None]) -> Attachment:
        """Name it in the database; bytes that no record names are taken away again."""
        try:
            return self.desk.add(record)
        except BaseException:
            otherwise()
            raise


def _demand_reason(why: str) -> None:
    if not why.strip():
        raise Invalid({"reason": "missing"})
