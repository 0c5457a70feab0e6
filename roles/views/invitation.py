"""The mail that tells somebody they are invited, from a page or from an operator's command."""

from collections.abc import Callable

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from roles.models import Partnership, Person

TEMPLATE = "account/email/invitation"


def mail_invitation(
    person: Person,
    partnership: Partnership,
    *,
    invited_by: Person,
    absolute: Callable[[str], str],
) -> None:
    """Mail the invitation; its link works once, and until the password is set.

    absolute: makes a path an address. Raises OSError (SMTP's errors are OSErrors too).
    """
    context = {"person": person, "partnership": partnership, "invited_by": invited_by}
    if person.has_usable_password():
        context["sign_in_url"] = absolute(reverse("account_login"))
    else:
        keys = {
            "uidb36": user_pk_to_url_str(person),
            "key": default_token_generator.make_token(person),
        }
        context["password_set_url"] = absolute(
            reverse("account_reset_password_from_key", kwargs=keys)
        )
    subject = " ".join(render_to_string(f"{TEMPLATE}_subject.txt", context).split())
    body = render_to_string(f"{TEMPLATE}_message.txt", context).strip()
    EmailMessage(subject, body, to=[person.email]).send()
