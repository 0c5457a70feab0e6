"""The tables of a progress report, as blocks."""

from decimal import Decimal

from reports.content import (
    ComingDate,
    ConditionLine,
    DecisionLine,
    MoneyLine,
    MoneyTotal,
    ProgressReport,
    ProjectLine,
    VariationLine,
)
from reports.render.blocks import Cell, Column, Grid, Line, Weight, cell
from reports.render.words import age, counted, day, has_pence, kept_day, pounds, roman

SIDE_BY_SIDE = 80  # letters of the longest word times the words: more would break inside a word
OVERDUE = "overdue"


def count_grid(
    caption: str, noun: str, counts: tuple[tuple[str, int], ...], *, toned: bool
) -> Grid:
    """Return words with their counts: side by side where they are few and short, else in rows."""
    longest = max(len(word) for word, _ in counts)
    if longest * len(counts) <= SIDE_BY_SIDE:
        share = 1 / len(counts)
        columns = tuple(Column(word, share, tone=word if toned else "") for word, _ in counts)
        return Grid(caption, columns, (tuple(cell(str(n), Weight.STRONG) for _, n in counts),))
    columns = (Column(noun, 0.8), Column("Projects", 0.2, is_number=True))
    rows = tuple(
        (cell(word, tone=word if toned else ""), cell(str(n), Weight.STRONG)) for word, n in counts
    )
    return Grid(caption, columns, rows)


def project_grid(caption: str, report: ProgressReport) -> Grid:
    """Return every project with its stage, its RAG and why."""
    columns = (
        Column("Project", 0.26),
        Column("Stage", 0.18),
        Column("RAG", 0.19),
        Column("Why, what was done and what is next", 0.37),
    )
    return Grid(caption, columns, tuple(_project(line, report) for line in report.projects))


def _project(line: ProjectLine, report: ProgressReport) -> tuple[Cell, ...]:
    kind = ", ".join(part for part in (line.programme, line.approach) if part)
    project = (*_named(line.reference, line.title), Line(kind, weight=Weight.QUIET))
    since = f"since {kept_day(line.stage_since)}" if line.stage_since else ""
    stage = (
        Line(line.stage),
        Line(since, weight=Weight.QUIET),
        *[Line(note) for note in line.notes],
    )
    story = (
        Line(line.rag_reason, "Why:"),
        Line(line.done, "Done:"),
        Line(line.next, "Next:"),
    )
    return (_kept(*project), _kept(*stage), _rag(line, report), _kept(*story))


def _rag(line: ProjectLine, report: ProgressReport) -> Cell:
    if not line.rag:
        return cell(f"No progress update by {day(report.period_to)}")
    given = age(line.rag_on, line.rag_age_days) if line.rag_on else ""
    lines = (Line(line.rag, weight=Weight.STRONG), Line(given, weight=Weight.QUIET))
    return _kept(*lines, tone=line.rag)


def decision_grid(caption: str, lines: tuple[DecisionLine, ...]) -> Grid:
    """Return the decisions with their reasons and conditions."""
    columns = (
        Column("Date and body", 0.22),
        Column("Project and gate", 0.29),
        Column("Decision", 0.49),
    )
    return Grid(caption, columns, tuple(_decision(line) for line in lines))


def _decision(line: DecisionLine) -> tuple[Cell, ...]:
    conditions = [
        Line(text, f"Condition {roman(at)})") for at, text in enumerate(line.conditions, 1)
    ]
    return (
        _kept(Line(kept_day(line.met_on)), Line(line.body, weight=Weight.QUIET)),
        _kept(*_named(line.reference, line.title), Line(line.gate, weight=Weight.QUIET)),
        _kept(Line(line.outcome, weight=Weight.STRONG), Line(line.reason, "Reason:"), *conditions),
    )


