"""People, their roles, the bodies, and the one table of who may do what."""

import logging
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from roles.enums import Role
from roles.forms import GiveRoleForm, InvitePersonForm, LastDayForm, PeopleSearchForm
from roles.models import Body, HeldRole, Partnership, Person
from roles.queries import bodies_in, partnerships_where, people_found, people_in, persons_in
from roles.rules import ACT_WORDS, MAY, may
from roles.services import end_role, give_role, invite_person
from roles.views import ActForm, Page, crumb
from roles.views.invitation import mail_invitation

log = logging.getLogger(__name__)
RUN_BY = (Role.CHAIR, Role.OFFICER)
PAGE = 50


class PeopleView(Page, TemplateView):
    """Whoever has a role in the person's partnerships today, fifty a page, and vacant posts."""

    act = "person.view"
    template_name = "roles/people.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        held = self.request.held
        form = PeopleSearchForm(self.request.GET)
        words = form.cleaned_data["words"] if form.is_valid() else ""
        found = people_found(held.partnership_ids, held.on, words)
        page = Paginator(found, PAGE).get_page(self.request.GET.get("page"))
        everybody = people_in(held.partnership_ids, held.on)
        rows = list(everybody.filter(person__in=[person.pk for person in page]))
        giving = {one.pk for one in partnerships_where(held, "role.give")}
        run_by = everybody.filter(role__in=RUN_BY) if page.number == 1 and not words else None
        return super().get_context_data(
            section="people",
            form=form,
            words=words,
            page=page,
            partnerships=_by_partnership(rows, giving),
            vacancies=(
                _vacancies(run_by, bodies_in(held.partnership_ids)) if run_by is not None else []
            ),
            may_invite=bool(partnerships_where(held, "person.invite")),
            may_give=bool(giving),
            today=held.on,
            **kwargs,
        )


def _by_partnership(rows: list[HeldRole], giving: set[int]) -> list[dict[str, Any]]:
    """Return the rows as partnerships of people of roles, each ready to be shown."""
    places: dict[int, dict[str, Any]] = {}
    for row in rows:
        place = places.setdefault(
            row.partnership_id,
            {
                "name": row.partnership.name,
                "people": {},
                "may_give": row.partnership_id in giving,
            },
        )
        person = place["people"].setdefault(
            row.person_id, {"name": row.person.name, "email": row.person.email, "roles": []}
        )
        person["roles"].append(row)
    found = sorted(places.values(), key=lambda place: place["name"])
    return [place | {"people": list(place["people"].values())} for place in found]


def _vacancies(rows: Iterable[HeldRole], bodies: Iterable[Body]) -> list[str]:
    """Return a sentence for each body that has no chair or no officer today."""
    held = {(row.body_id, row.role) for row in rows}
    found = []
    for body in bodies:
        lacks = [role.label.lower() for role in RUN_BY if (body.pk, role.value) not in held]
        if lacks:
            found.append(f"{body} has no {' and no '.join(lacks)}.")
    return found


class BodiesView(Page, TemplateView):
    """The bodies of the person's partnerships, whom they report to, and who runs them."""

    act = "person.view"
    template_name = "roles/bodies.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        held = self.request.held
        holders: dict[tuple[int | None, str], list[str]] = {}
        for row in people_in(held.partnership_ids, held.on):
            holders.setdefault((row.body_id, row.role), []).append(row.person.name)
        bodies = [
            {
                "key": body.pk,
                "name": body.name,
                "code": body.code,
                "kind": body.get_kind_display(),
                "partnership": body.partnership.name,
                "reports_to": [line.reports_to.name for line in body.reporting_lines.all()],
                "chair": ", ".join(holders.get((body.pk, Role.CHAIR.value), [])),
                "officer": ", ".join(holders.get((body.pk, Role.OFFICER.value), [])),
                "members": len(holders.get((body.pk, Role.BODY_MEMBER.value), [])),
            }
            for body in bodies_in(held.partnership_ids)
        ]
        return super().get_context_data(
            section="people",
            crumbs=[crumb("People", reverse("roles:people"))],
            bodies=bodies,
            **kwargs,
        )


class MatrixView(Page, TemplateView):
    """The one table of acts and roles, as the system itself reads it."""

    act = "role_matrix.view"
    template_name = "roles/matrix.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = [
            {
                "words": ACT_WORDS[act],
                "cells": [{"role": role.label, "may": may(_with(role), act)} for role in Role],
            }
            for act in MAY
        ]
        return super().get_context_data(
            section="people",
            crumbs=[crumb("People", reverse("roles:people"))],
            roles=list(Role),
            rows=rows,
            **kwargs,
        )


