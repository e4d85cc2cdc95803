"""Two people, two vaults, one form each: what one has not seen, one does not overwrite."""

from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from pscp_desktop.domain.errors import NotShown, Unannounced
from pscp_desktop.domain.mediation import Party
from pscp_desktop.domain.mediation_sessions import MediationSession
from pscp_desktop.domain.registry import field_number
from pscp_desktop.services.desk import Desk, Loaded
from pscp_desktop.store.absorb import absorb, changes_since, positions
from pscp_desktop.store.cells import read_siblings
from pscp_desktop.store.history import writes_of
from pscp_desktop.ui.forms.drafting import FormTools
from pscp_desktop.ui.forms.form import RecordForm
from tests.protections import guards
from tests.ui.conftest import Furnish
from tests.world import Moment, a_case, conflicts, exchange, row, shown, two_desks

FIELDS = ("name", "telephone", "domicile", "contact_warning")


@dataclass
class Two:
    """The desks of two colleagues who share the file in which one party is described."""

    alba: Desk
    omar: Desk
    party: UUID
    tools: FormTools
    moment: Moment

    def form(self, qtbot: QtBot, **more: Any) -> RecordForm:
        """The party's form at Alba's desk, on the screen."""
        made = RecordForm(
            self.tools, Party, FIELDS, loaded=shown(self.alba, Party, self.party), **more
        )
        qtbot.addWidget(made)
        made.show()
        return made

    def omar_writes(self, **changes: Any) -> None:
        """Omar saves at his desk, having seen all that he had got so far."""
        self.omar.save(shown(self.omar, Party, self.party), changes)

    def merge(self) -> None:
        self.moment.passes(minutes=1)
        exchange(self.alba, self.omar)

    def held(self, desk: Desk, name: str) -> Any:
        return row(desk.store, Party, self.party)[name]

    def disputed(self, desk: Desk) -> tuple[int, ...]:
        with desk.reading() as session:
            found = session.get(Party, self.party)
            assert found is not None
            return conflicts(desk, session, found)


@pytest.fixture
def two(tmp_path: Path, furnish: Furnish) -> Two:
    moment = Moment()
    alba, omar = two_desks(tmp_path, now=moment)
    case = a_case(alba)
    party = alba.add(
        Party(
            dossier=case.dossier,
            role="requesting",
            name="Alba Ejemplo",
            telephone="600 000 000",
            domicile="calle de la Muestra 14",
        )
    )
    exchange(alba, omar)
    return Two(alba, omar, party.id, furnish(alba), moment)


def line(form: RecordForm, name: str) -> QLineEdit | QPlainTextEdit:
    control = form.field(name).editor.control
    assert isinstance(control, QLineEdit | QPlainTextEdit)
    return control


def type_into(qtbot: QtBot, form: RecordForm, name: str, words: str) -> None:
    """What a person does: click, select all, type."""
    control = line(form, name)
    control.setFocus()
    control.selectAll()
    qtbot.keyClicks(control, words)


def save(qtbot: QtBot, form: RecordForm) -> None:
    with qtbot.waitSignal(form.saved):
        form.save()


def quiet(two: Two, qtbot: QtBot) -> None:
    """Everything that was under way has been done and shown."""
    qtbot.waitUntil(lambda: not two.tools.tasks.busy)


TELEPHONE = field_number(Party, "telephone")


def test_t22_two_people_write_different_fields_of_one_record_and_both_survive(
    two: Two, qtbot: QtBot
) -> None:
    form = two.form(qtbot)
    two.omar_writes(telephone="600 111 111")
    two.merge()
    quiet(two, qtbot)

    type_into(qtbot, form, "domicile", "plaza Ficticia 3")
    save(qtbot, form)
    two.merge()

    for desk in (two.alba, two.omar):
        assert two.held(desk, "telephone") == "600 111 111"
        assert two.held(desk, "domicile") == "plaza Ficticia 3"
        assert two.disputed(desk) == ()


@guards("ui.forms.changed")
def test_t22_a_form_opened_before_the_merge_writes_back_only_what_was_changed_in_it(
    two: Two, qtbot: QtBot
) -> None:
    form = two.form(qtbot)
    type_into(qtbot, form, "domicile", "plaza Ficticia 3")
    two.omar_writes(telephone="600 111 111")
    two.merge()

    assert form.changes() == {"domicile": "plaza Ficticia 3"}
    save(qtbot, form)
    two.merge()

    for desk in (two.alba, two.omar):
        assert two.held(desk, "telephone") == "600 111 111"
        assert two.disputed(desk) == ()


