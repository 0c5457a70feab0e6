"""Use cases: partnerships, bodies, people and their roles."""

from roles.services.authority import SYSTEM_EMAIL, authorise_in, system_person
from roles.services.delegating import end_delegation, make_delegation
from roles.services.giving import end_role, give_role
from roles.services.inviting import invite_person
from roles.services.setting_up import set_up_body, set_up_partnership

__all__ = [
    "SYSTEM_EMAIL",
    "authorise_in",
    "end_delegation",
    "end_role",
    "give_role",
    "invite_person",
    "make_delegation",
    "set_up_body",
    "set_up_partnership",
    "system_person",
]
