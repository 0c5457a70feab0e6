"""Reminders: raised once, sent once, to the right people, through faults of mail and scheduler."""

import sys
import threading
from datetime import date, timedelta
from io import StringIO
from types import SimpleNamespace

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.db import connection

from cycle.enums import ReviewKind
from cycle.models import Deliverable, ReviewPoint
from cycle.services import change_deliverable, set_review_point
from governance.enums import Outcome
from governance.models import Condition
from governance.services import discharge_condition
from notifications.models import Reminder, SweepRun
from notifications.queries import dues, inbox_of, last_sweep_at
from notifications.services import (
    LEASE,
    open_reminder,
    preview,
    raise_due,
    send_waiting,
    sweep,
)
from projects.models import GateTarget, Project
from record.errors import Refusal
from record.history import acting_as
from roles.models import HeldRole
from tests.factories import world as w

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db) -> w.World:
    return w.make_world()


@pytest.fixture
def project(world) -> Project:
    return w.start(world, w.make_project(world))


@pytest.fixture
def one(world, project) -> Deliverable:
    """Return the one thing that is due: a deliverable of the teammate's, in 100 days."""
    Deliverable.objects.update(due_on=None, owner=None)
    with acting_as(world.system):
        GateTarget.objects.all().delete()
        ReviewPoint.objects.all().delete()
    row = Deliverable.objects.select_related("stage__project").first()
    Deliverable.objects.filter(pk=row.pk).update(
        due_on=world.today + timedelta(days=100), owner=world.teammate
    )
    row.refresh_from_db()
    return row


def on(row: Deliverable, offset: int, world):
    """Return nine in the morning so many days from the due date."""
    return world.at + timedelta(days=(row.due_on - world.today).days + offset)


def recipients() -> list[str]:
    return sorted(message.to[0].partition("@")[0] for message in mail.outbox)


def told_of_decisions(world) -> None:
    """Let the notices of the decisions so far go out, so that they are out of the way."""
    sweep(at=world.at)
    mail.outbox.clear()
    Reminder.objects.exclude(kind="decision").delete()


# Who is reminded of what


def test_a_deliverable_reminds_its_owner_and_the_lead(world, one):
    done = sweep(at=on(one, -14, world))

    assert (done.raised, done.sent, done.overtaken, done.failed) == (2, 2, 0, 0)
    assert recipients() == ["lead", "teammate"]
    message = mail.outbox[0]
    assert message.subject == "HSCM-0001: Deliverable due in 14 days"
    assert f"http://127.0.0.1:8000/projects/HSCM-0001/deliverables/{one.pk}/" in message.body
    assert one.name in message.body
    assert "late" not in message.body


def test_the_owner_who_leads_is_reminded_once(world, one):
    Deliverable.objects.filter(pk=one.pk).update(owner=world.lead)

    assert sweep(at=on(one, 0, world)).sent == 1


def test_a_gate_reminds_the_lead(world, project, one):
    Deliverable.objects.update(due_on=None)
    with acting_as(world.system):
        for gate in (1, 2):
            day = world.today + timedelta(days=3)
            target = GateTarget.objects.create(project=project, gate=gate, on=day)

    told_of_decisions(world)

    sweep(at=world.at)

    assert recipients() == ["lead"]
    row = Reminder.objects.get(kind="gate", is_overtaken=False)
    assert (row.due_on, row.words) == (target.on, f"Analyse gate, {project}")


def test_a_review_point_reminds_lead_and_sponsor(world, project, one):
    Deliverable.objects.update(due_on=None)
    set_review_point(
        project, kind=ReviewKind.OTHER, about="Look again", due_on=world.today,
        by=world.lead, at=world.at,
    )  # fmt: skip

    told_of_decisions(world)

    sweep(at=world.at)

    assert recipients() == ["lead", "sponsor"]


