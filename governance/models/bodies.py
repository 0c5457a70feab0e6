"""A body at work: the orders it stands by, its seats, who sits in them, who stands in."""

from fractions import Fraction

from django.db import models
from django.db.models import F, Q

from governance.enums import Correspondence, InterestRule, TieRule
from record.history import History
from roles.models import Body, HeldRole, Locality, Person


class Dated(models.Model):
    """A row in force from a day to a day; to_on is the last day."""

    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True


def ends_after_it_begins(name: str) -> models.CheckConstraint:
    """Return the constraint on the two days of a dated row."""
    return models.CheckConstraint(
        name=name, condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on"))
    )


class StandingOrders(Dated):
    """The rules a body works by from a day to a day: its quorum, ties and interests.

    All of it is the body's own data, with where it is written down: an integration joint board's
    standing orders (SSI 2014/285), a strategic planning group's terms of reference.
    quorum_fraction: such as "1/2", of the voting members in post. quorum_categories: by the code of
    a category, how many of its members must be there. papers_days: how many working days before a
    meeting its papers are sent.
    """

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="standing_orders")
    quorum_fraction = models.CharField(max_length=11)
    quorum_more_than = models.BooleanField(default=False)
    quorum_minimum = models.PositiveSmallIntegerField(default=2)
    quorum_categories = models.JSONField(default=dict, blank=True)
    tie = models.CharField(max_length=12, choices=TieRule, default=TieRule.FALLS)
    interests = models.CharField(
        max_length=16, choices=InterestRule, default=InterestRule.WITHDRAWS
    )
    correspondence = models.CharField(
        max_length=12, choices=Correspondence, default=Correspondence.NOT_ALLOWED
    )
    papers_days = models.PositiveSmallIntegerField(default=5)
    source = models.CharField(max_length=300)
    history = History()

    class Meta:
        verbose_name_plural = "standing orders"
        ordering = ["-from_on", "-pk"]
        constraints = [
            ends_after_it_begins("orders_end_after_they_begin"),
            models.UniqueConstraint(fields=["body", "from_on"], name="one_set_of_orders_a_day"),
        ]

    def __str__(self) -> str:
        return f"Standing orders of {self.body} from {self.from_on:%-d %B %Y}"

    @property
    def fraction(self) -> Fraction:
        return Fraction(self.quorum_fraction)


class SeatCategory(models.Model):
    """A kind of seat on a body: a prescribed group, a locality's voice, a voting member's kind."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="seat_categories")
    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=150)
    is_prescribed = models.BooleanField(
        default=False, help_text="The law says that this group has a voice on the body."
    )
    source = models.CharField(max_length=300, blank=True)
    history = History()

    class Meta:
        verbose_name_plural = "seat categories"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["body", "code"], name="one_category_a_code")]

    def __str__(self) -> str:
        return self.name


class VotingStatus(Dated):
    """Whether the seats of a category vote, from a day to a day, and what says so.

    The law changes it (SSI 2025/405 did for integration joint boards), so it is never in the code.
    """

    category = models.ForeignKey(
        SeatCategory, on_delete=models.PROTECT, related_name="voting_statuses"
    )
    is_voting = models.BooleanField()
    source = models.CharField(max_length=300)
    history = History()

    class Meta:
        verbose_name_plural = "voting statuses"
        ordering = ["-from_on", "-pk"]
        constraints = [
            ends_after_it_begins("voting_ends_after_it_begins"),
            models.UniqueConstraint(fields=["category", "from_on"], name="one_status_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.category}: {'voting' if self.is_voting else 'not voting'}"


class Seat(Dated):
    """A place on a body, filled or vacant, from a day to a day."""

    category = models.ForeignKey(SeatCategory, on_delete=models.PROTECT, related_name="seats")
    title = models.CharField(max_length=150)
    locality = models.ForeignKey(
        Locality, on_delete=models.PROTECT, null=True, blank=True, related_name="seats"
    )
    history = History()

    class Meta:
        ordering = ["category", "pk"]
        constraints = [ends_after_it_begins("seat_ends_after_it_begins")]

    def __str__(self) -> str:
        return self.title


class Seating(Dated):
    """Who sits in a seat: a member of the body, from a day to a day. One may sit for two groups.

    The member counts while both this row and the member's own role are in force.
    """

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="seatings")
    member = models.ForeignKey(HeldRole, on_delete=models.PROTECT, related_name="seatings")
    history = History()

    class Meta:
        ordering = ["from_on", "pk"]
        constraints = [
            ends_after_it_begins("seating_ends_after_it_begins"),
            models.UniqueConstraint(
                fields=["seat"], condition=Q(to_on__isnull=True), name="one_open_seating_a_seat"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member.person} in the seat {self.seat}"


class Proxy(Dated):
    """Who may stand in for a member who is not there; never presides.

    Source: Public Bodies (Joint Working) (Integration Joint Boards) (Scotland) Order 2014
    (SSI 2014/285), Schedule.
    """

    member = models.ForeignKey(HeldRole, on_delete=models.PROTECT, related_name="proxies")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="proxy_for")
    history = History()

    class Meta:
        verbose_name_plural = "proxies"
        ordering = ["pk"]
        constraints = [ends_after_it_begins("proxy_ends_after_it_begins")]

    def __str__(self) -> str:
        return f"{self.person} for {self.member.person}"
