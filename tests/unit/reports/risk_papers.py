"""The records of a profile and of an opinion in which everything is written, plainly made up."""

from dataclasses import replace
from datetime import date
from typing import Any

from pscp_desktop.domain.dossiers import Dossier
from pscp_desktop.domain.record import NAMELESS
from pscp_desktop.domain.risk import (
    Advice,
    AdviceRequest,
    Contestation,
    PeerReview,
    ProfileBand,
    ProfileDriver,
    RiskProfile,
)
from pscp_desktop.domain.risk_analysis import (
    Analysis,
    AnalysisFactor,
    AnalysisFigure,
    AnalysisInput,
    ModelCardLine,
)
from pscp_desktop.domain.workers import Organisation, Worker
from pscp_desktop.services.risk.documents import RiskPrintable

DAY = date(2026, 12, 1)


def papers(**changes: Any) -> RiskPrintable:
    """A file with both, so that every kind of document can be made of it."""
    ready = RiskPrintable(
        organisation=Organisation(
            name="Servicio de Muestra", institution="Ayuntamiento de Ejemplo",
            address="Plaza de la Muestra 1", telephone="910 000 000",
            protection_officer="dpd@ejemplo.example",
        ),
        dossier=Dossier(number="P-XABC-7"),
        today=date(2026, 3, 2),
        draft=False,
        request=AdviceRequest(
            requester="Omar Muestra", body="Junta de ejemplo", question="¿Dónde poner la luz?",
            purpose="Ordenar las obras.", legal_basis="public_task",
        ),
        advice=Advice(
            findings="Robos más probables junto al ocio.", options="Luz en el pasaje.",
            expected="Menos sucesos.", side_effects="Puede moverse.", rights="Ninguno tratado.",
            against="La serie es corta.", resources="Dos centros juveniles.",
            limits="Solo lo denunciado.", confidence="medium", valid_until=DAY,
        ),
        profile=RiskProfile(
            area="Barrio de muestra", events="Robos", period="2025",
            statement="Más probables de noche.", uncertainty="La mitad o el doble.",
            limits="Solo lo denunciado.", resources="Dos centros juveniles.", valid_until=DAY,
        ),
        bands=(
            ProfileBand(unit="Celda 12-7", band="above", lowest="alike", highest="highest", events=9),
            ProfileBand(unit="Celda 3-1", band="below", lowest="below", highest="alike"),
            ProfileBand(unit="Celda 5-2", band="alike", lowest="alike", highest="alike", events=41),
            ProfileBand(unit="Celda 6-2", band="alike", lowest="alike", highest="alike", events=17),
        ),
        drivers=(ProfileDriver(factor="Locales de ocio", words="a menos de 200 m", value=2.1,
                               low=1.4, high=3.0),),
        contestations=(Contestation(council="Consejo de ejemplo", words="Falta el mercado.",
                                    answer="Entrará en la próxima.", state="partly"),),
        analysis=Analysis(title="De muestra", cell_m=100, cells=400, events=120, seed=7,
                          versions="muestra 1", recommended="prior", because="El más sencillo."),
        inputs=(
            AnalysisInput(analysis=NAMELESS, layer=NAMELESS, role="outcome", title="Robos",
                          origin="reported", source="Oficina de ejemplo", licence="CC BY 4.0",
                          dated_on=date(2026, 1, 31)),
        ),
        attributions=("© Oficina de ejemplo",),
        figures=(
            AnalysisFigure(analysis=NAMELESS, method="prior", share=5.0, measure="hit_rate",
                           value=0.31, low=0.25, high=0.38),
            AnalysisFigure(analysis=NAMELESS, method="kde", share=5.0, measure="pai", value=5.5,
                           low=4.0, high=7.0),
        ),
        factors=(AnalysisFactor(analysis=NAMELESS, name="Locales de ocio", value=2.1, low=1.4,
                                high=3.0),),
        card=(ModelCardLine(analysis=NAMELESS, number=1, name="Intended use", value="Planning lights"),),
        review=PeerReview(about=NAMELESS, verdict="approves", on=date(2026, 3, 1)),
        author=Worker(name="Inés Modelo"),
        reviewer=Worker(name="Lía Prueba"),
    )  # fmt: skip
    return replace(ready, **changes)
