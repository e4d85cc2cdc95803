"""The worksheet of problem solving: scanning, analysis, response, assessment."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pscp_desktop.domain.fields import Code, Spec
from pscp_desktop.domain.record import Record
from pscp_desktop.i18n import N_


class SaraSheet(Record, table=True):
    """One problem, from how it shows to how one knows that it got better. At most one in a file."""

    problem: Annotated[str, Spec(label=N_("The problem, in one sentence"), searched=True)] = ""
    harm: Annotated[str, Spec(label=N_("Whom it harms, and how"), long=True, searched=True)] = ""
    where_when: Annotated[str, Spec(label=N_("Where and when it comes back"), long=True)] = ""
    already: Annotated[str, Spec(label=N_("What is done already"), long=True)] = ""
    handled_by: Annotated[str, Spec(label=N_("Who looks after the place"), long=True)] = ""
    guarded_by: Annotated[str, Spec(label=N_("Who protects those it harms"), long=True)] = ""
    objective: Annotated[str, Spec(label=N_("What would be better, and by when"), long=True)] = ""
    assessment: Annotated[str, Spec(label=N_("What was learned"), long=True, searched=True)] = ""


class Held(Code):
    """Whether the data speak for a hypothesis."""

    OPEN = "open", N_("Not looked at yet")
    SUPPORTED = "supported", N_("The data speak for it")
    MIXED = "mixed", N_("The data do not decide")
    REJECTED = "rejected", N_("The data speak against it")


class Hypothesis(Record, table=True):
    """Why the problem may come back at this place, linked to the factor it names."""

    text: Annotated[str, Spec(label=N_("Hypothesis"), long=True, searched=True, listed=True)] = ""
    factor: Annotated[UUID | None, Spec(label=N_("Factor of the analysis"))] = None
    held: Annotated[str, Spec(label=N_("What the data say"), codes=Held, listed=True)] = (
        Held.OPEN.value
    )
    evidence: Annotated[str, Spec(label=N_("From what one knows it"), long=True)] = ""


class Approach(Code):
    """In which way a response changes a place."""

    EFFORT = "effort", N_("Makes it harder")
    RISK = "risk", N_("Makes it seen")
    REWARD = "reward", N_("Makes it pay less")
    PROVOCATION = "provocation", N_("Takes away what provokes")
    EXCUSE = "excuse", N_("Takes away excuses")
    SUPPORT = "support", N_("Supports people and uses of the place")


class SaraResponse(Record, table=True):
    """Something that is done about a hypothesis, by whom and until when."""

    hypothesis: Annotated[UUID | None, Spec(label=N_("Answers the hypothesis"))] = None
    text: Annotated[str, Spec(label=N_("Response"), long=True, searched=True, listed=True)] = ""
    approach: Annotated[str, Spec(label=N_("How it works"), codes=Approach, listed=True)] = (
        Approach.SUPPORT.value
    )
    responsible: Annotated[str, Spec(label=N_("Who does it"), searched=True)] = ""
    due_on: Annotated[date | None, Spec(label=N_("By"), listed=True)] = None
    done_on: Annotated[date | None, Spec(label=N_("Done on"), listed=True)] = None


class LinkKind(Code):
    """What of another service a response is carried out as."""

    ACTIVITY = "activity", N_("Community activity")
    COMMITMENT = "commitment", N_("Commitment of a council")
    MEDIATION = "mediation", N_("Mediation file")
    LAYER = "layer", N_("Layer of the map")
    OBSERVATION = "observation", N_("Something seen in the street")


class ResponseLink(Record, table=True):
    """Ties a response or a hypothesis to a record of another service, or to what it rests on.

    `target` is the id of that record and `dossier_of_target` the file it lives in; whoever may not open
    that file sees the link and not what is behind it. Of a mediation file nobody sees more here than its
    card. Activities and commitments are for services that do not exist yet: the kinds wait for them.
    """

    response: Annotated[UUID, Spec(label=N_("Response or hypothesis"))]
    kind: Annotated[str, Spec(label=N_("Carried out as"), codes=LinkKind, listed=True)]
    target: Annotated[UUID, Spec(label=N_("Record"))]
    dossier_of_target: Annotated[UUID, Spec(label=N_("File of that record"))]


class Side(Code):
    """Where an indicator is counted, so that what would have happened anyway is taken off."""

    TREATED = "treated", N_("Where the response is")
    CONTROL = "control", N_("A similar place without it")
    NEAR_TREATED = "near_treated", N_("Next to the response")
    NEAR_CONTROL = "near_control", N_("Next to the similar place")


class SaraIndicator(Record, table=True):
    """Counts before and after at one side of the comparison."""

    side: Annotated[str, Spec(label=N_("Place"), codes=Side, listed=True)]
    before: Annotated[int, Spec(label=N_("Before"), listed=True)] = 0
    after: Annotated[int, Spec(label=N_("After"), listed=True)] = 0
    months: Annotated[int, Spec(label=N_("Months counted"))] = 6
