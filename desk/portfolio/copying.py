"""Copying one project whole: every row that hangs on it, with new keys."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.apps import apps
from django.db import connection
from django.db.models import ForeignKey, Max, Model, UUIDField

from governance.models import AgendaItem, Snapshot
from projects.models import Project
from projects.snapshot import digest
from record.models import Act

SHARED = ("roles", "framework", "auth", "contenttypes", "sessions", "admin", "account")
"""Apps whose rows every project shares: never copied."""


OF_A_MEETING = (AgendaItem, AgendaItem.history.model)
"""What stands on a meeting's agenda is the meeting's, of which there is one for all projects."""


@dataclass
class Table:
    """The rows of one model that hang on the project. keys: model by column."""

    model: type[Model]
    columns: list[str]
    rows: list[tuple]
    keys: dict[str, type[Model]]


@dataclass
class Original:
    """One project taken apart, ready to be written again under other keys."""

    project: Project
    tables: list[Table] = field(default_factory=list)

    @property
    def models(self) -> list[type[Model]]:
        return [table.model for table in self.tables]

    @classmethod
    def of(cls, project: Project) -> "Original":
        """Collect every row that hangs on a project, by walking the models' own relations."""
        found = _collect(project)
        original = cls(project)
        for model, pks in found.items():
            original.tables.append(_table(model, pks))
        return original


def _all_models() -> list[type[Model]]:
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label not in SHARED
        and not model._meta.proxy
        and model not in OF_A_MEETING
    ]


def _collect(project: Project) -> dict[type[Model], set]:
    found: dict[type[Model], set] = {Project: {project.pk}}
    models = [model for model in _all_models() if model is not Act]
    grew = True
    while grew:
        grew = False
        for model in models:
            pks = _hanging_on(model, found)
            if not pks <= found.get(model, set()):
                found.setdefault(model, set()).update(pks)
                grew = True
    found[Act] = set(Act.objects.filter(project_key=str(project.pk)).values_list("pk", flat=True))
    return {model: pks for model, pks in found.items() if pks}


def _hanging_on(model: type[Model], found: dict[type[Model], set]) -> set:
    """Return the keys of a model's rows that point at rows found, or are history or parent."""
    pks: set = set()
    base = _history_of(model)
    if base is not None:
        if base in found:
            pks |= set(
                model._default_manager.filter(
                    **{f"{base._meta.pk.attname}__in": found[base]}
                ).values_list("pk", flat=True)
            )
        return pks
    for fk in _foreign_keys(model):
        target = fk.related_model
        if target in found and target is not model:
            pks |= set(
                model._default_manager.filter(**{f"{fk.attname}__in": found[target]}).values_list(
                    "pk", flat=True
                )
            )
    for child in _all_models():  # a parent row of a child found, as Process is of CycleProcess
        if child in found and model in child._meta.parents:
            pks |= set(found[child])
    return pks


def _history_of(model: type[Model]) -> type[Model] | None:
    return (
        getattr(model, "instance_type", None)
        if str(model._meta.model_name).startswith("historical")
        else None
    )


def _foreign_keys(model: type[Model]) -> list[ForeignKey]:
    return [one for one in model._meta.local_fields if isinstance(one, ForeignKey)]


def _table(model: type[Model], pks: Iterable) -> Table:
    fields = model._meta.local_concrete_fields
    keys: dict[str, type[Model]] = {fk.column: fk.related_model for fk in _foreign_keys(model)}
    base = _history_of(model)
    if base is not None:
        keys[str(base._meta.pk.column)] = base
        for fk in _foreign_keys(model):
            keys[fk.column] = fk.related_model
    columns = [str(one.column) for one in fields]
    quoted = ", ".join(connection.ops.quote_name(column) for column in columns)
    pk = connection.ops.quote_name(str(model._meta.pk.column))
    marks = ", ".join(["%s"] * len(list(pks)))
    with connection.cursor() as cursor:
        cursor.execute(  # names come from the models, values are bound
            f"SELECT {quoted} FROM {connection.ops.quote_name(model._meta.db_table)} "  # noqa: S608
            f"WHERE {pk} IN ({marks}) ORDER BY {pk}",
            list(pks),
        )
        rows = cursor.fetchall()
    return Table(model, columns, rows, keys)


def copy_many(original: Original, copies: Sequence[tuple[int, str, str]]) -> None:
    """Write copies of a project: (number, reference, title) each. The caller's transaction."""
    sources = {table.model: table for table in original.tables}
    first = {model: _next_key(model) for model in sources if _has_number_key(model)}
    batches: dict[type[Model], list[list]] = {model: [] for model in sources}
    for number, reference, title in copies:
        keys = {
            model: _new_keys(table, first)
            for model, table in sources.items()
            if _has_number_key(model)
        }
        _share_parents(keys)
        words = _words(original, reference, title)
        for model, table in sources.items():
            for row in table.rows:
                batches[model].append(_copy_row(table, row, keys, words, number))
    for model in _parents_first(sources):
        _write(sources[model], batches[model])


