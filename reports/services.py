"""Issuing a report: gathered, drawn, kept with its hash, recorded."""

import hashlib
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db.models import Max
from django.utils import timezone

from record.enums import Verb
from record.errors import Refusal
from record.services import plain, record_act, use_case
from reports.enums import ReportFormat
from reports.models import IssuedReport
from reports.queries import progress_report
from reports.render.pdf import draw_progress_report
from roles.enums import Role
from roles.models import Body, HeldRole, Partnership, Person
from roles.queries import current_on
from roles.services import authorise_in

LONGEST_DAYS = 3 * 366


def path_of(report: IssuedReport) -> Path:
    """Return where the report's file lies: under the name of its hash."""
    return Path(settings.REPORTS_DIR) / f"{report.sha256}.{report.format}"


@use_case
def issue_report(
    body: Body,
    *,
    period_from: date,
    period_to: date,
    format: str = ReportFormat.PDF,
    meeting_on: date | None = None,
    by: Person,
    at: datetime,
) -> IssuedReport:
    """Issue a progress report to a body about a period; what is issued never changes.

    Refusals: "not_allowed", "format_not_yet", "unknown_format", "period_backwards",
    "period_too_long", "period_in_future", "period_not_over".
    """
    today = timezone.localdate(at)
    authorise_in(body.partnership, "report.issue", by=by, on=today)
    _refuse_format(format)
    _refuse_period(period_from, period_to, today)
    Partnership.objects.select_for_update().get(pk=body.partnership_id)
    number = (
        IssuedReport.objects.filter(body=body).aggregate(Max("number"))["number__max"] or 0
    ) + 1
    content = progress_report(
        body,
        period_from=period_from,
        period_to=period_to,
        drawn_on=today,
        by_post=_post_of(by, body, today),
        number=f"{body.partnership.reference_prefix}-{body.code.upper()}-{number:03d}",
        meeting_on=meeting_on,
    )
    drawn = draw_progress_report(content)
    report = IssuedReport(
        body=body,
        number=number,
        period_from=period_from,
        period_to=period_to,
        format=format,
        content=plain(asdict(content)),
        sha256=hashlib.sha256(drawn).hexdigest(),
        size=len(drawn),
        issued_by=by,
        issued_at=at,
    )
    path = path_of(report)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(drawn)
    report.save()
    record_act(
        Verb.REPORT_ISSUED,
        actor=by,
        subject=report,
        partnership=body.partnership,
        at=at,
        after={"from": period_from, "to": period_to, "sha256": report.sha256},
    )
    return report


def _refuse_format(wanted: str) -> None:
    if wanted not in ReportFormat.values:
        raise Refusal("Choose a format: pdf.", code="unknown_format")
    if wanted != ReportFormat.PDF:
        raise Refusal(
            f"{ReportFormat(wanted).label} is not offered yet. Issue the report as pdf.",
            code="format_not_yet",
        )


def _refuse_period(period_from: date, period_to: date, today: date) -> None:
    if period_to < period_from:
        raise Refusal(
            "The period ends before it begins. Put the earlier date first.",
            code="period_backwards",
        )
    if period_from > today:
        raise Refusal(
            "The period lies in the future. Choose one that has begun.", code="period_in_future"
        )
    if period_to > today:
        raise Refusal(
            "The period ends after today, and a report says how things stood at its end. "
            "End it today or earlier.",
            code="period_not_over",
        )
    if (period_to - period_from).days > LONGEST_DAYS:
        raise Refusal(
            "The period is longer than three years. Choose a shorter one.", code="period_too_long"
        )


def _post_of(person: Person, body: Body, on: date) -> str:
    held = HeldRole.objects.filter(
        current_on(on), person=person, partnership=body.partnership, role=Role.OFFICER
    ).first()
    return held.post if held is not None and held.post else "Officer of the body"
