"""Links of the worksheet: to cards, layers and observations, each told as far as its reader may follow."""

from uuid import UUID

import pytest

from pscp_desktop.domain.errors import Invalid, NotFound
from pscp_desktop.domain.mediation import MediationProcess, Party
from pscp_desktop.domain.record import NAMELESS
from pscp_desktop.domain.risk_field import FieldObservation
from pscp_desktop.domain.risk_sara import Hypothesis, ResponseLink, SaraResponse, SaraSheet
from pscp_desktop.reports.document import texts_of
from pscp_desktop.reports.risk_sara import SaraPapers, compose
from pscp_desktop.services.attaching import Attaching
from pscp_desktop.services.desk import Desk
from pscp_desktop.services.mediation.process import Request
from pscp_desktop.services.mediation.service import Mediation
from pscp_desktop.services.risk.linking import Target
from pscp_desktop.services.risk.service import Risk
from tests.protections import guards
from tests.unit.services.risk_way import Way, a_layer, asked, risk_at
from tests.world import LIA

WHO, TITLE = "Persona Nombrada de Muestra", "Ruido en el tercero de ejemplo"


def a_mediation_file(risk: Risk) -> UUID:
    """A file of another service, with a title and a name in it."""
    kept = Mediation(risk.desk).files.request(
        Request(
            process=MediationProcess(), requester=Party(name=WHO, role="requesting"), title=TITLE
        )
    )
    return UUID(str(kept.id))


def a_worksheet(risk: Risk, attaching: Attaching) -> tuple[Way, SaraResponse, Hypothesis]:
    way = asked(risk, attaching)
    risk.sara.write(way.dossier, {"problem": "Robos en el pasaje"}, None)
    why = risk.sara.suppose(Hypothesis(dossier=way.dossier, text="Nadie mira."))
    return way, risk.sara.respond(SaraResponse(dossier=way.dossier, text="Luz")), why


def tie(risk: Risk, way: Way, about: UUID, target: Target) -> ResponseLink:
    return risk.links.link(
        ResponseLink(dossier=way.dossier, response=about, kind=target.kind, target=target.target,
                     dossier_of_target=target.dossier)
    )  # fmt: skip


def offered(risk: Risk, way: Way, kind: str) -> Target:
    return next(one for one in risk.links.offered(way.dossier) if one.kind == kind)


@guards("risk.links.card")
def test_a_mediation_file_is_its_card_alone_even_for_whoever_may_open_it(
    risk: Risk, attaching: Attaching
) -> None:
    file = a_mediation_file(risk)
    way, response, _ = a_worksheet(risk, attaching)
    card = offered(risk, way, "mediation")
    tie(risk, way, response.id, card)

    (linked,) = risk.links.of(way.dossier)
    assert linked.target.target == file
    assert linked.target.known
    told = f"{linked.target.name} {linked.target.state}"
    assert TITLE not in told
    assert WHO not in told


@guards("store.rights.right_in")
def test_whoever_may_not_open_the_file_sees_a_link_and_nothing_behind_it(
    risk: Risk, attaching: Attaching
) -> None:
    way, response, why = a_worksheet(risk, attaching)
    other = asked(risk, attaching)
    secret = a_layer(title="Capa de otro expediente", sensitivity="restricted",
                     dossier=other.dossier)  # fmt: skip
    kept = risk.layers.keep(secret, b"{}", "capa.geojson")
    tie(risk, way, why.id, Target(kind="layer", target=kept.id, dossier=kept.dossier, name="x"))
    risk.desk.exclude(other.dossier, LIA, "Parte interesada.")
    theirs = risk_at(Desk(risk.desk.store, LIA), attaching)

    (mine,), (seen,) = risk.links.of(way.dossier), theirs.links.of(way.dossier)
    assert mine.target.name == "Capa de otro expediente"
    assert (seen.target.known, seen.target.name) == (False, "")
    with pytest.raises(NotFound):
        tie(theirs, way, response.id, mine.target)
    assert kept.id not in {one.target for one in theirs.links.offered(way.dossier)}


def test_a_layer_and_an_observation_are_named_to_who_may_read_them(
    risk: Risk, attaching: Attaching
) -> None:
    risk.field.observe(FieldObservation(text="Farola rota", dimension="lighting", district="sol"))
    way, response, why = a_worksheet(risk, attaching)
    tie(risk, way, response.id, offered(risk, way, "observation"))
    tie(risk, way, why.id, offered(risk, way, "layer"))

    names = {one.target.name for one in risk.links.of(way.dossier)}
    assert "Farola rota" in names
    assert names & {"Robos de muestra", "Locales de ocio"}


@guards("risk.links.lies")
def test_a_link_that_says_another_file_than_its_record_lies_in_is_refused(
    risk: Risk, attaching: Attaching
) -> None:
    way, response, _ = a_worksheet(risk, attaching)
    layer = offered(risk, way, "layer")
    lie = Target(kind="layer", target=layer.target, dossier=way.dossier, name=layer.name)

    with pytest.raises(NotFound):
        tie(risk, way, response.id, lie)


def test_a_link_is_made_once_for_a_line_of_this_file_and_can_be_taken_away(
    risk: Risk, attaching: Attaching
) -> None:
    way, response, _ = a_worksheet(risk, attaching)
    layer = offered(risk, way, "layer")
    made = tie(risk, way, response.id, layer)
    with pytest.raises(Invalid):
        tie(risk, way, response.id, layer)
    with pytest.raises(NotFound):
        tie(risk, way, NAMELESS, layer)
    other, _, _ = a_worksheet(risk, attaching)
    with pytest.raises(NotFound):
        risk.links.unlink(other.dossier, made.id)

    risk.links.unlink(way.dossier, made.id)
    assert risk.links.of(way.dossier) == ()


def test_paper_says_that_there_is_a_mediation_file_and_not_which(
    risk: Risk, attaching: Attaching
) -> None:
    a_mediation_file(risk)
    way, response, _ = a_worksheet(risk, attaching)
    card = offered(risk, way, "mediation")
    tie(risk, way, response.id, card)
    papers = risk.documents.printable(way.dossier)
    papers.organisation.name, papers.organisation.address = "Servicio", "Calle de ejemplo"
    with risk.desk.reading() as session:
        (sheet,) = risk.desk.all_in(session, SaraSheet, way.dossier)
    made = compose(SaraPapers(papers=papers, sheet=sheet, responses=(response,),
                              links=risk.links.of(way.dossier)))  # fmt: skip

    said = " ".join(text.spanish for text in texts_of(made))
    assert "Expediente de mediación" in said
    assert card.name not in said
