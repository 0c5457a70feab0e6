"""A body's meetings: what is on the agenda, who was there and when, who declared what."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from cycle.models import ReviewPoint
from governance.enums import Declared, ItemKind
from governance.models.between import Escalation
from governance.models.bodies import Dated, ends_after_it_begins
from governance.models.decisions import Condition, Decision, GateReview
from record.history import History
from roles.models import Body, Partnership, Person


class Meeting(models.Model):
    """One meeting of one body. Called, then opened, then closed; or cancelled before it opened."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="meetings")
    starts_at = models.DateTimeField()
    place = models.CharField(max_length=200, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_because = models.TextField(blank=True)
    history = History()

    class Meta:
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "starts_at"],
                condition=Q(cancelled_at__isnull=True),
                name="one_meeting_a_moment",
            ),
            models.CheckConstraint(
                name="closed_after_it_was_opened",
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("opened_at")),
            ),
            models.CheckConstraint(
                name="cancelled_before_it_opened",
                condition=Q(cancelled_at__isnull=True) | Q(opened_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body}, {timezone.localdate(self.starts_at):%-d %B %Y}"

    def get_absolute_url(self) -> str:
        return reverse("governance:meeting", args=[self.pk])

    @property
    def is_under_way(self) -> bool:
        return self.opened_at is not None and self.closed_at is None

    @property
    def is_over(self) -> bool:
        return self.closed_at is not None or self.cancelled_at is not None

    @property
    def words(self) -> str:
        """Where the meeting is in its life: "Called", "Under way", "Closed" or "Cancelled"."""
        if self.cancelled_at is not None:
            return "Cancelled"
        if self.closed_at is not None:
            return "Closed"
        return "Under way" if self.opened_at is not None else "Called"


class AgendaItem(models.Model):
    """One item of a meeting's agenda. It waits, or is taken, withdrawn or deferred to a meeting.

    decision: what the body decided on it, where it is about something put to the body.
    exempt_paragraph: of Part 1 of Schedule 7A to the Local Government (Scotland) Act 1973, where
    the item is taken in private; it then appears in no public paper.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=ItemKind)
    title = models.CharField(max_length=200)
    review = models.ForeignKey(
        GateReview, on_delete=models.PROTECT, null=True, blank=True, related_name="items"
    )
    condition = models.ForeignKey(
        Condition, on_delete=models.PROTECT, null=True, blank=True, related_name="items"
    )
    review_point = models.ForeignKey(
        ReviewPoint, on_delete=models.PROTECT, null=True, blank=True, related_name="items"
    )
    escalation = models.ForeignKey(
        Escalation, on_delete=models.PROTECT, null=True, blank=True, related_name="items"
    )
    exempt_paragraph = models.PositiveSmallIntegerField(null=True, blank=True)
    exempt_reason = models.CharField(max_length=300, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    deferred_to = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="deferred_here"
    )
    note = models.TextField(blank=True)
    decision = models.OneToOneField(
        Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="item"
    )
    history = History()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", subject],
                condition=Q(**{f"{subject}__isnull": False}),
                name=f"one_item_a_{subject}",
            )
            for subject in ("review", "condition", "review_point", "escalation")
        ] + [
            models.CheckConstraint(
                name="exempt_names_its_paragraph",
                condition=Q(exempt_paragraph__isnull=True)
                | Q(exempt_paragraph__gte=1, exempt_paragraph__lte=15),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("governance:item", args=[self.meeting_id, self.pk])

    @property
    def waits(self) -> bool:
        return self.taken_at is None and self.withdrawn_at is None and self.deferred_to_id is None

    @property
    def is_carried(self) -> bool:
        """Whether it was not reached, and goes on a later agenda without anybody having said so."""
        return self.deferred_to_id is not None and not self.note

    @property
    def is_elsewhere(self) -> bool:
        """Whether it still waits although its matter was settled outside the meeting."""
        if not self.waits:
            return False
        if self.review is not None:
            return not self.review.is_open
        if self.condition is not None:
            return self.condition.discharged_on is not None
        if self.escalation is not None:
            return self.escalation.answered_on is not None
        return self.review_point is not None and self.review_point.held_on is not None

    @property
    def words(self) -> str:
        """What became of it, such as "To be taken", "Taken" or "Settled elsewhere"."""
        if self.is_elsewhere:
            return "Settled elsewhere"
        if self.taken_at is not None:
            return "Taken"
        if self.withdrawn_at is not None:
            return "Withdrawn"
        if self.is_carried:
            return "Not reached"
        return "Deferred" if self.deferred_to_id is not None else "To be taken"


class Attendance(models.Model):
    """That somebody came into a meeting and when they left; who comes and goes has several rows."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendance")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="attendances")
    came_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    history = History()

    class Meta:
        verbose_name_plural = "attendance"
        ordering = ["came_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "person"],
                condition=Q(left_at__isnull=True),
                name="nobody_is_there_twice",
            ),
            models.CheckConstraint(
                name="left_after_they_came",
                condition=Q(left_at__isnull=True) | Q(left_at__gte=F("came_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} at {self.meeting}"

    def is_there(self, at: datetime) -> bool:
        """Say whether they are in the room at a moment; who leaves at it has gone."""
        return self.came_at <= at and (self.left_at is None or at < self.left_at)


class RegisteredInterest(Dated):
    """An interest of somebody who sits on a body, in the standing register, from a day to a day.

    It declares nothing by itself: it is shown where an item is taken, and carried into a
    declaration when the member makes one.
    """

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="registered_interests"
    )
    nature = models.TextField()
    history = History()

    class Meta:
        ordering = ["person__name", "pk"]
        constraints = [
            ends_after_it_begins("interest_ends_after_it_begins"),
            models.CheckConstraint(name="interest_says_what", condition=~Q(nature="")),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.nature[:100]}"


class Declaration(models.Model):
    """An interest that somebody declared in an item, and what followed.

    test_met: whether the member found the objective test of the code of conduct met; None where
    that is not asked. dispensation: its reference and date, where one was granted.
    is_withheld: whether the papers on the item are withheld from them.
    Source: SSI 2014/285, Schedule, paragraph 5, as amended by SSI 2015/432.
    """

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="declarations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="declarations")
    nature = models.TextField()
    followed = models.CharField(max_length=12, choices=Declared)
    test_met = models.BooleanField(null=True, blank=True)
    dispensation = models.CharField(max_length=200, blank=True)
    is_withheld = models.BooleanField(default=False)
    declared_at = models.DateTimeField()
    history = History()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["item", "person"], name="one_declaration_a_person"),
            models.CheckConstraint(name="declaration_says_what", condition=~Q(nature="")),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_followed_display().lower()}"
