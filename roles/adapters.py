"""How people sign in: by invitation, and demonstration people only in a demonstration."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.http import HttpRequest

from record.history import acting_as
from roles.models import Person


class InvitedOnlyAdapter(DefaultAccountAdapter):
    """There is no open sign-up: people are invited."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def set_password(self, user: Any, password: str) -> None:
        """Set a new password; the person is the author of the change."""
        with acting_as(user):
            super().set_password(user, password)


class PersonBackend(AuthenticationBackend):
    """Email and password; a demonstration person signs in only while DEMO=1."""

    def user_can_authenticate(self, user: Any) -> bool:
        if user.is_system or (user.is_demonstration and not settings.DEMO):
            return False
        return super().user_can_authenticate(user)

    @classmethod
    def _stash_user(cls, user: Any) -> Any:
        """Let allauth sign in past `user_can_authenticate` only to say that an account is closed.

        It would otherwise let in whoever knows the password and is active: a demonstration person.
        """
        return super()._stash_user(None if user is not None and user.is_active else user)

    def get_user(self, user_id: Any) -> Person | None:
        person = Person.objects.filter(pk=user_id).first()
        return person if person is not None and self.user_can_authenticate(person) else None
