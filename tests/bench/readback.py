"""The second process of the save bench: opens the vault itself and looks for every save in it.

Reads from its input what was saved; ends with 1 and says what is missing.
"""

import json
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

from pscp_desktop.app.compose import Services
from pscp_desktop.domain.mediation_sessions import MediationSession
from pscp_desktop.domain.registry import field_number
from pscp_desktop.store.gate import StoreSession
from sync.changes import SetFields, decode
from tests.bench.seed import Seeded
from tests.bench.typing import mark_of


def missing(services: Services, number: int, saved: dict[str, Any]) -> list[str]:
    """What of one save is not there."""
    record = UUID(saved["record"])
    with services.desk.reading() as session:
        kept = session.get_one(MediationSession, record)
        faults = [] if kept.notes == saved["notes"] else ["row"]
        if not _operation(session, kept.dossier, record, saved["notes"]):
            faults.append("operation")
        lines = session.connection().exec_driver_sql(
            "SELECT detail FROM audit WHERE record = ? AND act = 'edit'", (record.bytes,)
        )
        if "mediationsession:notes" not in {detail for (detail,) in lines}:
            faults.append("audit line")
    hits = services.desk.find(mark_of(number))
    return faults if [hit.record for hit in hits] == [record] else [*faults, "search hit"]


def _operation(session: StoreSession, scope: UUID, record: UUID, notes: str) -> bool:
    bodies = session.connection().exec_driver_sql(
        "SELECT body FROM change WHERE scope = ?", (scope.bytes,)
    )
    field = field_number(MediationSession, "notes")
    return any(
        isinstance(op, SetFields)
        and op.record == record.bytes
        and op.fields[field][0] == notes
        and len(op.fields[field][1]) == 1
        for (body,) in bodies
        for op in decode(bytes(body)).ops
    )


def main(folder: Path) -> int:
    saves = json.load(sys.stdin)
    services = Seeded(folder, 0).open()
    faults = {
        number: fault
        for number, saved in enumerate(saves)
        if (fault := missing(services, number, saved))
    }
    broken = services.store.check_history()
    services.close()
    if faults or broken is not None:
        sys.stderr.write(f"of {len(saves)} saves: {faults}; audit breaks at {broken}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