def test_t23_two_people_write_the_same_field_and_both_values_stand_until_one_decides(
    two: Two, qtbot: QtBot
) -> None:
    form = two.form(qtbot)
    two.omar_writes(telephone="600 111 111")
    type_into(qtbot, form, "telephone", "600 222 222")
    save(qtbot, form)
    two.merge()
    quiet(two, qtbot)

    assert two.disputed(two.alba) == two.disputed(two.omar) == (TELEPHONE,)
    assert len(form.shown["telephone"]) == 2
    versions = {button.accessibleName(): button for button in _versions(form)}
    (his,) = (words for words in versions if "Omar Muestra" in words)
    assert "600 111 111" in his
    assert [("600 222 222" in words) for words in versions if words != his] == [True]

    qtbot.mouseClick(versions[his], Qt.MouseButton.LeftButton)
    assert form.changes() == {"telephone": "600 111 111"}
    save(qtbot, form)
    two.merge()

    for desk in (two.alba, two.omar):
        assert two.held(desk, "telephone") == "600 111 111"
        assert two.disputed(desk) == ()


def test_t23_keeping_the_version_that_is_shown_already_decides_too(two: Two, qtbot: QtBot) -> None:
    two.omar_writes(telephone="600 111 111")
    two.alba.save(shown(two.alba, Party, two.party), {"telephone": "600 222 222"})
    two.merge()
    form = two.form(qtbot)
    kept = form.value("telephone")
    (mine,) = (one for one in _versions(form) if kept in one.accessibleName())

    qtbot.mouseClick(mine, Qt.MouseButton.LeftButton)
    save(qtbot, form)

    assert two.disputed(two.alba) == ()
    assert two.held(two.alba, "telephone") == kept


def _versions(form: RecordForm) -> list[QPushButton]:
    found = form.field("telephone").findChildren(QPushButton)
    return [button for button in found if button.isCheckable()]


def test_t23_a_third_text_settles_it_as_well(two: Two, qtbot: QtBot) -> None:
    two.omar_writes(telephone="600 111 111")
    two.alba.save(shown(two.alba, Party, two.party), {"telephone": "600 222 222"})
    two.merge()
    form = two.form(qtbot)

    type_into(qtbot, form, "telephone", "600 333 333")
    save(qtbot, form)
    two.merge()

    for desk in (two.alba, two.omar):
        assert two.held(desk, "telephone") == "600 333 333"
        assert two.disputed(desk) == ()


@guards("ui.forms.typing")
def test_t24_a_merge_under_an_open_form_never_replaces_what_is_being_typed(
    two: Two, qtbot: QtBot
) -> None:
    form = two.form(qtbot)
    type_into(qtbot, form, "telephone", "600 2")
    two.omar_writes(telephone="600 111 111")
    two.merge()
    quiet(two, qtbot)
    qtbot.keyClicks(line(form, "telephone"), "22 222")

    assert form.value("telephone") == "600 222 222"
    save(qtbot, form)

    assert two.disputed(two.alba) == (TELEPHONE,)
    two.merge()
    assert two.disputed(two.omar) == (TELEPHONE,)


@guards("ui.forms.shown")
def test_t24_a_value_that_was_not_seen_becomes_a_sibling_and_is_not_overwritten(
    two: Two, qtbot: QtBot
) -> None:
    form = two.form(qtbot)
    type_into(qtbot, form, "telephone", "600 222 222")
    two.omar_writes(telephone="600 111 111")
    two.merge()
    quiet(two, qtbot)
    before = form.shown["telephone"]
    save(qtbot, form)

    with two.alba.reading() as session:
        siblings = read_siblings(session.connection(), two.alba.store.streams, two.party)
    assert {head.value for head in siblings.get(TELEPHONE, {}).values()} == {
        "600 111 111",
        "600 222 222",
    }
    assert len(before) == 1


def test_t24_who_wrote_meanwhile_is_said_quietly_under_the_field(two: Two, qtbot: QtBot) -> None:
    form = two.form(qtbot)
    type_into(qtbot, form, "telephone", "600 222 222")
    two.omar_writes(telephone="600 111 111", domicile="plaza Ficticia 3")
    two.merge()
    quiet(two, qtbot)

    said = form.field("telephone").meanwhile
    assert "Omar Muestra" in said
    assert form.field("domicile").meanwhile == ""
    assert form.value("domicile") == "plaza Ficticia 3"


def test_t24_a_field_refreshed_by_a_merge_is_then_saved_over_what_it_shows(
    two: Two, qtbot: QtBot
) -> None:
    form = two.form(qtbot)
    two.omar_writes(telephone="600 111 111")
    two.merge()
    quiet(two, qtbot)
    assert form.value("telephone") == "600 111 111"

    type_into(qtbot, form, "telephone", "600 222 222")
    save(qtbot, form)

    assert two.disputed(two.alba) == ()
    assert two.held(two.alba, "telephone") == "600 222 222"


