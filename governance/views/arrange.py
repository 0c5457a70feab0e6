"""Arranging a body: the base of its forms; its standing orders, and its kinds of seats."""

from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import Model, QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect

from governance.forms import OrdersForm, SeatKindForm, VotingForm
from governance.models import SeatCategory, StandingOrders
from governance.services import add_seat_category, set_standing_orders, set_voting
from governance.views.bodies import BodyPage
from governance.views.body_words import quorum_words
from record.errors import Refusal
from roles.views import ActForm


class ArrangePage(BodyPage, ActForm):
    """One form on how a body is arranged, for its officer or an administrator.

    Where somebody was first (409) the form stands as it was typed, with the sentence on it.
    """

    act = "body.arrange"
    FIELD_OF: ClassVar[dict[str, str]] = {
        "bad_fraction": "fraction",
        "bad_minimum": "minimum",
        "bad_papers_days": "papers_days",
        "no_source": "source",
        "orders_overlap": "from_on",
        "voting_overlap": "from_on",
        "voting_unchanged": "is_voting",
        "no_name": "name",
        "category_exists": "name",
        "ends_before_it_begins": "last_day",
        "ended_already": "last_day",
        "not_in_post": "from_on",
        "seat_not_there": "from_on",
        "not_a_member": "member",
        "own_proxy": "person",
        "proxy_named": "member",
    }

    def row_or_404(self, rows: QuerySet[Any]) -> Any:
        """Return the one row found; raises Http404 where it is another body's, or nobody's."""
        row: Model | None = rows.first()
        if row is None:
            raise Http404
        return row

    def get_initial(self) -> dict[str, Any]:
        return {"from_on": self.today, "last_day": self.today}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        values = {"label": self.body.name, "back_url": self.url}
        return super().get_context_data(**(values | kwargs))

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            target = self.act_on(form.cleaned_data)
        except Refusal as refusal:
            if refusal.status not in (400, 409):
                raise
            field = self.FIELD_OF.get(refusal.code)
            form.add_error(field if field in form.fields else None, str(refusal))
            response = self.form_invalid(form)
            if refusal.status == 409:
                response.status_code = 409
            return response
        return HttpResponseRedirect(target)

    def done(self, words: str) -> str:
        """Say what was done, and return where to go: back to the body."""
        messages.success(self.request, words)
        return self.url


class OrdersSetView(ArrangePage):
    """Set the orders that the body works by from a day on."""

    form_class = OrdersForm
    template_name = "governance/body_orders.html"
    page_title = "Set standing orders"
    button = "Set these orders"
    lead_words = "They hold from the first day on. The orders before them end the day before."

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"kinds": self._kinds}

    def fetch(self) -> None:
        super().fetch()
        self._kinds = list(SeatCategory.objects.filter(body=self.body))

    def get_initial(self) -> dict[str, Any]:
        """Return what the latest orders say, to be changed."""
        latest = StandingOrders.objects.filter(body=self.body).first()
        if latest is None:
            return super().get_initial()
        needs = latest.quorum_categories
        return super().get_initial() | {
            "fraction": latest.quorum_fraction,
            "more_than": latest.quorum_more_than,
            "minimum": latest.quorum_minimum,
            "tie": latest.tie,
            "interests": latest.interests,
            "correspondence": latest.correspondence,
            "papers_days": latest.papers_days,
            "source": latest.source,
            **{f"needs_{kind.pk}": needs.get(kind.code) for kind in self._kinds},
        }

    def form_valid(self, form: Any) -> HttpResponse:
        form.cleaned_data["categories"] = form.categories()
        return super().form_valid(form)

    def act_on(self, data: dict[str, Any]) -> str:
        orders = set_standing_orders(
            self.body,
            from_on=data["from_on"],
            fraction=data["fraction"],
            more_than=data["more_than"],
            minimum=data["minimum"],
            categories=data["categories"],
            tie=data["tie"],
            interests=data["interests"],
            correspondence=data["correspondence"],
            papers_days=data["papers_days"],
            source=data["source"],
            by=self.request.user,
            at=self.now,
        )
        names = {kind.code: f"“{kind.name}”" for kind in self._kinds}
        return self.done(
            f"Standing orders are set from {orders.from_on:%-d %B %Y}. "
            f"Quorum: {quorum_words(orders, names)}."
        )


class KindAddView(ArrangePage):
    """Add a kind of seat, and say whether it votes."""

    form_class = SeatKindForm
    page_title = "Add a kind of seat"
    button = "Add this kind of seat"
    lead_words = "Such as a group that the law names, or the members of one partner."

    def act_on(self, data: dict[str, Any]) -> str:
        kind = add_seat_category(self.body, by=self.request.user, at=self.now, **data)
        votes = "voting" if data["is_voting"] else "not voting"
        return self.done(
            f"Added: the kind of seat “{kind}”, {votes} from {data['from_on']:%-d %B %Y}. "
            "Add its seats next."
        )


class KindPage(ArrangePage):
    """A form on one kind of seat of the body."""

    def fetch(self) -> None:
        super().fetch()
        self.kind: SeatCategory = self.row_or_404(
            SeatCategory.objects.filter(body=self.body, pk=self.kwargs["kind"]).select_related(
                "body"
            )
        )


class VotingSetView(KindPage):
    """Say from which day a kind of seat votes, or no longer does."""

    form_class = VotingForm
    page_title = "Change whether a kind of seat votes"
    button = "Change it from that day"

    def fetch(self) -> None:
        super().fetch()
        self.latest = self.kind.voting_statuses.first()

    def get_initial(self) -> dict[str, Any]:
        """Return the opposite of what holds: nobody comes here to leave it as it is."""
        votes = self.latest is not None and self.latest.is_voting
        return super().get_initial() | {"is_voting": "no" if votes else "yes"}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = f"{self.kind}: nothing is kept yet."
        if self.latest is not None:
            votes = "voting" if self.latest.is_voting else "not voting"
            words = f"{self.kind}: {votes} from {self.latest.from_on:%-d %B %Y}."
        return super().get_context_data(
            lead_words=f"{words} The days before the change stay as they are.", **kwargs
        )

    def act_on(self, data: dict[str, Any]) -> str:
        status = set_voting(self.kind, by=self.request.user, at=self.now, **data)
        votes = "voting" if status.is_voting else "not voting"
        return self.done(f"From {status.from_on:%-d %B %Y} {votes}: {self.kind}.")
