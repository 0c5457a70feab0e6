"""Who comes to a meeting and leaves it, and what they declare in an item."""

from datetime import datetime

from django.db.models import Max
from django.utils import timezone

from governance.enums import Declared, InterestRule
from governance.models import AgendaItem, Attendance, Declaration, Meeting
from governance.queries import orders_on, sat_among
from governance.queries.room import roles_at_meeting
from governance.rules.interests import fault_in_declaration
from governance.services.agenda import waiting
from governance.services.meetings import (
    lock_meeting,
    refuse_moment,
    refuse_over,
    run_meeting,
)
from record.enums import Verb
from record.errors import Refusal
from record.services import record_act, use_case
from roles.models import HeldRole, Person
from roles.queries import held_by
from roles.rules import MAY


@use_case
def arrive(
    meeting: Meeting, person: Person, *, came_at: datetime | None = None, by: Person, at: datetime
) -> Attendance:
    """Record that somebody came in. came_at: aware; None for now. Officers and guests may be named.

    A moment before one at which they are recorded as coming in puts that one right.
    Refusals: "not_allowed", "meeting_over" (409), "not_opened", "other_partnership", "here_already"
    (409), "not_at_the_meeting" (a moment outside the meeting), "behind_a_decision".
    """
    meeting, came_at = run_meeting(meeting, by=by, at=at), came_at or at
    _refuse_moment(meeting, came_at, at)
    partnership = meeting.body.partnership
    if not HeldRole.objects.filter(person=person, partnership=partnership).exists():
        raise Refusal(
            f"{person} has no role in {partnership}. Choose somebody of the partnership.",
            code="other_partnership",
        )
    rows = list(meeting.attendance.filter(person=person).order_by("came_at"))
    if any(row.is_there(came_at) for row in rows):
        raise Refusal(
            f"{person} is recorded as there at that moment already. Reload the page.",
            code="here_already",
            status=409,
        )
    later = [row for row in rows if row.came_at > came_at]
    row = later[0] if later else Attendance(meeting=meeting, person=person)
    before = {"came_at": row.came_at} if row.pk else {}
    row.came_at = came_at
    row.save()
    record_act(
        Verb.ARRIVED,
        actor=by,
        subject=row,
        partnership=partnership,
        at=at,
        before=before,
        after={"came_at": came_at},
    )
    return row


@use_case
def leave(
    attendance: Attendance, *, left_at: datetime | None = None, by: Person, at: datetime
) -> Attendance:
    """Record that somebody left; they may come back later. left_at: aware; None for now.

    Refusals: "not_allowed", "meeting_over" (409), "not_opened", "left_already" (409),
    "not_at_the_meeting", "behind_a_decision", "left_before_they_came".
    """
    meeting, left_at = run_meeting(attendance.meeting, by=by, at=at), left_at or at
    row = Attendance.objects.select_related("person").get(pk=attendance.pk)
    if row.left_at is not None:
        raise Refusal(
            f"{row.person} is recorded as gone already. Reload the page.",
            code="left_already",
            status=409,
        )
    _refuse_moment(meeting, left_at, at)
    if left_at < row.came_at:
        raise Refusal(
            f"{row.person} came in at {timezone.localtime(row.came_at):%H:%M}. They cannot have "
            "left before that.",
            code="left_before_they_came",
        )
    row.left_at = left_at
    row.save(update_fields=["left_at"])
    record_act(
        Verb.LEFT,
        actor=by,
        subject=row,
        partnership=meeting.body.partnership,
        at=at,
        after={"left_at": left_at},
    )
    return row


def _refuse_moment(meeting: Meeting, moment: datetime, now: datetime) -> None:
    """Refuse ("not_opened", "not_at_the_meeting", "behind_a_decision") a moment that cannot be, or
    that would change who was there when an item was decided.
    """
    refuse_moment(meeting, moment, now=now)
    decided = meeting.items.filter(decision__isnull=False).aggregate(last=Max("taken_at"))["last"]
    if decided is not None and moment < decided:
        raise Refusal(
            f"An item was decided at {timezone.localtime(decided):%H:%M} by who was in the room. "
            "What is kept of that moment stays. Give a time after it.",
            code="behind_a_decision",
        )


