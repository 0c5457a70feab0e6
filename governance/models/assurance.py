"""What a body says of a whole year's programme."""

from django.db import models
from django.db.models import Q

from governance.enums import Assured
from roles.models import Body, Person


class ProgrammeAssurance(models.Model):
    """A body's assurance of a year's programme, with what it saw; written once.

    year: the year in which it begins, on 1 April. content: the table of projects and standards as
    it stood, frozen; sha256 is of its canonical form. took_part: [words] of those who did.
    Source: Moray framework 2019, section 5: the group assures itself that projects meet the
    standards.
    """

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="assurances")
    year = models.PositiveSmallIntegerField()
    assured = models.CharField(max_length=12, choices=Assured)
    words = models.TextField()
    met_on = models.DateField()
    took_part = models.JSONField(default=list)
    presided_words = models.CharField(max_length=250, blank=True)
    quorum_words = models.TextField(blank=True)
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "programme assurances"
        ordering = ["-year", "-pk"]
        constraints = [models.CheckConstraint(name="assurance_says_why", condition=~Q(words=""))]

    def __str__(self) -> str:
        return f"{self.body}, programme of {self.year}–{(self.year + 1) % 100:02d}"
