"""The inbox, who may read what of it, and when the sweep last ran."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Max, QuerySet

from governance.queries.escalations import escalated_to
from notifications.enums import ReminderKind
from notifications.models import Reminder, SweepRun
from projects.queries import roles_on, visible_to
from roles.enums import Role
from roles.queries import Held

SWEEP = "reminders"


def last_sweep_at() -> datetime | None:
    """Return when the sweep of reminders last finished, or None when it never has."""
    return SweepRun.objects.filter(name=SWEEP).values_list("finished_at", flat=True).first()


def inbox_of(person_id: int) -> QuerySet[Reminder]:
    """Return a person's reminders, newest first, less the overtaken and the withheld.

    What it speaks of may have been restricted since: show it through `visible_in_inbox`.
    """
    return (
        Reminder.objects.filter(
            recipient_id=person_id, is_overtaken=False, withheld_at__isnull=True
        )
        .select_related("project")
        .order_by("-raised_at", "-pk")
    )


def visible_in_inbox(reminders: list[Reminder], held: Held) -> list[Reminder]:
    """Return those whose project the person may still see, or that a body of theirs was asked."""
    keys = {reminder.project_id for reminder in reminders}
    seen = set(visible_to(held).filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()
    hidden = {row.project_id for row in reminders if row.kind == ReminderKind.ESCALATION} - seen
    asked = escalated_to(held.body_ids, hidden) if hidden else set()
    return [
        row
        for row in reminders
        if row.project_id in seen
        or (row.kind == ReminderKind.ESCALATION and row.project_id in asked)
    ]


def may_read(reminder: Reminder, held: Held) -> bool:
    """Say whether a reminder is for this person's eyes today."""
    if Role.READER in roles_on(reminder.project, held):
        return True
    is_asked = reminder.kind == ReminderKind.ESCALATION
    return is_asked and bool(escalated_to(held.body_ids, {reminder.project_id}))


def newer_calls(reminders: Iterable[Reminder]) -> set[int]:
    """Return the keys of those for which a later offset of the same due date was raised since."""
    rows = list(reminders)
    latest = {
        tuple(key): offset
        for *key, offset in Reminder.objects.filter(about__in={row.about for row in rows})
        .values("recipient_id", "kind", "about", "due_on")
        .annotate(latest=Max("offset"))
        .values_list("recipient_id", "kind", "about", "due_on", "latest")
    }
    return {
        row.pk
        for row in rows
        if latest[row.recipient_id, row.kind, row.about, row.due_on] > row.offset
    }
