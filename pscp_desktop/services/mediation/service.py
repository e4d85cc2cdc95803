"""The mediation service as pages use it: its parts, joined."""

from pscp_desktop.services.desk import Desk
from pscp_desktop.services.mediation.agreements import Agreements
from pscp_desktop.services.mediation.boards import Boards
from pscp_desktop.services.mediation.documents import Documents
from pscp_desktop.services.mediation.followups import FollowUps
from pscp_desktop.services.mediation.handover import Handover
from pscp_desktop.services.mediation.parties import Parties
from pscp_desktop.services.mediation.process import Files
from pscp_desktop.services.mediation.sessions import Sessions
from pscp_desktop.services.mediation.timeline import Timeline
from pscp_desktop.services.mediation.transfers import Transfers
from pscp_desktop.services.mediation.whole import Reader


class Mediation:
    """The mediation service at one desk."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.files = Files(desk)
        self.parties = Parties(desk, self.files)
        self.sessions = Sessions(desk)
        self.handover = Handover(desk, self.sessions)
        self.transfers = Transfers(desk)
        self.agreements = Agreements(desk)
        self.follow_ups = FollowUps(desk)
        self.documents = Documents(desk)
        self.timeline = Timeline(desk)
        self.whole = Reader(desk, self.files, self.documents)
        self.boards = Boards(desk)
