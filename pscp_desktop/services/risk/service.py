"""The risk service as pages use it: its parts, joined."""

from pscp_desktop.services.desk import Desk
from pscp_desktop.services.risk.analyses import Analyses
from pscp_desktop.services.risk.boards import Boards
from pscp_desktop.services.risk.counts import Counts
from pscp_desktop.services.risk.documents import Documents
from pscp_desktop.services.risk.field import Field
from pscp_desktop.services.risk.files import Files
from pscp_desktop.services.risk.indicators import Indicators
from pscp_desktop.services.risk.layers import Keeping, Layers
from pscp_desktop.services.risk.linking import Links
from pscp_desktop.services.risk.map_desk import MapDesk
from pscp_desktop.services.risk.opinions import Opinions
from pscp_desktop.services.risk.proposing import Proposals
from pscp_desktop.services.risk.sara import Sara
from pscp_desktop.services.risk.timeline import Timeline


class Risk:
    """The risk service at one desk."""

    def __init__(self, desk: Desk, keeping: Keeping) -> None:
        self.desk = desk
        self.layers = Layers(desk, keeping)
        self.field = Field(desk, self.layers, keeping)
        self.indicators = Indicators(desk, self.layers)
        self.counts = Counts(desk, self.layers)
        self.analyses = Analyses(desk, keeping)
        self.proposals = Proposals(desk, self.analyses)
        self.files = Files(desk, self.layers)
        self.map = MapDesk(desk, self.layers, self.analyses, self.counts, self.field)
        self.opinions = Opinions(desk, self.files)
        self.links = Links(desk)
        self.sara = Sara(desk)
        self.documents = Documents(desk, self.files)
        self.timeline = Timeline(desk)
        self.boards = Boards(desk)