def test_t24_what_is_typed_while_a_save_runs_stands_on_that_save_alone(
    two: Two, qtbot: QtBot
) -> None:
    form = two.form(qtbot)
    type_into(qtbot, form, "telephone", "600 222 22")
    two.omar_writes(telephone="600 111 111")
    exchange(two.alba, two.omar)
    with qtbot.waitSignal(form.saved):
        form.save()
        qtbot.keyClicks(line(form, "telephone"), "2")
    assert form.changes() == {"telephone": "600 222 222"}
    save(qtbot, form)

    with two.alba.reading() as session:
        siblings = read_siblings(session.connection(), two.alba.store.streams, two.party)
    assert {head.value for head in siblings.get(TELEPHONE, {}).values()} == {
        "600 111 111",
        "600 222 222",
    }


def test_t25_a_conflict_is_listed_as_long_as_it_stands(two: Two, qtbot: QtBot) -> None:
    two.omar_writes(telephone="600 111 111")
    two.alba.save(shown(two.alba, Party, two.party), {"telephone": "600 222 222"})
    for _ in range(100):
        exchange(two.alba, two.omar)

    assert two.disputed(two.alba) == two.disputed(two.omar) == (TELEPHONE,)
    assert len(_versions(two.form(qtbot))) == 2


def test_t27_the_same_edit_on_both_sides_is_no_conflict(two: Two, qtbot: QtBot) -> None:
    form = two.form(qtbot)
    two.omar_writes(telephone="600 222 222")
    type_into(qtbot, form, "telephone", "600 222 222 ")
    save(qtbot, form)
    two.merge()
    quiet(two, qtbot)

    assert two.disputed(two.alba) == two.disputed(two.omar) == ()
    assert _versions(form) == []


@pytest.mark.slow
def test_t28_one_person_on_two_laptops_in_turn_never_meets_a_conflict(tmp_path: Path) -> None:
    here, there = two_desks(tmp_path)
    case = a_case(here)
    exchange(here, there)
    chance = Random(28)
    texts = ("issues", "options", "next_steps", "notes", "place")

    for turn in range(1000):
        desk, other = (here, there) if turn % 2 else (there, here)
        name = chance.choice(texts)
        desk.save(shown(desk, MediationSession, case.session), {name: f"{name} {turn}"})
        missing = changes_since(desk.store, case.dossier, positions(other.store, case.dossier))
        absorb(other.store, missing)
        with other.reading() as session:
            found = session.get(MediationSession, case.session)
            assert found is not None
            assert conflicts(other, session, found) == ()

    assert row(here.store, MediationSession, case.session) == row(
        there.store, MediationSession, case.session
    )


def test_t29_two_decisions_at_once_are_one_new_conflict_of_the_two_decisions(
    two: Two, qtbot: QtBot
) -> None:
    two.omar_writes(telephone="600 111 111")
    two.alba.save(shown(two.alba, Party, two.party), {"telephone": "600 222 222"})
    two.merge()
    form = two.form(qtbot)
    two.omar_writes(telephone="600 111 222")
    type_into(qtbot, form, "telephone", "600 222 111")
    save(qtbot, form)
    two.merge()
    quiet(two, qtbot)

    said = " ".join(button.accessibleName() for button in _versions(form))
    assert len(_versions(form)) == 2
    assert "600 111 222" in said
    assert "600 222 111" in said
    with two.omar.reading() as session:
        party = session.get(Party, two.party)
        assert party is not None
        written = writes_of(two.omar.store, session.connection(), party)
    before = {one.value for one in written if one.field == "telephone"}
    assert {"600 111 111", "600 222 222"} < before


def test_a_save_that_does_not_say_what_was_shown_is_refused(two: Two) -> None:
    loaded = shown(two.alba, Party, two.party)

    with pytest.raises(NotShown), two.alba.store.writing() as unit:
        unit.set(loaded.record, {"telephone": "600 222 222"}, shown={})

    assert two.held(two.alba, "telephone") == "600 000 000"


def test_a_value_that_was_not_announced_is_refused_at_the_gate(two: Two) -> None:
    loaded = shown(two.alba, Party, two.party)

    with pytest.raises(Unannounced):
        _write_behind_the_unit(two.alba, loaded)

    assert two.held(two.alba, "telephone") == "600 000 000"
    assert two.held(two.alba, "domicile") == "calle de la Muestra 14"


def _write_behind_the_unit(desk: Desk, loaded: Loaded[Party]) -> None:
    with desk.store.writing() as unit:
        party = unit.set(loaded.record, {"domicile": "plaza Ficticia 3"}, shown=loaded.heads)
        party.telephone = "600 222 222"
