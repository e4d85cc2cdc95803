"""The final act, with which a mediation ends."""

from typing import Final

from pscp_desktop.i18n import N_
from pscp_desktop.reports.composing import Template
from pscp_desktop.reports.contents import Content
from pscp_desktop.reports.facts import Facts, Outcome, Papers
from pscp_desktop.reports.mediation_acts import MEDIATED, WHO, WITHIN, identity_contents
from pscp_desktop.reports.sections import (
    Clauses,
    Condition,
    Head,
    Row,
    Say,
    Signatures,
    Table,
    Warn,
)
from pscp_desktop.reports.wording_shared import (
    INSTITUTION,
    LAW,
    PROTECTION,
    PROTECTION_SHORT,
    agreed,
    before_court,
    ended_in,
    not_agreed,
    somebody_refused,
)


def _papers(what: Papers) -> Condition:
    def became(facts: Facts) -> bool:
        return facts.final is not None and facts.final.documents is what

    return became


def _somewhere(facts: Facts) -> bool:
    return facts.final is not None and bool(facts.final.place.strip())


def _nowhere_said(facts: Facts) -> bool:
    return not _somewhere(facts)


def _sued_in_time(facts: Facts) -> bool:
    return before_court(facts) and not_agreed(facts)


_ENDINGS: Final = (
    (Outcome.AGREEMENT, N_("The mediation ends with an agreement on the whole of the matter.")),
    (
        Outcome.PARTIAL,
        N_("The mediation ends with an agreement on part of the matter. Unsettled: {left_open}"),
    ),
    (Outcome.NO_AGREEMENT, N_("The mediation ends without agreement.")),
    (
        Outcome.WITHDRAWN,
        N_(
            "The mediation ends because one or more parties have exercised their right to end it and "
            "have told the mediator so."
        ),
    ),
    (
        Outcome.ENDED_BY_MEDIATOR,
        N_(
            "The mediation ends because the mediator finds, with reasons, that the positions of the "
            "parties cannot be reconciled or that it cannot go on."
        ),
    ),
    (
        Outcome.EXPIRED,
        N_("The mediation ends because its maximum duration has passed without agreement."),
    ),
    (Outcome.OTHER, N_("The mediation ends for another cause.")),
)

FINAL: Final = Template(
    kind="final",
    title=N_("Final act of the mediation"),
    contents=(
        Content(
            "termination",
            f"{LAW} art. 22.3",
            N_("That the procedure has ended, how and when"),
            ("final.outcome", "final.ended_on"),
        ),
        Content(
            "agreements",
            f"{LAW} art. 22.3",
            N_("The agreements reached, clearly stated"),
            ("clauses[].text", "clauses[].obligor"),
            applies=agreed,
        ),
        Content(
            "cause",
            f"{LAW} art. 22.1 y 22.3",
            N_("The cause of ending without agreement"),
            ("final.cause",),
            applies=not_agreed,
        ),
        *identity_contents(f"{LAW} art. 22.3"),
        INSTITUTION,
        Content("object", f"{LAW} art. 22.3", N_("Object of the dispute"), ("process.object",)),
        Content(
            "course",
            f"{LAW} art. 4 y 22.1",
            N_("Days on which the request was received and the mediation constituted"),
            ("process.received_on", "process.constituted_on"),
        ),
        Content(
            "papers",
            f"{LAW} art. 22.1",
            N_("What became of the documents the parties brought"),
            ("final.documents",),
        ),
        Content("custody", f"{LAW} art. 22.1", N_("Keeping of the file for four months")),
        Content("time_limits", f"{LAW} art. 4", N_("Effect on time limits and lawsuits")),
        Content(
            "one_year",
            "LO 1/2025 art. 7.3",
            N_("Period to bring the claim"),
            applies=_sued_in_time,
        ),
        Content(
            "refusal",
            f"{LAW} art. 22.3",
            N_("Who would not sign the act"),
            applies=somebody_refused,
        ),
        Content("copies", f"{LAW} art. 22.3", N_("An original for each party")),
        PROTECTION,
        Content(
            "signed_at",
            f"{LAW} art. 22.3",
            N_("Day and place of the signatures"),
            ("final.place|final.ended_on",),
        ),
        Content("signatures", f"{LAW} art. 22.3", N_("Signatures of all parties and mediators")),
    ),
    sections=(
        Say(
            N_(
                "With this act, drawn up on {ended_on}, the mediation described below is concluded in "
                "accordance with article 22 of Act 5/2012, of 6 July, on mediation in civil and "
                "commercial matters."
            ),
        ),
        *WHO,
        MEDIATED,
        WITHIN,
        Head(N_("The mediation")),
        Table(
            (
                Row(N_("Object of the dispute"), "object", "object"),
                Row(N_("Request received"), "received_on", "course"),
                Row(N_("Constitutive act"), "constituted_on"),
                Row(N_("Sessions held"), "sessions"),
            )
        ),
        Head(N_("How it ends")),
        *(Say(words, ("termination",), when=ended_in(which)) for which, words in _ENDINGS),
        Say(N_("Cause: {cause}"), ("cause",), when=not_agreed),
        Head(N_("Agreements reached"), when=agreed),
        Clauses(("agreements",), when=agreed),
        Head(N_("Documents and file")),
        Say(
            N_("The documents that the parties had brought have been returned to each of them."),
            ("papers",),
            when=_papers(Papers.RETURNED),
        ),
        Say(
            N_("The parties brought no documents that have to be returned."),
            ("papers",),
            when=_papers(Papers.NONE_BROUGHT),
        ),
        Say(
            N_(
                "The documents that need not be returned form a file, which is kept in custody for "
                "four months from {ended_on} (Act 5/2012, art. 22.1)."
            ),
            ("custody",),
        ),
        Head(N_("Effects")),
        Say(
            N_(
                "From the signing of the agreement or, failing that, of this act, the time limits for "
                "legal action that the mediation had interrupted or suspended begin again or "
                "continue to run (Act 5/2012, art. 4)."
            ),
            ("time_limits",),
        ),
        Say(
            N_(
                "For the attempt at mediation to count as the step required before a lawsuit, the "
                "claim must be brought within one year from {ended_on} (Organic Act 1/2025, "
                "art. 7.3)."
            ),
            ("one_year",),
            when=_sued_in_time,
        ),
        Warn(
            N_(
                "{unsigned} would not sign this act, and the mediator so records it. A copy is given "
                "to the parties who want one (Act 5/2012, art. 22.3)."
            ),
            ("refusal",),
            when=somebody_refused,
        ),
        Say(
            N_("An original of this act is given to each party (Act 5/2012, art. 22.3)."),
            ("copies",),
        ),
        *PROTECTION_SHORT,
        Signatures(
            N_("Signed in {final_place} on {ended_on}"),
            ("signatures", "signed_at"),
            when=_somewhere,
        ),
        Signatures(N_("Signed on {ended_on}"), ("signatures", "signed_at"), when=_nowhere_said),
    ),
)
