"""Files attached to a dossier: sealed beside the database, named in it, read only with a right."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final
from uuid import UUID

from pscp_desktop.domain.access import Right
from pscp_desktop.domain.dossiers import Attachment
from pscp_desktop.domain.errors import NotFound
from pscp_desktop.services.desk import Desk
from pscp_desktop.store import attachments

LONGEST_NAME: Final = 120


@dataclass(frozen=True, slots=True)
class Attaching:
    """Attaches what somebody chose or drew, and gives it back to whoever may read its file."""

    desk: Desk
    folder: Path

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
        with self.desk.reading() as session:
            found = session.get(Attachment, attachment)
            if found is None or found.removed:
                raise NotFound(attachment)
            self.desk.demand(session, found.dossier, Right.READER)
        self.desk.looked("attachment", found.dossier)
        return b"".join(attachments.read(self.folder, found.blob.hex(), found.key))

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
