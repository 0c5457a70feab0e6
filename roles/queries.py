"""Named reads: who holds which role on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, Prefetch, Q, QuerySet
from django.utils.functional import cached_property

from roles.enums import PARTNERSHIP_ROLES, Role
from roles.models import (
    Body,
    Delegation,
    HeldRole,
    LocalHoliday,
    Partnership,
    Person,
    ReportingLine,
)
from roles.rules import may
from roles.rules.delegation import COMES_WITH


@dataclass(frozen=True)
class Holding:
    """One role held today, in plain values."""

    partnership_id: int
    body_id: int | None
    role: Role


@dataclass(frozen=True)
class Held:
    """All that a person holds on one day; asked many times, read from the database once.

    acts_for: somebody lets them act in their place that day; whom, and in what, is read when asked.
    """

    person_id: int | None
    on: date
    holdings: tuple[Holding, ...]
    acts_for: bool = False

    @property
    def partnership_ids(self) -> frozenset[int]:
        return frozenset(holding.partnership_id for holding in self.holdings)

    @property
    def body_ids(self) -> frozenset[int]:
        return frozenset(h.body_id for h in self.holdings if h.body_id is not None)

    def in_partnership(self, partnership_id: int) -> frozenset[Role]:
        """Return roles that count across a partnership: officer, auditor, administrator, reader."""
        here = {h.role for h in self.holdings if h.partnership_id == partnership_id}
        general = here & PARTNERSHIP_ROLES
        return frozenset(general | ({Role.READER} if here else set()) | self.everywhere)

    def on_body(self, body_id: int | None) -> frozenset[Role]:
        """Return the roles held on one very body."""
        return frozenset(h.role for h in self.holdings if body_id and h.body_id == body_id)

    @cached_property
    def delegations(self) -> tuple[Delegation, ...]:
        """What others let this person do in their place, while those hold their role themselves."""
        if not self.acts_for:
            return ()
        rows = Delegation.objects.filter(
            current_on(self.on),
            to=self.person_id,
            held_role__in=HeldRole.objects.filter(current_on(self.on)),
            held_role__partnership__in=self.partnership_ids,
            held_role__person__is_active=True,
        )
        return tuple(rows.select_related("held_role__person", "held_role__body").order_by("pk"))

    def delegated(
        self, body_id: int | None, act: str, *, of: Role | None = None
    ) -> Delegation | None:
        """Return by which delegation the person may do an act on one very body, or None.

        of: only by a holder of this role.
        """
        wanted = COMES_WITH.get(act, frozenset()) | {act}
        for one in self.delegations:
            is_here = one.held_role.body_id == body_id and of in (None, one.held_role.role)
            if is_here and not wanted.isdisjoint(one.acts):
                return one
        return None

    def to_do(self, act: str, body_id: int | None) -> frozenset[Role]:
        """Return the roles that count on one very body for one act alone.

        Those held there; and where the act is none of theirs but is delegated, that of a chair, or
        for what comes with it to be read, that of a member.
        """
        own = self.on_body(body_id)
        if may(own, act) or body_id is None or self.delegated(body_id, act) is None:
            return own
        return own | {Role.BODY_MEMBER if act in COMES_WITH else Role.CHAIR}

    @property
    def anywhere(self) -> frozenset[Role]:
        """Return every role held anywhere; for menus, never for authorising an act on a row."""
        roles = {holding.role for holding in self.holdings}
        return frozenset(roles | ({Role.READER} if roles else set()) | self.everywhere)

    @property
    def everywhere(self) -> frozenset[Role]:
        return frozenset({Role.ANYBODY} | ({Role.SIGNED_IN} if self.person_id else set()))


def current_on(on: date) -> Q:
    """Return the filter for dated rows in force on a day; `to_on` is the last day."""
    return Q(from_on__lte=on) & (Q(to_on__isnull=True) | Q(to_on__gte=on))


def held_by(person: Person | None, on: date) -> Held:
    """Return all roles that a person holds on a day; a person who is not active holds none."""
    if person is None or not person.pk or not person.is_active:
        return Held(None, on, ())
    rows = list(
        HeldRole.objects.filter(current_on(on), person=person)
        .annotate(acts_for=Exists(Delegation.objects.filter(current_on(on), to=person)))
        .order_by("pk")
        .values_list("partnership_id", "body_id", "role", "acts_for")
    )
    holdings = tuple(Holding(place, body, Role(role)) for place, body, role, _ in rows)
    return Held(person.pk, on, holdings, any(row[-1] for row in rows))


def delegated_to(person: Person, body_id: int, act: str, on: date) -> Delegation | None:
    """Return by which delegation a person does an act on a body; None where it is their own."""
    held = held_by(person, on)
    return None if may(held.on_body(body_id), act) else held.delegated(body_id, act)


def delegations_on(body: Body) -> QuerySet[Delegation]:
    """Return who was, is or will be let act for whom on a body, the latest first."""
    rows = Delegation.objects.filter(held_role__body=body)
    return rows.select_related("held_role__person", "to").order_by("-from_on", "-pk")


def holders(body: Body, roles: Iterable[Role], on: date) -> QuerySet[HeldRole]:
    """Return the rows of those who hold one of the roles on a body on a day."""
    return (
        HeldRole.objects.filter(current_on(on), body=body, role__in=list(roles))
        .select_related("person")
        .order_by("pk")
    )


def people_in(partnership_ids: Iterable[int], on: date) -> QuerySet[HeldRole]:
    """Return every role row in force in these partnerships, by person."""
    return (
        HeldRole.objects.filter(current_on(on), partnership_id__in=list(partnership_ids))
        .select_related("person", "body", "partnership")
        .order_by("person__name", "pk")
    )


def people_found(partnership_ids: Iterable[int], on: date, words: str) -> QuerySet[Person]:
    """Return those with a role in force in these partnerships, by name.

    words: each must be part of the name or of the email; none finds everybody.
    """
    rows = HeldRole.objects.filter(current_on(on), partnership_id__in=list(partnership_ids))
    found = Person.objects.filter(pk__in=rows.values("person_id"))
    for word in words.split():
        found = found.filter(Q(name__icontains=word) | Q(email__icontains=word))
    return found.order_by("name", "pk")


def partnerships_where(held: Held, act: str) -> list[Partnership]:
    """Return the partnerships in which a person may do an act that is not about one row."""
    ids = [pk for pk in held.partnership_ids if may(held.in_partnership(pk), act)]
    return list(Partnership.objects.filter(pk__in=ids))


def local_holidays_of(partnership: Partnership) -> dict[date, str]:
    """Return the days a partnership does not work beside Scotland's own, with their names."""
    rows = LocalHoliday.objects.filter(partnership=partnership)
    return dict(rows.order_by("on").values_list("on", "name"))


def bodies_in(partnership_ids: Iterable[int]) -> QuerySet[Body]:
    """Return the bodies of these partnerships, each with the bodies it reports to."""
    return (
        Body.objects.filter(partnership_id__in=list(partnership_ids))
        .select_related("partnership")
        .prefetch_related(
            Prefetch("reporting_lines", ReportingLine.objects.select_related("reports_to"))
        )
        .order_by("partnership__name", "name", "pk")
    )


def persons_in(partnership_ids: Iterable[int]) -> QuerySet[Person]:
    """Return everybody who has, had or will have a role in these partnerships, by name."""
    rows = HeldRole.objects.filter(partnership_id__in=list(partnership_ids))
    return Person.objects.filter(pk__in=rows.values("person_id"), is_active=True).order_by(
        "name", "pk"
    )


def demonstration_people() -> QuerySet[Person]:
    """Return the people of the demonstration, with every role they were given."""
    return (
        Person.objects.filter(is_demonstration=True, is_active=True)
        .prefetch_related(Prefetch("held_roles", HeldRole.objects.select_related("body")))
        .order_by("pk")
    )
