"""Beside the timeline: who takes part, by when, which papers, which meetings."""

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QMargins, Signal, Slot
from PySide6.QtWidgets import QFrame, QWidget

from pscp_desktop.domain.calendar import day_of, keep_until
from pscp_desktop.domain.dossiers import Attachment, ConsentPurpose, PrintedDocument
from pscp_desktop.domain.mediation import Answer, Party, PartyRole, State
from pscp_desktop.domain.mediation_sessions import MediationSession, SessionKind, SessionState
from pscp_desktop.i18n import N_, tr
from pscp_desktop.reports.mediation import DocumentKind
from pscp_desktop.ui.days import long_day, near_moment, short_day, whole_moment
from pscp_desktop.ui.layouts import Part, emptied
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.marks import SHAPE, lead, marked
from pscp_desktop.ui.mediation.attachment_away import where
from pscp_desktop.ui.mediation.file_shown import FileShown
from pscp_desktop.ui.mediation.phrases import lowered, short_due_words
from pscp_desktop.ui.parts import (
    EmptyState,
    Entry,
    SectionHeader,
    button,
    column,
    face,
    panel,
    row,
    scrolled,
    text,
)

WIDTH = 264
LANGUAGES = {"es": N_("Spanish"), "en": N_("English"), "ar": N_("Arabic")}


class Pressed(Entry):
    """A line that opens something of the file; says what."""

    asked = Signal(str, object)

    def __init__(
        self, lead: QWidget, what: str, detail: str, *, form: str, about: UUID | None
    ) -> None:
        super().__init__(lead, what, detail)
        self._form, self._about = form, about
        self.setContentsMargins(QMargins(-4, -2, -4, -2))
        self.opened.connect(self._ask)

    @Slot()
    def _ask(self) -> None:
        self.asked.emit(self._form, self._about)


