"""What the tests of the desk stand on."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from openpyxl import load_workbook

from projects.models import Project
from tests.factories import world as w

SAMPLE = Path(settings.BASE_DIR) / "tests" / "data" / "moray_change_tracker.xlsx"


@pytest.fixture
def world(db) -> w.World:
    return w.make_world()


@pytest.fixture
def project(world) -> Project:
    """Return a project whose Analyse stage is with the lead."""
    return w.start(world, w.make_project(world))


@pytest.fixture
def as_(world) -> Callable[..., Client]:
    """Return a browser for a person of the world by name, or for nobody."""

    def client(name: str = "") -> Client:
        browser = Client()
        if name:
            browser.force_login(world.people[name])
        return browser

    return client


@pytest.fixture
def tracker() -> Callable[..., bytes]:
    """Return the sample workbook, with some cells changed: {(row, header): value}."""

    def changed(cells: dict | None = None) -> bytes:
        if not cells:
            return SAMPLE.read_bytes()
        book = load_workbook(SAMPLE)
        for (reference, header), value in cells.items():
            _set(book, reference, header, value)
        written = BytesIO()
        book.save(written)
        return written.getvalue()

    return changed


def _set(book, reference: str, header: str, value: object) -> None:
    """Change the cell under a header in the row of a reference."""
    for sheet in book.worksheets:
        columns: dict[str, int] = {}
        for row in sheet.iter_rows():
            texts = {str(cell.value).strip(): cell.column for cell in row if cell.value}
            if header in texts:
                columns = texts
            elif columns and reference in texts:
                sheet.cell(row[0].row, columns[header]).value = value
                return
    raise KeyError(reference, header)
