"""A body at work: as it is composed on a day, and who has a voice on it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from governance.forms import BodyDayForm, member_words
from governance.models import Seating
from governance.queries.bodies import (
    Composition,
    HeldSeat,
    Kind,
    body_at,
    composition_of,
    roles_to_arrange,
)
from governance.views.body_words import (
    composition_words,
    orders_lines,
    since_words,
    voices_words,
)
from roles.enums import BodyKind, Role
from roles.models import Body, HeldRole
from roles.rules import may
from roles.views import Page, crumb

PRESCRIBED_BY = "Public Bodies (Joint Working) (Scotland) Act 2014, section 32; SSI 2014/308."


class BodyPage(Page):
    """A page on the body that the address names; 404 outside its partnership."""

    body: Body

    def fetch(self) -> None:
        self.body = body_at(self.kwargs["key"])

    @cached_property
    def _held(self) -> frozenset[Role]:
        return roles_to_arrange(self.body, self.request.held)  # type: ignore[attr-defined]

    def held_roles(self) -> frozenset[Role]:
        return self._held

    @property
    def today(self) -> date:
        return self.request.held.on  # type: ignore[attr-defined]

    @property
    def url(self) -> str:
        return reverse("governance:body", args=[self.body.pk])

    def crumbs(self) -> list[dict[str, str]]:
        return [
            crumb("People", reverse("roles:people")),
            crumb("Bodies", reverse("roles:bodies")),
            crumb(self.body.name, self.url),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        values = {
            "body": self.body,
            "section": "people",
            "crumbs": self.crumbs(),
            "may_arrange": may(self.held_roles(), "body.arrange"),
            "may_rehearse": may(self.held_roles(), "quorum.rehearse"),
            "today": self.today,
        }
        return super().get_context_data(**(values | kwargs))  # type: ignore[misc]


class DayPage(BodyPage, TemplateView):
    """A page on a body on the day asked for, today where none is or it cannot be read."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = "on" in self.request.GET
        form = BodyDayForm(self.request.GET if asked else None, initial={"on": self.today})
        is_day = form.is_valid()
        composition = composition_of(self.body, form.cleaned_data["on"] if is_day else self.today)
        return super().get_context_data(
            form=form,
            on=composition.on,
            composition=composition,
            **self.shown(composition, is_asked=is_day),
            **kwargs,
        )

    def shown(self, composition: Composition, *, is_asked: bool) -> dict[str, Any]:
        """Return what the page shows of the body. is_asked: a day was asked for and was one."""
        raise NotImplementedError


class BodyView(DayPage):
    """The body on a day: its standing orders, seats, members and proxies."""

    act = "body.view"
    template_name = "governance/body.html"

    def crumbs(self) -> list[dict[str, str]]:
        return super().crumbs()[:-1]

    def shown(self, composition: Composition, *, is_asked: bool) -> dict[str, Any]:
        orders = composition.orders
        return {
            "in_short": composition_words(composition),
            "is_board": self.body.kind == BodyKind.INTEGRATION_JOINT_BOARD,
            "orders": orders_lines(orders, composition.category_names) if orders else [],
            "kinds": [
                {
                    "row": kind.category,
                    "is_voting": kind.is_voting,
                    "voting": since_words(kind),
                    "places": [self._place(place) for place in kind.places],
                }
                for kind in composition.kinds
            ],
            "unseated": unseated_words(composition) if composition.has_seats else [],
            "members": [] if composition.has_seats else _each(composition.members),
            "proxies": [
                {"row": row, "is_open": self._is_open(row.to_on)} for row in composition.proxies
            ],
        }

    def _place(self, place: HeldSeat) -> dict[str, Any]:
        seating: Seating | None = place.seating
        return {
            "seat": place.seat,
            "seating": seating,
            "who": member_words(seating.member) if seating is not None else "",
            "is_open": self._is_open(place.seat.to_on),
            "may_leave": seating is not None and self._is_open(seating.to_on),
        }

    def _is_open(self, to_on: date | None) -> bool:
        """Say whether the last day of a row is still to come, or is not known."""
        return to_on is None or to_on >= self.today


def unseated_words(composition: Composition) -> list[str]:
    """Return the members who sit in no seat; who sits by another of their roles is none."""
    sitting = {
        place.member.person_id
        for kind in composition.kinds
        for place in kind.places
        if place.member is not None
    }
    return _each(row for row in composition.members if row.person_id not in sitting)


def _each(members: Iterable[HeldRole]) -> list[str]:
    """Return the members in words, each person once."""
    found: dict[int, str] = {}
    for member in members:
        found.setdefault(member.person_id, member_words(member))
    return list(found.values())


class CoverageView(BodyPage, TemplateView):
    """Who has a voice on the body today: each kind of seat and each locality, and who speaks."""

    act = "body.view"
    template_name = "governance/body_coverage.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        composition = composition_of(self.body, self.today)
        groups = [_voice(kind) for kind in composition.kinds]
        prescribed = [one for one in groups if one["row"].is_prescribed]
        others = [one for one in groups if not one["row"].is_prescribed]
        is_spg = self.body.kind == BodyKind.STRATEGIC_PLANNING_GROUP
        localities = _localities(composition, always=is_spg)
        return super().get_context_data(
            prescribed=prescribed,
            others=others,
            localities=localities,
            in_short=[
                words
                for words in (
                    _in_short(prescribed, "prescribed group"),
                    _in_short(others, "other kind of seat", "other kinds of seat"),
                    _in_short(localities, "locality", "localities"),
                )
                if words
            ],
            source=PRESCRIBED_BY if is_spg else "",
            **kwargs,
        )


def _in_short(rows: list[dict[str, Any]], thing: str, things: str = "") -> str:
    heard = sum(bool(row["speakers"]) for row in rows)
    return voices_words(heard, len(rows), thing, things or f"{thing}s")


def _voice(kind: Kind) -> dict[str, Any]:
    vacant = sum(place.member is None for place in kind.places)
    return {
        "row": kind.category,
        "source": kind.category.source,
        "voting": "Voting" if kind.is_voting else "Not voting",
        "speakers": _each(place.member for place in kind.places if place.member is not None),
        "vacant": vacant,
    }


def _localities(composition: Composition, *, always: bool) -> list[dict[str, Any]]:
    """Return each locality with who speaks for it.

    always: also where no seat of the body is for a locality; otherwise there are none then.
    """
    places = [place for kind in composition.kinds for place in kind.places]
    if not always and not any(place.seat.locality_id for place in places):
        return []
    speakers: dict[int | None, list[HeldRole]] = {}
    for place in places:
        if place.member is not None:
            speakers.setdefault(place.seat.locality_id, []).append(place.member)
    return [
        {"name": one.name, "speakers": _each(speakers.get(one.pk, []))}
        for one in composition.body.partnership.localities.all()
    ]
