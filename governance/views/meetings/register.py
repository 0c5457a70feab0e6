"""The standing register of interests of those who sit on a body."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from governance.forms.meetings import InterestForm
from governance.queries.bodies import Composition, composition_of, roles_to_arrange
from governance.queries.register import register_of
from governance.services import end_interest, register_interest
from governance.views.bodies import BodyPage
from roles.enums import Role
from roles.forms import LastDayForm
from roles.models import Person
from roles.rules import MAY
from roles.views import ActForm, crumb


class RegisterPage(BodyPage):
    """A page on the register; those who sit on the body, proxies too, see it."""

    act = "register.view"

    @cached_property
    def composition(self) -> Composition:
        return composition_of(self.body, self.today)

    @cached_property
    def _roles(self) -> frozenset[Role]:
        roles = roles_to_arrange(self.body, self.request.held)  # type: ignore[attr-defined]
        is_proxy = any(row.person_id == self.request.user.pk for row in self.composition.proxies)
        return roles | ({Role.BODY_MEMBER} if is_proxy else set())

    def held_roles(self) -> frozenset[Role]:
        return self._roles

    @property
    def people(self) -> list[Person]:
        """Whose interests this person may enter: one's own; chair and officer everybody's."""
        if self._roles & MAY["meeting.run"]:
            return self.composition.people
        return [one for one in self.composition.people if one.pk == self.request.user.pk]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        values = {
            "label": str(self.body),
            "back_url": reverse("governance:register", args=[self.body.pk]),
        }
        return super().get_context_data(**(values | kwargs))


class RegisterView(RegisterPage, TemplateView):
    """What those who sit on the body have in the register today."""

    template_name = "governance/register.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        keys = {person.pk for person in self.people}
        rows = register_of(self.body, self.composition.people, self.today)
        return super().get_context_data(
            rows=[(row, row.person_id in keys) for row in rows], may_enter=bool(keys), **kwargs
        )


class InterestAddView(RegisterPage, ActForm):
    """Enter an interest in the register."""

    form_class = InterestForm
    page_title = "Enter an interest"
    button = "Enter it"
    lead_words = (
        "The register reminds: an interest is declared on the item of the agenda that it touches."
    )

    def crumbs(self) -> list[dict[str, str]]:
        url = reverse("governance:register", args=[self.body.pk])
        return [*super().crumbs(), crumb("Register of interests", url)]

    def get_initial(self) -> dict[str, Any]:
        return {"from_on": self.today}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"people": self.people}

    def act_on(self, data: dict[str, Any]) -> str:
        register_interest(
            self.body,
            data["person"],
            nature=data["nature"],
            from_on=data["from_on"],
            by=self.request.user,
            at=timezone.now(),
        )
        messages.success(self.request, "The interest is in the register.")
        return reverse("governance:register", args=[self.body.pk])


class InterestEndView(RegisterPage, ActForm):
    """End an interest in the register on its last day."""

    form_class = LastDayForm
    page_title = "End an interest"
    button = "End it"

    def fetch(self) -> None:
        super().fetch()
        rows = register_of(self.body, self.composition.people, self.today)
        self.row = rows.filter(pk=self.kwargs["row"]).first()
        if self.row is None:
            raise Http404

    def get_initial(self) -> dict[str, Any]:
        return {"last_day": self.today}

    @property
    def lead_words(self) -> str:  # type: ignore[override]
        return f"{self.row}."

    def act_on(self, data: dict[str, Any]) -> str:
        end_interest(
            self.body,
            self.row,
            last_day=data["last_day"],
            by=self.request.user,
            at=timezone.now(),
        )
        messages.success(self.request, "The interest is ended.")
        return reverse("governance:register", args=[self.body.pk])
