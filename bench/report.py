"""The progress report on the demonstration's own projects, which make some ten pages."""

import os
import time
from datetime import date

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
django.setup()

from django.utils import timezone

from bench.measuring import say
from reports.queries import progress_report
from reports.render.pdf import draw_progress_report
from roles.models import Body


def main() -> None:
    """Gather and draw it as the service does, fonts loaded once before."""
    body = Body.objects.select_related("partnership").get(code="ijb")
    today = timezone.localdate()
    for is_warm in (False, True):
        started = time.perf_counter()
        content = progress_report(
            body,
            period_from=date(2025, 1, 1),
            period_to=today,
            drawn_on=today,
            by_post="Officer",
        )
        gathered = time.perf_counter()
        drawn = draw_progress_report(content)
        pages = drawn.count(b"/Type /Page\n") or drawn.count(b"/Type /Page ")
        say(
            "report" if is_warm else "report, the first of its process",
            projects=len(content.projects),
            pages=pages,
            gather_seconds=gathered - started,
            draw_seconds=time.perf_counter() - gathered,
            goal=1,
        )


if __name__ == "__main__":
    main()
