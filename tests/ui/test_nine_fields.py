"""No form of the product shows more than nine fields at once."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from pscp_desktop.domain.dossiers import Note, Referral, Visit
from pscp_desktop.domain.mediation_sessions import MediationSession
from pscp_desktop.services.desk import Desk
from pscp_desktop.services.mediation.service import Mediation
from pscp_desktop.services.visits import Visits
from pscp_desktop.ui.ask import Question
from pscp_desktop.ui.forms.drafting import FormTools
from pscp_desktop.ui.forms.field import FormField
from pscp_desktop.ui.forms.fieldset import MOST_FIELDS
from pscp_desktop.ui.mediation.file_shown import FileShown, read_file
from pscp_desktop.ui.mediation.prepare_sheet import PREPARED
from pscp_desktop.ui.mediation.sheet import Bench, Sheet
from pscp_desktop.ui.mediation.sheets import SHEETS
from pscp_desktop.ui.parts import Field
from pscp_desktop.ui.visits.sheet import Grounds, LeaveForm, WarnForm
from tests.ui.conftest import Furnish
from tests.unit.services.journey import Journey, request
from tests.world import Moment, a_desk

EVERY: dict[str, type[Sheet]] = {
    **SHEETS, **{f"prepare_{kind.value}": sheet for kind, sheet in PREPARED.items()},
}  # fmt: skip


@pytest.fixture
def tools(tmp_path: Path, furnish: Furnish) -> FormTools:
    return furnish(a_desk(tmp_path, now=Moment()))


def fields_in_sight(form: QWidget) -> int:
    """How many fields a person sees at once."""
    found = [*form.findChildren(FormField), *form.findChildren(Field)]
    return len({id(one) for one in found if one.isVisible()})


def followed_up(tools: FormTools) -> Journey:
    """A file in which every form has something to be about."""
    return request(Mediation(tools.desk)).to_follow_up()


def added(form: str, way: Journey, desk: Desk) -> UUID:
    """A visit under way, or a referral that was sent."""
    if form == "heard":
        sent = Referral(dossier=way.dossier, to_service="Apoyo de ejemplo", sent_on=desk.today())
        return desk.add(sent).id
    back_at = desk.now() + timedelta(hours=1)
    visit = Visit(
        dossier=way.dossier, worker=desk.worker, place="calle de la Muestra 8", back_at=back_at
    )
    return Visits(desk).leave(visit).id


def about(form: str, way: Journey, tools: FormTools, shown: FileShown) -> UUID | None:
    """What a form is opened for."""
    desk = tools.desk
    if form in {"screening", "person", "contact", "survey"}:
        return way.bar
    if form == "session":
        planned = MediationSession(dossier=way.dossier, kind="joint", place="Sede de Centro")
        return way.mediation.sessions.plan(planned).id
    if form in {"amend", "move"}:
        return desk.add(Note(dossier=way.dossier, text="Llamó dos veces.")).id
    if form in {"back", "heard"}:
        return added(form, way, desk)
    return shown.papers.invitations[-1].id if form in {"answer", "consent"} else None


@pytest.mark.parametrize("form", sorted(EVERY))
def test_a_form_of_a_file_never_shows_more_than_nine_fields(
    form: str, tools: FormTools, qtbot: QtBot
) -> None:
    way = followed_up(tools)
    shown = read_file(tools.desk, way.mediation, way.dossier, opening=False)
    subject = about(form, way, tools, shown)
    shown = read_file(tools.desk, way.mediation, way.dossier, opening=False)
    sheet = EVERY[form](Bench(tools, way.mediation), shown, subject)
    qtbot.addWidget(sheet)
    sheet.resize(1022, 768)
    sheet.show()

    for leaf in range(sheet.leaves.count()):
        sheet.turn_to(leaf)
        qtbot.wait(1)
        assert fields_in_sight(sheet) <= MOST_FIELDS, (form, leaf)
    sheet.hide()


@pytest.mark.parametrize("form", [LeaveForm, WarnForm])
def test_a_form_of_the_visits_never_shows_more_than_nine_fields(
    form: type[LeaveForm | WarnForm], tools: FormTools, qtbot: QtBot
) -> None:
    visits = Visits(tools.desk)
    team = visits.team()
    assert team is not None
    made = form(Grounds(tools=tools, visits=visits, team=team, files=(), workers=()))
    qtbot.addWidget(made)
    made.show()

    assert 0 < fields_in_sight(made) <= MOST_FIELDS
    made.hide()


def test_a_form_of_the_file_asks_before_what_was_typed_is_thrown_away(
    tools: FormTools, qtbot: QtBot
) -> None:
    sheet = SHEETS["request"](Bench(tools, Mediation(tools.desk)), None)
    qtbot.addWidget(sheet)
    sheet.show()
    name = next(one for one in sheet.findChildren(FormField) if one.objectName() == "who.name")
    qtbot.keyClicks(name.editor, "Alba")
    left: list[bool] = []
    sheet.left.connect(lambda: left.append(True))

    sheet.discard()
    [question] = [one for one in sheet.findChildren(Question) if one.isVisible()]
    question.reject()
    assert left == []
    qtbot.waitUntil(lambda: not [one for one in sheet.findChildren(Question) if one.isVisible()])

    sheet.discard()
    [question] = [one for one in sheet.findChildren(Question) if one.isVisible()]
    question._act.click()

    assert left == [True]
