"""People, partnerships, bodies, and who holds which role, with dates."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from record.history import History
from roles.enums import BODY_ROLES, BodyKind, Role


class PersonManager(BaseUserManager["Person"]):
    """Finds a person by email, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email__iexact=username)


class Person(AbstractBaseUser):
    """Somebody who signs in with an email address. Never deleted; a leaver is made inactive."""

    last_login = None  # sign-ins are the session's business; the row changes only by a use case
    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=150)
    is_active = models.BooleanField(default=True)
    is_operator = models.BooleanField(
        default=False, help_text="Runs the installation: may read the Django admin."
    )
    is_system = models.BooleanField(default=False)
    is_demonstration = models.BooleanField(default=False)
    history = History(excluded_fields=["password"])

    objects = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name_plural = "people"
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_person_an_email"),
            models.UniqueConstraint(
                fields=["is_system"], condition=Q(is_system=True), name="one_system_person"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_staff(self) -> bool:
        """Whether the Django admin lets this person in (to read)."""
        return self.is_operator

    def in_post(self, post: str) -> str:
        """Return "Locality Manager (A Person)", or the one of the two that there is."""
        return self.name if post in ("", self.name) else f"{post} ({self.name})"

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Answer the Django admin alone: an operator reads everything and changes nothing."""
        return self.is_active and self.is_operator and ".view_" in perm

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and self.is_operator


class Partnership(models.Model):
    """An integration authority's area: what one partnership keeps, no other sees.

    Source: Public Bodies (Joint Working) (Scotland) Act 2014, section 1.
    """

    code = models.SlugField(max_length=20, unique=True)
    name = models.CharField(max_length=150)
    health_board = models.CharField(max_length=150)
    council = models.CharField(max_length=150)
    reference_prefix = models.CharField(max_length=8, unique=True)
    is_demonstration = models.BooleanField(default=False)
    history = History()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class LocalHoliday(models.Model):
    """A day that the partnership's council or health board does not work, beside Scotland's own."""

    partnership = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="local_holidays"
    )
    on = models.DateField()
    name = models.CharField(max_length=100)
    history = History()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "on"], name="one_local_holiday_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.on:%-d %B %Y})"


class Locality(models.Model):
    """A locality of the partnership. Source: 2014 Act, section 29(3)(a): at least two."""

    partnership = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="localities"
    )
    name = models.CharField(max_length=100)
    history = History()

    class Meta:
        verbose_name_plural = "localities"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "name"], name="one_locality_a_name")
        ]

    def __str__(self) -> str:
        return self.name


class Body(models.Model):
    """A group that governs: it accepts briefs, decides at gates or receives reports."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="bodies")
    code = models.SlugField(max_length=20)
    name = models.CharField(max_length=150)
    kind = models.CharField(max_length=20, choices=BodyKind)
    history = History()

    class Meta:
        verbose_name_plural = "bodies"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "code"], name="one_body_a_code")
        ]

    def __str__(self) -> str:
        return self.name


class ReportingLine(models.Model):
    """One body reports to another; a body may report to several, as Children's Services does."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="reporting_lines")
    reports_to = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    history = History()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["body", "reports_to"], name="one_line_a_pair"),
            models.CheckConstraint(
                name="no_body_reports_to_itself", condition=~Q(body=F("reports_to"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body} reports to {self.reports_to}"


class HeldRole(models.Model):
    """A role that a person holds from a day to a day; to_on is the last day in the role."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="held_roles")
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey(
        Body, on_delete=models.PROTECT, null=True, blank=True, related_name="held_roles"
    )
    role = models.CharField(max_length=20, choices=Role)
    post = models.CharField(max_length=150, blank=True)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    history = History()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="role_ends_after_it_begins",
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")),
            ),
            models.CheckConstraint(
                name="body_role_names_its_body",
                condition=Q(body__isnull=False)
                | ~Q(role__in=sorted(BODY_ROLES - {Role.IJB_READER})),
            ),
        ]
        indexes = [models.Index(fields=["person", "role"], name="role_of_person")]

    def __str__(self) -> str:
        where = self.body or self.partnership
        return f"{self.person}, {self.get_role_display().lower()}, {where}"


class Delegation(models.Model):
    """That the holder of a role on a body lets somebody do named acts in their place for a time.

    acts: the keys of `roles.rules.MAY` it covers. to_on: the last day; a delegation always has one,
    which comes sooner where it is taken back.
    """

    held_role = models.ForeignKey(HeldRole, on_delete=models.PROTECT, related_name="delegations")
    to = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="delegated_to")
    acts = models.JSONField()
    reason = models.TextField()
    from_on = models.DateField()
    to_on = models.DateField()
    history = History()

    class Meta:
        ordering = ["-from_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="delegation_ends_after_it_begins", condition=Q(to_on__gte=F("from_on"))
            ),
            models.CheckConstraint(name="delegation_says_why", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.to} for {self.held_role.person}"
