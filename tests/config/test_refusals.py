"""Every refusal code in the code is asserted by a test: naming it somewhere is not enough."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tools.check_house import python_files

ROOT = Path(__file__).resolve().parents[2]


def codes_raised() -> set[str]:
    """Return the codes of every Refusal(...) and of the pure rules that answer (code, sentence)."""
    codes = set()
    for path in python_files():
        is_rule = "rules" in path.relative_to(ROOT).with_suffix("").parts
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and called(node) == "Refusal":
                codes |= {
                    keyword.value.value
                    for keyword in node.keywords
                    if keyword.arg == "code" and isinstance(keyword.value, ast.Constant)
                }
            if is_rule and isinstance(node, ast.FunctionDef) and "fault" in node.name:
                codes |= set(codes_answered(node))
    return codes


def codes_answered(function: ast.FunctionDef) -> Iterator[str]:
    """Yield the codes that a pure rule answers as (code, sentence)."""
    for node in ast.walk(function):
        value = node.value if isinstance(node, ast.Return) else None
        if isinstance(value, ast.Tuple) and isinstance(value.elts[0], ast.Constant):
            yield value.elts[0].value


def called(node: ast.Call) -> str:
    return getattr(node.func, "id", getattr(node.func, "attr", ""))


def texts(node: ast.AST | None) -> set[str]:
    """Return the texts that stand in an expression as literals."""
    if node is None:
        return set()
    return {
        one.value
        for one in ast.walk(node)
        if isinstance(one, ast.Constant) and isinstance(one.value, str)
    }


def codes_asserted(tree: ast.Module) -> set[str]:
    """Return the codes that a test file asserts of a refusal.

    `refuses("code")`; a comparison with something's `.code`; the column `code` of a table of
    parameters or of a loop, whose test is then trusted to compare it.
    """
    tables = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and called(node) == "refuses":
            found |= texts(node.args[0])
        elif isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            if any(getattr(one, "attr", "") == "code" for side in sides for one in ast.walk(side)):
                found |= set().union(*map(texts, sides))
        elif isinstance(node, ast.Call) and called(node) == "parametrize":
            names = [name.strip() for text in _names(node.args[0]) for name in text.split(",")]
            found |= _column(names, node.args[1], tables)
        elif isinstance(node, ast.For | ast.comprehension):
            names = [one.id for one in ast.walk(node.target) if isinstance(one, ast.Name)]
            found |= _column(names, node.iter, tables)
    return found


def _names(node: ast.expr) -> list[str]:
    parts = node.elts if isinstance(node, ast.Tuple | ast.List) else [node]
    return [part.value for part in parts if isinstance(part, ast.Constant)]


def _column(names: list[str], table: ast.expr, tables: dict[str, ast.expr]) -> set[str]:
    """Return the literals in a table's column called `code`."""
    if "code" not in names:
        return set()
    place = names.index("code")
    return set().union(*(texts(_cell(row, place, len(names))) for row in _rows(table, tables)))


def _rows(table: ast.expr, tables: dict[str, ast.expr]) -> Iterator[ast.expr]:
    if isinstance(table, ast.Name):
        table = tables.get(table.id, table)
    for row in getattr(table, "elts", []):
        if isinstance(row, ast.Starred):
            yield from _rows(row.value, tables)
        else:
            yield row


def _cell(row: ast.expr, place: int, width: int) -> ast.expr | None:
    if isinstance(row, ast.Call) and called(row) == "param":
        return row.args[place]
    if width == 1:
        return row
    return row.elts[place] if isinstance(row, ast.Tuple) else None


def test_every_refusal_code_is_asserted_by_a_test():
    asserted: set[str] = set()
    for path in (ROOT / "tests").rglob("test_*.py"):
        if path.name != Path(__file__).name:
            asserted |= codes_asserted(ast.parse(path.read_text()))

    assert sorted(codes_raised() - asserted) == []


def test_codes_are_found_at_all():
    assert {"not_allowed", "not_ready", "already_decided", "no_reasons"} <= codes_raised()


def test_a_code_counts_where_a_refusal_is_asserted_and_nowhere_else():
    source = """
ROWS = [(1, "of_a_named_table")]
"in_a_text"
call("in_a_call", code="in_a_keyword")
with refuses("refused"): pass
assert refused.value.code == "compared"
assert refusal.code in ("one_of", "two_of")
assert name == "of_no_refusal"
@pytest.mark.parametrize(("code", "change"), [("in_a_table", "beside_it"), param("in_a_param", 2)])
@pytest.mark.parametrize("number, code", ROWS)
@pytest.mark.parametrize("code", ["alone"])
@pytest.mark.parametrize("word", ["of_no_code"])
def test(): pass
for change, code in [("in_a_row", "in_a_loop")]: pass
"""
    assert codes_asserted(ast.parse(source)) == {
        "of_a_named_table",
        "refused",
        "compared",
        "one_of",
        "two_of",
        "in_a_table",
        "in_a_param",
        "alone",
        "in_a_loop",
    }
