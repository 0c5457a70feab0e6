"""A gate decision, the import, the report and the PDF, each against what is given for it."""

import argparse
import io
import itertools
import os
import time
from dataclasses import replace
from decimal import Decimal

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
django.setup()

from django.db import transaction
from django.utils import timezone
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

from bench.flows import empty_handlers, pass_gate
from bench.measuring import by_turns, cpu_ms, say
from bench.tracker import tracker
from cycle.engine import live_task
from desk.services.importing import import_tracker
from framework.models import StageTemplate
from governance.enums import Outcome
from governance.models import GateReview
from governance.services import Minute, PartLine, record_decision
from reports.content import MoneyLine
from reports.queries import progress_report
from reports.render.pdf import draw_progress_report
from roles.models import Body, Partnership, Person
from roles.services import system_person

PDF_ROWS = 600


def gate_decision(size: int) -> None:
    """Each decision is rolled back once it is recorded, so that the next finds the same."""
    reviews = itertools.cycle(
        GateReview.objects.filter(is_open=True, kind="stage", body__code="spg", continues=None)
        .select_related("project")
        .order_by("pk")[:60]
    )
    took_part = [
        PartLine("", Person.objects.get(email=f"{name}@demo.example"))
        for name in ("chair", "member", "member3")
    ]
    chair = took_part[0].person
    assert chair is not None
    others = itertools.cycle(list(itertools.islice(reviews, 60)))
    passed = StageTemplate.objects.filter(number=1).first()
    assert passed is not None

    class Back(Exception):  # noqa: N818 -- it undoes, nothing failed
        pass

    def decide() -> None:
        review = next(reviews)
        try:
            with transaction.atomic():
                minute = Minute(
                    Outcome.APPROVE, timezone.localdate(), took_part, reasons="Measured."
                )
                record_decision(review, minute, by=chair, at=timezone.now())
                raise Back
        except Back:
            pass

    def bare() -> None:
        task = live_task(next(others).project)
        assert task is not None
        try:
            with transaction.atomic(), empty_handlers(passed):
                pass_gate(task)
                raise Back
        except Back:
            pass

    act_ms, floor_ms = by_turns(decide, bare)
    say(
        "gate decision with history, record, snapshot and quorum",
        projects=size,
        act_ms=act_ms,
        bare_transition_ms=floor_ms,
        times_floor=act_ms / floor_ms,
        goal=2.5,
    )


def pdf_rows() -> None:
    """The table of money of our report against the same cells by bare ReportLab."""
    body = Body.objects.select_related("partnership").get(code="ijb")
    day = timezone.localdate()
    empty = replace(
        progress_report(body, period_from=day, period_to=day, drawn_on=day, by_post="Officer"),
        projects=(),
        decisions=(),
        conditions=(),
        next_gates=(),
        review_points=(),
        money=(),
    )
    lines = tuple(
        MoneyLine(
            f"HSCM-{number:04d}",
            "Respite redesign in Forres and the neighbouring communities",
            "2026/27",
            "Revenue budget",
            number % 2 == 0,
            Decimal(120_000),
            Decimal(30_000),
        )
        for number in range(PDF_ROWS)
    )
    full = replace(empty, money=lines)
    ours, bare = by_turns(lambda: draw_progress_report(full), lambda: _bare(lines))
    without = min(cpu_ms(lambda: draw_progress_report(empty)) for _ in range(5))
    our_rate, bare_rate = PDF_ROWS / (ours - without) * 1000, PDF_ROWS / bare * 1000
    say(
        "PDF rows a second",
        rows=PDF_ROWS,
        ours=our_rate,
        bare_reportlab=bare_rate,
        times_bare=our_rate / bare_rate,
        goal=0.6,
    )


def _bare(lines: tuple[MoneyLine, ...]) -> bytes:
    style = getSampleStyleSheet()["BodyText"]
    stream = io.BytesIO()
    tables = []
    for start in range(0, len(lines), 100):
        cells = [["Project", "Year", "Source", "Kind", "Planned", "Achieved"]]
        for line in lines[start : start + 100]:
            cells.append(  # noqa: PERF401 -- the bare loop is the point
                [
                    Paragraph(f"<b>{line.reference}</b><br/>{line.title}", style),
                    line.year,
                    Paragraph(line.source, style),
                    "Recurring" if line.recurring else "Non-recurring",
                    f"£{line.planned:,}",
                    f"£{line.achieved:,}",
                ]
            )
        tables.append(Table(cells, colWidths=[160, 50, 90, 70, 70, 70], repeatRows=1))
    SimpleDocTemplate(stream, pagesize=A4).build(tables)
    return stream.getvalue()


def import_of_1000_rows() -> None:
    data = tracker(1000)
    partnership = Partnership.objects.get(code="moray")
    started = time.perf_counter()
    done = import_tracker(
        data,
        partnership,
        file_name="made.xlsx",
        dry_run=True,
        by=system_person(),
        at=timezone.now(),
    )
    seconds = time.perf_counter() - started
    assert (done.rows, done.created, done.errors) == (1000, 1000, [])
    say("import of 1,000 rows, rolled back at the end", seconds=seconds, goal=20)


def main(size: int) -> None:
    gate_decision(size)
    pdf_rows()
    import_of_1000_rows()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--projects", type=int, required=True)
    main(parser.parse_args().projects)
