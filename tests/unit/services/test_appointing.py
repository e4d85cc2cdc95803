"""Who audits is what an administrator signed, not what a record says."""

from pathlib import Path
from uuid import UUID

from pscp_desktop.domain.workers import Worker
from pscp_desktop.services.desk import ROLES_GIVEN
from pscp_desktop.services.profile import Profile
from pscp_desktop.services.reconciling import auditing
from pscp_desktop.services.reconciling.appointing import appoint
from sync import audit
from tests.linked import Linked, Office
from tests.protections import guards
from tests.world import ALBA, OMAR


@guards("audit.appointed_by_signature")
def test_g04_a_record_that_says_auditor_gives_nobody_an_audit_until_an_administrator_signs(
    tmp_path: Path,
) -> None:
    """Omar's own laptop writes it of him, then Alba gives it by hand, and takes it away again."""
    office = Office(tmp_path)
    alba = office.first(ALBA)
    omar = office.newcomer(OMAR, alba)
    with omar.desk.writing() as unit:
        own = unit.session.get_one(Worker, OMAR)
        heads = omar.desk.store.heads(unit.session, own)  # type: ignore[arg-type] # a unit's own
        unit.set(own, {"roles": "auditor"}, shown=heads)
    omar.desk.store.keep(ROLES_GIVEN, OMAR.bytes)
    office.meet()
    assert (appoint(omar.reconciling), appoint(alba.reconciling)) == (0, 0)
    assert not audit_of(alba, OMAR)

    given(alba, "mediator")
    assert appoint(alba.reconciling) == 0
    given(alba, "auditor")
    assert appoint(alba.reconciling) == 1
    office.meet()
    assert audit_of(omar, OMAR)
    assert auditing.trails(omar.reconciling) == ()
    given(alba, "mediator")
    assert (appoint(alba.reconciling), appoint(alba.reconciling)) == (1, 0)
    assert not audit_of(alba, OMAR)


def given(by: Linked, roles: str) -> None:
    """An administrator changes Omar's roles on the page of the team."""
    with by.desk.reading() as session:
        loaded = by.desk.load(session, Worker, OMAR)
    Profile(by.desk).save_worker(loaded, {"roles": roles})


def audit_of(one: Linked, user: UUID) -> bool:
    """Whether somebody audits, as far as a laptop knows."""
    return audit.audits(one.reconciling.engine.belief.directory, user.bytes)
