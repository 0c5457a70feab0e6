"""Checks that no library makes for us: run by `make check`, exit status 1 on the first fault found.

1. `Stage.state` is written in cycle/flows.py alone. No other model of ours has a field of that
   name, so any assignment to an attribute `state`, any setattr of it and any `state=` handed to
   something that writes is a fault anywhere else.
2. No template marks text as safe, and none carries an inline script or style.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APPS = (
    "config",
    "desk",
    "notifications",
    "reports",
    "governance",
    "cycle",
    "projects",
    "framework",
    "roles",
    "record",
)
THE_FLOW = "cycle/flows.py"
WRITERS = {
    "create",
    "get_or_create",
    "update_or_create",
    "update",
    "bulk_create",
    "bulk_update",
    "Stage",
}
UNSAFE = re.compile(
    r"\|\s*safe\b|\{%\s*autoescape\s+off|<script(?![^>]*\bsrc=)|<style\b|\sstyle=|\son[a-z]+="
)


def python_files() -> Iterator[Path]:
    """Yield our own modules, migrations left out."""
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def state_faults(source: str, name: str) -> list[str]:
    """Return where a module writes `state` in any of the ways Python has for it."""
    found = []
    for node in ast.walk(ast.parse(source)):
        targets: list[ast.expr] = []
        if isinstance(node, ast.Assign):
            targets = [
                inner
                for target in node.targets
                for inner in (target.elts if isinstance(target, ast.Tuple) else [target])
            ]
        elif isinstance(node, ast.AugAssign | ast.AnnAssign):
            targets = [node.target]
        elif isinstance(node, ast.Call):
            found += _call_faults(node, name)
        found += [
            f"{name}:{target.lineno} assigns .state"
            for target in targets
            if isinstance(target, ast.Attribute) and target.attr == "state"
        ]
    return found


def _call_faults(node: ast.Call, name: str) -> list[str]:
    called = (
        node.func.attr
        if isinstance(node.func, ast.Attribute)
        else node.func.id
        if isinstance(node.func, ast.Name)
        else ""
    )
    found = []
    if called in WRITERS and any(keyword.arg == "state" for keyword in node.keywords):
        found.append(f"{name}:{node.lineno} hands state= to {called}()")
    if called == "bulk_update" and any(
        isinstance(inner, ast.Constant) and inner.value == "state"
        for argument in node.args
        for inner in ast.walk(argument)
    ):
        found.append(f"{name}:{node.lineno} bulk-updates state")
    if (
        called == "setattr"
        and len(node.args) > 1
        and isinstance(node.args[1], ast.Constant)
        and node.args[1].value == "state"
    ):
        found.append(f"{name}:{node.lineno} sets state by setattr()")
    return found


def template_faults(text: str, name: str) -> list[str]:
    """Return the lines of a template that could let unescaped text or inline code through."""
    if name.endswith(".txt"):
        return []  # plain text mail has nothing to escape
    return [
        f"{name}:{number} has {match.group(0).strip()!r}"
        for number, line in enumerate(text.splitlines(), start=1)
        if (match := UNSAFE.search(line))
    ]


def main() -> int:
    """Print every fault and return the exit status."""
    faults = []
    for path in python_files():
        name = path.relative_to(ROOT).as_posix()
        if name != THE_FLOW:
            faults += state_faults(path.read_text(), name)
    for path in sorted((ROOT / "templates").rglob("*.*")):
        faults += template_faults(path.read_text(), path.relative_to(ROOT).as_posix())
    for fault in faults:
        print(fault)  # noqa: T201 -- a check prints what it found
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
