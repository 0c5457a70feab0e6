"""Every refusal code in the code has a test that names it, and no test names one that is gone."""

import ast
import re
from pathlib import Path

from tools.check_house import python_files

ROOT = Path(__file__).resolve().parents[2]
RULES_WITH_CODES = ("governance/rules.py",)


def codes_raised() -> set[str]:
    """Return the codes of every Refusal(...) and of the pure rules that answer (code, sentence)."""
    codes = set()
    for path in python_files():
        name = path.relative_to(ROOT).as_posix()
        tree = ast.parse(path.read_text())
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                called = getattr(node.func, "id", getattr(node.func, "attr", ""))
                if called == "Refusal":
                    codes |= {
                        keyword.value.value
                        for keyword in node.keywords
                        if keyword.arg == "code" and isinstance(keyword.value, ast.Constant)
                    }
            if name in RULES_WITH_CODES and isinstance(node, ast.Return):
                value = node.value
                if isinstance(value, ast.Tuple) and isinstance(value.elts[0], ast.Constant):
                    codes.add(value.elts[0].value)
    return codes


def codes_named_in_tests() -> set[str]:
    named = set()
    for path in (ROOT / "tests").rglob("test_*.py"):
        if path.name != Path(__file__).name:
            named |= set(re.findall(r"""["']([a-z][a-z0-9_]+)["']""", path.read_text()))
    return named


def test_every_refusal_code_is_named_by_a_test():
    assert sorted(codes_raised() - codes_named_in_tests()) == []


def test_codes_are_found_at_all():
    assert {"not_allowed", "not_ready", "already_decided", "no_reasons"} <= codes_raised()
