"""Who works here and in which team: kept in the organisation's own dossier, known to every desk."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import field_validator
from pydantic_core import PydanticCustomError

from pscp_desktop.domain.access import LEADING, Right, Role, compatible, roles_in
from pscp_desktop.domain.fields import Code, Spec
from pscp_desktop.domain.record import NAMELESS, Record
from pscp_desktop.i18n import N_


class RoleCode(Code):
    """Professional roles as codes of a field; the words are those of `Role`."""

    MEDIATOR = Role.MEDIATOR.value, Role.MEDIATOR.label
    COUNSELLOR = Role.COUNSELLOR.value, Role.COUNSELLOR.label
    FACILITATOR = Role.FACILITATOR.value, Role.FACILITATOR.label
    ANALYST = Role.ANALYST.value, Role.ANALYST.label
    COORDINATOR = Role.COORDINATOR.value, Role.COORDINATOR.label
    SUPERVISOR = Role.SUPERVISOR.value, Role.SUPERVISOR.label
    AUDITOR = Role.AUDITOR.value, Role.AUDITOR.label
    DATA_PROTECTION_OFFICER = (
        Role.DATA_PROTECTION_OFFICER.value,
        Role.DATA_PROTECTION_OFFICER.label,
    )


class RightCode(Code):
    """The four rights in a dossier as codes of a field."""

    READER = Right.READER.name.lower(), N_("May read")
    WRITER = Right.WRITER.name.lower(), N_("May read and write")
    COORDINATOR = Right.COORDINATOR.name.lower(), N_("May also give access")
    ADMINISTRATOR = Right.ADMINISTRATOR.name.lower(), N_("May also remove")


class Organisation(Record, table=True):
    """The body that runs the programme, as its documents must name it."""

    name: Annotated[str, Spec(label=N_("Name of the service"), write=LEADING)] = ""
    institution: Annotated[str, Spec(label=N_("Institution"), write=LEADING)] = ""
    address: Annotated[str, Spec(label=N_("Address"), write=LEADING)] = ""
    telephone: Annotated[str, Spec(label=N_("Telephone"), write=LEADING)] = ""
    email: Annotated[str, Spec(label=N_("E-mail"), write=LEADING)] = ""
    registry_number: Annotated[
        str, Spec(label=N_("Number in the registry of mediation institutions"), write=LEADING)
    ] = ""
    protection_officer: Annotated[
        str, Spec(label=N_("Contact of the data protection officer"), write=LEADING)
    ] = ""


class Worker(Record, table=True):
    """One professional; what their documents must say of them is kept here too."""

    name: Annotated[str, Spec(label=N_("Name"), listed=True)]
    roles: Annotated[str, Spec(label=N_("Roles"), codes=RoleCode, several=True, write=LEADING)] = (
        RoleCode.MEDIATOR.value
    )
    letters: Annotated[str, Spec(label=N_("Letters in file numbers"))] = ""
    registry_number: Annotated[str, Spec(label=N_("Number in the mediators' registry"))] = ""
    qualification: Annotated[str, Spec(label=N_("Qualification"))] = ""
    training: Annotated[str, Spec(label=N_("Training in mediation"))] = ""
    experience: Annotated[str, Spec(label=N_("Experience"))] = ""
    insurer: Annotated[str, Spec(label=N_("Liability insurance"))] = ""
    insured_until: Annotated[date | None, Spec(label=N_("Insured until"))] = None
    languages: Annotated[str, Spec(label=N_("Languages"))] = ""
    left_on: Annotated[date | None, Spec(label=N_("Left on"), write=LEADING)] = None

    @field_validator("roles")
    @classmethod
    def _compatible(cls, roles: str) -> str:
        """Who audits does nothing else."""
        if not compatible(roles_in(roles)):
            raise PydanticCustomError("roles_apart", "who audits does nothing else")
        return roles

    @property
    def held_roles(self) -> frozenset[Role]:
        """The roles this version knows."""
        return roles_in(self.roles)


class Circle(Record, table=True):
    """A team that shares its dossiers. Its id is the scope in which its cards lie."""

    name: Annotated[str, Spec(label=N_("Team"), listed=True, write=LEADING)]
    scope: Annotated[UUID, Spec(label=N_("Scope"), write=LEADING)] = NAMELESS


class CircleMember(Record, table=True):
    """A worker's place in a team."""

    circle: Annotated[UUID, Spec(label=N_("Team"), write=LEADING)]
    worker: Annotated[UUID, Spec(label=N_("Worker"), write=LEADING)]
    until: Annotated[date | None, Spec(label=N_("Until"), write=LEADING)] = None
