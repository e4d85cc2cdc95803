"""What the organisation decides for its laptops, signed on this desk: days without contact."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from pscp_desktop.domain.lease import FEWEST_DAYS, MOST_DAYS, OrganisationPolicy
from pscp_desktop.i18n import tr
from pscp_desktop.services.reconciling import leasing
from pscp_desktop.ui import ask
from pscp_desktop.ui.parts import Entry, button, column, emptied, mark, row
from pscp_desktop.ui.reconciling.section import SyncSection
from pscp_desktop.ui.tasks import Progress


class Terms(QWidget):
    """Reads the policy in force and lets an administrator sign another."""

    def __init__(self, section: SyncSection) -> None:
        super().__init__()
        self._section = section
        self._body = column(gap="none")
        self.setLayout(self._body)
        engine = section.linkage.reconciling.engine
        # Its own, not the section's: the section may be drawn anew before the answer comes.
        section.tasks.run(
            "", lambda _: leasing.policy_of(engine), self._show, owner=self, line="network"
        )

    def _show(self, policy: OrganisationPolicy) -> None:
        look = self._section.look
        self.act = button(tr("Change the days"), "link")
        self.act.clicked.connect(self._ask)
        said = tr("{days} days without contact, then files stay closed").format(
            days=policy.lease_days
        )
        detail = tr("Signed for all laptops; each learns of it at its next contact.")
        emptied(self._body)
        line = QWidget()
        entry = Entry(mark(look, "due", "muted"), said, detail, still=True)
        line.setLayout(row(entry, self.act, wide=0))
        self._body.addWidget(line)

    @Slot()
    def _ask(self) -> None:
        section, editor = self._section, QLineEdit()
        self.question = ask.TypedQuestion(
            section.window(), section.look, tr("Days without contact"),
            tr("How many days a laptop may open files without having met the hub or whoever "
               "coordinates: from {fewest} to {most}. What is written on it is never lost.").format(
                fewest=FEWEST_DAYS, most=MOST_DAYS),
            tr("Sign the days"), editor, tr("Days"), allowed,
        )  # fmt: skip
        self.question.answered.connect(self._sign)
        self.question.open()

    @Slot(str)
    def _sign(self, typed: str) -> None:
        section, policy = self._section, OrganisationPolicy(int(typed))

        def job(_: Progress) -> None:
            leasing.decide(section.linkage.reconciling.engine, policy)

        def then(_: None) -> None:
            section.done.emit(tr("Signed. Each laptop learns of it at its next contact."))
            section.reload()

        section.work(tr("Signing"), job, then)


def allowed(typed: str) -> bool:
    """Whether these are days within the bounds."""
    plain = typed.strip()
    return plain.isascii() and plain.isdigit() and FEWEST_DAYS <= int(plain[:4]) <= MOST_DAYS
