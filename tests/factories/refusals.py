"""Asserting a refusal by its code, and that it left nothing behind."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.apps import apps

from record.errors import Refusal

OURS = ("record", "roles", "framework", "projects", "cycle", "governance", "notifications")


def rows() -> dict[str, int]:
    """Return how many rows each of our tables has, the histories' too."""
    return {
        model._meta.label: model._base_manager.count()
        for name in OURS
        for model in apps.get_app_config(name).get_models()
    }


@contextmanager
def refuses(code: str) -> Iterator[pytest.ExceptionInfo[Refusal]]:
    """Assert that the block is refused with this code, in a sentence, and writes nothing."""
    before = rows()
    with pytest.raises(Refusal) as refused:
        yield refused
    assert refused.value.code == code
    assert str(refused.value).endswith((".", "?")), str(refused.value)
    assert rows() == before