@use_case
def declare_interest(
    item: AgendaItem,
    person: Person,
    *,
    nature: str,
    followed: Declared,
    test_met: bool | None = None,
    dispensation: str = "",
    is_withheld: bool | None = None,
    by: Person,
    at: datetime,
) -> Declaration:
    """Record an interest that somebody declared in an item, and whether they stayed or withdrew.

    A member declares for themselves; the chair and the officer record it for others too. It can be
    changed until the item is taken: the earlier words stay in its history.
    is_withheld: whether the papers on the item are withheld from them, which the chair and the
    officer say; None leaves it as it is.
    Refusals: "not_allowed", "meeting_over" (409), "item_settled" (409), "not_in_post",
    "withheld_by_others", "withheld_who_stayed" and those of
    `governance.rules.interests.fault_in_declaration`.
    Source: SSI 2014/285, Schedule, paragraph 5, as amended by SSI 2015/432.
    """
    meeting = lock_meeting(item.meeting)
    _authorise_declaring(meeting, person, by=by, at=at)
    refuse_over(meeting)
    item = waiting(item, meeting)
    on = timezone.localdate(meeting.starts_at)
    if person.pk not in sat_among(meeting.body, [person], on):
        raise Refusal(
            f"{person} is not a member of {meeting.body} on the day of the meeting, nor a proxy. "
            "Choose somebody who is.",
            code="not_in_post",
        )
    orders = orders_on(meeting.body, on)
    fault = fault_in_declaration(
        rule=orders.interests if orders else InterestRule.WITHDRAWS,
        followed=followed,
        nature=nature,
        test_met=test_met,
        dispensation=dispensation,
    )
    if fault is not None:
        raise Refusal(fault[1], code=fault[0])
    row = Declaration.objects.filter(item=item, person=person).first() or Declaration(
        item=item, person=person
    )
    before = {"nature": row.nature, "followed": row.followed} if row.pk else {}
    if is_withheld is not None and is_withheld != row.is_withheld:
        _refuse_withholding(meeting, by=by, at=at)
        row.is_withheld = is_withheld
    if row.is_withheld and followed != Declared.WITHDREW:
        raise Refusal(
            f"The papers are withheld from {person}, who then does not stay for the item. Record "
            "that they withdrew, or let them have the papers.",
            code="withheld_who_stayed",
        )
    row.nature, row.followed, row.declared_at = nature.strip(), followed, at
    row.test_met, row.dispensation = test_met, dispensation.strip()[:200]
    row.save()
    record_act(
        Verb.INTEREST_DECLARED,
        actor=by,
        subject=row,
        partnership=meeting.body.partnership,
        at=at,
        on_behalf_of="" if by.pk == person.pk else str(person),
        reason=row.nature,
        before=before,
        after={
            "item": str(item),
            "followed": row.followed,
            "test_met": test_met,
            "dispensation": row.dispensation,
            "is_withheld": row.is_withheld,
        },
    )
    return row


def _refuse_withholding(meeting: Meeting, *, by: Person, at: datetime) -> None:
    roles = roles_at_meeting(meeting, held_by(by, timezone.localdate(at)))
    if not (by.is_system or roles & MAY["meeting.run"]):
        raise Refusal(
            f"The chair or the officer of {meeting.body} says whether papers are withheld.",
            code="withheld_by_others",
            status=403,
        )


def _authorise_declaring(meeting: Meeting, person: Person, *, by: Person, at: datetime) -> None:
    roles = roles_at_meeting(meeting, held_by(by, timezone.localdate(at)))
    is_own = by.pk == person.pk and bool(roles & MAY["interest.declare"])
    if by.is_system or is_own or roles & MAY["meeting.run"]:
        return
    raise Refusal(
        f"You declare your own interests. The chair or the officer of {meeting.body} records those "
        "of others.",
        code="not_allowed",
        status=403,
    )
