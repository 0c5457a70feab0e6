"""Pages against their floors, on a portfolio of one size."""

import argparse
import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
django.setup()

from django.test import Client

from bench.measuring import by_turns, say
from projects.models import Project
from roles.models import Person


def main(size: int) -> None:
    lead = Person.objects.get(email="lead@demo.example")
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(lead, backend="roles.adapters.PersonBackend")
    project = (
        Project.objects.filter(standing__phase="work", number__gt=30).order_by("-number").first()
    )
    assert project is not None
    csv_filter = "/projects.csv?approach=strategic_commissioning"
    pages = [
        ("projects list of 50", "/projects/", "/floor/list/", 2.0),
        (
            "project page with its last ten changes",
            f"/projects/{project.reference}/",
            f"/floor/project/{project.reference}/?key={project.pk}",
            2.5,
        ),
        ("home with counts", "/", "/floor/home/", 1.0),
        ("search", "/search/?q=Telecare", "/floor/search/?q=Telecare", 2.0),
    ]
    for name, page, floor, goal in pages:
        answers = client.get(page), client.get(floor)
        assert [answer.status_code for answer in answers] == [200, 200], (page, answers)
        page_ms, floor_ms = by_turns(
            lambda page=page: client.get(page), lambda floor=floor: client.get(floor)
        )
        say(
            name,
            projects=size,
            page_ms=page_ms,
            floor_ms=floor_ms,
            times_floor=page_ms / floor_ms,
            goal=goal,
            bytes=len(answers[0].content),
        )
    _csv(client, size, csv_filter)


def _csv(client: Client, size: int, address: str) -> None:
    """A filtered list; both sides' time is for as many rows."""

    def page() -> int:
        return len(b"".join(client.get(address).streaming_content).splitlines()) - 1

    def floor() -> int:
        return len(client.get("/floor/csv/").content.splitlines()) - 1

    rows, floor_rows = page(), floor()
    page_ms, floor_ms = by_turns(page, floor)
    say(
        "CSV",
        projects=size,
        rows=rows,
        floor_rows=floor_rows,
        page_ms_a_500_rows=page_ms * 500 / max(rows, 1),
        floor_ms_a_500_rows=floor_ms * 500 / max(floor_rows, 1),
        times_floor=(page_ms / max(rows, 1)) / (floor_ms / max(floor_rows, 1)),
        goal=2.0,
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--projects", type=int, required=True)
    main(parser.parse_args().projects)
