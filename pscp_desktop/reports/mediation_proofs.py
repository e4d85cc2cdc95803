"""What proves that mediation was tried, and the slip that calls somebody to an appointment."""

from typing import Final

from pscp_desktop.i18n import N_
from pscp_desktop.reports.composing import Template
from pscp_desktop.reports.contents import Content
from pscp_desktop.reports.sections import (
    INTERPRETED,
    LANGUAGE,
    About,
    Head,
    Row,
    Say,
    Signatures,
    Table,
    called,
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
    everybody_came,
    somebody_absent,
)

GOOD_FAITH: Final = N_(
    "The mediator solemnly declares, so that it has effect before the judicial authority, "
    "that the parties have acted in good faith in the process."
)
GOOD_FAITH_OF_WHO_CAME: Final = N_(
    "The mediator solemnly declares, so that it has effect before the judicial authority, "
    "that the party who attended has acted in good faith in the process, and that "
    "{absent} did not attend the initial session."
)
"""The very words a mediator declares; nobody declares them in their place."""

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
        Head(N_("Mediator and institution")),
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
            ),
            title=N_("Mediation institution"),
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
            GOOD_FAITH,
            ("good_faith",),
            when=everybody_came,
        ),
        Say(
            GOOD_FAITH_OF_WHO_CAME,
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
        called(named("who"), LANGUAGE, INTERPRETED),
        Table(
            (
                Row(N_("Day"), "appointment_weekday", "when"),
                Row(N_("Time"), "appointment_hour"),
                Row(N_("Place"), "appointment_place", "where"),
                Row(N_("Ask for"), "appointment_with", "with"),
                Row(N_("How to get in"), "access"),
                Row(N_("Please bring"), "bring"),
            ),
            title=N_("When and where"),
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
