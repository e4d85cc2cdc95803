"""The documents that end a mediation or prove the attempt at one, and the appointment slip."""

from typing import Final

from pscp_desktop.i18n import N_
from pscp_desktop.reports.composing import Template
from pscp_desktop.reports.contents import Content
from pscp_desktop.reports.facts import Facts, Outcome, Papers
from pscp_desktop.reports.mediation_acts import MEDIATED, WHO, WITHIN, identity_contents
from pscp_desktop.reports.sections import (
    INTERPRETED,
    LANGUAGE,
    About,
    Clauses,
    Condition,
    Head,
    Row,
    Say,
    Signatures,
    Table,
    Warn,
    addressee,
    identified,
    living_at,
    mediators,
    named,
    of,
    parties,
)
from pscp_desktop.reports.wording_shared import (
    INSTITUTION,
    LAW,
    PROTECTION,
    PROTECTION_SHORT,
    agreed,
    before_court,
    ended_in,
    everybody_came,
    not_agreed,
    somebody_absent,
    somebody_refused,
)


def _papers(what: Papers) -> Condition:
    def became(facts: Facts) -> bool:
        return facts.final is not None and facts.final.documents is what

    return became


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
        Signatures(N_("Signed on {ended_on}"), ("signatures",)),
    ),
)

CERTIFICATE: Final = Template(
    kind="certificate",
    title=N_("Certificate of attempted mediation"),
    contents=(
        Content(
            "mediator", f"{LAW} art. 17.2.a", N_("Identity of the mediator"), ("mediators[].name",)
        ),
        Content(
            "qualification",
            f"{LAW} art. 17.2.a",
            N_("Mediator's qualification"),
            ("mediators[].qualification",),
        ),
        Content(
            "body",
            f"{LAW} art. 17.2.a; LO 1/2025 art. 10.3.a",
            N_("Mediator's professional body or institution"),
            ("mediators[].body|organisation.institution",),
        ),
        Content(
            "registry",
            f"{LAW} art. 11.4; LO 1/2025 art. 10.3.a",
            N_("Mediator's number in the registry"),
            ("mediators[].registry",),
        ),
        INSTITUTION,
        Content(
            "parties", f"{LAW} art. 17.2.b", N_("Identity of the parties"), ("parties[].name",)
        ),
        Content(
            "documents",
            f"{LAW} art. 17.2.b",
            N_("Identity document of the parties"),
            ("parties[].identity_document",),
            applies=everybody_came,
        ),
        Content("object", f"{LAW} art. 17.2.c", N_("Object of the dispute"), ("process.object",)),
        Content(
            "session",
            f"{LAW} art. 17.2.d",
            N_("Day of the session"),
            ("session.held_at", "session.place"),
        ),
        Content(
            "attendance",
            f"{LAW} art. 17.2.f",
            N_("Who attended and who did not"),
            ("session.attended|session.absent",),
        ),
        Content(
            "summons",
            "LO 1/2025 art. 10.3",
            N_("How the absent party was summoned, its proof and the day of receipt"),
            ("attempt.summoned_how", "attempt.summons_proof", "attempt.summons_received_on"),
            applies=somebody_absent,
        ),
        Content(
            "good_faith",
            f"{LAW} art. 17.2.e",
            N_("Solemn declaration of good faith"),
            ("attempt.good_faith",),
        ),
        Content(
            "asked_by",
            f"{LAW} art. 17.2",
            N_("Who asked for the certificate"),
            ("attempt.asked_by",),
        ),
        Content(
            "received",
            f"{LAW} art. 4",
            N_("Day the request was received"),
            ("process.received_on",),
        ),
        Content("issued", f"{LAW} art. 17.2", N_("Day of issue"), ("issued_on",)),
        Content("one_year", "LO 1/2025 art. 7.3", N_("Period to bring the claim")),
        PROTECTION,
        Content("signatures", f"{LAW} art. 17.2", N_("Signature of the mediator")),
    ),
    sections=(
        Say(
            N_(
                "At the request of {asked_by}, the undersigned mediator issues this document in "
                "accordance with article 17.2 of Act 5/2012, of 6 July, on mediation in civil and "
                "commercial matters, and article 10.3 of Organic Act 1/2025, of 2 January, and "
                "certifies what follows."
            ),
            ("asked_by",),
        ),
        Head(N_("Mediator")),
        mediators(
            named("mediator"),
            About(N_("Qualification"), of("qualification"), "qualification"),
            About(N_("Professional body"), of("body"), "body"),
            About(N_("Registry number"), of("registry"), "registry"),
        ),
        Table(
            (
                Row(N_("Institution"), "institution", "institution"),
                Row(N_("Institution to which the mediator belongs"), "body_institution", "body"),
                Row(N_("Address"), "controller_address"),
            )
        ),
        Head(N_("Parties")),
        parties(named("parties"), identified("documents"), living_at("")),
        Head(N_("Attempt at mediation")),
        Table(
            (
                Row(N_("Object of the dispute"), "object", "object"),
                Row(N_("Request received"), "received_on", "received"),
                Row(N_("Initial session"), "held_on", "session"),
                Row(N_("Place"), "session_place"),
                Row(N_("Who attended"), "attended", "attendance"),
                Row(N_("Who did not attend"), "absent", "attendance"),
                Row(N_("How they were summoned"), "summoned_how", "summons"),
                Row(N_("Proof of the summons"), "summons_proof"),
                Row(N_("Summons received"), "summons_received_on"),
            )
        ),
        Head(N_("Solemn declaration")),
        Say(
            N_(
                "The mediator solemnly declares, so that it has effect before the judicial authority, "
                "that the parties have acted in good faith in the process."
            ),
            ("good_faith",),
            when=everybody_came,
        ),
        Say(
            N_(
                "The mediator solemnly declares, so that it has effect before the judicial authority, "
                "that the party who attended has acted in good faith in the process, and that "
                "{absent} did not attend the initial session."
            ),
            ("good_faith",),
            when=somebody_absent,
        ),
        Head(N_("Effects")),
        Say(
            N_(
                "For the attempt to count as the step required before a lawsuit, the claim must be "
                "brought within one year from the receipt of the request by the other party or from "
                "the end of the mediation without agreement (Organic Act 1/2025, art. 7.3). This "
                "certificate says nothing of what was talked about, which is confidential."
            ),
            ("one_year",),
        ),
        *PROTECTION_SHORT,
        Say(N_("Issued on {issued_on}."), ("issued",)),
        Signatures(N_("The mediator"), ("signatures",), by_parties=False),
    ),
)

