"""What is declared of a field, once."""

from pscp_desktop.domain.access import EVERYBODY, LEADING
from pscp_desktop.domain.dossiers import DossierKind
from pscp_desktop.domain.fields import codes_of, fields_of, is_list, searched_of
from pscp_desktop.domain.mediation_sessions import MediationSession, SessionKind
from pscp_desktop.domain.people import most_careful
from pscp_desktop.domain.record import record_types
from pscp_desktop.domain.workers import RoleCode, Worker


def test_fields_are_told_in_their_order_with_what_was_declared() -> None:
    found = fields_of(MediationSession)

    assert [field.name for field in found][:3] == ["kind", "starts_at", "minutes"]
    kind = found[0]
    assert kind.required
    assert kind.spec.codes is SessionKind
    assert kind.spec.read == EVERYBODY
    assert not found[2].required


def test_every_field_has_words_to_be_shown_with() -> None:
    nameless = [
        (kind.__name__, field.name)
        for kind in record_types()
        for field in fields_of(kind)
        if not field.spec.label
    ]

    assert nameless == []


def test_only_who_leads_changes_somebodys_roles() -> None:
    (roles,) = [field for field in fields_of(Worker) if field.name == "roles"]

    assert roles.spec.write == LEADING
    assert codes_of(Worker)["roles"] == (RoleCode, True)


def test_a_code_is_its_stored_word_and_carries_its_label() -> None:
    assert str(DossierKind.FILE) == "file"
    assert DossierKind("file").label == "File"
    assert DossierKind.label_of("file") == "File"
    assert DossierKind.label_of("of a newer version") == "of a newer version"


def test_what_is_found_is_what_was_declared_to_be() -> None:
    assert searched_of(MediationSession) == ("place", "issues", "options", "next_steps", "notes")


def test_the_most_careful_way_to_reach_somebody_ranks_highest() -> None:
    ranked = sorted(["call", "none", "in_person", "of a newer version"], key=most_careful)

    assert ranked[-2:] == ["in_person", "none"]


def test_lists_are_known_for_what_they_are() -> None:
    assert is_list(list[str])
    assert is_list(dict[str, int])
    assert not is_list(str)
