"""Forms on a body's seats, on who sits in them, and on who stands in for a member."""

from typing import Any

from governance.forms import ProxyForm, SeatForm, SeatMemberForm
from governance.models import Proxy, Seat, Seating
from governance.queries.bodies import members_from
from governance.services import (
    add_seat,
    end_proxy,
    end_seat,
    end_seating,
    name_proxy,
    seat_member,
)
from governance.views.arrange import ArrangePage, KindPage
from roles.forms import LastDayForm
from roles.queries import persons_in


class SeatAddView(KindPage):
    """Add a seat of one kind; it is vacant until somebody sits in it."""

    form_class = SeatForm
    page_title = "Add a seat"
    button = "Add this seat"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"localities": self.body.partnership.localities.all()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(lead_words=f"Kind of seat: {self.kind}.", **kwargs)

    def act_on(self, data: dict[str, Any]) -> str:
        seat = add_seat(
            self.kind,
            title=data["name"],
            locality=data["locality"],
            from_on=data["from_on"],
            by=self.request.user,
            at=self.now,
        )
        return self.done(f"Added: the seat “{seat}” from {seat.from_on:%-d %B %Y}. It is vacant.")


class SeatPage(ArrangePage):
    """A form on one seat of the body."""

    def fetch(self) -> None:
        super().fetch()
        self.seat: Seat = self.row_or_404(
            Seat.objects.filter(category__body=self.body, pk=self.kwargs["seat"]).select_related(
                "category__body", "locality"
            )
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = f"{self.seat}: {self.seat.category}."
        return super().get_context_data(**({"lead_words": words} | kwargs))


class SeatEndView(SeatPage):
    """Say on which last day the body has a seat."""

    form_class = LastDayForm
    page_title = "End a seat"
    button = "End this seat"

    def act_on(self, data: dict[str, Any]) -> str:
        seat = end_seat(self.seat, last_day=data["last_day"], by=self.request.user, at=self.now)
        return self.done(f"The seat “{seat}” ends on {seat.to_on:%-d %B %Y}.")


class SeatMemberView(SeatPage):
    """Seat a member of the body."""

    form_class = SeatMemberForm
    page_title = "Seat a member"
    button = "Seat this member"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "members": members_from(self.body, self.today),
            "today": self.today,
        }

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"from_on": max(self.today, self.seat.from_on)}

    def act_on(self, data: dict[str, Any]) -> str:
        seating = seat_member(
            self.seat,
            data["member"],
            from_on=data["from_on"],
            by=self.request.user,
            at=self.now,
        )
        return self.done(
            f"Seated: {seating.member.person} in the seat “{self.seat}” "
            f"from {seating.from_on:%-d %B %Y}."
        )


class SeatingEndView(ArrangePage):
    """Record a member's last day in a seat; it is vacant from the next day on."""

    form_class = LastDayForm
    page_title = "Record that a member left a seat"
    button = "Record the last day"

    def fetch(self) -> None:
        super().fetch()
        self.seating: Seating = self.row_or_404(
            Seating.objects.filter(
                seat__category__body=self.body, pk=self.kwargs["seating"]
            ).select_related("seat__category__body", "member__person")
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.seating
        return super().get_context_data(
            lead_words=f"{row.member.person} in the seat “{row.seat}” "
            f"since {row.from_on:%-d %B %Y}.",
            **kwargs,
        )

    def act_on(self, data: dict[str, Any]) -> str:
        row = end_seating(
            self.seating, last_day=data["last_day"], by=self.request.user, at=self.now
        )
        return self.done(
            f"{self.seating.member.person} leaves the seat “{self.seating.seat}”: "
            f"the last day is {row.to_on:%-d %B %Y}."
        )


class ProxyAddView(ArrangePage):
    """Name who stands in for a member who is not there."""

    form_class = ProxyForm
    page_title = "Name a proxy"
    button = "Name this proxy"
    lead_words = "A proxy counts only where the member is not there, and never presides."

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "members": members_from(self.body, self.today),
            "people": persons_in([self.body.partnership_id]),
            "today": self.today,
        }

    def get_initial(self) -> dict[str, Any]:
        return {"from_on": self.today}

    def act_on(self, data: dict[str, Any]) -> str:
        proxy = name_proxy(
            data["member"],
            data["person"],
            from_on=data["from_on"],
            to_on=data["last_day"],
            by=self.request.user,
            at=self.now,
        )
        until = f" to {proxy.to_on:%-d %B %Y}" if proxy.to_on else ""
        return self.done(
            f"Named: {proxy.person} as proxy for {proxy.member.person} "
            f"from {proxy.from_on:%-d %B %Y}{until}."
        )


class ProxyEndView(ArrangePage):
    """Record a proxy's last day."""

    form_class = LastDayForm
    page_title = "End a proxy"
    button = "End this proxy"

    def fetch(self) -> None:
        super().fetch()
        self.proxy: Proxy = self.row_or_404(
            Proxy.objects.filter(member__body=self.body, pk=self.kwargs["proxy"]).select_related(
                "member__person", "person"
            )
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.proxy
        return super().get_context_data(
            lead_words=f"{row.person}, proxy for {row.member.person} "
            f"since {row.from_on:%-d %B %Y}.",
            **kwargs,
        )

    def act_on(self, data: dict[str, Any]) -> str:
        row = end_proxy(self.proxy, last_day=data["last_day"], by=self.request.user, at=self.now)
        return self.done(
            f"{self.proxy.person} is proxy for {self.proxy.member.person} "
            f"until {row.to_on:%-d %B %Y}."
        )
