"""The acts the parties sign: the constitutive act, the agreement and the final act."""

from typing import Final

from pscp_desktop.i18n import N_
from pscp_desktop.reports.composing import Template
from pscp_desktop.reports.contents import Content
from pscp_desktop.reports.facts import Facts, Outcome
from pscp_desktop.reports.sections import (
    INTERPRETED,
    REPRESENTED,
    About,
    Clauses,
    Head,
    Obligations,
    Row,
    Say,
    Signatures,
    Table,
    Warn,
    identified,
    living_at,
    mediators,
    named,
    of,
    parties,
)
from pscp_desktop.reports.wording_shared import (
    CONFIDENTIAL,
    COST,
    DISCLOSURE,
    IMPARTIAL,
    IMPARTIALITY,
    INSTITUTION,
    LAW,
    PROTECTION,
    PROTECTION_SHORT,
    before_court,
    cost_of,
    ended_in,
    everybody_signs,
    somebody_refused,
)


def identity_contents(article: str) -> tuple[Content, ...]:
    """Who the parties and the mediators are, as every act has to say."""
    return (
        Content("parties", article, N_("Identity of the parties"), ("parties[].name",)),
        Content(
            "documents",
            article,
            N_("Identity document of the parties"),
            ("parties[].identity_document",),
        ),
        Content("domicile", article, N_("Domicile of the parties"), ("parties[].domicile",)),
        Content("mediators", article, N_("Identity of the mediator"), ("mediators[].name",)),
        Content(
            "registry",
            f"{LAW} art. 11.4",
            N_("Mediator's number in the registry"),
            ("mediators[].registry",),
        ),
    )


WHO: Final = (
    Head(N_("Parties")),
    parties(
        named("parties"),
        identified("documents"),
        living_at("domicile"),
        REPRESENTED,
        INTERPRETED,
    ),
    Head(N_("Mediator and institution")),
)
MEDIATED: Final = mediators(
    named("mediators"),
    About(N_("Registry number"), of("registry"), "registry"),
    About(N_("Professional body"), of("body")),
)
WITHIN: Final = Table(
    (
        Row(N_("Institution"), "institution", "institution"),
        Row(N_("Address"), "controller_address"),
        Row(N_("Registry number"), "institution_registry"),
    ),
    title=N_("Mediation institution"),
)


def _title_of_constitutive(facts: Facts) -> str:
    """Without all signatures the act says so in its very title."""
    return (
        N_("Constitutive act: mediation attempted without effect")
        if facts.unsigned_by_choice
        else ""
    )


