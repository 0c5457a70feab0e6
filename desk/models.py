"""What the desk keeps: the lines of a tracker as they were last read."""

from django.db import models

from projects.models import Project
from record.history import History


class TrackerLine(models.Model):
    """A project's line in a tracker, merged from its rows, as it was last brought in.

    The next import compares with this, not with the project: what people have changed since stays.
    """

    project = models.OneToOneField(Project, on_delete=models.PROTECT, related_name="tracker_line")
    content = models.JSONField()
    source = models.CharField(max_length=300)
    read_at = models.DateTimeField()
    history = History()

    def __str__(self) -> str:
        return self.source
