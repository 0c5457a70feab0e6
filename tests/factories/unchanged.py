"""Nothing was written: what a refusal must leave behind."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps

OURS = {"record", "roles", "framework", "projects", "cycle", "governance", "viewflow"}


def row_counts() -> dict[str, int]:
    """Return how many rows each of our tables has; a change of a row shows in its history."""
    return {
        model._meta.label: model._base_manager.count()
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in OURS
    }


@contextmanager
def unchanged() -> Iterator[None]:
    """Assert that the block writes nothing, in any of our tables."""
    before = row_counts()
    yield
    assert row_counts() == before