CONSTITUTIVE: Final = Template(
    kind="constitutive",
    title=N_("Constitutive act of the mediation"),
    extra_title=_title_of_constitutive,
    contents=(
        Content(
            "session",
            f"{LAW} art. 19.1",
            N_("Day and place of the constitutive session"),
            ("session.held_at", "session.place"),
        ),
        *identity_contents(f"{LAW} art. 19.2"),
        INSTITUTION,
        Content(
            "insurance",
            f"{LAW} art. 11.3; RD 980/2013 art. 28",
            N_("Mediator's liability insurance"),
            ("mediators[].insurance",),
        ),
        IMPARTIALITY,
        DISCLOSURE,
        Content(
            "object", f"{LAW} art. 6.1 y 17.1", N_("Object of the dispute"), ("process.object",)
        ),
        Content(
            "programme",
            f"{LAW} art. 19.1.a",
            N_("Programme of proceedings"),
            ("process.programme",),
        ),
        Content("duration", f"{LAW} art. 19.1.a", N_("Maximum duration"), ("process.ends_by",)),
        *cost_of(f"{LAW} art. 19.1.b"),
        Content(
            "acceptance",
            f"{LAW} art. 19.1.c",
            N_("Voluntary acceptance by the parties"),
            ("process.accepted",),
            applies=everybody_signs,
        ),
        Content(
            "obligations",
            f"{LAW} art. 19.1.c",
            N_("The parties take on the obligations of the mediation"),
            ("process.obligations_accepted",),
            applies=everybody_signs,
        ),
        Content("place", f"{LAW} art. 19.1.d", N_("Place of the mediation"), ("process.place",)),
        Content(
            "languages",
            f"{LAW} art. 19.1.d",
            N_("Language of the procedure"),
            ("process.languages",),
        ),
        Content("confidentiality", f"{LAW} art. 9", N_("Confidentiality and its limits")),
        Content(
            "three_months", f"{LAW} art. 20.2", N_("Limit of three months"), applies=before_court
        ),
        Content(
            "without_effect",
            f"{LAW} art. 19.2",
            N_("Declaration that the mediation was attempted without effect"),
            applies=somebody_refused,
        ),
        PROTECTION,
        Content("signatures", f"{LAW} art. 19.2", N_("Signatures of all parties and mediators")),
    ),
    sections=(
        Say(
            N_(
                "In {session_place}, on {held_weekday}, at {held_hour}, the people named in this act "
                "hold the constitutive session of a mediation under Act 5/2012, of 6 July, on "
                "mediation in civil and commercial matters, and place on record what follows."
            ),
            ("session",),
        ),
        Warn(
            N_(
                "{unsigned} did not sign this act. In accordance with article 19.2 of Act 5/2012, it "
                "is declared that the mediation has been attempted without effect."
            ),
            ("without_effect",),
            when=somebody_refused,
        ),
        *WHO,
        mediators(
            named("mediators"),
            About(N_("Registry number"), of("registry"), "registry"),
            About(N_("Qualification"), of("qualification")),
            About(N_("Professional body"), of("body")),
            About(N_("Liability insurance"), of("insurance"), "insurance"),
        ),
        WITHIN,
        *IMPARTIAL,
        Head(N_("Object of the dispute")),
        Say("{object}", ("object",)),
        Head(N_("Programme and maximum duration")),
        Say("{programme}", ("programme",)),
        Say(
            N_(
                "The mediation will end on {ends_by} at the latest. The parties and the mediator may "
                "change the programme and the duration by agreement and in writing."
            ),
            ("duration",),
        ),
        Say(
            N_(
                "As the mediation is tried as the step required before a lawsuit, it may not last "
                "longer than three months from {received_on}, when the request was received "
                "(Act 5/2012, art. 20.2)."
            ),
            ("three_months",),
            when=before_court,
        ),
        *COST,
        Head(N_("Place and language")),
        Table(
            (
                Row(N_("Place of the mediation"), "process_place", "place"),
                Row(N_("Language of the procedure"), "process_languages", "languages"),
            )
        ),
        Head(N_("Acceptance"), when=everybody_signs),
        Say(
            N_(
                "The parties declare that they wish to carry out this mediation, that they accept it "
                "of their own free will, and that they may leave it at any time."
            ),
            ("acceptance",),
            when=everybody_signs,
        ),
        Say(
            N_(
                "They take on the obligations that follow from it: to act towards each other with "
                "loyalty, good faith and mutual respect; to cooperate with the mediator; to keep what "
                "they learn confidential; and not to bring legal action against each other on this "
                "matter while the mediation lasts, except for urgent measures needed to avoid an "
                "irreversible loss (Act 5/2012, arts. 9 and 10)."
            ),
            ("obligations",),
            when=everybody_signs,
        ),
        Head(N_("Confidentiality")),
        CONFIDENTIAL,
        *PROTECTION_SHORT,
        Signatures(
            N_("Read and found correct, it is signed in {session_place} on {held_on}"),
            ("signatures",),
        ),
    ),
)

