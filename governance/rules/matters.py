"""What of a frozen copy matters to a decision that was taken on it. Pure."""

from collections.abc import Mapping
from typing import Any

_OF_A_DELIVERABLE = ("name", "reason")
_PASSES = frozenset({"milestones", "achieved", "done"})


def what_matters(content: Mapping[str, Any], *, with_brief: bool = True) -> dict[str, Any]:
    """Return the part of a frozen copy whose change is a change of what was approved.

    What the project is, its brief, its impact assessments, and the evidence behind the stage's
    deliverables. How it is going, what was heard and spent since, and milestones passed are not:
    a project that moves on has not changed. with_brief: False where the body has since accepted
    another version of the brief.
    """
    project, cycle = content["project"], content["cycle"]
    kept: dict[str, Any] = {"project": _less_what_passes(project["project"])}
    if with_brief:
        kept["brief"] = _less_what_passes(project["brief"])
    kept["impact_assessments"] = project["impact_assessments"]
    stage = cycle.get("stage")
    if stage:
        kept["deliverables"] = [_deliverable(row) for row in stage["deliverables"]]
    return kept


def _deliverable(row: Mapping[str, Any]) -> dict[str, Any]:
    evidence = [f"{one['title']}, version {one['version']}" for one in row["evidence"]]
    return {name: row[name] for name in _OF_A_DELIVERABLE} | {"evidence": evidence}


def _less_what_passes(value: Any) -> Any:
    """Return a frozen value without what comes about by itself as a project goes on."""
    if isinstance(value, Mapping):
        return {k: _less_what_passes(v) for k, v in value.items() if k not in _PASSES}
    if isinstance(value, list):
        return [_less_what_passes(one) for one in value]
    return value