def test_a_decision_is_told_once_to_lead_sponsor_and_who_has_a_condition(world, project):
    Deliverable.objects.update(due_on=None)
    told_of_decisions(world)
    condition = w.condition(world, owner=world.teammate)
    w.pass_gate(world, project, Outcome.APPROVE_WITH_CONDITIONS, conditions=[condition])

    assert sweep(at=world.at).sent == 3, "as soon as it is recorded"
    assert recipients() == ["lead", "sponsor", "teammate"]
    assert sweep(at=world.at + timedelta(days=1)).sent == 0
    row = Reminder.objects.filter(kind="decision").first()
    assert row.words == f"{world.spg}: approve with conditions, Analyse gate, {project}"
    assert "has come" in mail.outbox[0].subject + mail.outbox[0].body


def test_a_decision_of_long_ago_is_told_to_nobody(world, project):
    w.pass_gate(world, project)
    world.days(20)
    sweep(at=world.at)
    assert not Reminder.objects.filter(kind="decision").exists()


def test_a_condition_reminds_its_owner_and_the_bodys_officer(world, project):
    w.pass_gate(
        world, project, Outcome.APPROVE_WITH_CONDITIONS,
        conditions=[w.condition(world, owner=world.teammate)],
    )  # fmt: skip
    Deliverable.objects.update(due_on=None)
    with acting_as(world.system):
        GateTarget.objects.all().delete()
        ReviewPoint.objects.all().delete()
    due = Condition.objects.get().due_on
    at = world.at + (due - world.today)

    sweep(at=at)

    assert recipients() == ["officer", "teammate"]
    discharge_condition(Condition.objects.get(), note="Done.", by=world.chair, at=at)
    sweep(at=at + timedelta(days=7))
    assert Reminder.objects.filter(kind="condition", due_on=due, offset=7).count() == 0


def test_what_is_done_or_on_hold_or_nobodys_reminds_nobody(world, project, one):
    at = on(one, 0, world)
    change_deliverable(one, progress="ready", by=world.teammate, at=world.at)
    assert dues(at.date()) == []
    change_deliverable(one, progress="in_progress", by=world.teammate, at=world.at)
    assert len(dues(at.date())) == 1
    w.course(world, project, Outcome.HOLD, reasons="Wait.")
    assert sweep(at=at).raised == 0
    Project.objects.update(held_since=None)
    world.teammate.is_active = False
    type(world.teammate).objects.filter(pk=world.teammate.pk).update(is_active=False)
    sweep(at=at)
    assert recipients() == ["lead"]


# When


def test_fourteen_and_three_days_before_on_the_day_and_weekly(world, one):
    for offset in range(-20, 16):
        sweep(at=on(one, offset, world))

    mine = Reminder.objects.filter(recipient=world.teammate).order_by("offset")
    assert [(row.offset, row.is_late, row.is_overtaken) for row in mine] == [
        (offset, False, False) for offset in (-14, -3, 0, 7, 14)
    ]
    assert recipients().count("teammate") == 5


def test_a_worker_stopped_for_three_days_over_the_due_date_sends_exactly_one_marked_late(
    world, one
):
    sweep(at=on(one, -14, world))
    mail.outbox.clear()

    done = sweep(at=on(one, 2, world))  # stopped from the day before -3 until the day after 0

    assert (done.raised, done.overtaken, done.sent) == (2, 2, 2)
    assert recipients() == ["lead", "teammate"]
    mine = Reminder.objects.filter(recipient=world.teammate).order_by("offset")
    assert [(row.offset, row.is_late, row.is_overtaken, bool(row.sent_at)) for row in mine] == [
        (-14, False, False, True),
        (-3, True, True, False),
        (0, True, False, True),
    ]
    assert "its own day has passed" in mail.outbox[0].body
    assert "2 days overdue" in mail.outbox[0].subject
    assert sweep(at=on(one, 2, world)).sent == 0
    assert sweep(at=on(one, 3, world)).sent == 0
    assert [row.offset for row in inbox_of(world.teammate.pk)] == [0, -14]


def test_a_date_that_moved_is_a_new_reminder(world, one):
    sweep(at=on(one, -3, world))
    later = one.due_on + timedelta(days=30)
    change_deliverable(one, due_on=later, by=world.lead, at=world.at)

    assert sweep(at=on(one, 0, world)).raised == 0
    one.refresh_from_db()
    assert sweep(at=on(one, -14, world)).raised == 2


