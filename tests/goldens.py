"""Vaults as each version of the program left them, kept in `tests/golden/vault-v<schema>`.

`python -m tests.goldens` makes the one of the present version. It is made once, when a schema is about
to be shipped, and never again: what it holds is what people have on their laptops.
"""

import io
import json
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from pscp_desktop.app.compose import Newcomer, furnish, terms
from pscp_desktop.domain.dossiers import Note
from pscp_desktop.domain.mediation import MediationProcess, Party
from pscp_desktop.services.mediation.process import Request
from pscp_desktop.store import attachments, keys, migrate, vault
from tests.vaults import PASSPHRASE, MemorySecrets

FOLDER: Final = Path(__file__).parent / "golden"
EXPECTED: Final = "expected.json"
WORKER: Final = "Alba Ejemplo"
TITLE: Final = "Ruido en la calle de la Muestra"
NOTE: Final = "Habla con Omar Muestra del Bar Ficticio S. L."
SCAN: Final = b"%PDF-1.7\nun acta de muestra\n%%EOF\n"
MOMENT: Final = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def make(folder: Path) -> None:
    """A vault with a worker, a file, a note and an attachment, and what is needed to open it."""
    secrets = MemorySecrets()
    made = vault.create(folder, PASSPHRASE, terms(secrets, cost=keys.SMALLEST))
    services = furnish(made, Newcomer(WORKER, "mediator", "Equipo Ficticio"), now=lambda: MOMENT)
    dossier = services.mediation.files.request(
        Request(
            process=MediationProcess(channel="door", dispute="noise", account="Ruido de noche."),
            requester=Party(name="Lía Prueba", role="requesting"),
            title=TITLE,
        )
    )
    services.desk.add(Note(dossier=dossier.id, text=NOTE))
    sealed = attachments.write(folder, io.BytesIO(SCAN))
    services.close()
    with closing(vault.unlock(folder, PASSPHRASE, terms(secrets))) as again:
        marked = again.last_mark()
        assert marked is not None
    (folder / EXPECTED).write_text(
        json.dumps(
            {
                "secrets": secrets.kept,
                "schema": migrate.newest(),
                "lines": marked[0],
                "blob": sealed.blob_id,
                "blob_key": sealed.key.hex(),
            },
            indent=1,
            sort_keys=True,
        )
        + "\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    make(FOLDER / f"vault-v{migrate.newest()}")
