"""Named reads of the record."""

from django.db.models import QuerySet

from record.models import Act


def acts_of_project(project_key: str | int) -> QuerySet[Act]:
    """Return a project's acts, newest first."""
    return Act.objects.filter(project_key=str(project_key)).order_by("-id")
