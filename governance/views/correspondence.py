"""Deciding between meetings: asking a body, its members' replies, and what comes of them."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.generic import TemplateView

from governance.enums import Outcome, Vote
from governance.forms.correspondence import (
    AskRoundForm,
    DecideRoundForm,
    EndRoundForm,
    ReplyForm,
)
from governance.models import Round
from governance.queries.correspondence import (
    RoundOn,
    round_at,
    round_on,
)
from governance.queries.people import Member, members_between
from governance.rules.correspondence import may_be_recorded
from governance.services import check_decision, moves_flow
from governance.services.correspondence import (
    ask_by_correspondence,
    decide_by_correspondence,
    end_round,
    minute_of_round,
    reply,
)
from governance.services.rounds import refuse_over, refuse_to_reply
from governance.views.base import ReviewPage
from governance.views.decide import Deciding
from governance.views.round_words import asked_words, proposable
from projects.models import Project
from projects.queries import project_and_roles_for
from roles.enums import Role
from roles.rules import may
from roles.views import ActForm, Page, crumb


class RoundAskView(ReviewPage, ActForm):
    """Ask the body's members by correspondence."""

    act = "meeting.run"
    form_class = AskRoundForm
    page_title = "Ask the body by correspondence"
    button = "Ask the members"
    lead_words = (
        "Each voting member replies for themselves, once. It is decided when you record it, by the "
        "body’s own rule for correspondence."
    )

    def held_roles(self) -> frozenset[Role]:
        held = self.request.held  # type: ignore[attr-defined]
        on_body = held.to_do(self.act, self.review.body_id)
        return on_body | (self.roles_here & {Role.READER})

    def crumbs(self) -> list[dict[str, str]]:
        return [*super().crumbs(), crumb(self.review.what, self.review.get_absolute_url())]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"outcomes": self.outcomes}

    @property
    def outcomes(self) -> Sequence[tuple[str, str, str]]:
        return proposable(self.review, moves_flow(self.project, self.review))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            label=f"{self.project.reference} · {self.review}",
            back_url=self.review.get_absolute_url(),
            **kwargs,
        )

    def act_on(self, data: dict[str, Any]) -> str:
        asked = ask_by_correspondence(
            self.review,
            outcome=Outcome(data["outcome"]),
            proposal=data["proposal"],
            reply_by=data["reply_by"],
            by=self.request.user,
            at=timezone.now(),
        )
        messages.success(self.request, f"The members of the {self.review.body} are asked.")
        return asked.get_absolute_url()


