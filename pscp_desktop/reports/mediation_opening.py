"""The documents that open a mediation: the invitation and the information and consent sheet."""

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
    Warn,
    addressee,
    identified,
    living_at,
    mediators,
    named,
    of,
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
    PROTECTION_WHOLE,
    VICTIMS,
    before_court,
    cost_of,
)

INVITATION: Final = Template(
    kind="invitation",
    title=N_("Invitation to an initial mediation session"),
    contents=(
        INSTITUTION,
        Content("addressee", f"{LAW} art. 17.1", N_("Who is invited"), ("addressee.name",)),
        Content(
            "requester",
            f"{LAW} art. 16.1",
            N_("Who asked for the mediation"),
            ("process.requesters",),
        ),
        Content(
            "object", f"{LAW} art. 16.1 y 17.1", N_("Object of the dispute"), ("process.object",)
        ),
        Content(
            "mediator", f"{LAW} art. 5.1", N_("Identity of the mediator"), ("mediators[].name",)
        ),
        Content(
            "session",
            f"{LAW} art. 17.1",
            N_("Day, time and place of the initial session"),
            ("session.held_at", "session.place"),
        ),
        Content("answer", f"{LAW} art. 4", N_("Day to answer by"), ("process.answer_by",)),
        Content(
            "contact",
            f"{LAW} art. 4",
            N_("Telephone or e-mail to answer"),
            ("organisation.telephone|organisation.email",),
        ),
        Content("voluntary", f"{LAW} art. 6.3", N_("Nobody is obliged to go on or to agree")),
        Content("absence", f"{LAW} art. 17.1", N_("What follows from not attending")),
        Content("in_person", f"{LAW} art. 6.1", N_("Who has to attend")),
        *cost_of(f"{LAW} art. 15 y 17.1"),
        Content("confidentiality", f"{LAW} art. 9", N_("Confidentiality and its limits")),
        Content("safety", VICTIMS, N_("Where mediation is excluded")),
        PROTECTION,
        Content("source", "RGPD art. 14.2.f", N_("Where the invited person's data come from")),
    ),
    sections=(
        addressee(named("addressee"), living_at("")),
        Say(
            N_(
                "{institution} has been asked for a mediation with you. The request comes from "
                "{requester} and was received on {received_on}. The matter to be talked about is this:"
            ),
            ("requester", "institution"),
        ),
        Table((Row(N_("Object of the dispute"), "object", "object"),)),
        Say(
            N_(
                "We invite you to an initial session. In it the mediator will explain how mediation "
                "works and answer your questions, so that you can decide freely whether you want "
                "to go on. Nobody is obliged to stay in a mediation or to conclude an agreement "
                "(Act 5/2012, art. 6.3). This letter is not a summons from a court."
            ),
            ("voluntary",),
        ),
        Head(N_("Initial session")),
        Table(
            (
                Row(N_("Day"), "held_weekday", "session"),
                Row(N_("Time"), "held_hour"),
                Row(N_("Place"), "session_place"),
                Row(N_("Mediator"), "mediators", "mediator"),
            )
        ),
        Say(
            N_(
                "Please come in person. A company or association attends through its legal "
                "representative or through somebody with power to settle (Act 5/2012, art. 6.1). "
                "You may bring a lawyer. Tell us beforehand if you need an interpreter, a sign "
                "language interpreter or any other support: it costs you nothing."
            ),
            ("in_person",),
        ),
        Head(N_("Your answer")),
        Say(
            N_(
                "Please answer by {answer_by}: {contact}. If the first meeting is not held and no "
                "written answer is received within fifteen calendar days of your receiving this "
                "invitation, the time limits for legal action, which the request stopped, begin or "
                "continue to run (Act 5/2012, art. 4)."
            ),
            ("answer", "contact"),
        ),
        Warn(
            N_(
                "Whoever fails to attend the initial session without a justified reason is taken to "
                "decline the mediation, and the requirement of trying it before going to court is "
                "taken as met. Which party did not attend is not confidential "
                "(Act 5/2012, art. 17.1)."
            ),
            ("absence",),
        ),
        Say(
            N_(
                "If you do not feel safe meeting the other person, do not come to the session: tell "
                "us in private. The other person will not be told. The law forbids mediation "
                "where there is gender-based violence or sexual violence."
            ),
            ("safety",),
        ),
        *COST,
        Head(N_("Confidentiality")),
        CONFIDENTIAL,
        *PROTECTION_SHORT,
        Say(
            N_(
                "Your name and the way to reach you were given to us by the person who asked for "
                "the mediation, only so that we could send you this invitation."
            ),
            ("source",),
        ),
        Signatures(N_("For the mediation service"), by_parties=False),
    ),
)

