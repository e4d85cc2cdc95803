"""Who people are to the program and what that lets them do.

Two things are kept apart: the professional *role*, which decides acts and screens, and the *right* a
person has in one dossier, which decides whether it opens at all.
"""

from enum import IntEnum, StrEnum
from typing import Final

from pscp_desktop.i18n import N_


class Role(StrEnum):
    """What a worker is by profession; one worker may be several."""

    label: str

    def __new__(cls, value: str, label: str = "") -> "Role":
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    MEDIATOR = "mediator", N_("Mediator")
    COUNSELLOR = "counsellor", N_("Counsellor")
    FACILITATOR = "facilitator", N_("Facilitator")
    ANALYST = "analyst", N_("Analyst")
    COORDINATOR = "coordinator", N_("Coordinator")
    SUPERVISOR = "supervisor", N_("Supervisor")
    AUDITOR = "auditor", N_("Auditor")
    DATA_PROTECTION_OFFICER = "dpo", N_("Data protection officer")


def roles_in(words: str) -> frozenset[Role]:
    """The roles this version knows among words joined by spaces."""
    return frozenset(Role(word) for word in words.split() if word in _ROLES)


_ROLES: Final = frozenset(role.value for role in Role)
EVERYBODY: Final = frozenset(Role)
AUDITING: Final = frozenset({Role.AUDITOR, Role.DATA_PROTECTION_OFFICER})
"""They read who looked at what, open no file, and are nothing else: nobody watches themselves."""
CASEWORK: Final = frozenset({Role.MEDIATOR, Role.COUNSELLOR, Role.FACILITATOR})
LEADING: Final = frozenset({Role.COORDINATOR, Role.SUPERVISOR})


def compatible(roles: frozenset[Role]) -> bool:
    """Whether one person may hold these roles together (ENS op.acc.3.r1.2)."""
    return not roles & AUDITING or len(roles) == 1


class Right(IntEnum):
    """What a worker may do in one dossier; each holds those before it."""

    NONE = 0
    READER = 1
    WRITER = 2
    COORDINATOR = 3
    ADMINISTRATOR = 4