AGREEMENT: Final = Template(
    kind="agreement",
    title=N_("Mediation agreement"),
    contents=(
        Content(
            "place_and_date",
            f"{LAW} art. 23.1",
            N_("Place and date of the agreement"),
            ("session.held_at", "session.place"),
        ),
        *identity_contents(f"{LAW} art. 23.1"),
        INSTITUTION,
        Content(
            "procedure",
            f"{LAW} art. 23.1",
            N_("That a procedure in accordance with the Act was followed"),
            ("process.received_on", "process.constituted_on"),
        ),
        Content("object", f"{LAW} art. 23.1", N_("Object of the dispute"), ("process.object",)),
        Content(
            "scope",
            f"{LAW} art. 23.1",
            N_("Whether all or part of the matter is settled"),
            ("final.outcome",),
        ),
        Content(
            "left_open",
            f"{LAW} art. 23.1",
            N_("What the partial agreement leaves unsettled"),
            ("final.left_open",),
            applies=ended_in(Outcome.PARTIAL),
        ),
        Content("clauses", f"{LAW} art. 23.1", N_("What is agreed"), ("clauses[].text",)),
        Content(
            "obligations",
            f"{LAW} art. 23.1",
            N_("The obligations each party takes on"),
            ("clauses[].obligor",),
        ),
        Content(
            "binding",
            f"{LAW} art. 23.3",
            N_("Notice that the agreement is binding"),
            ("process.told_binding",),
        ),
        Content("deed", f"{LAW} art. 23.3 y 25.1", N_("Notice on the public deed")),
        Content("nullity", f"{LAW} art. 23.4", N_("Notice on the action for nullity")),
        Content("copies", f"{LAW} art. 23.3", N_("A copy for each party and one for the mediator")),
        PROTECTION,
        Content("signatures", f"{LAW} art. 23.2", N_("Signatures of the parties")),
    ),
    sections=(
        Say(
            N_(
                "In {session_place}, on {held_weekday}, the parties named below conclude this "
                "agreement at the end of a mediation."
            ),
            ("place_and_date",),
        ),
        *WHO,
        MEDIATED,
        WITHIN,
        Head(N_("Mediation followed")),
        Say(
            N_(
                "The request was received on {received_on} and the constitutive act was signed on "
                "{constituted_on}. A mediation procedure in accordance with Act 5/2012, of 6 July, on "
                "mediation in civil and commercial matters, has been followed."
            ),
            ("procedure",),
        ),
        Head(N_("Matter and scope")),
        Say("{object}", ("object",)),
        Say(
            N_("The agreement covers the whole of the matter submitted to mediation."),
            ("scope",),
            when=ended_in(Outcome.AGREEMENT),
        ),
        Say(
            N_("The agreement covers part of the matter. It leaves unsettled: {left_open}"),
            ("scope", "left_open"),
            when=ended_in(Outcome.PARTIAL),
        ),
        Head(N_("What is agreed")),
        Clauses(("clauses",)),
        Head(N_("Obligations of each party")),
        Obligations(("obligations",)),
        Head(N_("Force of this agreement")),
        Warn(
            N_(
                "This agreement binds those who sign it. The mediator has so informed the parties "
                "(Act 5/2012, art. 23.3)."
            ),
            ("binding",),
        ),
        Say(
            N_(
                "Any party may ask a notary to record it in a public deed so that it can be enforced "
                "directly, presenting it with copies of the constitutive act and the final act; the "
                "mediator need not be there (Act 5/2012, arts. 23.3 and 25.1)."
            ),
            ("deed",),
        ),
        Say(
            N_(
                "Only an action for nullity, on the grounds that make contracts void, may be brought "
                "against what is agreed (Act 5/2012, art. 23.4)."
            ),
            ("nullity",),
        ),
        Say(
            N_(
                "Each party receives a copy, and the mediator keeps another (Act 5/2012, art. 23.3)."
            ),
            ("copies",),
        ),
        *PROTECTION_SHORT,
        Signatures(
            N_("Read, understood and found correct, it is signed in {session_place} on {held_on}"),
            ("signatures",),
        ),
    ),
)
