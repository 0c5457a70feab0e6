"""A progress report as a paper of the Integration Joint Board, in blocks.

Source: the order of headings of the reports to the Moray Integration Joint Board (front block,
1 Reason for report to 6 Conclusion, paragraphs numbered within each heading).
"""

from collections.abc import Iterator
from itertools import count

from reports.content import ComingDate, ProgressReport
from reports.render import tables
from reports.render.blocks import Block, Front, Heading, Item, Passage, Sheet, SignOff
from reports.render.words import (
    counted,
    day,
    is_or_are,
    listed,
    opening,
    period,
    pounds,
    roman,
    was_or_were,
)

DEMONSTRATION = "Illustrative demonstration data"
NO_UPDATE = "No update"


def paper(report: ProgressReport) -> Iterator[Block]:
    """Yield the report's blocks from the front block to the reference at its end."""
    yield _front(report)
    yield from _prose("1", "Reason for report", report.reason, "No reason has been entered.")
    yield from _recommendation(report)
    yield from _prose("3", "Background", report.background, "No background has been entered.")
    yield Heading("Key matters relevant to recommendation", "4")
    yield from _key_matters(report)
    yield from _implications(report)
    yield from _prose("6", "Conclusion", report.conclusion, "No conclusion has been entered.")
    yield SignOff(
        (
            ("Author of report:", report.author_post or "Not stated"),
            ("Background papers:", "\n".join(report.background_papers) or "None"),
            ("Ref:", report.ref or "None"),
        )
    )


def sheet_of(report: ProgressReport) -> Sheet:
    """Return what stands around the pages of a progress report."""
    when = period(report.period_from, report.period_to)
    number = f"Report {report.number}" if report.number else f"Draft as at {day(report.drawn_on)}"
    return Sheet(
        title=f"Progress report to {report.body}, {when}",
        author=report.by_post,
        subject=report.subject,
        head=(report.body, f"Progress report, {when}"),
        foot=(number, DEMONSTRATION if report.is_demonstration else ""),
        dated=report.drawn_on,
    )


def _front(report: ProgressReport) -> Front:
    meeting = day(report.meeting_on) if report.meeting_on else "a date to be set"
    rows = (
        ("REPORT TO:", f"{report.body} on {meeting}"),
        ("SUBJECT:", report.subject),
        ("BY:", report.by_post),
        ("PERIOD:", period(report.period_from, report.period_to)),
        ("AS AT:", day(report.drawn_on)),
    )
    kind = f"Progress report {report.number}" if report.number else "Progress report (draft)"
    notice = f"{DEMONSTRATION}: no figure here is a real one." if report.is_demonstration else ""
    return Front(report.partnership, kind, rows, notice)


def _prose(number: str, title: str, texts: tuple[str, ...], empty: str) -> Iterator[Block]:
    yield Heading(title, number)
    for at, text in enumerate(texts or (empty,), 1):
        yield Passage(f"{number}.{at}", text)


def _recommendation(report: ProgressReport) -> Iterator[Block]:
    yield Heading("Recommendation", "2")
    if not report.recommendations:
        yield Passage("2.1", "No recommendation has been entered.")
        return
    yield Passage("2.1", f"It is recommended that {_the(report.body)}:")
    for at, text in enumerate(report.recommendations, 1):
        yield Item(f"{roman(at)})", text)


def _the(body: str) -> str:
    return f"t{body[1:]}" if body.startswith("The ") else f"the {body}"


def _key_matters(report: ProgressReport) -> Iterator[Block]:
    passage = (f"4.{at}" for at in count(1))
    table = (f"Table {at}: " for at in count(1))
    yield from _glance(report, passage, table)
    yield from _projects(report, passage, table)
    yield from _decisions(report, passage, table)
    yield from _variations(report, passage, table)
    yield from _conditions(report, passage, table)
    yield from _coming(report, passage, table)
    yield from _money(report, passage, table)


def _glance(
    report: ProgressReport, passage: Iterator[str], table: Iterator[str]
) -> Iterator[Block]:
    yield Heading("Summary at a glance", level=2)
    if not report.projects:
        yield Passage(next(passage), "No project was open in this period.")
        return
    yield Passage(
        next(passage),
        f"This report covers {counted(len(report.projects), 'project')}. Each RAG status is the "
        "judgement of the project’s lead, given with its reason; it is not calculated. The latest "
        f"one given on or before {day(report.period_to)} is shown.",
    )
    stages = report.stage_counts
    yield tables.count_grid(f"{next(table)}projects by stage", "Stage", stages, toned=False)
    rags = tuple((word or NO_UPDATE, number) for word, number in report.rag_counts)
    yield tables.count_grid(f"{next(table)}projects by RAG status", "RAG status", rags, toned=True)