def _has_number_key(model: type[Model]) -> bool:
    return model._meta.pk.get_internal_type() in ("BigAutoField", "AutoField")


def _next_key(model: type[Model]) -> int:
    return (model._default_manager.aggregate(Max("pk"))["pk__max"] or 0) + 1


def _new_keys(table: Table, first: dict[type[Model], int]) -> dict[int, int]:
    at = table.columns.index(str(table.model._meta.pk.column))
    start = first[table.model]
    first[table.model] += len(table.rows)
    return {row[at]: start + offset for offset, row in enumerate(table.rows)}


def _share_parents(keys: dict[type[Model], dict[int, int]]) -> None:
    """Let a child of a multi-table model find its new key by its parent's."""
    for model in list(keys):
        for child in model.__subclasses__():
            if model in child._meta.parents:
                keys[child] = keys[model]


def _words(original: Original, reference: str, title: str) -> list[tuple[str, str]]:
    """Return the texts to be replaced in a copy: reference, title, and the hashes that follow."""
    project = original.project
    words = [(project.reference, reference), (project.title, title), *_fresh_uuids(original)]
    table = next((t for t in original.tables if t.model is Snapshot), None)
    if table is None:
        return words
    content, sha = table.columns.index("content"), table.columns.index("sha256")
    hashes = []
    for row in table.rows:
        text = row[content] if isinstance(row[content], str) else json.dumps(row[content])
        hashes.append((row[sha], digest(json.loads(_replaced(text, words)))))
    return words + hashes


def _fresh_uuids(original: Original) -> list[tuple[str, str]]:
    """Return a new unique key for each of the original's, in both ways of writing one."""
    words = []
    for table in original.tables:
        for one in table.model._meta.local_concrete_fields:
            if isinstance(one, UUIDField) and one.unique:
                at = table.columns.index(str(one.column))
                for row in table.rows:
                    old, new = UUID(str(row[at])), uuid4()
                    words += [(str(old), str(new)), (old.hex, new.hex)]
    return words


def _replaced(text: str, words: Sequence[tuple[str, str]]) -> str:
    for old, new in words:
        if old in text:
            text = text.replace(old, new)
    return text


def _copy_row(
    table: Table,
    row: tuple,
    keys: dict[type[Model], dict[int, int]],
    words: Sequence[tuple[str, str]],
    number: int,
) -> list[Any]:
    model = table.model
    pk = model._meta.pk.column
    new = list(row)
    for index, column in enumerate(table.columns):
        value = row[index]
        if value is None:
            continue
        if column in table.keys:
            new[index] = keys.get(table.keys[column], {}).get(value, value)
        elif column == pk and model in keys:
            new[index] = keys[model][value]
        elif isinstance(value, str):
            new[index] = _replaced(value, words)
        elif isinstance(value, UUID):
            new[index] = UUID(_replaced(str(value), words))
    _adjust(table, new, keys, number)
    return new


def _adjust(
    table: Table, new: list[Any], keys: dict[type[Model], dict[int, int]], number: int
) -> None:
    """Give a copy what must be its own: its number, the record's text keys."""
    base = _history_of(table.model) or table.model
    if base is Project:
        new[table.columns.index("number")] = number
    if table.model is Act:
        _adjust_act(table, new, keys)


def _adjust_act(table: Table, new: list[Any], keys: dict[type[Model], dict[int, int]]) -> None:
    label, key = table.columns.index("subject_label"), table.columns.index("subject_key")
    project = table.columns.index("project_key")
    model = apps.get_model(new[label])
    if model in keys:
        new[key] = str(keys[model].get(int(new[key]), int(new[key])))
    new[project] = str(keys[Project][int(new[project])])


def _parents_first(sources: dict[type[Model], Table]) -> list[type[Model]]:
    """Return models in an order in which every row's target is written before it."""
    order: list[type[Model]] = []
    seen: set[type[Model]] = set()

    def visit(model: type[Model]) -> None:
        if model in seen or model not in sources:
            return
        seen.add(model)
        for fk in _foreign_keys(model):
            if fk.related_model is not model:
                visit(fk.related_model)
        order.append(model)

    for model in sources:
        visit(model)
    return order


def _write(table: Table, rows: list[list]) -> None:
    if not rows:
        return
    columns = ", ".join(connection.ops.quote_name(column) for column in table.columns)
    marks = ", ".join(["%s"] * len(table.columns))
    name = connection.ops.quote_name(table.model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {name} ({columns}) VALUES ({marks})", rows)  # noqa: S608
