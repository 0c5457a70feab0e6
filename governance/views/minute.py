"""One address, three steps: the form, all of it once more, the record."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.views.generic import TemplateView

from governance.enums import DirectionTo, Part, Vote
from governance.queries import conflicts_of, members_between
from governance.rules import reason_words
from governance.services import Minute, PartLine, Sitting
from record.errors import Refusal
from roles.models import Body

STEPS = frozenset({"csrfmiddlewaretoken", "confirm", "change", "add_condition", "look", "fell"})


class MinuteView(TemplateView):
    """One address, three steps: the form, everything as it will be recorded, the record.

    The second step carries the first one's answers along, so that nothing rests on the session and
    two windows do not disturb each other.
    """

    confirm_template_name = "governance/minute_confirm.html"
    sitting: Sitting
    refused_by = ""

    def refuse_early(self) -> None:
        """Refuse whoever may not record this, before a form is shown."""
        raise NotImplementedError

    def forms(
        self, data: QueryDict | None = None, given: QueryDict | None = None
    ) -> dict[str, Any]:
        """Return the forms: bound to data, or blank, or with what was given so far."""
        raise NotImplementedError

    def check(self, forms: dict[str, Any]) -> None:
        """Refuse what recording would refuse, and keep how the body sat; writes nothing."""
        raise NotImplementedError

    def record(self, forms: dict[str, Any]) -> str:
        """Record it and return where to go."""
        raise NotImplementedError

    def shown(self, forms: dict[str, Any]) -> list[tuple[str, list[str]]]:
        """Return everything as it will be recorded: label and lines."""
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.refuse_early()
        return self.render_to_response(self.get_context_data(**self.forms()))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.refuse_early()
        if "add_condition" in request.POST or "change" in request.POST:
            return self.render_to_response(self.get_context_data(**self.forms(given=request.POST)))
        forms = self.forms(data=request.POST)
        if not all([form.is_valid() for form in forms.values()]):  # noqa: C419 -- each is asked
            return self._again(forms)
        try:
            if request.POST.get("confirm") == "yes":
                return redirect(self.record(forms))
            self.check(forms)
        except Refusal as refusal:
            if refusal.status in (403, 404, 409):
                raise
            forms["form"].add_refusal(refusal.code, refusal.details or [str(refusal)])
            self.refused_by = refusal.code
            return self._again(forms)
        return self._confirm(forms)

    def _again(self, forms: dict[str, Any]) -> HttpResponse:
        return self.render_to_response(self.get_context_data(**forms), status=422)

    def _confirm(self, forms: dict[str, Any]) -> HttpResponse:
        carried = [
            (name, value)
            for name, values in self.request.POST.lists()
            if name not in STEPS
            for value in values
        ]
        context = self.get_context_data(**forms, shown=self.shown(forms), carried=carried)
        return self.response_class(
            request=self.request,
            template=[self.confirm_template_name],
            context=context,
            using=self.template_engine,
        )


def members_and_conflicts(
    page: Any, body: Body, *, since: datetime, members_since: date | None = None
) -> dict[str, Any]:
    """Return whoever was a member on any day since then, and why some of them may not take part.

    The meeting may have been on any of these days; the services hold its date against their places.
    since: the moment it was put, or the start of the meeting's day. members_since: where members of
    earlier days are offered too.
    """
    today = page.request.held.on
    members = members_between(body, members_since or timezone.localdate(since), today)
    review = getattr(page, "review", None)
    conflicts = conflicts_of(
        page.project,
        [member.person for member in members],
        today,
        put_by=review.put_by if review is not None else None,
        since=since,
    )
    return {"members": members, "conflicts": conflicts}


def part_lines(parts: Sequence[PartLine]) -> list[tuple[str, list[str]]]:
    """Return who took part and who withdrew, for the page that shows it all once more."""
    lines: dict[Part, list[PartLine]] = {part: [] for part in Part}
    for line in parts:
        lines[line.part].append(line)
    return [(str(part.label), [one.words for one in found]) for part, found in lines.items()]


def coded_lines(minute: Minute) -> list[str]:
    """Return the coded reasons in words."""
    return [reason_words(minute.outcome, code) for code in minute.coded_reasons]


def direction_lines(minute: Minute) -> list[tuple[str, list[str]]]:
    """Return what a joint board's decision states of a direction."""
    if not minute.direction_to:
        return []
    words = str(DirectionTo(minute.direction_to).label)
    return [("Direction", [words, minute.direction_reason])]


def sitting_lines(sitting: Sitting) -> list[tuple[str, list[str]]]:
    """Return who presided and why it was quorate, for the page that shows it all once more."""
    lines = [("Presided", sitting.presided_words), ("Quorum", sitting.quorum_words)]
    found = [(label, [words]) for label, words in lines if words]
    if sitting.vote_words:
        ballots = [f"{words}: {Vote(vote).label.lower()}" for _, words, vote in sitting.votes]
        found.append(("How it was reached", [sitting.vote_words, *ballots]))
    return found