def test_two_sweeps_raise_and_send_once(world, one):
    at = on(one, 0, world)

    first, second = sweep(at=at), sweep(at=at)

    assert (first.raised, first.sent) == (2, 2)
    assert (second.raised, second.sent) == (0, 0)
    assert len(mail.outbox) == 2
    assert SweepRun.objects.get().sent == 0
    assert last_sweep_at() is not None


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_send_once():
    world = w.make_world()
    for _ in range(4):
        w.start(world, w.make_project(world))
    at = world.at + timedelta(days=60)
    found: list = []

    def run() -> None:
        try:
            found.append(sweep(at=at))
        except Exception as error:
            found.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    rows = Reminder.objects.filter(is_overtaken=False)
    assert rows.count() > 0
    assert sum(done.sent for done in found) == rows.count() == len(mail.outbox)
    assert sum(done.raised for done in found) == rows.count()
    identities = [message.extra_headers["Message-ID"] for message in mail.outbox]
    assert len(set(identities)) == len(identities)


# Not for these eyes, or not any more


def test_a_project_restricted_since_is_withheld(world, project, one):
    Deliverable.objects.filter(pk=one.pk).update(owner=world.staff)
    at = on(one, 0, world)
    raise_due(at=at)
    Project.objects.update(is_restricted=True)

    sent, failed = send_waiting(at=at)

    assert (sent, failed) == (1, 0)
    assert recipients() == ["lead"]
    withheld = Reminder.objects.get(recipient=world.staff, is_overtaken=False)
    assert withheld.withheld_at == at
    assert send_waiting(at=at) == (0, 0)
    assert list(inbox_of(world.staff.pk)) == []


def test_somebody_who_left_is_told_nothing(world, one):
    Deliverable.objects.filter(pk=one.pk).update(owner=world.staff)
    at = on(one, 0, world)
    HeldRole.objects.filter(person=world.staff).update(to_on=at.date() - timedelta(days=1))

    sweep(at=at)

    assert recipients() == ["lead"]


@pytest.mark.parametrize("what", ["done", "held", "moved"])
def test_what_waited_in_the_outbox_is_not_sent_once_it_is_no_longer_due(world, project, one, what):
    at = on(one, 0, world)
    raise_due(at=at)
    if what == "done":
        Deliverable.objects.filter(pk=one.pk).update(progress="ready")
    elif what == "held":
        Project.objects.update(held_since=world.today)
    else:
        Deliverable.objects.filter(pk=one.pk).update(due_on=one.due_on + timedelta(days=60))

    assert send_waiting(at=at + timedelta(hours=1)) == (0, 0)
    assert Reminder.objects.filter(withheld_at__isnull=False, is_overtaken=False).count() == 2


def test_of_two_that_waited_for_the_mail_server_only_the_later_is_sent(world, one):
    raise_due(at=on(one, -3, world))
    raise_due(at=on(one, 0, world))

    assert send_waiting(at=on(one, 0, world)) == (2, 0)
    assert {message.subject for message in mail.outbox} == {"HSCM-0001: Deliverable due today"}


# One bad row


@pytest.mark.parametrize("due", [date(1, 1, 1), date(26, 11, 15)])
def test_a_year_that_cannot_be_meant_is_one_reminder_and_stops_no_other(world, one, due):
    at = on(one, 0, world)
    other = Deliverable.objects.exclude(pk=one.pk).filter(stage=one.stage).first()
    Deliverable.objects.filter(pk=other.pk).update(due_on=due, owner=world.lead)

    first, second = sweep(at=at), sweep(at=at)

    assert (first.raised, first.left_out) == (3, 0)
    assert first.sent == len(mail.outbox) == 3
    assert first.overtaken < 30  # since the project came here, not since the year 1
    assert (second.raised, second.overtaken, second.sent) == (0, 0, 0)
    offset = Reminder.objects.get(due_on=due, is_overtaken=False).offset
    assert offset == (at.date() - due).days // 7 * 7


