"""Words for what can go wrong between laptops: joining, sticks, and a hub that does not answer."""

from collections.abc import Mapping
from typing import Final

from pscp_desktop.domain.errors import (
    ContactOwed,
    JoiningRefused,
    NoPractice,
    NoTrialHub,
    StickRefused,
)
from pscp_desktop.i18n import N_
from pscp_desktop.ui.wording import Words
from sync.protocol import Denied, Unreachable

WORDS: Final[Mapping[type[Exception], Words]] = {
    JoiningRefused: Words(
        N_("This laptop cannot be let in."), N_("Make the request again, and ask your coordinator.")
    ),
    ContactOwed: Words(
        N_("This laptop was alone for too long: files stay closed until it meets the hub."),
        N_(
            "What you wrote is safe and can be sent. Find a network, or read a stick of whoever coordinates."
        ),
    ),
    StickRefused: Words(
        N_("This stick was not taken."), N_("Nothing was changed. Ask for it again.")
    ),
    NoTrialHub: Words(
        N_("No hub to practise with can be started on this computer."),
        N_("So this desk opens alone. All but the exchange with a colleague can be practised."),
    ),
    NoPractice: Words(
        N_("The practice desks were not prepared in time."),
        N_("Close this window and start the program again."),
    ),
    Unreachable: Words(
        N_("There is no answer from the hub."),
        N_("Nothing is lost: it goes on by itself once there is a network."),
    ),
    Denied: Words(
        N_("The hub does not serve this laptop now."),
        N_("Your work stays here. Ask whoever coordinates."),
    ),
}
CODES: Final[Mapping[tuple[type[Exception], str], Words]] = {
    (JoiningRefused, "joined"): Words(
        N_("This laptop belongs to an organisation already."), N_("There is nothing to do.")
    ),
    (JoiningRefused, "roles"): Words(
        N_("Who audits has no other role."),
        N_("Change the roles of this person, then let them in."),
    ),
    (JoiningRefused, "request"): Words(
        N_("This is no request of a laptop."), N_("Choose the file that the other laptop wrote.")
    ),
    (JoiningRefused, "admission"): Words(
        N_("This is no admission."), N_("Choose the file that your colleague's laptop wrote.")
    ),
    (JoiningRefused, "invitation"): Words(
        N_("This is no invitation."), N_("Choose the file that your colleague saved for you.")
    ),
    (JoiningRefused, "is_invitation"): Words(
        N_("This is an invitation."),
        N_("It is for a new laptop: it is chosen there when the desk is made."),
    ),
    (JoiningRefused, "is_request"): Words(
        N_("This is the request of a laptop that wants to be let in."),
        N_("A colleague takes it in on their desk, in Sync, under Laptops."),
    ),
    (JoiningRefused, "is_admission"): Words(
        N_("This is an admission."),
        N_("It is for the laptop that waits to be let in: take it in there."),
    ),
    (JoiningRefused, "is_stick"): Words(
        N_("This is a sync stick."),
        N_("It is read in Sync, under Sticks, by a laptop that was let in."),
    ),
    (JoiningRefused, "is_card"): Words(
        N_("This is the card of a hub."),
        N_("It is for whoever founded the team. Whoever joins needs an invitation."),
    ),
    (JoiningRefused, "organisation"): Words(
        N_("This admission is of another organisation than the one that invited you."),
        N_("Take nothing in. Compare the words of the team with whoever invited you."),
    ),
    (JoiningRefused, "old"): Words(
        N_("This is older than 14 days."), N_("Make it again: the words are compared once more.")
    ),
    (JoiningRefused, "words"): Words(
        N_("The words are not the same."),
        N_("Let nobody in. Make the request again on that laptop."),
    ),
    (JoiningRefused, "worker"): Words(
        N_("Nobody of that name is known here."), N_("Sync first, then try again.")
    ),
    (JoiningRefused, "right"): Words(
        N_("Your role does not let laptops in or out."), N_("Ask whoever coordinates.")
    ),
    (JoiningRefused, "other"): Words(
        N_("This admission is for another laptop."),
        N_("Ask for one of your own: it is bound to the keys of one laptop."),
    ),
    (JoiningRefused, "empty"): Words(
        N_("Nothing of the organisation came with it."),
        N_("Put the colleague's stick beside the admission, or wait for the hub."),
    ),
    (JoiningRefused, "hub"): Words(
        N_("This is no card of a hub."), N_("Ask whoever runs the hub for it.")
    ),
    (StickRefused, "foreign"): Words(
        N_("This stick is of another organisation, or for other laptops."),
        N_("Nothing was changed. Ask a colleague to write one anew."),
    ),
    (StickRefused, "damaged"): Words(
        N_("This stick was damaged or altered."),
        N_("Nothing of it was taken in. Have it written again."),
    ),
    (StickRefused, "size"): Words(
        N_("This is too large for a stick of ours."),
        N_("Nothing was read. Choose the file that a colleague's laptop wrote."),
    ),
}