class RoundPage(Page):
    """A page on one round; for those with a role on the very body that is asked."""

    asked: Round
    project: Project

    def fetch(self) -> None:
        held = self.request.held  # type: ignore[attr-defined]
        self.asked = round_at(self.kwargs["key"])
        reference = self.asked.review.project.reference
        self.project, self.roles_here = project_and_roles_for(held, reference)
        self.review = self.asked.review
        self.review.project = self.project

    def held_roles(self) -> frozenset[Role]:
        held = self.request.held  # type: ignore[attr-defined]
        on_body = held.to_do(self.act, self.review.body_id)
        return on_body | (self.roles_here & {Role.READER})

    @cached_property
    def found(self) -> RoundOn:
        return round_on(self.asked, self.request.held.on)  # type: ignore[attr-defined]

    @property
    def is_open(self) -> bool:
        return self.asked.ended_at is None and self.review.is_open

    def crumbs(self) -> list[dict[str, str]]:
        return [
            crumb(self.project.reference, self.project.get_absolute_url()),
            crumb(self.review.what, self.review.get_absolute_url()),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        values = {
            "asked": self.asked,
            "project": self.project,
            "body": self.review.body,
            "asked_words": asked_words(self.review, self.asked.outcome),
            "is_open": self.is_open,
            "section": "projects",
            "crumbs": self.crumbs(),
            "label": f"{self.project.reference} · {self.review}",
            "back_url": self.asked.get_absolute_url(),
        }
        return super().get_context_data(**(values | kwargs))  # type: ignore[misc]


class RoundView(RoundPage, TemplateView):
    """What is asked, who has replied how, and whether that carries it."""

    act = "meeting.view"
    template_name = "governance/round.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found, me = self.found, self.request.user.pk
        today = self.request.held.on  # type: ignore[attr-defined]
        members = dict.fromkeys(row.person_id for row in found.composition.members)
        waits_for = found.waits_for if self.is_open else []
        is_in_time = today <= self.asked.reply_by
        is_free = self.is_open and me not in found.out
        result = found.carried() if self.is_open else None
        recordable = may_be_recorded(today, self.asked.reply_by, len(waits_for))
        return super().get_context_data(
            replies=found.replies,
            waits_for=waits_for,
            out=[found.out[key][1] for key in members if key in found.out],
            result=result,
            rule=found.composition.orders.get_correspondence_display()
            if found.composition.orders
            else "",
            is_in_time=is_in_time,
            may_reply=is_in_time and me in {person.pk for person in waits_for},
            may_end=is_free and self._may("meeting.run"),
            may_decide=result is not None
            and is_free
            and result.is_carried
            and recordable
            and self._may("gate.decide"),
            **kwargs,
        )

    def _may(self, act: str) -> bool:
        """Say whether the reader may do an act for the body, by a role or by a delegation."""
        held = self.request.held  # type: ignore[attr-defined]
        return may(held.to_do(act, self.review.body_id), act)


class RoundReplyView(RoundPage, ActForm):
    """Reply: the form, then all of it once more, then it is kept."""

    act = "correspondence.reply"
    form_class = ReplyForm
    template_name = "governance/round_reply.html"
    page_title = "Reply by correspondence"
    button = "Look at it once more"

    def refuse_early(self) -> None:
        """Refuse whoever may not reply, before a form is shown."""
        refuse_to_reply(self.found, by=self.request.user)  # type: ignore[arg-type]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.refuse_early()
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.refuse_early()
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        if "change" in self.request.POST:
            again = self.form_class(initial=form.cleaned_data)
            return self.render_to_response(self.get_context_data(form=again))
        if self.request.POST.get("confirm") != "yes":
            vote = Vote(form.cleaned_data["vote"]).label
            return self.render_to_response(self.get_context_data(form=form, given=vote))
        return super().form_valid(form)

    def act_on(self, data: dict[str, Any]) -> str:
        reply(
            self.asked,
            vote=Vote(data["vote"]),
            words=data["words"],
            by=self.request.user,
            at=timezone.now(),
        )
        messages.success(self.request, "Your reply is kept.")
        return self.asked.get_absolute_url()


class RoundEndView(RoundPage, ActForm):
    """End the round without a decision."""

    act = "meeting.run"
    form_class = EndRoundForm
    page_title = "End the round without a decision"
    button = "End it"
    lead_words = (
        "What was put then waits for the body’s next meeting. The replies stay as they are."
    )

    def act_on(self, data: dict[str, Any]) -> str:
        end_round(self.asked, because=data["because"], by=self.request.user, at=timezone.now())
        messages.success(self.request, "The round is ended without a decision.")
        return self.review.get_absolute_url()


class RoundDecideView(RoundPage, Deciding):
    """Record what the body decided by correspondence, by the replies."""

    act = "gate.decide"
    form_class = DecideRoundForm

    def held_roles(self) -> frozenset[Role]:
        return RoundPage.held_roles(self)

    def refuse_early(self) -> None:
        super().refuse_early()
        refuse_over(self.asked)

    def members_offered(self) -> dict[str, Any]:
        """Return those who replied: one of them presided, in the chair's place."""
        today, replied = self.found.composition.on, {row.person_id for row in self.found.counts}
        members: list[Member] = [
            one
            for one in members_between(self.review.body, today, today)
            if one.person.pk in replied
        ]
        return {"members": members, "conflicts": {}}

    def outcomes_offered(self) -> list[tuple[str, str, str]]:
        """Return the one outcome that was asked."""
        return [one for one in super().outcomes_offered() if one[0] == self.asked.outcome]

    def forms(self, data: Any = None, given: Any = None) -> dict[str, Any]:
        found = super().forms(data, given)
        if data is None and given is None:
            found["form"].initial |= {
                "outcome": self.asked.outcome,
                "reasons": self.asked.proposal,
            }
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            replies=self.found.counts, result=self.found.carried(), **kwargs
        )

    def check(self, forms: dict[str, Any]) -> None:
        by: Any = self.request.user
        now = timezone.now()
        self.checked = minute_of_round(self.asked, self.minute(forms), by=by, at=now)
        self.sitting = check_decision(self.review, self.checked, by=by, at=now)

    def shown(self, forms: dict[str, Any]) -> list[tuple[str, list[str]]]:
        return [
            ("Decided by correspondence" if label == "Meeting" else label, lines)
            for label, lines in self.lines(self.checked)
        ]

    def record(self, forms: dict[str, Any]) -> str:
        by: Any = self.request.user
        decide_by_correspondence(self.asked, self.minute(forms), by=by, at=timezone.now())
        messages.success(self.request, "The decision is recorded.")
        return self.review.get_absolute_url()
