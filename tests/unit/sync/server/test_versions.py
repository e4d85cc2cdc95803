"""Programs of different ages: an old desk's work reaches a newer hub before anybody asks for an update."""

from pathlib import Path

import pytest

from pscp_desktop.services.reconciling.told import NEWER, OLD
from pscp_desktop.ui.reconciling.telling import indicator
from sync.protocol import VERSION, Denied
from tests.linked import Linked, Office
from tests.linked_far import far, met, notes, over_https
from tests.protections import guards
from tests.world import ALBA, OMAR, a_case, a_note

THREE_WEEKS = 21


def _worked(office: Office, one: Linked) -> set[str]:
    """Three weeks of notes without a network."""
    case, texts = a_case(one.desk), set[str]()
    for day in range(THREE_WEEKS):
        office.moment.passes(days=1)
        texts.add(f"Visita del día {day}")
        a_note(one.desk, case.dossier, f"Visita del día {day}")
    return texts


@guards("linking.newer")
def test_t35_all_of_an_old_desks_work_goes_up_and_then_it_asks_for_the_update(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = Office(tmp_path)
    alba = office.first(ALBA)
    omar = office.newcomer(OMAR, alba)
    texts = _worked(office, omar)
    unsent = omar.reconciling.state().unsent
    with far(database, tmp_path / "hub", office) as hub:
        # Two versions on, and still speaking with the one that this desk knows.
        for module in ("sync.hub.hub", "sync.server.admission", "sync.server.service"):
            monkeypatch.setattr(f"{module}.VERSION", VERSION + 2)
        over_https(hub, omar, alba)

        assert unsent > THREE_WEEKS
        assert omar.reconciling.state().unsent == 0
        assert notes(alba) == texts
        state = omar.reconciling.state()
        assert state.trouble == NEWER
        words, detail, _ = indicator(state, office.moment())
        assert words == "Todo enviado"
        assert "Actualice el programa" in detail
        met(omar)  # a quiet round tells it as well
        assert omar.reconciling.state().trouble == NEWER


@guards("linking.too_old")
def test_t35_a_desk_too_old_for_a_hub_keeps_all_of_its_work_and_says_what_to_do(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = Office(tmp_path)
    alba = office.first(ALBA)
    with far(database, tmp_path / "hub", office) as hub:
        over_https(hub, alba)
        texts = _worked(office, alba)
        unsent = alba.reconciling.state().unsent
        monkeypatch.setattr("sync.server.admission.OLDEST", VERSION + 1)
        monkeypatch.setattr("sync.server.admission.VERSION", VERSION + 2)

        with pytest.raises(Denied, match="version"):
            met(alba)

        state = alba.reconciling.state()
        assert (state.trouble, state.unsent) == (OLD, unsent)
        assert "actualice el programa" in indicator(state, office.moment())[1]
        assert notes(alba) == texts
        monkeypatch.undo()
        hub.clock.ahead = office._now() - (hub.clock() - hub.clock.ahead)
        met(alba)
        assert (alba.reconciling.state().trouble, alba.reconciling.state().unsent) == ("", 0)
