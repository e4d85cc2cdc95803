"""Every form of a mediation file by its name, as menus, lines and steps ask for it."""

from typing import Final

from pscp_desktop.ui.mediation.acts_sheet import (
    ClosingSignaturesSheet,
    FinalActSheet,
    OpeningActSheet,
    OpeningSignaturesSheet,
)
from pscp_desktop.ui.mediation.agreement_sheet import AgreementSheet
from pscp_desktop.ui.mediation.contact_sheet import (
    BackSheet,
    ContactSheet,
    VisitSheet,
    WarningSheet,
)
from pscp_desktop.ui.mediation.follow_up_sheet import FollowUpSheet
from pscp_desktop.ui.mediation.invitation_sheet import (
    AnswerSheet,
    ConsentSheet,
    InvitationSheet,
)
from pscp_desktop.ui.mediation.people_sheet import (
    NewPersonSheet,
    OtherPartySheet,
    PersonSheet,
    RequestEditSheet,
)
from pscp_desktop.ui.mediation.record_view import AmendSheet, MoveSheet
from pscp_desktop.ui.mediation.referral_sheet import HeardSheet, ReferralSheet
from pscp_desktop.ui.mediation.request_sheet import RequestSheet
from pscp_desktop.ui.mediation.screening_sheet import (
    ConditionsSheet,
    ScreeningSheet,
    TieAnswersSheet,
    TiesSheet,
)
from pscp_desktop.ui.mediation.session_sheet import ApartSheet, PlanSheet, SessionSheet
from pscp_desktop.ui.mediation.sheet import Sheet
from pscp_desktop.ui.mediation.survey_sheet import SurveySheet
from pscp_desktop.ui.mediation.transfer_sheet import ManyTransfersSheet, TransferSheet

SHEETS: Final[dict[str, type[Sheet]]] = {
    "request": RequestSheet,
    "contact": ContactSheet,
    "visit": VisitSheet,
    "back": BackSheet,
    "warning": WarningSheet,
    "amend": AmendSheet,
    "move": MoveSheet,
    "screening": ScreeningSheet,
    "ties": TiesSheet,
    "tie": TieAnswersSheet,
    "conditions": ConditionsSheet,
    "invitation": InvitationSheet,
    "answer": AnswerSheet,
    "consent": ConsentSheet,
    "referral": ReferralSheet,
    "heard": HeardSheet,
    "plan": PlanSheet,
    "session": SessionSheet,
    "apart": ApartSheet,
    "opening_act": OpeningActSheet,
    "sign_opening": OpeningSignaturesSheet,
    "agreement": AgreementSheet,
    "final_act": FinalActSheet,
    "sign_closing": ClosingSignaturesSheet,
    "follow_up": FollowUpSheet,
    "survey": SurveySheet,
    "transfer": TransferSheet,
    "transfers": ManyTransfersSheet,
    "person": PersonSheet,
    "new_person": NewPersonSheet,
    "other_party": OtherPartySheet,
    "what": RequestEditSheet,
}