def refuse(table: str, when: str) -> None:
    """Let the database fail on such rows of a table, as on one that nobody foresaw."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                f"CREATE TRIGGER bad_row BEFORE INSERT ON {table} WHEN {when} "
                "BEGIN SELECT RAISE(ABORT, 'a bad row'); END"
            )
            return
        cursor.execute(
            "CREATE FUNCTION bad_row() RETURNS trigger AS $$ BEGIN "
            "RAISE EXCEPTION 'a bad row'; END $$ LANGUAGE plpgsql"
        )
        cursor.execute(
            f"CREATE TRIGGER bad_row BEFORE INSERT ON {table} FOR EACH ROW "
            f"WHEN ({when}) EXECUTE FUNCTION bad_row()"
        )


def test_a_row_that_cannot_be_written_is_left_out_and_told_in_the_log(world, one, caplog):
    at = on(one, 0, world)
    other = Deliverable.objects.exclude(pk=one.pk).filter(stage=one.stage).first()
    Deliverable.objects.filter(pk=other.pk).update(due_on=one.due_on, owner=world.staff)
    refuse("notifications_reminder", f"NEW.recipient_id = {world.staff.pk} AND NEW.offset = 0")

    done = sweep(at=at)

    assert (done.raised, done.left_out) == (3, 1)
    assert recipients() == ["lead", "lead", "teammate"]
    assert f"cycle.Deliverable:{other.pk}" in caplog.text
    assert "1 left out: see the log" in command_told(at)


def command_told(at) -> str:
    out = StringIO()
    call_command("send_reminders", "--at", at.isoformat(), stdout=out)
    return out.getvalue()


def test_a_review_that_cannot_be_taken_up_keeps_no_reminder_back(world, one, caplog):
    watched = w.start(world, w.make_project(world, title="Watched"))
    for _ in range(3):
        w.pass_gate(world, watched)
    w.pass_gate(world, watched, next_step="watch", next_review_on=world.today + timedelta(days=9))
    at = max(on(one, 0, world), world.at + timedelta(days=9))
    refuse("cycle_stage", f"NEW.project_id = {watched.pk}")

    done = sweep(at=at)

    assert done.resumed == 0
    assert done.sent == len(mail.outbox) > 0
    assert "not all could be done: reviews taken up" in caplog.text


def test_a_mail_that_cannot_be_made_keeps_no_other_back(world, one, settings, monkeypatch):
    class Fails(EmailBackend):
        def send_messages(self, messages):
            if messages[0].to == [world.lead.email]:
                raise LookupError("unknown encoding")
            return super().send_messages(messages)

    mail_by(settings, monkeypatch, Fails)

    done = sweep(at=on(one, 0, world))

    assert (done.sent, done.failed) == (1, 1)
    assert recipients() == ["teammate"]
    failed = Reminder.objects.get(recipient=world.lead, is_overtaken=False)
    assert "unknown encoding" in failed.failure
    assert failed.retry_at is not None


# The mail server


def message_ids(server) -> list[str]:
    return [str(message["Message-ID"]) for message in server.messages]


def test_a_refused_mail_is_tried_again_later_under_the_same_identity(world, one, smtp_server):
    Deliverable.objects.filter(pk=one.pk).update(owner=world.lead)
    at = on(one, 0, world)
    smtp_server.refusing = True

    assert sweep(at=at).failed == 1
    row = Reminder.objects.get(is_overtaken=False)
    assert (row.attempts, row.retry_at, row.sent_at) == (1, at + timedelta(minutes=1), None)
    assert "451" in row.failure
    assert sweep(at=at + timedelta(seconds=30)).failed == 0
    assert sweep(at=at + timedelta(minutes=1)).failed == 1
    row.refresh_from_db()
    assert row.retry_at == at + timedelta(minutes=3)
    smtp_server.refusing = False
    assert sweep(at=at + timedelta(minutes=3)).sent == 1
    row.refresh_from_db()
    assert (row.attempts, row.failure) == (3, "")
    assert message_ids(smtp_server) == [f"<{row.message_id}@demo.example>"]


def test_after_three_days_of_refusals_it_is_shown_as_failed(world, one, smtp_server):
    Deliverable.objects.filter(pk=one.pk).update(owner=world.lead)
    at = on(one, 0, world)
    smtp_server.refusing = True
    raise_due(at=at)
    row = Reminder.objects.get(is_overtaken=False)
    tried = 0
    while row.failed_at is None:
        tried += 1
        assert tried < 30
        assert send_waiting(at=row.retry_at or at) == (0, 1)
        row.refresh_from_db()

    assert row.retry_at is None
    assert row.attempts == tried
    smtp_server.refusing = False
    assert send_waiting(at=at + timedelta(days=5)) == (0, 0)
    assert [one.pk for one in inbox_of(world.lead.pk)] == [row.pk]


@pytest.mark.parametrize("answer", ["550 No such person", "421 Closing", "hang up"])
def test_every_no_of_the_server_is_kept_and_tried_again(world, one, smtp_server, answer):
    Deliverable.objects.filter(pk=one.pk).update(owner=world.lead)

    async def handle(server, session, envelope):
        if answer == "hang up":
            server.transport.abort()
        return answer

    smtp_server.handle_DATA = handle
    at = on(one, 0, world)

    assert sweep(at=at).failed == 1
    row = Reminder.objects.get(is_overtaken=False)
    assert row.failure
    assert row.retry_at == at + timedelta(minutes=1)
    assert row.claimed_until is None


def test_a_server_that_cannot_be_reached_ends_the_round(world, one, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    at = on(one, 0, world)

    assert sweep(at=at).failed == 1
    rows = Reminder.objects.filter(is_overtaken=False).order_by("pk")
    assert [row.attempts for row in rows] == [1, 0]
    assert [row.claimed_until for row in rows] == [None, None]


def mail_by(settings, monkeypatch, backend: type[EmailBackend]) -> None:
    """Send by a backend of the test's own."""
    monkeypatch.setitem(sys.modules, "mail_of_the_test", SimpleNamespace(Backend=backend))
    settings.EMAIL_BACKEND = "mail_of_the_test.Backend"


