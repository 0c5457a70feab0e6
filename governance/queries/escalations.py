"""What projects escalated: each ladder in order, who sees it, and to whom it may go."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from governance.models import Escalation, GateReview
from governance.rules.ladder import above, took_words, waits_words
from projects.models import Project
from projects.queries import roles_on
from roles.enums import Role
from roles.models import Body, Person, ReportingLine
from roles.queries import Held
from roles.rules import MAY

OF_A_BODY = frozenset({Role.CHAIR, Role.OFFICER, Role.BODY_MEMBER})


@dataclass(frozen=True)
class Rung:
    """One escalation of a ladder. on: the one to which it was passed on, or None."""

    row: Escalation
    on: Escalation | None
    today: date

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer of its body."""
        return self.on is None and self.row.answered_on is None

    @property
    def is_overdue(self) -> bool:
        return self.is_open and self.row.needed_by < self.today

    @property
    def words(self) -> str:
        """Where it stands, such as "Waiting for three days" or "Passed on after one day"."""
        since = timezone.localdate(self.row.raised_at)
        if self.on is not None:
            took = took_words(since, timezone.localdate(self.on.raised_at))
            return f"Passed on to the {self.on.to_body} {took}"
        if self.row.answered_on is not None:
            return f"Answered {took_words(since, self.row.answered_on)}"
        return waits_words(since, self.row.needed_by, self.today)


@dataclass(frozen=True)
class Ladder:
    """One matter, from the first body it was escalated to up to the last."""

    rungs: tuple[Rung, ...]

    @property
    def first(self) -> Escalation:
        return self.rungs[0].row

    @property
    def top(self) -> Rung:
        return self.rungs[-1]

    @property
    def body_ids(self) -> frozenset[int]:
        return frozenset(rung.row.to_body_id for rung in self.rungs)

    def rung(self, key: int) -> Rung | None:
        return next((one for one in self.rungs if one.row.pk == key), None)


@dataclass(frozen=True)
class Escalated:
    """A project's ladders as one reader sees them.

    sees_project: False for who sees only what was escalated to their body.
    """

    project: Project
    roles: frozenset[Role]
    sees_project: bool
    ladders: tuple[Ladder, ...]


def ladders_of(project: Project, today: date) -> list[Ladder]:
    """Return a project's ladders, the latest first; one query."""
    rows = list(
        Escalation.objects.filter(project=project)
        .select_related("from_body", "to_body", "raised_by", "answered_by")
        .order_by("pk")
    )
    following = {row.continues_id: row for row in rows if row.continues_id}
    found = []
    for row in rows:
        if row.continues_id is None:
            rungs = [row]
            while rungs[-1].pk in following:
                rungs.append(following[rungs[-1].pk])
            ahead = [*rungs[1:], None]
            found.append(Ladder(tuple(map(Rung, rungs, ahead, [today] * len(rungs)))))
    return found[::-1]


def escalated_on(held: Held, reference: str) -> Escalated:
    """Return what a project escalated, as a person sees it; raises Http404 for who sees none.

    Whoever is on a body that something was escalated to sees that ladder, also on a restricted
    project that they do not see otherwise.
    """
    named = Project.objects.filter(reference=reference)
    rows = named.select_related("partnership", "governing_body").prefetch_related("team")
    project = rows.first() if "\x00" not in reference else None  # PostgreSQL would not take it
    if project is None:
        raise Http404("No such project.")
    roles, ladders = roles_on(project, held), ladders_of(project, held.on)
    sees_project, sees = Role.READER in roles, "escalation.view"
    if not sees_project:
        ladders = [one for one in ladders if any(held.to_do(sees, b) for b in one.body_ids)]
        if not ladders:
            raise Http404("No such project.")
    bodies = {body for one in ladders for body in one.body_ids} | {project.governing_body_id}
    on_bodies = {role for body in bodies for role in held.to_do(sees, body) & OF_A_BODY}
    return Escalated(
        project,
        frozenset(roles | on_bodies | {Role.READER}),
        sees_project,
        tuple(ladders),
    )


