"""Arrows between apps run down in relations too, which import-linter cannot see."""

import ast
from pathlib import Path

import pytest
from django.apps import apps

ORDER = [
    "record",
    "roles",
    "framework",
    "projects",
    "cycle",
    "governance",
    "reports",
    "notifications",
    "desk",
    "config",
]
ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("label", ORDER[:-1])
def test_no_model_points_to_a_higher_app(label):
    upward = [
        f"{model._meta.label}.{one.name} -> {one.related_model._meta.label}"
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
        for one in model._meta.get_fields()
        if one.is_relation
        and not one.auto_created
        and one.related_model is not None
        and one.related_model._meta.app_label in ORDER
        and ORDER.index(one.related_model._meta.app_label) > ORDER.index(label)
        and one.related_model._meta.label != "roles.Person"  # AUTH_USER_MODEL
    ]
    assert upward == []


def higher_labels(source: str, app: str) -> list[str]:
    """Return strings such as "desk.TrackerLine" or apps.get_model labels that name a higher app."""
    higher = ORDER[ORDER.index(app) + 1 :]
    names = {
        f"{name}.{model.__name__}": name
        for name in higher
        for model in apps.get_app_config(name).get_models()
    }
    return [
        node.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in names
    ]


@pytest.mark.parametrize("app", ORDER[:-1])
def test_no_string_names_a_model_of_a_higher_app(app):
    found = [
        (path.relative_to(ROOT).as_posix(), label)
        for path in sorted((ROOT / app).rglob("*.py"))
        if "migrations" not in path.parts
        for label in higher_labels(path.read_text(), app)
    ]
    assert found == []


def test_the_string_check_finds_one():
    assert higher_labels("apps.get_model('desk.TrackerLine')", "roles") == ["desk.TrackerLine"]
