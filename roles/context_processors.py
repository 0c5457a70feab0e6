"""What every page knows of the person reading it."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from roles.queries import demonstration_people
from roles.rules import MAY, may


class Allowed:
    """`{% if allowed.report__issue %}`: whether a menu may offer an act; the view decides."""

    def __init__(self, roles: frozenset) -> None:
        self._roles = roles

    def __getitem__(self, name: str) -> bool:
        act = name.replace("__", ".")
        if act not in MAY:
            raise KeyError(act)
        return may(self._roles, act)


def who(request: HttpRequest) -> dict[str, Any]:
    """Return what the layout needs: the acts a menu may offer, the demonstration banner.

    In a demonstration, and there alone, the sign-in page may name its people and their password;
    they are asked for only where the template calls for them.
    """
    held = getattr(request, "held", None)
    return {
        "allowed": Allowed(held.anywhere if held is not None else frozenset()),
        "is_demonstration": settings.DEMO,
        "source_url": settings.SOURCE_URL,
        **(_demonstration() if settings.DEMO else {}),
    }


def _demonstration() -> dict[str, str | Callable[[], list[dict[str, str]]]]:
    return {"demonstration_password": settings.DEMO_PASSWORD, "demonstration_people": _people}


def _people() -> list[dict[str, str]]:
    return [
        {
            "name": person.name,
            "email": person.email,
            "roles": "; ".join(
                f"{row.get_role_display()}, {row.body}" if row.body else row.get_role_display()
                for row in person.held_roles.all()
            )
            or "No role: sees nothing",
        }
        for person in demonstration_people()
    ]
