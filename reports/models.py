"""Reports issued: frozen, numbered, with their file."""

from django.db import models

from record.history import History
from roles.models import Body, Person


class IssuedReport(models.Model):
    """A progress report as it was issued to a body for a period; never changed."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="reports")
    number = models.PositiveIntegerField()
    period_from = models.DateField()
    period_to = models.DateField()
    format = models.CharField(max_length=4)
    content = models.JSONField()
    sha256 = models.CharField(max_length=64, help_text="Of the file.")
    size = models.PositiveIntegerField(help_text="Bytes.")
    issued_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    history = History(excluded_fields=["content"])

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["body", "number"], name="one_report_a_number")
        ]

    def __str__(self) -> str:
        return f"Progress report {self.number} to {self.body}"
