"""Audits on their way: sealed to whom, kept in what order, and never written over."""

from collections.abc import Iterator
from typing import Any

from tests.replacing import Replacements, always


def _whoever_asks(_original: object) -> Any:
    """Everybody who works here audits."""
    return lambda directory, user: directory.rank(user) > 0


def _nothing_found(_original: object) -> Any:
    def faults(*_: object) -> Iterator[tuple[str, str]]:
        return iter(())

    return faults


def _row_security_off(original: Any) -> Any:
    """The schema as it is, but for the rows of audits, which anybody sees."""

    def made() -> dict[int, str]:
        found: dict[int, str] = original()
        return {
            number: text.replace("ALTER TABLE audit ENABLE ROW LEVEL SECURITY;", "")
            for number, text in found.items()
        }

    return made


def _all_rights(original: Any) -> Any:
    """The hub's role may do to audits what their owner may."""
    from psycopg import sql

    from sync.server.database import ROLE, Session

    def grant(session: Session) -> None:
        original(session)
        session.execute(sql.SQL("GRANT ALL ON audit TO {}").format(sql.Identifier(ROLE)))

    return grant


def _uncounted(_original: object) -> Any:
    """The bytes of an audit count for nothing."""
    return lambda self, request, _size: self.admission.hear(request, 0)


def _never_looked_at(_original: object) -> Any:
    """The record is what this desk says it is, up to where it was told."""
    return lambda _telling, _place: True


def _by_its_own_word(_original: object) -> Any:
    """Wherever the hub stands, this desk says it stands there too."""
    from pscp_desktop.services.reconciling.audit_told import _Place

    return lambda _telling, place, _taken: _Place(place.last + 1, place.head)


def _rows_as_they_are(_original: object) -> Any:
    """What the hub shows is what there is."""
    return lambda _reconciling, _newest: None


def _no_code(_original: object) -> Any:
    """An export says who and which file."""
    from uuid import UUID

    return lambda _secret, _kind, named: str(UUID(bytes=named))


def _watching_nothing(_original: object) -> Any:
    return lambda _watch: ()


def _by_the_record(original: Any) -> Any:
    """Whoever the records call an auditor is one, whoever wrote it."""

    def appoint(reconciling: Any) -> Any:
        from pscp_desktop.services.desk import ROLES_GIVEN

        with reconciling.desk.reading() as session:
            ids = b"".join(one.bytes for one in reconciling.desk.workers(session))
        reconciling.desk.store.keep(ROLES_GIVEN, ids)
        return original(reconciling)

    return appoint


ROWS: dict[str, Replacements] = {
    "audit.sealed_to_auditors": {"sync.audit.audits": _whoever_asks},
    "audit.opened_as_claimed": {"sync.audit._as_claimed": always(True)},  # noqa: FBT003 (a value here)
    "audit.looked_at_again": {
        "pscp_desktop.services.reconciling.audit_told._Telling._holds": _never_looked_at,
    },
    "audit.put_back": {
        "pscp_desktop.services.reconciling.audit_told._Telling._settle": _by_its_own_word,
        "pscp_desktop.services.reconciling.audit_told._Telling._holds": _never_looked_at,
    },
    "audit.hub_looked_at": {
        "pscp_desktop.services.reconciling.auditing._compare": _rows_as_they_are,
    },
    "audit.no_files": {
        "pscp_desktop.store.rights.audits": always(False),  # noqa: FBT003
    },
    "audit.only_who_audits": {
        "pscp_desktop.services.reconciling.auditing.audits": always(True),  # noqa: FBT003
        "sync.audit.audits": _whoever_asks,
    },
    "audit.roles_apart": {
        "pscp_desktop.domain.access.compatible": always(True),  # noqa: FBT003
    },
    "audit.way_hidden": {
        "pscp_desktop.services.reconciling.auditing.audits": always(True),  # noqa: FBT003
    },
    "audit.appointed_by_signature": {
        "pscp_desktop.services.reconciling.appointing.appoint": _by_the_record,
    },
    "audit.names_nobody": {"pscp_desktop.services.reconciling.auditing._code": _no_code},
    "audit.clock": {"pscp_desktop.store.clock_watch.ClockWatch.changes": _watching_nothing},
    "server.audits.continuity": {"sync.server.audits.follows": always(True)},  # noqa: FBT003
    "server.audits.own": {"sync.server.audits._sound": always(True)},  # noqa: FBT003
    "server.audits.readers": {"sync.server.audits.audits": _whoever_asks},
    "server.audits.rows": {"sync.server.database.migrations": _row_security_off},
    "server.audits.appended": {"sync.server.database._grant": _all_rights},
    "server.audits.verified": {"sync.server.audits.faults": _nothing_found},
    "server.audits.room": {"sync.server.service.Service._hear_bringing": _uncounted},
}