APPOINTMENT: Final = Template(
    kind="appointment",
    title=N_("Your appointment"),
    contents=(
        Content("who", f"{LAW} art. 21.1", N_("Who is called"), ("addressee.name",)),
        Content(
            "when",
            f"{LAW} art. 21.1",
            N_("Day and time of the appointment"),
            ("appointment.starts_at",),
        ),
        Content(
            "where", f"{LAW} art. 21.1", N_("Place of the appointment"), ("appointment.place",)
        ),
        Content("with", f"{LAW} art. 21.1", N_("Whom to ask for"), ("appointment.with_whom",)),
        Content(
            "contact",
            f"{LAW} art. 21.1",
            N_("Telephone or e-mail to change it"),
            ("organisation.telephone|organisation.email",),
        ),
    ),
    sections=(
        addressee(named("who"), LANGUAGE, INTERPRETED),
        Table(
            (
                Row(N_("Day"), "appointment_weekday", "when"),
                Row(N_("Time"), "appointment_hour"),
                Row(N_("Place"), "appointment_place", "where"),
                Row(N_("Ask for"), "appointment_with", "with"),
                Row(N_("How to get in"), "access"),
                Row(N_("Please bring"), "bring"),
            )
        ),
        Say(
            N_(
                "If you cannot come, need an interpreter or any support, or do not feel safe, tell us "
                "beforehand: {contact}. It costs you nothing."
            ),
            ("contact",),
        ),
    ),
)