class FileAside(QFrame):
    """The parts of a file that are always in sight. Each line opens what it names."""

    asked = Signal(str, object)
    """A form or a panel by its name, and whom or what it is about."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setFixedWidth(WIDTH)
        self._body = column(gap="none", edge=(0, 4, 12, 8))
        area = scrolled(panel(self._body), "plain")
        self.setLayout(column(area))

    def show_file(self, shown: FileShown) -> None:
        """Say it all again."""
        emptied(self._body)
        for part in (
            *self._parties(shown),
            16,
            *self._dues(shown),
            *self._kept(shown),
            *self._documents(shown),
            16,
            *self._sessions(shown),
            16,
            self._link(tr("Who may see this file"), "access"),
        ):
            if isinstance(part, QWidget):
                self._body.addWidget(part)
            elif isinstance(part, int):
                self._body.addSpacing(part)
        self._body.addStretch(1)

    def _parties(self, shown: FileShown) -> list[Part]:
        add = button(tr("Add"), "link")
        add.setAccessibleName(tr("Add a person"))
        add.clicked.connect(self._add_person)
        parts: list[Part] = [SectionHeader(tr("Parties"), len(shown.everybody), add), 2]
        for party in shown.everybody:
            name = party.name or party.legal_name or tr("Name not known yet")
            undecided = not shown.undecided.records.keys().isdisjoint(told_of(party, shown))
            sign = lead(self._look, *SHAPE, 32) if undecided else face(name)
            detail = marked(standing_of(party, shown), undecided=undecided)
            parts.append(self._pressed(sign, name, detail, form="person", about=party.id))
        if not shown.others:
            parts.append(
                EmptyState(
                    self._look, "user", tr("The other party is not named yet."),
                    self._link(tr("Name them"), "other_party"), inset=6,
                )
            )  # fmt: skip
        return parts

    def _dues(self, shown: FileShown) -> list[Part]:
        dues = [entry for entry in shown.entries if entry.due]
        if not dues:
            return []
        parts: list[Part] = [SectionHeader(tr("Due dates")), 2]
        for entry in dues[:5]:
            tone = "warn" if entry.late else ""
            when = text(short_day(entry.on, shown.today), "muted", tone=tone)
            words = marked(short_due_words(entry), undecided=shown.bears(entry))
            said = text(words, wrap=True)
            parts.append(panel(row(said, when, edge=(0, 2, 0, 2), wide=0)))
        return [*parts, 16]

    def _kept(self, shown: FileShown) -> list[Part]:
        """Until when the law wants a closed file kept."""
        ended = shown.process.ended_on
        if shown.state != State.CLOSED or ended is None:
            return []
        until = long_day(keep_until(ended))
        words = tr("Keep until {day}").format(day=until)
        undecided = shown.process.id in shown.undecided
        sign = lead(self._look, "clock", undecided=undecided)
        detail = marked("Ley 5/2012, art. 22.1", undecided=undecided)
        return [Entry(sign, words, detail, still=True, wrap=True), 16]

    def _documents(self, shown: FileShown) -> list[Part]:
        make = button(tr("Prepare"), "link")
        make.setAccessibleName(tr("Prepare a document"))
        make.clicked.connect(self._make_document)
        count = len(shown.documents) + len(shown.attachments)
        parts: list[Part] = [SectionHeader(tr("Documents"), count or None, make), 2]
        parts += [
            self._pressed(
                lead(self._look, "document", undecided=document.id in shown.undecided),
                document_words(document),
                marked(_document_detail(document, shown), undecided=document.id in shown.undecided),
                form="attachment" if document.signed_scan else "document",
                about=document.signed_scan or document.id,
            )
            for document in shown.documents[-4:][::-1]
        ]
        signed = {document.signed_scan for document in shown.documents}
        parts += [
            self._pressed(
                lead(self._look, "attach", undecided=attachment.id in shown.undecided),
                attachment.name or tr("Attached file"),
                marked(
                    _attachment_detail(attachment, shown),
                    undecided=attachment.id in shown.undecided,
                ),
                form="attachment",
                about=attachment.id,
            )
            for attachment in shown.attachments[-3:][::-1]
            if attachment.id not in signed
        ]
        if not count:
            words = tr("None yet. The invitation is prepared from what is written here.")
            parts.append(EmptyState(self._look, "document", words, inset=6))
        return parts

    def _sessions(self, shown: FileShown) -> list[Part]:
        call = button(tr("Call one"), "link")
        call.setAccessibleName(tr("Call a session"))
        call.clicked.connect(self._call_session)
        sessions = shown.papers.sessions
        parts: list[Part] = [SectionHeader(tr("Sessions"), len(sessions) or None, call), 2]
        newest = sorted(sessions, key=lambda one: one.starts_at, reverse=True)[:4]
        parts += [self._session(session, shown) for session in newest]
        if not sessions:
            words = tr("None yet. The initial one is called once the other party has answered.")
            parts.append(EmptyState(self._look, "calendar", words, inset=6))
        return parts

    def _session(self, session: MediationSession, shown: FileShown) -> QWidget:
        planned = session.state == SessionState.PLANNED
        when = whole_moment(session.starts_at, shown.today)
        state = "" if planned else lowered(tr(SessionState.label_of(session.state)))
        late = planned and day_of(session.starts_at) < shown.today
        icon, tone = ("warn", "warn") if late else ("calendar", "muted")
        undecided = session.id in shown.undecided
        detail = " · ".join(filter(None, (when, state or session.place)))
        return self._pressed(
            lead(self._look, icon, tone, undecided=undecided),
            tr(SessionKind.label_of(session.kind)),
            marked(detail, undecided=undecided),
            form="session",
            about=session.id,
        )

    def _pressed(
        self, lead: QWidget, what: str, detail: str, *, form: str, about: UUID | None
    ) -> QWidget:
        line = Pressed(lead, what, detail, form=form, about=about)
        line.asked.connect(self.asked)
        return line

    def _link(self, words: str, form: str) -> QWidget:
        line = AskingLink(words, form)
        line.asked.connect(self.asked)
        holder = QWidget()
        holder.setLayout(row(line, None))
        return holder

    @Slot()
    def _add_person(self) -> None:
        self.asked.emit("new_person", None)

    @Slot()
    def _make_document(self) -> None:
        self.asked.emit("documents", None)

    @Slot()
    def _call_session(self) -> None:
        self.asked.emit("plan", None)


class AskingLink(QWidget):
    """A quiet link that asks for a form by its name."""

    asked = Signal(str, object)

    def __init__(self, words: str, form: str) -> None:
        super().__init__()
        self._form = form
        link = button(words, "link")
        link.clicked.connect(self._ask)
        self.setFocusProxy(link)
        self.setLayout(row(link))

    @Slot()
    def _ask(self) -> None:
        self.asked.emit(self._form, None)


def standing_of(party: Party, shown: FileShown) -> str:
    """As what somebody takes part, and how far they are."""
    parts = [tr(PartyRole.label_of(party.role))]
    if party.principal:
        parts.append(_progress(party, shown))
    elif party.represents is not None:
        parts.append(tr("for {name}").format(name=shown.names.of(party.represents)))
    return " · ".join(filter(None, parts))


def told_of(party: Party, shown: FileShown) -> set[UUID]:
    """The records from which the line of a person is told."""
    screened = shown.screening_of(party.id)
    return {
        party.id,
        *(one.id for one in shown.consents if one.person == party.id),
        *(one.id for one in shown.papers.invitations if one.party == party.id),
        *((screened.id,) if screened is not None else ()),
        *((party.represents,) if party.represents is not None else ()),
    }


def _progress(party: Party, shown: FileShown) -> str:
    said = [
        consent.id
        for consent in shown.consents
        if consent.person == party.id and consent.purpose == ConsentPurpose.SERVICE
    ]
    consenting = {facts.id for facts in shown.standing.facts.parties if facts.consents}
    invited = [one for one in shown.papers.invitations if one.party == party.id]
    screened = shown.screening_of(party.id)
    found: tuple[tuple[bool, Callable[[], str]], ...] = (
        (party.id in consenting, lambda: tr("consents")),
        (bool(said), lambda: tr("does not consent")),
        (bool(invited), lambda: lowered(tr(Answer.label_of(invited[-1].answer)))),
        (screened is not None, lambda: tr("screened alone")),
    )
    return next((words() for holds, words in found if holds), "")


def document_words(document: PrintedDocument) -> str:
    """What a printed document is."""
    known = document.kind in set(DocumentKind)
    return tr(DocumentKind(document.kind).label) if known else document.kind


def _attachment_detail(attachment: Attachment, shown: FileShown) -> str:
    """When it was attached; or where it is, if not here."""
    away = shown.away.get(attachment.id)
    return where(away) if away else near_moment(attachment.recorded_at, shown.today)


def _document_detail(document: PrintedDocument, shown: FileShown) -> str:
    when = near_moment(document.printed_at, shown.today)
    language = tr(LANGUAGES.get(document.language, document.language)) if document.language else ""
    signed = tr("signed copy attached") if document.signed_scan else lowered(language)
    return f"{when} · {signed}"