def variation_grid(caption: str, lines: tuple[VariationLine, ...]) -> Grid:
    """Return what was issued, changed or completed of a board's directions, by day."""
    columns = (
        Column("Date", 0.2),
        Column("Direction", 0.28),
        Column("Directs", 0.2),
        Column("What happened", 0.32),
    )
    rows = tuple(
        (
            cell(kept_day(line.on)),
            _kept(*_named(line.reference, line.title)),
            cell(line.recipients),
            cell(line.what),
        )
        for line in lines
    )
    return Grid(caption, columns, rows)


def condition_grid(caption: str, lines: tuple[ConditionLine, ...]) -> Grid:
    """Return the open conditions; what is overdue says by how long."""
    columns = (
        Column("Project", 0.14),
        Column("Condition", 0.34),
        Column("Owner", 0.19),
        Column("Due", 0.2),
        Column("Holds up", 0.13),
    )
    rows = tuple(
        (
            cell(line.reference, Weight.STRONG),
            cell(line.text),
            cell(line.owner),
            _due(line),
            cell(line.holds_up or "Nothing"),
        )
        for line in lines
    )
    return Grid(caption, columns, rows)


def _due(line: ConditionLine) -> Cell:
    due = Line(kept_day(line.due_on) if line.due_on else "No date set")
    if line.days_overdue <= 0:
        return Cell((due,))
    late = f"{counted(line.days_overdue, 'day')} overdue"
    return Cell((due, Line(late, weight=Weight.STRONG)), OVERDUE)


def coming_grid(caption: str, lines: tuple[ComingDate, ...]) -> Grid:
    """Return what is to come, with its date and its body."""
    columns = (
        Column("Date", 0.2),
        Column("Project", 0.33),
        Column("What", 0.21),
        Column("Body", 0.26),
    )
    rows = tuple(
        (
            cell(kept_day(line.on) if line.on else "No date set"),
            _kept(*_named(line.reference, line.title)),
            cell(line.what),
            cell(line.body),
        )
        for line in lines
    )
    return Grid(caption, columns, rows)


def money_grid(caption: str, report: ProgressReport) -> Grid:
    """Return the money lines and three rows of totals, all in pounds or all to the penny."""
    columns = (
        Column("Project", 0.26),
        Column("Year", 0.1),
        Column("Source", 0.18),
        Column("Kind", 0.15),
        Column("Planned", 0.155, is_number=True),
        Column("Achieved", 0.155, is_number=True),
    )
    pence = to_the_penny(report)
    rows = [_money(line, pence) for line in report.money]
    totals = (("Total recurring", True), ("Total non-recurring", False), ("Total", None))
    rows += [_total(text, report.money_total(recurring=kind), pence) for text, kind in totals]
    return Grid(caption, columns, tuple(rows), foot=len(totals))


def to_the_penny(report: ProgressReport) -> bool:
    """Return whether any amount of the report has pence, so that all show them."""
    amounts = (x for line in report.money for x in (line.planned, line.achieved))
    return any(has_pence(amount) for amount in amounts if amount is not None)


def _money(line: MoneyLine, pence: bool) -> tuple[Cell, ...]:
    return (
        _kept(*_named(line.reference, line.title)),
        cell(line.year),
        cell(line.source),
        cell("Recurring" if line.recurring else "Non-recurring"),
        cell(pounds(line.planned, pence=pence)),
        cell(_achieved(line.achieved, pence)),
    )


def _total(text: str, total: MoneyTotal, pence: bool) -> tuple[Cell, ...]:
    known = total.achieved if total.unreported < total.lines or not total.lines else None
    empty = cell("")
    return (
        cell(text, Weight.STRONG),
        empty,
        empty,
        empty,
        cell(pounds(total.planned, pence=pence), Weight.STRONG),
        cell(_achieved(known, pence), Weight.STRONG),
    )


def _achieved(amount: Decimal | None, pence: bool) -> str:
    return "Not reported" if amount is None else pounds(amount, pence=pence)


def _named(reference: str, title: str) -> tuple[Line, Line]:
    return Line(reference, weight=Weight.STRONG), Line(title)


def _kept(*lines: Line, tone: str = "") -> Cell:
    """Return a cell of the lines that say something."""
    return Cell(tuple(line for line in lines if line.text), tone)
