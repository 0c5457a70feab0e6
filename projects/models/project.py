"""The programme, the project and who works on it."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from framework.enums import Approach
from framework.models import Pack, TeamRole
from projects.enums import ProjectRole
from record.history import History
from roles.models import Body, Partnership, Person


class Programme(models.Model):
    """Projects that are reported together. Source: Moray framework 2019, section 5."""

    partnership = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="programmes"
    )
    name = models.CharField(max_length=150)
    history = History()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "name"], name="one_programme_a_name")
        ]

    def __str__(self) -> str:
        return self.name


class Project(models.Model):
    """One strategic commissioning or service improvement project, from idea to closed.

    Where it stands in the cycle is not kept here: that is `cycle`'s to say.
    """

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="projects")
    number = models.PositiveIntegerField()
    reference = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=200)
    purpose = models.TextField(blank=True, help_text="What it is for, in a sentence or two.")
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, null=True, blank=True, related_name="projects"
    )
    approach = models.CharField(max_length=30, choices=Approach)
    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="+")
    governing_body = models.ForeignKey(
        Body, on_delete=models.PROTECT, null=True, blank=True, related_name="governed_projects"
    )
    governing_body_words = models.CharField(
        max_length=200, blank=True, help_text="As a tracker had it, while no body is chosen."
    )
    trigger = models.TextField(blank=True, help_text="What prompted it.")
    is_major = models.BooleanField(
        default=False, help_text="A major service change or redesign: the IJB decides too."
    )
    major_reason = models.TextField(blank=True)
    major_confirmed_on = models.DateField(null=True, blank=True)
    is_restricted = models.BooleanField(
        default=False, help_text="Seen by those named on it and by its bodies only."
    )
    tracker_reference = models.CharField(max_length=60, blank=True)
    held_since = models.DateField(null=True, blank=True)
    held_reason = models.TextField(blank=True)
    over_since = models.DateField(
        null=True, blank=True, help_text="The day it was closed or stopped for good."
    )
    created_at = models.DateTimeField()
    history = History()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "number"], name="one_project_a_number"),
            models.UniqueConstraint(
                fields=["partnership", "tracker_reference"],
                condition=~Q(tracker_reference=""),
                name="one_project_a_tracker_reference",
            ),
        ]
        indexes = [
            # Read by the projects list, newest first.
            models.Index(fields=["partnership", "-number"], name="project_list"),
            models.Index(
                fields=["partnership"], condition=Q(is_restricted=True), name="restricted_projects"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("desk:project", args=[self.reference])


class TeamMembers(models.Manager["TeamMember"]):
    """Places with the person and the team role, without which no place can be told in words."""

    def get_queryset(self) -> models.QuerySet["TeamMember"]:
        """Return places, each with its person and team role."""
        return super().get_queryset().select_related("person", "team_role")


class TeamMember(models.Model):
    """A post on a project, dated; the person is named when known. to_on is the last day."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="team")
    role = models.CharField(max_length=20, choices=ProjectRole)
    post = models.CharField(max_length=150)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="team_places"
    )
    team_role = models.ForeignKey(
        TeamRole, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    days_a_week = models.DecimalField(max_digits=3, decimal_places=1, null=True, blank=True)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    history = History()
    objects = TeamMembers()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["person", "-project"], name="places_of_a_person")]
        constraints = [
            models.CheckConstraint(
                name="place_ends_after_it_begins",
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")),
            ),
            models.CheckConstraint(
                name="days_a_week_up_to_seven",
                condition=Q(days_a_week__isnull=True)
                | (Q(days_a_week__gte=0) & Q(days_a_week__lte=7)),
            ),
            models.UniqueConstraint(
                fields=["project", "role"],
                condition=Q(to_on__isnull=True) & ~Q(role=ProjectRole.TEAM_MEMBER),
                name="one_open_lead_and_sponsor",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.words}"

    @property
    def words(self) -> str:
        """The post, and the person where one is known."""
        return self.person.in_post(self.post) if self.person else self.post


class TeamRoleLabel(models.Model):
    """What a partnership calls one of the four team roles, where it is not the pack's own label."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=60)
    history = History()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "code"], name="one_label_a_team_role")
        ]

    def __str__(self) -> str:
        return self.name


class ProjectNote(models.Model):
    """Something known of a project that has no home of its own, such as a tracker's odd cell."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="notes")
    heading = models.CharField(max_length=150)
    text = models.TextField()
    source = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    history = History()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.heading
