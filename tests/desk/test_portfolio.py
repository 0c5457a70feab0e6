"""The one writer in bulk writes what the services would have written."""

import re
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command

from cycle import engine
from cycle.models import Standing, Tally
from desk.portfolio import make_portfolio
from desk.portfolio.copying import Original, copy_many
from desk.portfolio.make import count_again
from governance.models import Snapshot
from projects.models import Project
from projects.snapshot import digest
from record.errors import Refusal
from roles.models import Partnership
from tests.factories import world as w
from tests.factories.refusals import refuses

pytestmark = pytest.mark.django_db

THE_CLOCKS = {"history_date", "created", "started", "finished", "assigned"}
"""Columns that the libraries fill with the moment of the test's own run."""


def story(world, title):
    world.at = w.START
    project = w.start(world, w.make_project(world, title=title))
    w.update(world, project, "amber", "Half of it is done.")
    w.pass_gate(world, project, "approve_with_conditions", conditions=[w.condition(world)])
    return project


def told(project):
    """Return every row of a project by table, keys told by the place of the row they name."""
    original = Original.of(project)
    places = {}
    for table in original.tables:
        pk = str(table.model._meta.pk.column)
        for number, row in enumerate(table.rows):
            places[table.model, row[table.columns.index(pk)]] = number
    shas = {}
    return {
        table.model._meta.label: [
            [
                _told(table, column, value, places, project, shas)
                for column, value in zip(table.columns, row, strict=True)
                if column not in THE_CLOCKS
            ]
            for row in table.rows
        ]
        for table in original.tables
    }


def _told(table, column, value, places, project, shas):
    target = table.keys.get(column)
    if column == str(table.model._meta.pk.column) and column not in table.keys:
        return places[table.model, value]
    if target is not None:
        return places.get((target, value), value)
    if column in ("number", "message_id", "key") or value is None:
        return None if table.model is not Project or column != "number" else "NUMBER"
    if column in ("subject_key", "project_key"):
        return "KEY"
    if isinstance(value, str):
        value = value.replace(project.reference, "REF")
        value = re.sub(r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", "UUID", value)
        return re.sub(
            r"\b[0-9a-f]{64}\b", lambda m: f"sha {shas.setdefault(m.group(), len(shas))}", value
        )
    return value


def test_a_copy_is_what_the_services_would_have_written():
    world = w.make_world()
    first = story(world, "The first of them")
    second = story(world, "The other one")
    with w.acting(world):
        copy_many(Original.of(first), [(3, "HSCM-0003", "The other one")])
    copy = Project.objects.get(reference="HSCM-0003")
    by_services, copied = told(second), told(copy)
    assert by_services.keys() == copied.keys()
    for label, rows in by_services.items():
        assert copied[label] == rows, label
    for snapshot in Snapshot.objects.filter(project=copy):
        assert digest(snapshot.content) == snapshot.sha256
        assert snapshot.content["project"]["project"]["reference"] == "HSCM-0003"


def test_the_counts_follow_the_copies():
    world = w.make_world()
    first = story(world, "The first of them")
    with w.acting(world):
        copy_many(Original.of(first), [(n, f"HSCM-000{n}", f"Copy {n}") for n in (2, 3, 4)])
    count_again(world.partnership)
    assert sum(Tally.objects.values_list("count", flat=True)) == Project.objects.count() == 4
    for standing in Standing.objects.select_related("project"):
        derived = engine.derive(standing.project, on=standing.since).standing
        assert (derived.phase, derived.stage_code) == (standing.phase, standing.stage_code)


def test_beside_a_real_partnership_nothing_is_made():
    w.make_world()
    with pytest.raises(Refusal) as refused:
        make_portfolio(projects=5, at=datetime(2026, 11, 23, tzinfo=UTC))
    assert refused.value.code == "not_a_demonstration"
    assert not Project.objects.exists()


@pytest.mark.parametrize("count", [0, -1])
def test_fewer_than_one_project_is_refused_in_a_sentence(count):
    with refuses("too_few_projects"):
        make_portfolio(projects=count, at=datetime(2026, 11, 23, tzinfo=UTC))
    with pytest.raises(CommandError, match="Ask for at least one project") as refused:
        call_command("make_portfolio", f"--projects={count}")
    assert refused.value.returncode == 1
    assert not Partnership.objects.exists()