def _projects(
    report: ProgressReport, passage: Iterator[str], table: Iterator[str]
) -> Iterator[Block]:
    if not report.projects:
        return
    yield Heading("Every project", level=2)
    silent = sum(1 for line in report.projects if not line.rag)
    text = "Each project is shown with its stage, its RAG status and the reason given for it."
    if held := len(report.held):
        text += f" {opening(held, 'project')} {is_or_are(held)} on hold."
    if silent:
        verb = "has" if silent == 1 else "have"
        text += f" {opening(silent, 'project')} {verb} had no progress update."
    yield Passage(next(passage), text)
    yield tables.project_grid(f"{next(table)}every project at {day(report.period_to)}", report)


def _decisions(
    report: ProgressReport, passage: Iterator[str], table: Iterator[str]
) -> Iterator[Block]:
    yield Heading("Decisions in the period", level=2)
    if not report.decisions:
        yield Passage(next(passage), "No decision was recorded in this period.")
        return
    number = len(report.decisions)
    text = f"{opening(number, 'decision')} {was_or_were(number)} recorded in this period."
    yield Passage(next(passage), text)
    yield tables.decision_grid(f"{next(table)}decisions in the period", report.decisions)


def _variations(
    report: ProgressReport, passage: Iterator[str], table: Iterator[str]
) -> Iterator[Block]:
    """Yield what a joint board is told of its directions; nothing for another body."""
    if report.variations is None:
        return
    yield Heading("Variations to Directions", level=2)
    if not report.variations:
        yield Passage(
            next(passage),
            "No direction was issued, varied, superseded, revoked or completed in this period.",
        )
        return
    number = len({line.reference for line in report.variations})
    text = (
        f"{opening(number, 'direction')} {was_or_were(number)} issued or completed in this period."
    )
    yield Passage(next(passage), text)
    yield tables.variation_grid(f"{next(table)}variations to Directions", report.variations)


def _conditions(
    report: ProgressReport, passage: Iterator[str], table: Iterator[str]
) -> Iterator[Block]:
    yield Heading("Conditions", level=2)
    if not report.conditions:
        yield Passage(next(passage), "No condition was open at the end of this period.")
        return
    number, overdue = len(report.conditions), len(report.overdue)
    start = f"{opening(number, 'condition')} {was_or_were(number)} open"
    text = f"{start} on {day(report.period_to)}, {overdue or 'none'} overdue."
    yield Passage(next(passage), text)
    yield tables.condition_grid(f"{next(table)}open conditions", report.conditions)


def _coming(
    report: ProgressReport, passage: Iterator[str], table: Iterator[str]
) -> Iterator[Block]:
    yield Heading("Next gates and review points", level=2)
    if report.next_gates:
        yield Passage(next(passage), _to_come(report.next_gates, "gate"))
        yield tables.coming_grid(f"{next(table)}next gates", report.next_gates)
    else:
        yield Passage(next(passage), "No gate is planned.")
    if report.review_points:
        yield Passage(next(passage), _to_come(report.review_points, "review point"))
        yield tables.coming_grid(f"{next(table)}next review points", report.review_points)
    else:
        yield Passage(next(passage), "No review point is planned.")


def _to_come(lines: tuple[ComingDate, ...], noun: str) -> str:
    undated = sum(1 for line in lines if line.on is None)
    text = f"{opening(len(lines), noun)} {is_or_are(len(lines))} to come"
    return f"{text}; {undated} without a date." if undated else f"{text}."


def _money(report: ProgressReport, passage: Iterator[str], table: Iterator[str]) -> Iterator[Block]:
    yield Heading("Money", level=2)
    if not report.money:
        yield Passage(next(passage), "No money has been entered for these projects.")
        return
    total, pence = report.money_total(), tables.to_the_penny(report)
    parts = []
    for name, kind in (("recurring", True), ("non-recurring", False)):
        part = report.money_total(recurring=kind)
        if part.lines:
            achieved, planned = (pounds(x, pence=pence) for x in (part.achieved, part.planned))
            parts.append(f"{achieved} of {planned} {name}")
    text = f"Achieved of planned: {listed(parts)}."
    if total.unreported:
        missing = f"{opening(total.unreported, 'line')} {is_or_are(total.unreported)}"
        text += f" {missing} not reported yet and not in the achieved totals."
    yield Passage(next(passage), text)
    yield tables.money_grid(f"{next(table)}money planned and achieved", report)


def _implications(report: ProgressReport) -> Iterator[Block]:
    yield Heading("Summary of implications", "5")
    if not report.implications:
        yield Passage("5.1", "No implication has been entered.")
    for part in report.implications:
        yield Passage(f"({part.letter})", part.text or "Nothing has been entered.", part.heading)