INFORMATION: Final = Template(
    kind="information",
    title=N_("Information on the mediation and consent"),
    contents=(
        Content(
            "party",
            f"{LAW} art. 17.2.b",
            N_("Identity of the party who is informed"),
            ("addressee.name", "addressee.identity_document"),
        ),
        INSTITUTION,
        Content(
            "mediator", f"{LAW} art. 17.1", N_("Identity of the mediator"), ("mediators[].name",)
        ),
        Content(
            "profession",
            f"{LAW} art. 17.1",
            N_("Mediator's profession or qualification"),
            ("mediators[].qualification",),
        ),
        Content(
            "training",
            f"{LAW} art. 11.2 y 17.1",
            N_("Mediator's training in mediation"),
            ("mediators[].training",),
        ),
        Content(
            "experience",
            f"{LAW} art. 17.1",
            N_("Mediator's experience"),
            ("mediators[].experience",),
        ),
        Content(
            "registry",
            f"{LAW} art. 11.4",
            N_("Mediator's number in the registry"),
            ("mediators[].registry",),
        ),
        Content(
            "insurance",
            f"{LAW} art. 11.3; RD 980/2013 art. 28",
            N_("Mediator's liability insurance"),
            ("mediators[].insurance",),
        ),
        IMPARTIALITY,
        DISCLOSURE,
        Content("object", f"{LAW} art. 17.1", N_("Object of the dispute"), ("process.object",)),
        Content("characteristics", f"{LAW} art. 1, 6, 7 y 8", N_("What mediation is")),
        Content("counsel", f"{LAW} art. 13.1", N_("Right to come with a lawyer")),
        Content("confidentiality", f"{LAW} art. 9.1", N_("Confidentiality and its limits")),
        Content("exceptions", f"{LAW} art. 9.2", N_("Exceptions to confidentiality")),
        Content(
            "organisation",
            f"{LAW} art. 17.1",
            N_("How the procedure is organised"),
            ("process.programme",),
        ),
        Content("separate", f"{LAW} art. 21.3", N_("Separate meetings")),
        Content("certificate", f"{LAW} art. 17.2", N_("Certificate of the attempt on request")),
        *cost_of(f"{LAW} art. 15 y 17.1"),
        Content(
            "time_limits",
            f"{LAW} art. 4 y 10.2",
            N_("Effect on time limits and lawsuits"),
            ("process.received_on",),
        ),
        Content(
            "three_months",
            f"{LAW} art. 20.2; LO 1/2025 art. 7.3",
            N_("Limits of the step before a lawsuit"),
            applies=before_court,
        ),
        Content("effects", f"{LAW} art. 17.1, 23 y 25", N_("Legal consequences of an agreement")),
        Content(
            "constitute_by",
            f"{LAW} art. 17.1",
            N_("Day to sign the constitutive act by"),
            ("process.constitute_by",),
        ),
        Content("excluded", VICTIMS, N_("Where mediation is excluded")),
        PROTECTION,
        Content("purposes", "RGPD art. 13.1.c", N_("Purposes and legal basis of the processing")),
        Content("retention", "RGPD art. 13.1.e y 13.2.a", N_("Recipients and period")),
        Content("rights", "RGPD art. 13.2.b y 13.2.d", N_("Rights over personal data")),
        Content("consent", f"{LAW} art. 1 y 6.3", N_("Free and informed consent")),
        Content(
            "session",
            f"{LAW} art. 17.2.d",
            N_("Day and place of the initial session"),
            ("session.held_at", "session.place"),
        ),
        Content("signatures", f"{LAW} art. 17", N_("Signatures")),
    ),
    sections=(
        addressee(named("party"), identified("party"), LANGUAGE, INTERPRETED),
        Say(
            N_(
                "At the initial session, held in {session_place} on {held_on}, the mediator gives "
                "the party named above the information required by article 17 of Act 5/2012, of "
                "6 July, on mediation in civil and commercial matters."
            ),
            ("session",),
        ),
        Head(N_("Who mediates")),
        mediators(
            named("mediator"),
            About(N_("Qualification"), of("qualification"), "profession"),
            About(N_("Training"), of("training"), "training"),
            About(N_("Experience"), of("experience"), "experience"),
            About(N_("Registry number"), of("registry"), "registry"),
            About(N_("Liability insurance"), of("insurance"), "insurance"),
            LANGUAGE,
        ),
        Say(
            N_(
                "The mediation takes place within {institution}, {controller_address}. The "
                "institution appoints the mediator and does not take part in the mediation."
            ),
            ("institution",),
        ),
        *IMPARTIAL,
        Head(N_("Object of the dispute")),
        Say("{object}", ("object",)),
        Head(N_("What mediation is")),
        Say(
            N_(
                "Mediation is a way for two or more people to try, of their own will, to reach an "
                "agreement by themselves with the help of a mediator. The mediator does not decide, "
                "does not judge and does not advise one party against another. All have the same "
                "opportunities to speak and be heard. Anybody may leave at any time, and nobody is "
                "obliged to conclude an agreement (Act 5/2012, arts. 1, 6, 7 and 8)."
            ),
            ("characteristics",),
        ),
        Say(
            N_(
                "You may seek legal advice at any time. Lawyers may attend the sessions if the "
                "parties and the mediator agree on it (Act 5/2012, art. 13.1)."
            ),
            ("counsel",),
        ),
        Head(N_("Confidentiality")),
        CONFIDENTIAL,
        Say(
            N_(
                "There are four exceptions: when all parties waive confidentiality expressly and in "
                "writing; when the costs of a lawsuit are challenged, for that purpose alone; when a "
                "criminal court asks for it in a reasoned decision; and when imperative reasons of "
                "public order require it, in particular the best interests of a child or the "
                "prevention of physical or psychological harm to a person (Act 5/2012, art. 9.2)."
            ),
            ("exceptions",),
        ),
        Head(N_("How the mediation is organised")),
        Say("{programme}", ("organisation",)),
        Say(
            N_(
                "The mediator may meet one party separately. All parties are told that such a "
                "meeting takes place, but not what is said in it, unless the party who said it "
                "expressly authorises it (Act 5/2012, art. 21.3)."
            ),
            ("separate",),
        ),
        Say(
            N_(
                "Any party may ask the mediator for a document that certifies the attempt at "
                "mediation: who mediated, who the parties are, what the dispute is about, the day of "
                "the initial session and who did not attend it (Act 5/2012, art. 17.2)."
            ),
            ("certificate",),
        ),
        *COST,
        Head(N_("Time limits and lawsuits")),
        Say(
            N_(
                "The request, received on {received_on}, interrupts the limitation period and "
                "suspends the expiry of legal actions in the cases and for the time laid down in "
                "article 4 of Act 5/2012. While the mediation lasts, the parties may not bring legal "
                "action against each other on the same matter, except for precautionary or other "
                "urgent measures needed to avoid an irreversible loss (Act 5/2012, art. 10.2)."
            ),
            ("time_limits",),
        ),
        Say(
            N_(
                "As the mediation is also tried as the step required before a lawsuit, it may not "
                "last longer than three months from the receipt of the request (Act 5/2012, "
                "art. 20.2). If it ends without agreement, the claim must be brought within one year "
                "for that requirement to count as met (Organic Act 1/2025, art. 7.3)."
            ),
            ("three_months",),
            when=before_court,
        ),
        Head(N_("What an agreement means")),
        Say(
            N_(
                "An agreement signed by the parties binds them. Any party may ask a notary to record "
                "it in a public deed, which makes it directly enforceable; if a lawsuit is under "
                "way, the court may be asked to approve it. It can only be challenged by an action "
                "for nullity on the grounds that make contracts void (Act 5/2012, arts. 23 and 25)."
            ),
            ("effects",),
        ),
        Head(N_("If you decide to go on")),
        Say(
            N_("The mediation begins when the constitutive act is signed, by {constitute_by}."),
            ("constitute_by",),
        ),
        Warn(
            N_(
                "The law forbids mediation where there is gender-based violence or sexual violence. "
                "If this is your case, or if you are afraid of the other person, tell the mediator "
                "alone: the mediation stops, the other person is not told why, and you will be given "
                "help. In danger, call 112. Advice on violence against women: 016, free and at any "
                "hour."
            ),
            ("excluded",),
        ),
        *PROTECTION_WHOLE,
        Head(N_("Consent")),
        Say(
            N_(
                "I have read this sheet, or it has been read to me in a language I understand; I "
                "have been able to ask, and my questions have been answered. I consent freely to "
                "taking part in this mediation and to the use of my data as explained. I know that I "
                "may leave the mediation whenever I wish, without giving reasons."
            ),
            ("consent",),
        ),
        Signatures(
            N_("Signed in {session_place} on {held_on}"),
            ("signatures",),
            by_parties=False,
            by_addressee=True,
        ),
    ),
)