def lines_in(partnership_id: int) -> dict[int, set[int]]:
    """Return whom each body of a partnership reports to, by key."""
    found: dict[int, set[int]] = {}
    rows = ReportingLine.objects.filter(
        body__partnership=partnership_id, reports_to__partnership=partnership_id
    )
    for body, reports_to in rows.values_list("body_id", "reports_to_id"):
        found.setdefault(body, set()).add(reports_to)
    return found


@dataclass(frozen=True)
class Reach:
    """To which bodies a person may escalate a matter of a project, by key.

    by_own: for each body with the matter that the person runs, the bodies above it.
    """

    of_project: frozenset[int]
    by_own: dict[int, frozenset[int]]

    @property
    def everywhere(self) -> frozenset[int]:
        return self.of_project.union(*self.by_own.values())

    def from_body(self, to_body: int) -> int | None:
        """Return the body whose own people escalate to a body, or None: the project does."""
        return next((own for own, ahead in self.by_own.items() if to_body in ahead), None)


def reach_of(project: Project, held: Held) -> Reach:
    """Return to which bodies a person may escalate a matter of a project.

    The governing body and those above it; for the chair and the officer of a body that has the
    matter, those above that body. A body has the matter that governs the project or decides now
    on what was put.
    """
    lines, governing = lines_in(project.partnership_id), project.governing_body_id
    reviews = GateReview.objects.filter(project=project, is_open=True).order_by("pk")
    having = list(dict.fromkeys([*reviews.values_list("body_id", flat=True), governing]))
    own = {
        body: frozenset(above(body, lines))
        for body in having
        if body is not None and held.on_body(body) & MAY["escalation.answer"]
    }
    base = {governing, *above(governing, lines)} if governing is not None else set()
    return Reach(frozenset(base), own)


def bodies_by(keys: Collection[int]) -> QuerySet[Body]:
    return Body.objects.filter(pk__in=keys).order_by("name", "pk")


def open_escalations() -> QuerySet[Escalation]:
    """Return those that wait for an answer: neither answered nor passed on."""
    return Escalation.objects.filter(answered_on__isnull=True, passed_on_as__isnull=True)


def was_passed_on(escalation: Escalation) -> bool:
    """Say whether its body passed it on to one above, which answers it."""
    return Escalation.objects.filter(continues=escalation).exists()


def waiting_at(body: Body, until: datetime) -> QuerySet[Escalation]:
    """Return what was escalated to a body by a moment and waits for it, needed first."""
    rows = open_escalations().filter(to_body=body, raised_at__lte=until)
    return rows.select_related("project").order_by("needed_by", "pk")


def escalated_to(body_ids: Collection[int], project_ids: Collection[int]) -> set[int]:
    """Return the keys of those projects of which something was escalated to one of these bodies."""
    rows = Escalation.objects.filter(to_body__in=body_ids, project__in=project_ids)
    return set(rows.values_list("project_id", flat=True))


def answered_since(since: date) -> list[tuple[Escalation, date, list[Person]]]:
    """Return what was answered from a day on, when, and who asked, down the ladder; two queries."""
    answers = Escalation.objects.filter(answered_on__gte=since)
    answers = answers.select_related("project", "to_body").order_by("pk")
    rows = Escalation.objects.filter(project__in={row.project_id for row in answers})
    by_key = {row.pk: row for row in rows.select_related("raised_by")}
    found: list[tuple[Escalation, date, list[Person]]] = []
    for row in answers:
        people, lower = [], by_key.get(row.pk)
        while lower is not None:
            people.append(lower.raised_by)
            lower = by_key.get(lower.continues_id or 0)
        if row.answered_on is not None:
            found.append((row, row.answered_on, people))
    return found
