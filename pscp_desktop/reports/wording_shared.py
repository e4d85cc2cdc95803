"""Sentences and contents that several mediation documents have in common."""

from typing import Final

from pscp_desktop.i18n import N_
from pscp_desktop.reports.contents import Content
from pscp_desktop.reports.facts import Facts, Outcome
from pscp_desktop.reports.sections import Condition, Head, Row, Say, Table

LAW: Final = "Ley 5/2012"
VICTIMS: Final = "Ley 4/2015 art. 3.1; LO 1/2004 art. 44.5"


def disclosed(facts: Facts) -> bool:
    """Whether the mediators disclosed something that could affect their impartiality."""
    return bool(facts.process.disclosed)


def nothing_disclosed(facts: Facts) -> bool:
    """Whether there was nothing to disclose."""
    return not disclosed(facts)


def before_court(facts: Facts) -> bool:
    """Whether the mediation is the step that must come before a lawsuit."""
    return facts.process.before_court


def somebody_absent(facts: Facts) -> bool:
    """Whether a party did not come to the session."""
    return bool(facts.session and facts.session.absent)


def everybody_came(facts: Facts) -> bool:
    """Whether all came to the session."""
    return not somebody_absent(facts)


def everybody_signs(facts: Facts) -> bool:
    """Whether nobody has refused to sign."""
    return not facts.unsigned_by_choice


def somebody_refused(facts: Facts) -> bool:
    """Whether somebody has refused to sign."""
    return not everybody_signs(facts)


def ended_in(*outcomes: Outcome) -> Condition:
    """The condition that the mediation ended in one of `outcomes`."""

    def ended(facts: Facts) -> bool:
        return facts.final is not None and facts.final.outcome in outcomes

    return ended


agreed: Final = ended_in(Outcome.AGREEMENT, Outcome.PARTIAL)


def not_agreed(facts: Facts) -> bool:
    """Whether the mediation ended without any agreement."""
    return not agreed(facts)


PROTECTION_LABEL: Final = N_("Data protection: controller and contact of the protection officer")
INSTITUTION: Final = Content(
    "institution",
    f"{LAW} art. 5",
    N_("Mediation institution"),
    ("organisation.institution", "organisation.address"),
)
PROTECTION: Final = Content(
    "protection",
    "RGPD art. 13; LO 3/2018 art. 11",
    PROTECTION_LABEL,
    ("organisation.controller|organisation.institution", "organisation.protection_officer"),
)
IMPARTIALITY: Final = Content(
    "impartiality",
    f"{LAW} art. 13.5 y 17.1",
    N_("Declaration on the mediator's impartiality"),
    ("process.impartiality_declared",),
)
DISCLOSURE: Final = Content(
    "disclosure",
    f"{LAW} art. 13.5",
    N_("The parties' consent to what the mediator disclosed"),
    ("process.disclosure_accepted",),
    applies=disclosed,
)


def cost_of(article: str) -> tuple[Content, Content]:
    """The two contents of the cost, which the law wants told apart."""
    return (
        Content("fees", article, N_("Mediator's fees"), ("process.fees",)),
        Content("expenses", article, N_("Other expenses"), ("process.expenses",)),
    )


COST: Final = (
    Head(N_("Cost")),
    Table(
        (
            Row(N_("Mediator's fees"), "fees", "fees"),
            Row(N_("Other expenses"), "expenses", "expenses"),
        )
    ),
    Say(
        N_(
            "Any cost of the mediation is shared equally between the parties unless they agree "
            "otherwise, whether or not an agreement is reached (Act 5/2012, art. 15)."
        )
    ),
)

IMPARTIAL: Final = (
    Head(N_("Impartiality")),
    Say(
        N_(
            "The mediator acts impartially and neutrally, and declares to have no personal, "
            "contractual or business tie with any party, no interest in the outcome, and not to "
            "have acted before in favour of any of them except in mediation. Should any such "
            "circumstance arise, it will be disclosed at once (Act 5/2012, arts. 7, 8 and 13.5)."
        ),
        ("impartiality",),
        when=nothing_disclosed,
    ),
    Say(
        N_(
            "The mediator acts impartially and neutrally, and has disclosed the following "
            "circumstance to the parties: {disclosed}"
        ),
        ("impartiality",),
        when=disclosed,
    ),
    Say(
        N_(
            "The mediator affirms that full impartiality is assured. The parties, knowing this "
            "circumstance, expressly consent to the mediator's going on (Act 5/2012, art. 13.5)."
        ),
        ("disclosure",),
        when=disclosed,
    ),
)

CONFIDENTIAL: Final = Say(
    N_(
        "What is said and shown in the mediation is confidential. The mediator is bound by "
        "professional secrecy, and neither the mediator, nor the institution, nor the parties may "
        "reveal it or be made to testify about it. Only whether the parties attended, and what the "
        "dispute is about, are not confidential (Act 5/2012, art. 9)."
    ),
    ("confidentiality",),
)

PROTECTION_SHORT: Final = (
    Head(N_("Protection of personal data")),
    Say(
        N_(
            "The controller of the data in this document is {controller}, {controller_address}. "
            "They are used to carry out the mediation and to keep its record. You may ask for "
            "access, rectification, erasure or restriction, and object to the processing, by "
            "writing to the data protection officer: {protection_officer}. You may also complain "
            "to the Spanish Data Protection Agency (www.aepd.es). The information sheet of the "
            "mediation holds the complete notice."
        ),
        ("protection",),
    ),
)

PROTECTION_WHOLE: Final = (
    Head(N_("Protection of personal data")),
    Say(
        N_(
            "Controller: {controller}, {controller_address}. Data protection officer: "
            "{protection_officer}."
        ),
        ("protection",),
    ),
    Say(
        N_(
            "Purposes and legal basis: to deal with the request, carry out the mediation, issue its "
            "documents and check how what was agreed is kept; all of it in the exercise of a task "
            "in the public interest (GDPR, art. 6.1.e), in connection with Act 5/2012. Data of a "
            "specially protected kind, such as health or beliefs, are used only with your explicit "
            "consent (GDPR, art. 9.2.a), which you may withdraw at any time."
        ),
        ("purposes",),
    ),
    Say(
        N_(
            "Recipients and period: the data are not passed on to anybody outside the mediation, "
            "except where a law requires it or in the exceptions to confidentiality; they are not "
            "sent outside the European Union and no decision is taken by automatic means. The file "
            "is kept for four months from the end of the mediation (Act 5/2012, art. 22.1); the "
            "agreement and its follow-up, for as long as the follow-up you consented to lasts and, "
            "blocked, while legal claims may arise from it."
        ),
        ("retention",),
    ),
    Say(
        N_(
            "Your rights: you may ask for access to your data, their rectification, erasure or "
            "restriction, and object to their processing, by writing to the data protection "
            "officer. You may also complain to the Spanish Data Protection Agency (www.aepd.es). "
            "Without the data that identify the parties the mediation cannot be carried out."
        ),
        ("rights",),
    ),
)
