"""Laptops: whose they are, letting one in by words read aloud, what was on each, and putting one out."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from pscp_desktop.i18n import N_, tr
from pscp_desktop.services.reconciling import joining, sticks
from pscp_desktop.services.reconciling.identity import Hub
from pscp_desktop.services.reconciling.laptops import laptops, leads, look
from pscp_desktop.services.reconciling.told import Laptop, Manifest
from pscp_desktop.ui import ask, errors
from pscp_desktop.ui.parts import (
    Part,
    SectionHeader,
    button,
    column,
    panel,
    row,
    text,
)
from pscp_desktop.ui.reconciling.ends import Ends
from pscp_desktop.ui.reconciling.inviting import Inviting, Knockers, compare
from pscp_desktop.ui.reconciling.laptop_lines import LaptopLine, waiting
from pscp_desktop.ui.reconciling.manifest_view import ManifestView
from pscp_desktop.ui.reconciling.section import Linkage, SyncSection
from pscp_desktop.ui.reconciling.terms import Terms
from pscp_desktop.ui.tasks import Progress

REQUEST: Final = "laptop.request"
ADMISSION: Final = "laptop.admission"
FEWEST_CARDS: Final = 2


@dataclass(frozen=True, slots=True)
class Seen:
    """What the section shows, read in one go off the main thread."""

    words: tuple[str, ...]
    joined: bool
    laptops: tuple[Laptop, ...] = ()
    leads: bool = False


class LaptopsSection(SyncSection):
    """What is signed here is believed by every desk; a hub can add or remove nobody."""

    id = "laptops"
    name = N_("Laptops")
    lead = N_("Who works with which laptop. It is signed on desks: no hub can let anybody in.")
    icon = "laptop"

    def __init__(self, linkage: Linkage) -> None:
        super().__init__(linkage)
        self._ends = Ends(self)
        self._ends.done.connect(self._said)
        self._ends.read.connect(self._show_manifest)

    @property
    def ends(self) -> Ends:
        """What is asked and signed about one laptop."""
        return self._ends

    @Slot()
    def reload(self) -> None:
        if self._ends.open is not None:
            self._ends.look(self._ends.open)
            return
        self.work(tr("Reading the laptops"), self._read, self._show)

    def _read(self, _: Progress) -> Seen:
        service = self.linkage.reconciling
        if not service.joined:
            return Seen(service.identity.words, joined=False)
        look(service)
        return Seen(
            service.identity.words, joined=True, laptops=laptops(service), leads=leads(service)
        )

    def _show(self, seen: Seen) -> None:
        self._seen = seen
        if self._ends.open is not None:
            return  # somebody has opened one meanwhile
        said = column(
            text(tr("The eight words of this laptop"), "strong"),
            text(" · ".join(seen.words), "value", wrap=True),
            text(tr("Read them aloud, in person or by telephone: both must have the same."),
                 "caption", wrap=True),
            gap="xs",
        )  # fmt: skip
        acts = self._acts_inside() if seen.joined else self._acts_outside()
        parts: list[QWidget] = [panel(said), panel(row(*acts, None))]
        if seen.joined:
            knockers = Knockers(self.linkage)
            knockers.chosen.connect(self._compare)
            knockers.reload()
            if seen.leads:
                today = self.linkage.tools.desk.today()
                parts += waiting(self.look, seen.laptops, today, self._ends.look)
            lines = [self._line(one) for one in seen.laptops]
            parts += [knockers, SectionHeader(tr("Laptops"), len(lines)), *lines]
            parts += [SectionHeader(tr("Time without contact")), Terms(self)]
        else:
            parts.append(text(tr(
                "This laptop works alone. Either the organisation is founded here, with two of its "
                "custodians and their cards; or a colleague's laptop lets this one in: save the request "
                "on a stick, compare the words, and bring the admission back."
            ), wrap=True))  # fmt: skip
        self.fill(*parts)

    def _line(self, one: Laptop) -> LaptopLine:
        desk = self.linkage.tools.desk
        line = LaptopLine(self.look, one, desk.now(), desk.today(), leads=self._seen.leads)
        line.opened.connect(self._ends.look)
        line.leaving.connect(self._ends.put_out)
        return line

    @Slot(object)
    def _show_manifest(self, found: Manifest) -> None:
        if self._ends.open is None:
            return  # it was left meanwhile
        again = bool(self.findChildren(ManifestView))
        manifest = self._ends.view(found, leads=self._seen.leads)
        self.fill(manifest)
        if not again:
            manifest.back.setFocus()

    def _acts_inside(self) -> list[Part]:
        self.inviting = Inviting(self, self.linkage, self._failed)
        self.inviting.done.connect(self._said)
        invite = button(tr("Invite somebody"), "primary", "plus", self.look)
        invite.clicked.connect(self.inviting.ask_name)
        second = button(tr("My second laptop"), "", "laptop", self.look)
        second.clicked.connect(self.inviting.ask_second)
        let_in = button(tr("Let a laptop in"), "", "import", self.look)
        let_in.clicked.connect(self._ask_request)
        hub = button(tr("Name a hub"), "", "link", self.look)
        hub.clicked.connect(self._ask_hub)
        return [invite, second, let_in, hub]

    def _acts_outside(self) -> list[Part]:
        asking = button(tr("Ask to be let in"), "primary", "export", self.look)
        asking.clicked.connect(self._save_request)
        taking = button(tr("Take in an admission"), "", "import", self.look)
        taking.clicked.connect(self._ask_admission)
        founding = button(tr("Found the organisation here"), "", "key", self.look)
        founding.clicked.connect(self._ask_organisation)
        return [asking, taking, founding]

    # Letting in

    @Slot()
    def _ask_request(self) -> None:
        ask.open_file(self.window(), tr("Let a laptop in"), f"{REQUEST} (*.request)", self.let_in)

    def let_in(self, path: Path) -> None:
        """Show whose request this is and its words; what follows is signed only once they agree."""
        desk = self.linkage.tools.desk
        try:
            found = joining.read_request(path.read_bytes(), int(desk.now().timestamp() * 1000))
        except Exception as error:  # noqa: BLE001 (told like every other)
            errors.show(error, self.window())
            return
        self._ask_words(found).answered.connect(self._ask_admission_place)

    @Slot(object)
    def _compare(self, found: joining.Request) -> None:
        """The words of a laptop that came to the hub; once they agree it needs no admission on a stick."""
        self._ask_words(found).answered.connect(self._admit_at_hub)

    def _ask_words(self, found: joining.Request) -> ask.Question:
        """Whose laptop it is stands here by our records, whatever the request calls itself."""
        self._found, self.question = found, compare(self, self.linkage, found)
        return self.question

    @Slot()
    def _admit_at_hub(self) -> None:
        linkage, found = self.linkage, self._found

        def job(_: Progress) -> None:
            joining.admit(linkage.reconciling, found, found.words)

        def then(_: None) -> None:
            linkage.round_now()
            self._said(tr("The laptop was let in. It goes on by itself at the hub."))

        self.work(tr("Letting the laptop in"), job, then)

    @Slot()
    def _ask_admission_place(self) -> None:
        kinds = f"{ADMISSION} (*.admission)"
        ask.save_file(self.window(), tr("Save the admission"), ADMISSION, kinds, self.admit)

    def admit(self, path: Path) -> None:
        """Let the laptop in whose words were compared, and write its admission."""
        service, found = self.linkage.reconciling, self._found

        def job(_: Progress) -> None:
            path.write_bytes(joining.admit(service, found, found.words))

        self.work(tr("Letting the laptop in"), job, lambda _: self._said(
            tr("{name} was let in. Bring the admission to that laptop.").format(name=found.name)
        ))  # fmt: skip

    # Being let in

    @Slot()
    def _save_request(self) -> None:
        kinds = f"{REQUEST} (*.request)"
        ask.save_file(self.window(), tr("Ask to be let in"), REQUEST, kinds, self.request)

    def request(self, path: Path) -> None:
        """Write this laptop's request."""
        service, desk = self.linkage.reconciling, self.linkage.tools.desk

        def job(_: Progress) -> None:
            with desk.reading() as session:
                name = desk.me(session).name
            path.write_bytes(joining.ask(service, name))

        self.work(tr("Writing the request"), job, lambda _: self._said(
            tr("Bring it to a colleague's laptop, and compare the eight words.")
        ))  # fmt: skip

    @Slot()
    def _ask_admission(self) -> None:
        kinds = f"{ADMISSION} (*.admission)"
        ask.open_file(self.window(), tr("Take in an admission"), kinds, self.join)

    def join(self, path: Path) -> None:
        """Join: by the hub that the admission names, or by a stick that lies beside it."""
        linkage = self.linkage
        self.work(
            tr("Joining"), lambda _: _join(linkage, path),
            lambda _: self._said(tr("This laptop belongs to the team.")),
        )  # fmt: skip

    # Founding

    @Slot()
    def _ask_organisation(self) -> None:
        kinds = f"{tr('Organisation')} (*.json)"
        ask.open_file(self.window(), tr("Found the organisation here"), kinds, self.found)

    def found(self, path: Path) -> None:
        """Ask two custodians for their cards."""
        self._organisation = path.read_bytes()
        editor = QPlainTextEdit()
        editor.setFixedHeight(150)
        self.question = ask.TypedQuestion(
            self.window(), self.look, tr("Two custodians' cards"),
            tr("Type the words of one card, an empty line, and those of the other."),
            tr("Begin the organisation"), editor, tr("Cards"), _two_cards,
        )  # fmt: skip
        self.question.answered.connect(self._found_with)
        self.question.open()

    @Slot(str)
    def _found_with(self, typed: str) -> None:
        service, public = self.linkage.reconciling, self._organisation

        def job(_: Progress) -> None:
            joining.found_with_cards(service, public, cards_of(typed))

        self.work(tr("Founding"), job, lambda _: self._said(tr("The organisation is founded.")))

    # The hub

    @Slot()
    def _ask_hub(self) -> None:
        kinds = f"{tr('Card of a hub')} (*.json)"
        ask.open_file(self.window(), tr("Name a hub"), kinds, self.name_hub)

    def name_hub(self, path: Path) -> None:
        """Greet the hub whose card this is, and call it from now on."""
        linkage = self.linkage

        def job(_: Progress) -> None:
            hub = Hub.of_card(path.read_bytes())
            with linkage.reach(hub) as peer:
                joining.meet_hub(linkage.reconciling, hub, peer)

        self.work(tr("Greeting the hub"), job, lambda _: self._said(tr("The hub is known.")))

    def _said(self, words: str) -> None:
        self.done.emit(words)
        self._ends.leave()

    def _failed(self, error: Exception) -> None:
        self._ends.open = None
        super()._failed(error)


def _join(linkage: Linkage, path: Path) -> None:
    now = int(linkage.tools.desk.now().timestamp() * 1000)
    answer = joining.read_admission(path.read_bytes(), now)
    if answer.hub is not None:
        with linkage.reach(answer.hub) as peer:
            joining.join(linkage.reconciling, answer, lambda engine: engine.round(peer))
        return
    beside = sorted(path.parent.glob(f"*{sticks.SUFFIX}"))
    joining.join(linkage.reconciling, answer, lambda engine: sticks.first(engine, beside))


def cards_of(typed: str) -> list[str]:
    """The cards that were typed, an empty line between them."""
    return [card for card in typed.replace("\r", "").split("\n\n") if card.strip()]


def _two_cards(typed: str) -> bool:
    return len(cards_of(typed)) >= FEWEST_CARDS
