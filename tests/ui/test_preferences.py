"""The preferences over a real vault: what guards it, whose pages stand in documents, and this laptop."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from pscp_desktop.app.compose import Newcomer, Services, furnish, terms
from pscp_desktop.app.diagnosis import facts
from pscp_desktop.domain.errors import WrongPassphrase
from pscp_desktop.services.protection import Protection
from pscp_desktop.settings import Policy, Preferences
from pscp_desktop.store import keys, organisation, vault
from pscp_desktop.ui.changes import Changes
from pscp_desktop.ui.forms.drafting import FormTools
from pscp_desktop.ui.forms.field import FormField
from pscp_desktop.ui.forms.fieldset import MOST_FIELDS
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.pages.preferences import SECTIONS, PreferencesPage
from pscp_desktop.ui.parts import Field
from pscp_desktop.ui.preferences.disk import Encryption, encryption
from pscp_desktop.ui.preferences.kit import Kit, Laptop
from pscp_desktop.ui.preferences.laptop import LaptopSection
from pscp_desktop.ui.preferences.passphrase import NewWords
from pscp_desktop.ui.preferences.person import ProfileSection
from pscp_desktop.ui.preferences.protection import ProtectionSection
from pscp_desktop.ui.preferences.screen import ScreenSection
from pscp_desktop.ui.tasks import Tasks
from tests.vaults import ALONE

NEW = "academia acceso aceite acelga acento aceptar acoger"
INES = Newcomer(
    name="Inés Modelo", roles="mediator", team="Equipo Ficticio", organisation="Muestra"
)


@dataclass
class Room:
    """The page, what it changed, and why it asked to leave."""

    services: Services
    page: PreferencesPage
    tasks: Tasks
    folder: Path
    preferences: list[Preferences] = field(default_factory=lambda: [Preferences()])
    left: list[str] = field(default_factory=list)

    def said(self) -> str:
        return " | ".join(label.text() for label in self.page.findChildren(QLabel))


@pytest.fixture
def make(tmp_path: Path, look: Look, qtbot: QtBot) -> Iterator[Callable[..., Room]]:
    """Makes the page over a new vault, with the policy and the roles that are asked for."""
    made: list[Room] = []

    def room(policy: Policy | None = None, fault: str = "", roles: str = "mediator") -> Room:
        folder = tmp_path / "vault"
        opened = vault.create(folder, ALONE, terms(None, cost=keys.SMALLEST))
        services = furnish(
            opened,
            Newcomer(name=INES.name, roles=roles, team=INES.team, organisation=INES.organisation),
        )
        failures: list[Exception] = []
        tasks, changes = Tasks(failures.append), Changes()
        services.store.on_commit(changes.tell)
        chosen = [Preferences()]
        left: list[str] = []
        laptop = Laptop(
            preferences=lambda: chosen[-1],
            change=chosen.append,
            folder=tmp_path,
            policy=policy or Policy(),
            policy_fault=fault,
            diagnostics=lambda: "version: 0.1.0\n",
            has_pin=lambda: False,
            ask_pin=lambda: None,
            emergency=lambda: None,
            generate=words,
            help=lambda _page: ("Título", "Uno.\n\nDos."),
            leave=left.append,
            stood={},
        )
        kit = Kit(
            tools=FormTools(look, services.desk, tasks, changes),
            profile=services.profile,
            protection=Protection(services.vault, services.desk, lambda: None),
            laptop=laptop,
        )
        page = PreferencesPage(kit=kit)
        qtbot.addWidget(page)
        page.resize(1142, 768)
        page.show()
        made.append(Room(services, page, tasks, folder, chosen, left))
        return made[-1]

    yield room
    for each in made:
        each.tasks.close()
        each.services.close()


def words(_count: int, _language: str) -> Sequence[str]:
    return NEW.split()


def quiet(room: Room, qtbot: QtBot) -> None:
    """Everything that was under way has been done and shown."""
    qtbot.wait(90)
    qtbot.waitUntil(lambda: not room.tasks.busy, timeout=15000)


def go(room: Room, section: str, qtbot: QtBot) -> None:
    room.page.show_part(section)
    quiet(room, qtbot)


def question(room: Room) -> QDialog:
    (found,) = [one for one in room.page.window().findChildren(QDialog) if one.isVisible()]
    return found


def answer(room: Room, old: str, typed: str) -> NewWords:
    asked = question(room)
    assert isinstance(asked, NewWords)
    asked.old.setText(old)
    asked.again.setText(typed)
    return asked


@pytest.mark.parametrize("section", [each.id for each in SECTIONS])
def test_every_section_opens_and_says_what_it_is_for(
    make: Callable[..., Room], section: str, qtbot: QtBot
) -> None:
    room = make()

    go(room, section, qtbot)

    assert room.page.section.id == section
    assert all(button.accessibleName() for button in room.page.findChildren(QPushButton))


def test_what_is_chosen_for_the_screen_holds_at_once(
    make: Callable[..., Room], qtbot: QtBot
) -> None:
    room = make()
    go(room, "screen", qtbot)
    section = room.page.section
    assert isinstance(section, ScreenSection)

    section.theme.picked.emit(2)
    section.language.picked.emit(1)

    assert (room.preferences[-1].theme, room.preferences[-1].language) == ("contrast", "en")


def test_the_new_words_must_be_typed_before_they_hold(
    make: Callable[..., Room], qtbot: QtBot
) -> None:
    room = make()
    go(room, "protection", qtbot)
    section = room.page.section
    assert isinstance(section, ProtectionSection)
    section.change_passphrase()
    quiet(room, qtbot)

    asked = answer(room, ALONE, NEW.replace("acelga", "aceptar"))
    assert not asked._act.isEnabled()
    asked.again.setText(NEW.upper())
    asked._act.click()
    quiet(room, qtbot)

    question(room).accept()
    room.services.close()
    with pytest.raises(WrongPassphrase):
        vault.unlock(room.folder, ALONE, terms(None))
    vault.unlock(room.folder, NEW, terms(None)).close()


def test_a_new_key_shuts_the_old_words_out_and_closes_the_desk(
    make: Callable[..., Room], qtbot: QtBot
) -> None:
    room = make()
    before = room.services.vault.header.key_id
    go(room, "protection", qtbot)
    section = room.page.section
    assert isinstance(section, ProtectionSection)
    section.renew_key()
    quiet(room, qtbot)

    answer(room, ALONE, NEW)._act.click()
    qtbot.waitUntil(lambda: bool(room.left), timeout=20000)

    assert room.left == ["renewed"]
    with pytest.raises(WrongPassphrase):
        vault.unlock(room.folder, ALONE, terms(None))
    again = vault.unlock(room.folder, NEW, terms(None))
    assert again.header.key_id != before
    again.close()


def test_a_mistyped_passphrase_renews_nothing(make: Callable[..., Room], qtbot: QtBot) -> None:
    room = make()
    go(room, "protection", qtbot)
    section = room.page.section
    assert isinstance(section, ProtectionSection)
    section.renew_key()
    quiet(room, qtbot)

    answer(room, "abrazo abrir abuelo abuso acabar academia acceso", NEW)._act.click()
    quiet(room, qtbot)

    assert room.left == []
    question(room).accept()
    assert room.services.profile.worker().record.name == "Inés Modelo"


def test_a_copy_is_made_listed_and_gone_back_to(make: Callable[..., Room], qtbot: QtBot) -> None:
    room = make()
    go(room, "protection", qtbot)
    section = room.page.section
    assert isinstance(section, ProtectionSection)
    assert "Todavía no hay copias" in room.said()
    section.copies.make_copy()
    quiet(room, qtbot)
    (copy,) = section.kit.protection.state().copies
    own = room.services.profile.worker()
    room.services.profile.save_worker(own, {"name": "Inés Otra"})

    section.closing.go_back(copy)
    asked = question(room)
    asked._editor.setText(ALONE)  # type: ignore[attr-defined]
    asked._act.click()  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: bool(room.left), timeout=20000)

    opened = vault.unlock(room.folder, ALONE, terms(None))
    with opened.engine.connect() as connection:
        (name,) = connection.exec_driver_sql("SELECT name FROM worker").one()
    opened.close()
    assert name == "Inés Modelo"


def test_the_whole_database_is_checked(make: Callable[..., Room], qtbot: QtBot) -> None:
    room = make()
    go(room, "protection", qtbot)
    section = room.page.section
    assert isinstance(section, ProtectionSection)

    section.copies.check_database()
    quiet(room, qtbot)

    assert "Todas las páginas de la base de datos están en orden." in room.said()


def test_the_organisation_s_file_lets_its_custodians_in(
    make: Callable[..., Room], tmp_path: Path, qtbot: QtBot
) -> None:
    room = make()
    founded = organisation.found("Organización de Muestra")
    public, *_ = organisation.write(founded, tmp_path / "cards")
    go(room, "protection", qtbot)
    section = room.page.section
    assert isinstance(section, ProtectionSection)
    assert "Todavía no hay recuperación de la entidad" in room.said()

    section.take_organisation(public)
    asked = question(room)
    asked._editor.setText(ALONE)  # type: ignore[attr-defined]
    asked._act.click()  # type: ignore[attr-defined]
    quiet(room, qtbot)

    question(room).accept()
    quiet(room, qtbot)
    assert room.services.vault.has_recovery
    assert "Dos custodias de su entidad" in room.said()


def test_what_documents_lack_is_said_and_mended_on_the_page(
    make: Callable[..., Room], qtbot: QtBot
) -> None:
    room = make()
    go(room, "worker", qtbot)
    section = room.page.section
    assert isinstance(section, ProfileSection)
    assert section.form is not None
    assert "Algunos documentos todavía no se pueden imprimir." in room.said()

    for name in ("qualification", "registry_number", "insurer"):
        section.form.form.put(name, "De muestra")
    section.form.save()
    quiet(room, qtbot)
    quiet(room, qtbot)

    assert room.services.profile.worker().record.insurer == "De muestra"
    assert "todavía no se pueden imprimir" not in room.said()


def test_where_somebody_leads_others_only_read_the_page_of_the_organisation(
    make: Callable[..., Room], qtbot: QtBot
) -> None:
    room = make(roles="coordinator")
    room.page.show_part("team")
    own = room.services.profile.worker()
    with room.services.desk.writing(undoable=False) as unit:
        from pscp_desktop.domain.workers import Worker

        unit.create(Worker(dossier=own.record.dossier, name="Omar Muestra", roles="coordinator"))
    room.services.profile.save_worker(room.services.profile.worker(), {"roles": "mediator"})

    go(room, "organisation", qtbot)

    section = room.page.section
    assert isinstance(section, ProfileSection)
    assert section.form is not None
    assert "Solo cambia esta ficha quien coordina o supervisa." in room.said()
    assert section.form.act.isHidden()
    assert section.form.form.field("name").editor.line.isReadOnly()  # type: ignore[attr-defined]


def test_a_policy_that_cannot_be_read_is_said(make: Callable[..., Room], qtbot: QtBot) -> None:
    room = make(fault="cover_after_seconds")

    go(room, "laptop", qtbot)

    assert "No se puede leer (cover_after_seconds)" in room.said()


def test_the_diagnostics_file_goes_where_it_was_asked(
    make: Callable[..., Room], tmp_path: Path, qtbot: QtBot
) -> None:
    room = make()
    go(room, "laptop", qtbot)
    section = room.page.section
    assert isinstance(section, LaptopSection)

    section.write(tmp_path / "diagnostics.txt")
    quiet(room, qtbot)

    assert (tmp_path / "diagnostics.txt").read_text(encoding="utf-8") == "version: 0.1.0\n"


def test_the_facts_of_a_diagnostics_file_name_nobody() -> None:
    preferences = Preferences(last_vault="0a1b2c3d", local_numbers=(("Alba Ejemplo", "600"),))

    said = str(facts(preferences, Policy(), ""))

    assert "Alba" not in said
    assert "600" not in said.replace("'policy lock_after_seconds': 600", "")
    assert "0a1b2c3d" not in said


def a_disk(tmp_path: Path, *uuids: str) -> Path:
    """A system's own list of block devices: each stands on the next."""
    device = tmp_path.stat().st_dev
    names = [f"block{number}" for number in range(len(uuids))]
    for name, kind in zip(names, uuids, strict=True):
        (tmp_path / "sys" / name / "dm").mkdir(parents=True)
        (tmp_path / "sys" / name / "dm" / "uuid").write_text(kind)
    for upper, lower in pairwise(names):
        (tmp_path / "sys" / upper / "slaves").mkdir()
        (tmp_path / "sys" / upper / "slaves" / lower).symlink_to(tmp_path / "sys" / lower)
    listed = tmp_path / "sys" / "dev" / "block"
    listed.mkdir(parents=True)
    (listed / f"{os.major(device)}:{os.minor(device)}").symlink_to(tmp_path / "sys" / names[0])
    return tmp_path / "sys"


