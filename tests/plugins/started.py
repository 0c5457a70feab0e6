"""A project whose Analyse stage is with the lead, for the tests of the cycle and of governance."""

from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.test import Client

from cycle.models import Deliverable
from cycle.queries import live_stage_of
from projects.models import Project
from tests.factories import world as w


@pytest.fixture
def world(db) -> w.World:
    return w.make_world()


@pytest.fixture
def project(world) -> Project:
    """Return a project whose Analyse stage is with the lead."""
    return w.start(world, w.make_project(world))


@pytest.fixture
def deliverable(project) -> Deliverable:
    return live_stage_of(project).deliverables.select_related("stage__project").first()


@pytest.fixture
def as_(world) -> Iterator[Callable[..., Client]]:
    """Return a browser for a person (None for nobody), in the world's time."""
    with time_machine.travel(world.at, tick=False) as clock:

        def client(person=None) -> Client:
            clock.move_to(world.at)
            browser = Client()
            if person is not None:
                browser.force_login(person)
            return browser

        yield client