def _with(role: Role) -> set[Role]:
    """Return a role and those that come with it: whoever holds one reads, and is signed in."""
    by_themselves = [Role.READER, Role.SIGNED_IN, Role.ANYBODY]
    if role in by_themselves:
        return set(by_themselves[by_themselves.index(role) :])
    return {role, *by_themselves}


class _PeopleForm(Page, ActForm):
    """A form about people, offered for the partnerships in which the person may do its act."""

    @cached_property
    def partnerships(self) -> list[Partnership]:
        return partnerships_where(self.request.held, self.act)

    def get_initial(self) -> dict[str, Any]:
        return {"from_on": self.request.held.on}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = reverse("roles:people")
        return super().get_context_data(
            **({"section": "people", "crumbs": [crumb("People", back)], "back_url": back} | kwargs)
        )


class InviteView(_PeopleForm):
    """Invite a person, give them their first role, and mail them a link to set their password."""

    act = "person.invite"
    form_class = InvitePersonForm
    page_title = "Invite a person"
    button = "Send the invitation"
    lead_words = "They get a mail with a link, and set their own password."

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"partnerships": self.partnerships}

    def act_on(self, data: dict[str, Any]) -> str:
        by, now = self.request.user, self.now
        with transaction.atomic():
            person = invite_person(
                data["partnership"], email=data["email"], name=data["name"], by=by, at=now
            )
            give_role(
                person,
                Role(data["role"]),
                partnership=data["partnership"],
                body=data["body"],
                post=data["post"],
                from_on=data["from_on"],
                by=by,
                at=now,
            )
        self.mail(person, data["partnership"])
        return reverse("roles:people")

    def mail(self, person: Person, partnership: Partnership) -> None:
        """Mail the invitation, and say so where that cannot be done."""
        try:
            mail_invitation(
                person,
                partnership,
                invited_by=self.request.user,
                absolute=self.request.build_absolute_uri,
            )
        except OSError:
            log.exception("The invitation to person %s could not be mailed", person.pk)
            messages.warning(
                self.request,
                f"{person} is invited, but the mail could not be sent. Ask them to open the "
                "sign-in page and choose “Forgotten password”.",
            )
        else:
            messages.success(self.request, f"{person} is invited. A mail is on its way.")


class GiveRoleView(_PeopleForm):
    """Give a further role to somebody of the partnership."""

    act = "role.give"
    form_class = GiveRoleForm
    page_title = "Give a role"
    button = "Give the role"
    lead_words = "Lead, sponsor and team member are given on the project's team page."

    def get_form_kwargs(self) -> dict[str, Any]:
        keys = [one.pk for one in self.partnerships]
        return super().get_form_kwargs() | {
            "partnerships": self.partnerships,
            "people": persons_in(keys),
        }

    def act_on(self, data: dict[str, Any]) -> str:
        held = give_role(
            data["person"],
            Role(data["role"]),
            partnership=data["partnership"],
            body=data["body"],
            post=data["post"],
            from_on=data["from_on"],
            to_on=data["to_on"],
            by=self.request.user,
            at=self.now,
        )
        is_new = held.from_on == data["from_on"]
        messages.success(
            self.request,
            f"Given: {held}."
            if is_new
            else f"Nothing to do: {held}, since {held.from_on:%-d %B %Y}.",
        )
        return reverse("roles:people")


class EndRoleView(_PeopleForm):
    """End a role on its last day; the row stays in the history."""

    act = "role.give"
    form_class = LastDayForm
    page_title = "End a role"
    button = "End the role"

    def fetch(self) -> None:
        self.row = (
            HeldRole.objects.filter(
                pk=self.kwargs["pk"], partnership_id__in=self.request.held.partnership_ids
            )
            .select_related("person", "body", "partnership")
            .first()
        )
        if self.row is None:
            raise Http404

    def held_roles(self) -> frozenset[Role]:
        return self.request.held.in_partnership(self.row.partnership_id)

    def get_initial(self) -> dict[str, Any]:
        return {"last_day": timezone.localdate()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(lead_words=f"{self.row}.", **kwargs)

    def act_on(self, data: dict[str, Any]) -> str:
        end_role(self.row, last_day=data["last_day"], by=self.request.user, at=self.now)
        messages.success(
            self.request, f"The role ends on {data['last_day']:%-d %B %Y}: {self.row}."
        )
        return reverse("roles:people")
