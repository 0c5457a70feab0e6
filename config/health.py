"""Two pages for machines: whether this process lives, and whether the installation can serve."""

from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from desk.management.embedded_redis import answers
from notifications.queries import last_sweep_at
from roles.views import Page


class LiveView(Page):
    """`/livez`: this process answers. It asks nothing else: a slow database kills no process."""

    act = "site.visit"

    def get(self, request: HttpRequest) -> JsonResponse:
        return _answer({"live": True}, status=200)


class ReadyView(Page):
    """`/readyz`: 200 when people can be served and reminded, else 503 with the reasons in words."""

    act = "site.visit"

    def get(self, request: HttpRequest) -> JsonResponse:
        wrong = _wrong()
        return _answer({"ready": not wrong, "wrong": wrong}, status=503 if wrong else 200)


livez = LiveView.as_view()
readyz = ReadyView.as_view()


def _answer(values: dict[str, Any], *, status: int) -> JsonResponse:
    return JsonResponse(values, status=status, headers={"Cache-Control": "no-store"})


def _wrong() -> dict[str, str]:
    """Return what is wrong, a sentence a part; nothing that helps an attacker."""
    sentences = {"database": _database(), "redis": _redis()}
    if not sentences["database"]:
        sentences["migrations"] = _migrations()
        if not sentences["migrations"]:
            sentences["sweep"] = _sweep()
    return {part: sentence for part, sentence in sentences.items() if sentence}


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "The database does not answer."
    return ""


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return "The database is behind the code: run `python manage.py migrate`."
    return ""


def _redis() -> str:
    if settings.REDIS_URL and not answers(settings.REDIS_URL):
        return "Redis does not answer, so nothing wakes the reminders."
    return ""


def _sweep() -> str:
    finished = last_sweep_at()
    if finished is None:
        return "No sweep of reminders has finished yet."
    age = (timezone.now() - finished).total_seconds()
    if age > settings.SWEEP_MAX_AGE_SECONDS:
        return f"The last sweep of reminders finished {age / 60:.0f} minutes ago."
    return ""