@pytest.mark.parametrize(
    ("uuids", "found"),
    [
        (("CRYPT-LUKS2-0000-luks",), Encryption.YES),
        (("LVM-0000", "CRYPT-LUKS2-0000-luks"), Encryption.YES),
        (("LVM-0000", "mpath-0000"), Encryption.NO),
    ],
)
def test_an_encrypted_disk_is_known_through_whatever_stands_on_it(
    tmp_path: Path, uuids: tuple[str, ...], found: Encryption
) -> None:
    assert encryption(tmp_path, "linux", a_disk(tmp_path, *uuids)) is found


def test_where_the_system_does_not_say_the_encryption_is_unknown(tmp_path: Path) -> None:
    assert encryption(tmp_path, "linux", tmp_path / "nothing") is Encryption.UNKNOWN
    assert encryption(tmp_path, "win32") is Encryption.UNKNOWN


def test_no_part_of_the_preferences_asks_more_than_nine_things_at_once(
    make: Callable[..., Room], qtbot: QtBot
) -> None:
    room = make(roles="mediator coordinator")
    for part in SECTIONS:
        go(room, part.id, qtbot)
        asked = [*room.page.findChildren(FormField), *room.page.findChildren(Field)]
        assert len({id(one) for one in asked if one.isVisible()}) <= MOST_FIELDS, part.id
