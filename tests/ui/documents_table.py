"""What each document prints of the records, and which of its gaps is named when a field is emptied."""

from typing import Any, Final

from pscp_desktop.reports.mediation import DocumentKind

PLACE: Final = "Sala de la Muestra"
ALWAYS = ("Servicio de Muestra", "Institución Ficticia")
OBJECT = "Ruido de terraza (calle de la Muestra, 12)"
ALBA_FULL = ("Alba Ejemplo Muñoz", "00000000T", "Calle Falsa, 1")
BAR_FULL = ("Bar Ficticio S. L.", "B00000000", "Calle Falsa, 2")
PRINTED: Final[dict[DocumentKind, tuple[str, ...]]] = {
    DocumentKind.INVITATION: (
        OBJECT, "Alba Ejemplo Muñoz", "Bar Ficticio S. L.", PLACE, "17 de marzo de 2026",
        "0,00 €", "12,50 €", "900 000 000",
    ),
    DocumentKind.INFORMATION: (
        OBJECT, "Bar Ficticio S. L.", "B00000000", "Trabajo social", "Curso de 300 horas",
        "Ocho años", "RMI-7788", "Aseguradora Ficticia 99-1", "Hasta cuatro sesiones",
        "17 de marzo de 2026", "12,50 €",
    ),
    DocumentKind.CONSTITUTIVE: (
        OBJECT, *ALBA_FULL, *BAR_FULL, "RMI-7788", "Hasta cuatro sesiones", "31 de mayo de 2026",
        "12,50 €", PLACE, "INS-0042",
    ),
    DocumentKind.AGREEMENT: (
        OBJECT, *ALBA_FULL, *BAR_FULL, PLACE, "9 de marzo de 2026",
        "El bar recoge la terraza antes de las 23:00.",
        "Alba avisa por mensaje antes de llamar a la policía.",
    ),
    DocumentKind.FINAL: (
        OBJECT, *ALBA_FULL, *BAR_FULL, "9 de marzo de 2026", "2 de marzo de 2026",
        "El bar recoge la terraza antes de las 23:00.",
    ),
    DocumentKind.CERTIFICATE: (
        OBJECT, "Alba Ejemplo Muñoz", "Bar Ficticio S. L.", "Trabajo social", "RMI-7788", PLACE,
        "declara solemnemente",
    ),
    DocumentKind.APPOINTMENT: ("Bar Ficticio S. L.", "Plaza del Ejemplo, 1", "12 de marzo de 2026"),
}  # fmt: skip
"""What must stand in the PDF of each document: the values that were written in the records."""

GONE: Final[tuple[tuple[DocumentKind, str, str, Any, str], ...]] = tuple(
    (kind, record, field, empty, words)
    for record, field, empty, words, kinds in (
        ("process", "object_for_documents", "", "Objeto de la controversia", "invitation information"),
        ("process", "fees_cents", None, "Honorarios", "invitation information"),
        ("process", "expenses_cents", None, "Otros gastos", "invitation information"),
        ("process", "programme", "", "", "information"),
        ("process", "constitute_by", None, "", "information"),
        ("process", "brought", "", "", "final"),
        ("process", "constituted_on", None, "", "agreement final"),
        ("act", "matter", "", "", ""),
        ("act", "programme", "", "", ""),
        ("act", "runs_until", None, "", "constitutive"),
        ("act", "place", "", "", "constitutive"),
        ("act", "drawn_up_on", None, "", "constitutive"),
        ("agreement", "place", "", "", "agreement"),
        ("agreement", "reached_on", None, "", "agreement"),
        ("agreement", "told_binding", False, "", "agreement"),
        ("final_act", "cause", "", "", "final"),
        ("final_act", "drawn_up_on", None, "", "final"),
        ("organisation", "institution", "", "", ("invitation information constitutive agreement"
         " final certificate")),
        ("organisation", "address", "", "", ("invitation information constitutive agreement final"
         " certificate")),
        ("organisation", "protection_officer", "", "", ("invitation information constitutive"
         " agreement final certificate")),
        ("organisation", "telephone", "", "", "invitation appointment"),
        ("mediators", "registry_number", "", "", ("information constitutive agreement final"
         " certificate")),
        ("mediators", "qualification", "", "", "information certificate"),
        ("mediators", "training", "", "", "information"),
        ("mediators", "experience", "", "", "information"),
        ("mediators", "insurer", "", "", "information constitutive"),
        ("parties", "document_number", "", "", ("information constitutive agreement final"
         " certificate")),
        ("parties", "domicile", "", "", "constitutive agreement final"),
        ("parties", "name", "", "", ("invitation information constitutive agreement final"
         " certificate appointment")),
        ("declarations", "withdraws", True, "", "information constitutive"),
        ("consents", "state", "withdrawn", "", "constitutive"),
        ("attempts", "good_faith", False, "buena fe", "certificate"),
        ("attempts", "asked_by", None, "", "certificate"),
        ("invitations", "sent_on", None, "", ""),
        ("clauses", "text", "", "", "agreement final"),
        ("clauses", "obligor", None, "", "agreement final"),
    )
    for kind in map(DocumentKind, kinds.split())
)  # fmt: skip
"""Which field of which record, when it is emptied, which words name it, and in which documents."""
