"""The Django admin reads and never writes: each change is a use case, and recorded."""

from typing import Any

from django.apps import apps
from django.contrib import admin
from django.db.models import ForeignKey, Model
from django.http import HttpRequest
from simple_history.models import HistoricalChanges


class ReadOnlyAdmin(admin.ModelAdmin):
    """A model to be looked at by an operator: no adding, changing, deleting, no actions."""

    actions = None
    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> Any:
        """Return the rows with what their words are made of, so that a page asks once."""
        keys = [f.name for f in self.model._meta.concrete_fields if isinstance(f, ForeignKey)]
        return super().get_queryset(request).select_related(*keys)


def read_only(app_label: str, **special: type[ReadOnlyAdmin]) -> None:
    """Register every model of an app to be read; `special` names another admin for one of them."""
    for model in apps.get_app_config(app_label).get_models():
        if not issubclass(model, HistoricalChanges):
            _register(model, special.get(model.__name__, ReadOnlyAdmin))


def _register(model: type[Model], how: type[ReadOnlyAdmin]) -> None:
    if not admin.site.is_registered(model):
        admin.site.register(model, how)


read_only("record")