def test_a_killed_senders_lease_runs_out_and_another_sends(world, one, settings, monkeypatch):
    class Killed(EmailBackend):
        def send_messages(self, messages):
            raise KeyboardInterrupt

    Deliverable.objects.filter(pk=one.pk).update(owner=world.lead)
    at = on(one, 0, world)
    raise_due(at=at)
    usual = settings.EMAIL_BACKEND
    mail_by(settings, monkeypatch, Killed)
    with pytest.raises(KeyboardInterrupt):
        send_waiting(at=at)
    settings.EMAIL_BACKEND = usual

    assert send_waiting(at=at + timedelta(seconds=60)) == (0, 0)
    assert send_waiting(at=at + LEASE + timedelta(seconds=5)) == (1, 0)
    assert len(mail.outbox) == 1


def test_a_slow_sender_does_not_send_what_another_took_over(world, one, settings, monkeypatch):
    at = on(one, 0, world)
    raise_due(at=at)
    taken_over: list = []

    class Slow(EmailBackend):
        def send_messages(self, messages):
            if not taken_over:
                taken_over.append(None)
                taken_over[0] = send_waiting(at=at + LEASE + timedelta(seconds=5))
            return super().send_messages(messages)

    mail_by(settings, monkeypatch, Slow)

    sent, _ = send_waiting(at=at)

    # The mail under way may go out twice, under one identity; the other goes out once.
    assert taken_over[0][0] + sent == len(mail.outbox)
    identities = [message.extra_headers["Message-ID"] for message in mail.outbox]
    assert len(set(identities)) == 2
    assert len(identities) <= 3


# The preview and the inbox


def test_a_preview_writes_and_sends_nothing(world, one):
    rows = preview(at=on(one, 0, world))

    assert {row.recipient_id for row in rows} == {world.teammate.pk, world.lead.pk}
    assert Reminder.objects.count() == 0
    assert mail.outbox == []


def test_opening_marks_ones_own_reminder_once(world, one):
    at = on(one, 0, world)
    sweep(at=at)
    row = Reminder.objects.get(recipient=world.teammate, is_overtaken=False)
    assert inbox_of(world.teammate.pk).get().read_at is None

    assert open_reminder(row.pk, by=world.teammate, at=at).read_at == at
    assert open_reminder(row.pk, by=world.teammate, at=at + timedelta(days=1)).read_at == at
    assert inbox_of(world.teammate.pk).get().read_at == at
    with pytest.raises(Refusal) as refused:
        open_reminder(row.pk, by=world.lead, at=at)
    assert (refused.value.code, refused.value.status) == ("not_yours", 404)
