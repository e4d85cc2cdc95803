"""Sending somebody on to another service, and what was heard of it."""

from collections.abc import Sequence
from typing import Final

from pscp_desktop.domain.catalogues import CatalogueKind
from pscp_desktop.domain.dossiers import HEARD, SAYING_WHY, Referral, ReferralState
from pscp_desktop.i18n import N_, tr
from pscp_desktop.services.catalogues import Catalogues
from pscp_desktop.ui.forms.form import FormWords, RecordForm
from pscp_desktop.ui.mediation.contact_sheet import people
from pscp_desktop.ui.mediation.sheet import Job, Leaf, Sheet
from pscp_desktop.ui.parts import text

SUPPORT: Final = N_("Psychosocial support")


class ReferralSheet(Sheet):
    """Sending somebody on; under the hard stop to support, and the file moves with it."""

    title = N_("Refer to another service")
    verb = N_("Refer")
    done = N_("Referral kept, and the file moved on")
    draft = "mediation.referral"
    undoable = False
    advice = N_("Give the other service no more than it needs. Nothing is sent by this program.")

    def build(self) -> Sequence[Leaf]:
        assert self.shown is not None  # noqa: S101 (it is of a file)
        stopped = self.shown.standing.stopped is not None
        asked = [party.id for party in self.shown.asking]
        given = {
            "to_service": tr(SUPPORT) if stopped else "",
            "urgent": stopped,
            "person": asked[0] if asked else None,
        }
        services = Catalogues(self.bench.tools.desk).offered(CatalogueKind.DESTINATION)
        words = FormWords(
            answers={"person": people(self.shown)}, given=given,
            suggested={"to_service": services},
        )  # fmt: skip
        self._referral = self.kept(
            RecordForm(
                self.bench.tools, Referral, ["to_service", "person", "urgent", "reason"],
                dossier=self.shown.id, words=words,
            )
        )  # fmt: skip
        return [Leaf(tr("Referral"), [self._referral])]

    def job(self) -> Job:
        assert self.shown is not None  # noqa: S101 (it is of a file)
        self.demand(self._referral, "to_service")
        if self.shown.standing.stopped is None:
            self.demand(self._referral, "reason")
        referral = self._referral.new_record()
        parties, reason = self.bench.mediation.parties, self._referral.value("reason")

        def keep() -> object:
            parties.refer(referral, reason)
            return None

        return keep


class HeardSheet(Sheet):
    """What became of a referral, as the other service or the person says."""

    title = N_("What became of the referral")
    verb = N_("Keep what was heard")
    done = N_("Kept: the file says where the referral stands")
    draft = "mediation.heard"
    advice = N_(
        "Ask the other service whether it takes the person on, and nothing else: what it does with"
        " them is not for this file."
    )

    def build(self) -> Sequence[Leaf]:
        desk, tools = self.bench.tools.desk, self.bench.tools
        assert self.about is not None  # noqa: S101 (a referral is named)
        with desk.reading() as session:
            self._before = desk.load(session, Referral, self.about)
        referral: Referral = self._before.record
        heard = [(one.value, tr(one.label)) for one in HEARD.get(referral.stands, ())]
        self._heard = self.kept(
            RecordForm(
                tools, Referral, ["state", "answer"], dossier=self.dossier,
                words=FormWords(
                    answers={"state": heard}, labels={"state": N_("What they say")},
                    given={"state": ""},
                ),
            )
        )  # fmt: skip
        return [Leaf(tr("Referral"), [text(referral.to_service, "section"), self._heard])]

    def job(self) -> Job:
        self.demand(self._heard, "state")
        state, words = ReferralState(self._heard.value("state")), self._heard.value("answer")
        if state in SAYING_WHY:
            self.demand(self._heard, "answer")
        parties, shown = self.bench.mediation.parties, self._before

        def keep() -> object:
            parties.heard(shown, state, words)
            return None

        return keep
