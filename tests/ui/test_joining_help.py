"""The help page of joining, walked: each control it names stands on the screen it speaks of, in order."""

import re
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Final

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from pscp_desktop import i18n
from pscp_desktop.app.helping import help_page
from pscp_desktop.services.conflicts.service import Conflicts
from pscp_desktop.services.mediation.boards import Boards, Filters, Sort
from pscp_desktop.services.reconciling import inviting, joining
from pscp_desktop.services.reconciling.blobs import Blobs
from pscp_desktop.services.reconciling.inviting import Invitation
from pscp_desktop.ui.awaiting import BY_STICK, Asking, AwaitingPage
from pscp_desktop.ui.mediation.board import row_of
from pscp_desktop.ui.pages.sync import SyncPage, place_of
from pscp_desktop.ui.reconciling.inviting import Inviting, KnockLine, compare
from pscp_desktop.ui.reconciling.section import Linkage
from pscp_desktop.ui.wizard_parts import InvitationChoice, Invited
from tests.linked import Linked, Office
from tests.newcomers import a_newcomer, the_files
from tests.ui.conftest import Furnish
from tests.world import ALBA

QUOTED: Final = re.compile("«([^»]+)»")


def words_on(*screens: QWidget) -> set[str]:
    """Everything that is written on these screens."""
    found: set[str] = set()
    for screen in screens:
        parts = [screen, *screen.findChildren(QWidget)]
        found |= {one.text().strip() for one in parts if isinstance(one, QLabel | QAbstractButton)}
    return found


class Walk:
    """Both laptops on the way that the page tells, as far as the words on their screens go."""

    def __init__(self, furnish: Furnish, qtbot: QtBot, folder: Path) -> None:
        self._furnish, self._qtbot, self._folder = furnish, qtbot, folder
        self.office = Office(folder)
        self.alba = self.office.first(ALBA)
        the_files(self.alba.desk, 3, 1)
        self.alba.round()
        self.omar = a_newcomer(self.office, self.alba)
        self.there = self._page(self.alba)

    def steps(self) -> Iterator[set[str]]:
        """What is on the screens at each numbered step of the page."""
        yield self._at("laptops") | self._asked_for_a_name()
        yield words_on(self._choice())
        waits = self._waiting()
        yield words_on(waits)
        yield self._at("laptops") | self._compared()
        yield self._at("sticks") | words_on(waits)
        self.omar.joins()
        self.here = self._page(self.omar.linked)
        cards = self._cards()
        yield self._at("state", self.here) | cards
        yield self._at("state", self.here)
        yield words_on(self.here)
        yield self._at("state", self.here)
        yield self._at("sticks", self.here)

    def _page(self, linked: Linked) -> SyncPage:
        tools, blobs = self._furnish(linked.desk), Blobs(linked.desk, self._folder / "blobs")
        linkage = Linkage(
            tools=tools, reconciling=linked.reconciling, blobs=blobs,
            reach=lambda _: nullcontext(linked.peer()), round_now=lambda: None,
        )  # fmt: skip
        page = SyncPage(tools=tools, conflicts=Conflicts(linked.desk), linkage=linkage)
        self._tools, self._linkage = tools, linkage
        self._qtbot.addWidget(page)
        page.show()
        self._settle()
        return page

    def _at(self, section: str, page: SyncPage | None = None) -> set[str]:
        page = page or self.there
        page.go(place_of(section))
        self._settle()
        assert page.section is not None
        return words_on(page.section)

    def _settle(self) -> None:
        self._qtbot.waitUntil(lambda: not self._tools.tasks.busy, timeout=15_000)
        self._qtbot.wait(20)

    def _asked_for_a_name(self) -> set[str]:
        asks = Inviting(self.there, self._linkage, lambda _: None)
        asks.ask_name()
        assert asks.question is not None
        found = words_on(asks.question)
        asks.question.reject()
        return found

    def _choice(self) -> InvitationChoice:
        made = InvitationChoice(
            self._tools.look, self._tools.tasks, lambda _: Invited("", "", "", None)
        )
        self._qtbot.addWidget(made)
        return made

    def _waiting(self) -> AwaitingPage:
        me, root = self.omar.linked.reconciling.identity, self.alba.reconciling.identity.root
        invitation = Invitation("Programa de Muestra", root, me.user, "Omar Muestra", 1 << 50)
        made = AwaitingPage(self._tools.look, self._tools.tasks, Asking(
            organisation=invitation.organisation, person=invitation.person, words=me.words,
            team_words=invitation.words, look=lambda _: BY_STICK, request=lambda _: None,
            admission=lambda _: None, alone=lambda: None,
        ))  # fmt: skip
        self._qtbot.addWidget(made)
        self._settle()
        return made

    def _compared(self) -> set[str]:
        asked = joining.ask(self.omar.linked.reconciling, "Omar Muestra")
        request = joining.read_request(asked, self.office._now())
        line = KnockLine(linkage=self._linkage, request=request)
        self._qtbot.addWidget(line)
        question = compare(self.there, self._linkage, request)
        found = words_on(line, question)
        question.reject()
        assert inviting.named(self.alba.reconciling, request)[0] == "Omar Muestra"
        return found

    def _cards(self) -> set[str]:
        """What stands on the lines of files that have not come."""
        desk = self.omar.linked.desk
        lines = Boards(desk).page(Filters(), limit=10)
        shown = [row_of(line, Sort.DUE, desk.today(), frozenset()).detail for line in lines]
        return {detail.rpartition(" · ")[2] for detail in shown}


@pytest.fixture(params=["es", "en"])
def spoken(request: pytest.FixtureRequest) -> Iterator[str]:
    i18n.use(request.param)
    yield request.param
    i18n.use("es")


def paragraphs(text: str) -> Sequence[str]:
    return [one for one in text.split("\n\n") if one.strip()]


def test_every_control_that_the_page_of_joining_names_is_on_its_screen(
    spoken: str, furnish: Furnish, qtbot: QtBot, tmp_path: Path
) -> None:
    found = help_page("joining")
    assert found is not None
    told = paragraphs(found[1])
    walk = Walk(furnish, qtbot, tmp_path)

    for number, (paragraph, seen) in enumerate(zip(told, walk.steps(), strict=True), 1):
        assert paragraph.startswith(f"{number}.")
        named = set(QUOTED.findall(paragraph))
        assert named <= seen, f"{spoken} {number}: {named - seen} not in {sorted(seen)}"
    assert len(QUOTED.findall(found[1])) >= 18
