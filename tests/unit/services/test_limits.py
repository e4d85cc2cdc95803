"""Long texts and many notes: kept whole, found by their last word, and given back as they were."""

from pathlib import Path

from pscp_desktop.domain.dossiers import Note
from tests.world import a_case, a_desk, a_note, shown

LETTERS = 100_000


def test_d15_a_text_of_a_hundred_thousand_letters_is_kept_whole_and_found(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    case = a_case(desk)
    words = ("la terraza recoge tarde " * (LETTERS // 24 + 1))[:LETTERS] + " palabrafinal"

    note = a_note(desk, case.dossier, words)

    assert shown(desk, Note, note.id).record.text == words
    assert [hit.record for hit in desk.find("palabrafinal")] == [note.id]
