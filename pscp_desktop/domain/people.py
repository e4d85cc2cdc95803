"""People live inside dossiers: whoever takes part in one is described there, and only there."""

from datetime import date
from typing import Annotated

from pscp_desktop.domain.fields import Code, Spec
from pscp_desktop.domain.record import Record
from pscp_desktop.i18n import N_


class Channel(Code):
    """How a person can be reached without putting them at risk."""

    IN_PERSON = "in_person", N_("In person")
    CALL = "call", N_("Call")
    MESSAGE = "message", N_("Message")
    LETTER = "letter", N_("Letter")
    EMAIL = "email", N_("E-mail")
    NONE = "none", N_("Do not contact")


class Language(Code):
    """A person's language, as far as documents and interpreters go."""

    SPANISH = "es", N_("Spanish")
    ENGLISH = "en", N_("English")
    ARABIC = "ar", N_("Arabic")
    FRENCH = "fr", N_("French")
    ROMANIAN = "ro", N_("Romanian")
    CHINESE = "zh", N_("Chinese")
    BENGALI = "bn", N_("Bengali")
    UKRAINIAN = "uk", N_("Ukrainian")
    OTHER = "other", N_("Another language")


def most_careful(channel: str) -> int:
    """Ranks ways of contact for as long as two stand: not to contact wins, then in person."""
    return {Channel.NONE.value: 2, Channel.IN_PERSON.value: 1}.get(channel, 0)


class Person(Record):
    """The fields that describe whoever takes part in a dossier; service types add their own."""

    name: Annotated[str, Spec(label=N_("Preferred name"), searched=True, identity=True)] = ""
    legal_name: Annotated[
        str, Spec(label=N_("Name as in the identity document"), searched=True, identity=True)
    ] = ""
    document_number: Annotated[
        str, Spec(label=N_("Identity document"), searched=True, identity=True, exported=False)
    ] = ""
    domicile: Annotated[str, Spec(label=N_("Domicile"), searched=True, identity=True)] = ""
    telephone: Annotated[str, Spec(label=N_("Telephone"), searched=True, identity=True)] = ""
    email: Annotated[str, Spec(label=N_("E-mail"), searched=True, identity=True)] = ""
    safe_channel: Annotated[
        str,
        Spec(label=N_("Safe way to reach them"), codes=Channel, protective=most_careful),
    ] = Channel.IN_PERSON.value
    safe_hours: Annotated[str, Spec(label=N_("Safe hours"))] = ""
    contact_warning: Annotated[str, Spec(label=N_("What to avoid when contacting"), long=True)] = ""
    language: Annotated[str, Spec(label=N_("Language"), codes=Language)] = Language.SPANISH.value
    interpreter: Annotated[bool, Spec(label=N_("Needs an interpreter"))] = False
    support_needs: Annotated[str, Spec(label=N_("Support needs"), long=True)] = ""
    born_on: Annotated[date | None, Spec(label=N_("Date of birth"), identity=True)] = None

    @property
    def printed_name(self) -> str:
        """The name for a legal document: the legal one where it is known."""
        return self.legal_name or self.name
