"""Drafts: what is being typed outlives lock, kill and restart, and is no change."""

from pathlib import Path
from uuid import UUID

from pscp_desktop.domain.mediation_sessions import MediationSession
from pscp_desktop.store.drafts import Drafts
from tests.world import Moment, a_case, a_desk, reopened, shown, sql

FIRST, SECOND = UUID(int=1), UUID(int=2)


def test_a_draft_outlives_the_program(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    case = a_case(desk)
    opened = shown(desk, MediationSession, case.session)
    desk.drafts.keep(
        FIRST, "session", {"notes": "A medias, con ñ", "minutes": 5, "announced": True},
        dossier=case.dossier, record=case.session, shown=opened.heads,
    )  # fmt: skip
    desk.store.engine.dispose()

    draft = Drafts(reopened(desk.store.engine)).of_form("session", case.dossier, case.session)

    assert draft is not None
    assert draft.values == {"notes": "A medias, con ñ", "minutes": 5, "announced": True}
    assert draft.shown == opened.heads
    assert draft.saved_at == desk.now()


def test_a_save_from_a_draft_replaces_what_the_form_had_shown(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    case = a_case(desk)
    opened = shown(desk, MediationSession, case.session)
    desk.drafts.keep(FIRST, "session", {"place": "De antes"}, shown=opened.heads)
    desk.save(shown(desk, MediationSession, case.session), {"place": "Entretanto"})

    draft = desk.drafts.get(FIRST)
    assert draft is not None
    with desk.writing() as unit:
        unit.set(opened.record, dict(draft.values), shown=draft.shown)

    assert len(sql(desk.store, "SELECT * FROM sibling")) == 2


def test_the_newest_draft_stands_in_place_of_the_older(tmp_path: Path) -> None:
    now = Moment()
    desk = a_desk(tmp_path, now=now)
    desk.drafts.keep(FIRST, "session", {"notes": "a"})
    now.passes(minutes=1)
    desk.drafts.keep(SECOND, "session", {"notes": "b"})
    now.passes(minutes=1)
    desk.drafts.keep(FIRST, "session", {"notes": "ab"})

    assert [draft.values["notes"] for draft in desk.drafts.all()] == ["ab", "b"]
    newest = desk.drafts.of_form("session")
    assert newest is not None
    assert newest.id == FIRST


def test_a_draft_that_was_saved_or_thrown_away_is_gone(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    desk.drafts.keep(FIRST, "session", {"notes": "a"})

    desk.drafts.drop(FIRST)

    assert desk.drafts.get(FIRST) is None
    assert desk.drafts.all() == ()


def test_a_draft_is_no_change_and_leaves_no_line(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    before = sql(desk.store, "SELECT count(*) FROM change"), desk.store.mark

    desk.drafts.keep(FIRST, "session", {"notes": "a"})

    assert (sql(desk.store, "SELECT count(*) FROM change"), desk.store.mark) == before
