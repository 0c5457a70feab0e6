"""Who sees what is put, and who may not decide on it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from cycle.models import Evidence
from governance.models import Declaration, GateReview, Proxy
from projects.models import Project, TeamMember
from projects.queries import (
    roles_on,
)
from roles.enums import BodyKind, Role
from roles.models import Body, HeldRole, Person
from roles.queries import Held, current_on, holders

MEMBERS = (Role.CHAIR, Role.BODY_MEMBER)
_OF_A_BODY = frozenset({*MEMBERS, Role.IJB_READER})


def roles_at_gate(project: Project, held: Held) -> frozenset[Role]:
    """Return project roles and, for bodies the project was put to, the roles held on them.

    A body's own roles, an IJB reader's too, count only once something was put to that body.
    """
    reviews = GateReview.objects.filter(project=project)
    return _with_bodies(project, held, reviews, "gate.see_put")


def _with_bodies(
    project: Project, held: Held, reviews: QuerySet[GateReview], act: str
) -> frozenset[Role]:
    roles = roles_on(project, held)
    if Role.READER not in roles:
        return roles
    found = roles - _OF_A_BODY
    for body_id, kind in reviews.order_by().values_list("body_id", "body__kind").distinct():
        found |= held.to_do(act, body_id)
        if kind == BodyKind.INTEGRATION_JOINT_BOARD:
            found |= roles & {Role.IJB_READER}
    return found


def roles_for_evidence(evidence: Evidence, held: Held) -> frozenset[Role]:
    """Return project roles and, once its stage was put to a body, the roles held on that body.

    A body sees what there was while it had the stage: evidence added after its decision, while the
    stage is with the lead again, is a draft until it is put again. From whom the papers are
    withheld, that body's roles do not count.
    """
    stage = evidence.deliverable.stage
    withheld = Declaration.objects.filter(
        person_id=held.person_id or 0,  # nobody has the key 0
        is_withheld=True,
        item__review__stage=stage,
        item__review__body=OuterRef("body"),
    )
    seen = GateReview.objects.filter(~Exists(withheld), stage=stage).filter(
        Q(is_open=True)
        | Q(withdrawn_at__gte=evidence.added_at)
        | Q(decision__recorded_at__gte=evidence.added_at)
    )
    return _with_bodies(stage.project, held, seen, "evidence.view")


def roles_to_decide(
    project: Project, body_id: int | None, held: Held, act: str = "gate.decide"
) -> frozenset[Role]:
    """Return the roles that count for recording what a body decided on a project.

    Chair and officer count only on that very body, never by an office elsewhere; and for this act
    alone whoever it is delegated to.
    """
    return (roles_on(project, held) - {Role.CHAIR, Role.OFFICER}) | held.to_do(act, body_id)


def conflict_of(
    project: Project,
    person: Person,
    on: date,
    *,
    put_by: Person | None = None,
    since: datetime | None = None,
) -> str:
    """Return why a person may not decide on a project, as a sentence, or "" when they may.

    since: the moment it was put; leaving the project after that does not free anybody to decide.
    Our own rule beside the law: nobody decides on a project they lead, sponsor, work on or put.
    """
    return conflicts_of(project, [person], on, put_by=put_by, since=since).get(person.pk, "")


def conflicts_of(
    project: Project,
    people: Iterable[Person],
    on: date,
    *,
    put_by: Person | None = None,
    since: datetime | None = None,
) -> dict[int, str]:
    """Return why each of these people may not decide on a project; those who may are left out."""
    return conflicts_among(people, places_on(project, since=since, until=on), put_by=put_by)


def conflicts_among(
    people: Iterable[Person], places: Iterable["Place"], *, put_by: Person | None
) -> dict[int, str]:
    """Return why each of these people may not decide, given the places on the project."""
    involved: dict[int | None, bool] = {}
    for place in places:
        involved[place.person_id] = involved.get(place.person_id, False) or place.is_now
    found = {}
    for person in people:
        if put_by is not None and put_by.pk == person.pk:
            found[person.pk] = f"{person} put this to the body and so does not decide on it."
        elif person.pk in involved:
            found[person.pk] = (
                f"{person} is on this project and so does not decide on it."
                if involved[person.pk]
                else f"{person} was on this project in the days that count here, "
                "and so does not decide on it."
            )
    return found


@dataclass(frozen=True)
class Place:
    """A place on a project as the record had it. person_id: None where only the post is known.

    is_now: it counts on the last of the days asked about, as it stands today.
    """

    person_id: int | None
    name: str
    post: str
    is_now: bool


_WHEN = ("history_date", "history_id")
_OF_PLACE = ("id", "person_id", "person__name", "post", "from_on", "to_on")


def places_on(project: Project, *, since: datetime | None, until: date) -> frozenset[Place]:
    """Return every place that counted on some day from `since` until a day.

    since: aware; the start of the day `until` where None. Places count by their dates, as they are
    now and as the record had them at that moment or at any later one: a place whose last day is
    afterwards said to lie before it was there all the same.
    """
    return places_on_each({project.pk: (project.pk, since)}, until=until)[project.pk]


def places_on_each(
    asked: Mapping[int, tuple[int, datetime | None]], *, until: date
) -> dict[int, frozenset[Place]]:
    """Return what `places_on` does for many at once, under the keys asked; two queries for all.

    asked: a project's key, and since when its places count, by any key of the caller's.
    """
    projects = {key for key, _ in asked.values()}
    then: dict[int, list[Any]] = defaultdict(list)
    history = TeamMember.history.filter(project_id__in=projects).order_by()
    for row in history.values_list("project_id", *_WHEN, *_OF_PLACE, named=True):
        then[row.project_id].append(row)
    now: dict[int, list[Any]] = defaultdict(list)
    places = TeamMember.objects.filter(project_id__in=projects).order_by()
    for row in places.values_list("project_id", *_OF_PLACE, named=True):
        now[row.project_id].append(row)
    return {
        key: _places(then[project], now[project], since=since, until=until)
        for key, (project, since) in asked.items()
    }


def _places(
    then: list[Any], now: list[Any], *, since: datetime | None, until: date
) -> frozenset[Place]:
    moment = since or start_of(until)
    first_day = min(timezone.localdate(moment), until)
    known: dict[int, Any] = {}
    told = []
    for row in sorted(then, key=lambda row: (row.history_date, row.history_id)):
        if row.history_date < moment:
            known[row.id] = row
        else:
            told.append(row)
    rows = [*told, *known.values(), *now]
    places = [_place(row, is_now=False) for row in rows if _counts(row, first_day, until)]
    return frozenset(
        places + [_place(row, is_now=True) for row in now if _counts(row, until, until)]
    )


def _counts(row: Any, since: date, until: date) -> bool:
    return row.from_on <= until and (row.to_on is None or row.to_on >= since)


def _place(row: Any, *, is_now: bool) -> Place:
    return Place(row.person_id, row.person__name or "", row.post, is_now)


def start_of(on: date) -> datetime:
    """Return the moment a day begins here."""
    return timezone.make_aware(datetime.combine(on, time.min))


@dataclass(frozen=True)
class Sat:
    """That somebody sat on a body from a day to a day: as chair, as member or as a proxy.

    words: name and post, or for whom they stand in. standing: "Chair", "Body member", "Proxy".
    """

    person: Person
    words: str
    standing: str
    from_on: date
    to_on: date | None

    def is_on(self, on: date) -> bool:
        return self.from_on <= on and (self.to_on or on) >= on

    @property
    def rank(self) -> int:
        """The chair first, then members, then proxies."""
        return RANKS.index(self.standing)


CHAIR, MEMBER, PROXY = str(Role.CHAIR.label), str(Role.BODY_MEMBER.label), "Proxy"
RANKS = (CHAIR, MEMBER, PROXY)


@dataclass(frozen=True)
class Member:
    """Somebody who sat on a body, with every place they held there in a span, the latest first."""

    person: Person
    places: tuple[Sat, ...]

    def place_on(self, on: date) -> Sat | None:
        """Return the place held on a day, the chair before a member's before a proxy's, or None."""
        return min((one for one in self.places if one.is_on(on)), key=_rank, default=None)

    @property
    def is_proxy(self) -> bool:
        return all(place.standing == PROXY for place in self.places)


def _rank(sat: Sat) -> int:
    return sat.rank


def members_between(body: Body, since: date, until: date) -> list[Member]:
    """Return everybody who sat on a body on any day of a span, proxies too, the chair first."""
    held = HeldRole.objects.filter(body=body, role__in=MEMBERS, from_on__lte=until)
    stand_ins = Proxy.objects.filter(member__body=body, from_on__lte=until).exclude(to_on__lt=since)
    rows = [member_sat(row) for row in held.exclude(to_on__lt=since).select_related("person")]
    rows += [proxy_sat(row) for row in stand_ins.select_related("person", "member__person")]
    rows.sort(key=lambda one: one.from_on, reverse=True)
    rows.sort(key=lambda one: (str(one.person), one.person.pk))
    found = [
        Member(person, tuple(places))
        for person, places in groupby(rows, key=lambda one: one.person)
    ]
    return sorted(found, key=lambda one: min(map(_rank, one.places)))


def member_sat(row: HeldRole) -> Sat:
    """Return how a member or chair sits on a body."""
    role = str(row.get_role_display())
    post = row.post or role.lower()
    words = str(row.person) if str(row.person) == post else f"{row.person}, {post}"
    return Sat(row.person, words, role, row.from_on, row.to_on)


def proxy_sat(row: Proxy) -> Sat:
    """Return how a proxy sits on a body."""
    return Sat(row.person, f"{row.person}, for {row.member.person}", PROXY, row.from_on, row.to_on)


def sat_among(body: Body, people: Iterable[Person], on: date) -> dict[int, Sat]:
    """Return how each of these people sat on a body on a day, by key; who did not is left out."""
    keys = [person.pk for person in people]
    if not keys:
        return {}
    found = {row.person_id: member_sat(row) for row in reversed(_by_rank(body, keys, on))}
    strangers = [key for key in keys if key not in found]
    if strangers:
        in_post = holders(body, MEMBERS, on).values("person_id")
        rows = Proxy.objects.filter(
            current_on(on), member__body=body, member__person__in=in_post, person__in=strangers
        )
        for row in rows.select_related("person", "member__person"):
            found.setdefault(row.person_id, proxy_sat(row))
    return found


def _by_rank(body: Body, keys: list[int], on: date) -> list[HeldRole]:
    rows = holders(body, MEMBERS, on).filter(person__in=keys)
    return sorted(rows, key=lambda row: row.role != Role.CHAIR)
