"""Who acts in whose place on a body: the list, letting somebody, taking it back."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from governance.forms.delegations import DelegationForm
from governance.views.bodies import BodyPage
from roles.enums import BodyKind, Role
from roles.forms import LastDayForm
from roles.models import Delegation, HeldRole
from roles.queries import current_on, delegations_on, persons_in
from roles.rules import MAY
from roles.rules.delegation import DELEGABLE
from roles.services import end_delegation, make_delegation
from roles.views import ActForm, crumb


class DelegationPage(BodyPage):
    """A page on a body's delegations; only those who hold a role on the very body make one."""

    act = "delegation.view"

    @cached_property
    def own(self) -> HeldRole | None:
        """The role of this person on the body by which they could let somebody act."""
        rows = HeldRole.objects.filter(
            current_on(self.today),
            body=self.body,
            person=self.request.user.pk,
            role__in=MAY["delegation.make"],
        )
        return rows.order_by("role", "pk").first()

    @property
    def list_url(self) -> str:
        return reverse("governance:delegations", args=[self.body.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        values = {"label": str(self.body), "back_url": self.list_url}
        return super().get_context_data(**(values | kwargs))


class DelegationListView(DelegationPage, TemplateView):
    """Who acts in whose place now, who will, and who did."""

    template_name = "governance/delegation_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = [self._shown(row) for row in delegations_on(self.body)]
        return super().get_context_data(
            now=[row for row in rows if not row["is_over"]],
            earlier=[row for row in rows if row["is_over"]],
            may_make=bool(self.held_roles() & MAY["delegation.make"]),
            **kwargs,
        )

    def _shown(self, row: Delegation) -> dict[str, Any]:
        is_over = row.to_on < self.today or not row.acts
        is_own = row.held_role.person_id == self.request.user.pk
        return {
            "row": row,
            "role": row.held_role.get_role_display().lower(),
            "acts": [words for act, words in DELEGABLE.items() if act in row.acts],
            "is_over": is_over,
            "may_end": is_own and not is_over,
            "standing": _standing(row, self.today),
        }


def _standing(row: Delegation, today: date) -> str:
    ended = row.held_role.to_on
    if not row.acts:
        return "Taken back before it began"
    if row.to_on < today:
        return "Over"
    if ended is not None and ended < today:
        return "Not in force: the role has ended"
    return "Still to come" if row.from_on > today else "In force"


class DelegationMakeView(DelegationPage, ActForm):
    """Let somebody act in one's own place."""

    act = "delegation.make"
    form_class = DelegationForm
    page_title = "Let somebody act in your place"
    button = "Let them act"
    lead_words = (
        "What they do then reads as done by them for you. They hand nothing on, and act on nothing "
        "that you could not act on yourself: a project you are on, a matter you withdrew from."
    )

    def fetch(self) -> None:
        super().fetch()
        if self.body.kind != BodyKind.INTEGRATION_JOINT_BOARD:
            self.offered = [act for act in DELEGABLE if act != "direction.issue"]
        else:
            self.offered = list(DELEGABLE)

    def crumbs(self) -> list[dict[str, str]]:
        return [*super().crumbs(), crumb("Who acts for whom", self.list_url)]

    def get_initial(self) -> dict[str, Any]:
        return {"from_on": self.today, "acts": self.offered}

    def get_form_kwargs(self) -> dict[str, Any]:
        people = persons_in([self.body.partnership_id]).exclude(pk=self.request.user.pk)
        return super().get_form_kwargs() | {"people": people, "acts": self.offered}

    def act_on(self, data: dict[str, Any]) -> str:
        if self.own is None:  # the page asked already: the role ended meanwhile
            raise Http404
        make_delegation(self.own, **data, by=self.request.user, at=timezone.now())
        messages.success(self.request, f"{data['to']} may act in your place.")
        return self.list_url


class DelegationEndView(DelegationPage, ActForm):
    """Take back what one lets somebody do; the holder of the role alone, who may have left it."""

    act = "delegation.make"
    form_class = LastDayForm
    page_title = "Take it back"
    button = "Take it back"
    lead_words = "Choose yesterday to end it at once. What was done in your place stays."

    def fetch(self) -> None:
        super().fetch()
        row = delegations_on(self.body).filter(pk=self.kwargs["row"]).first()
        if row is None:
            raise Http404
        self.row = row

    def held_roles(self) -> frozenset[Role]:
        roles = super().held_roles()
        is_own = self.row.held_role.person_id == self.request.user.pk and Role.READER in roles
        return (roles - MAY["delegation.make"]) | ({Role.CHAIR} if is_own else set())

    def crumbs(self) -> list[dict[str, str]]:
        return [*super().crumbs(), crumb("Who acts for whom", self.list_url)]

    def get_initial(self) -> dict[str, Any]:
        return {"last_day": self.today - timedelta(days=1)}

    def act_on(self, data: dict[str, Any]) -> str:
        end_delegation(self.row, **data, by=self.request.user, at=timezone.now())
        messages.success(self.request, "It is taken back.")
        return self.list_url
