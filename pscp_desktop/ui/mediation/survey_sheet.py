"""What a party thinks of the mediation once it is over: six short questions, none of them compulsory."""

from collections.abc import Sequence

from pscp_desktop.domain.errors import Invalid
from pscp_desktop.domain.mediation_sessions import Satisfaction
from pscp_desktop.i18n import N_, tr
from pscp_desktop.ui.forms.choices import Answers
from pscp_desktop.ui.forms.form import FormWords, RecordForm
from pscp_desktop.ui.mediation.contact_sheet import people
from pscp_desktop.ui.mediation.sheet import Job, Leaf, Sheet

RATED = ("process", "fairness", "voice", "mediator", "outcome")
MARKS: Answers = [(mark, str(mark)) for mark in range(1, 6)]


class SurveySheet(Sheet):
    """One party's answers, from 1, the worst, to 5; a question left alone counts as no answer."""

    title = N_("Satisfaction of a party")
    verb = N_("Keep the answers")
    done = N_("Answers kept")
    draft = "mediation.survey"
    advice = N_(
        "1 is the worst and 5 the best. Whoever prefers not to answer leaves a question alone."
    )
    undoable = False

    def build(self) -> Sequence[Leaf]:
        assert self.shown is not None  # noqa: S101 (it is of a file)
        answers = {"party": people(self.shown), **dict.fromkeys(RATED, MARKS)}
        self._survey = self.kept(
            RecordForm(
                self.bench.tools,
                Satisfaction,
                ["party", *RATED, "recommends", "words"],
                dossier=self.shown.id,
                words=FormWords(answers=answers, given={"party": self.about}),
            )
        )
        return [Leaf(tr("Answers"), [self._survey])]

    def job(self) -> Job:
        self.demand(self._survey, "party")
        given = self._survey.values()
        if (
            all(given[name] is None for name in (*RATED, "recommends"))
            and not given["words"].strip()
        ):
            raise Invalid({"process": "missing"})
        survey, sessions = self._survey.new_record(), self.bench.mediation.sessions

        def keep() -> object:
            sessions.rate(survey)
            return None

        return keep
