"""Celery only wakes the sweep; everything due is in the database."""

from celery import shared_task
from django.utils import timezone

from notifications.services import sweep as run_sweep


@shared_task(name="notifications.sweep")
def sweep() -> int:
    """Raise and send what is due. Beat runs it each minute; twice is harmless."""
    return run_sweep(at=timezone.now()).sent
