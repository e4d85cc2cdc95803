"""A file changes hands; what one party said apart does not, until its mediator decides so."""

import pytest

from pscp_desktop.domain.dossiers import Note
from pscp_desktop.domain.errors import Invalid, NotFound
from pscp_desktop.domain.mediation_sessions import SeparateMeeting
from pscp_desktop.services.mediation.service import Mediation
from pscp_desktop.services.mediation.transfers import Handing
from tests.unit.services.conftest import Office
from tests.unit.services.journey import Journey, one, request
from tests.world import OMAR


def handed_over(mediation: Mediation) -> Journey:
    way = request(mediation).to_mediation()
    mediation.sessions.meet_apart(
        way.dossier, SeparateMeeting(party=way.alba, said="No duerme."), announced=True
    )
    mediation.transfers.give(way.dossier, Handing(to=OMAR, reason="Relevo"))
    return way


def test_a_compartment_stays_with_its_mediator_when_the_file_is_handed_over(
    mediation: Mediation, office: Office
) -> None:
    way = handed_over(mediation)
    omar = Mediation(office.desk_of(OMAR))

    (kept,) = mediation.handover.kept_apart(way.dossier)

    assert (kept.party, kept.leads) == (way.alba, OMAR)
    assert omar.sessions.parts(way.dossier) == ()
    assert omar.handover.kept_apart(way.dossier) == ()
    with pytest.raises(NotFound):
        omar.handover.share(way.dossier, kept.part, "Lo abro yo")
    with pytest.raises(NotFound):
        omar.sessions.apart(kept.part)


def test_its_mediator_shares_it_and_the_file_says_so(mediation: Mediation, office: Office) -> None:
    way = handed_over(mediation)
    (kept,) = mediation.handover.kept_apart(way.dossier)

    mediation.handover.share(way.dossier, kept.part, "Reunión por separado compartida")

    omar = Mediation(office.desk_of(OMAR))
    assert [m.record.said for m in omar.sessions.apart(kept.part)] == ["No duerme."]
    assert mediation.handover.kept_apart(way.dossier) == ()
    assert one(mediation.desk, Note, way.dossier).text == "Reunión por separado compartida"


def test_not_sharing_it_is_recorded_in_the_file_and_opens_nothing(
    mediation: Mediation, office: Office
) -> None:
    way = handed_over(mediation)
    (kept,) = mediation.handover.kept_apart(way.dossier)

    mediation.handover.keep(way.dossier, kept.part, "No se comparte: la parte no quiere")

    assert Mediation(office.desk_of(OMAR)).sessions.parts(way.dossier) == ()
    assert one(mediation.desk, Note, way.dossier).text.startswith("No se comparte")
    with pytest.raises(Invalid):
        mediation.handover.keep(way.dossier, kept.part, " ")


def test_a_compartment_of_another_file_is_not_shared_through_this_one(
    mediation: Mediation,
) -> None:
    way = handed_over(mediation)
    (kept,) = mediation.handover.kept_apart(way.dossier)
    other = request(mediation)

    with pytest.raises(NotFound):
        mediation.handover.share(other.dossier, kept.part, "Por otra puerta")
