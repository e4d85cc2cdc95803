"""Roles and rights."""

from itertools import pairwise

from pscp_desktop.domain.access import CASEWORK, EVERYBODY, LEADING, Right, Role
from pscp_desktop.domain.workers import RightCode, RoleCode, Worker


def test_each_right_holds_those_before_it() -> None:
    assert all(lower < higher for lower, higher in pairwise(Right))
    assert [code.value.upper() for code in RightCode] == [right.name for right in Right][1:]


def test_whoever_leads_does_not_thereby_do_casework() -> None:
    assert not LEADING & CASEWORK
    assert LEADING | CASEWORK < EVERYBODY


def test_every_role_is_a_code_with_the_same_words() -> None:
    assert [(code.value, code.label) for code in RoleCode] == [
        (role.value, role.label) for role in Role
    ]


def test_a_worker_holds_the_roles_this_version_knows() -> None:
    worker = Worker(name="Alba Ejemplo", roles="mediator astronaut supervisor")

    assert worker.held_roles == {Role.MEDIATOR, Role.SUPERVISOR}
    assert Worker(name="Omar Muestra", roles="").held_roles == frozenset()
