"""`explain_quorum`: the file that officers rehearse with, read or refused in a sentence."""

import json
import os
import subprocess
import sys
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, time
from fractions import Fraction
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command

from governance.readers import read_cases
from governance.rules.quorum import (
    Item,
    Meeting,
    Presence,
    QuorumRule,
    Seat,
    StandIn,
    Withdrawal,
)

CASE: dict[str, Any] = {
    "name": "December",
    "on": "2026-12-09",
    "rule": {
        "fraction": "1/3",
        "more_than": False,
        "minimum": 4,
        "categories": {"health_board": 1},
    },
    "members": [
        {
            "id": f"{category[0]}{n}",
            "category": category,
            "voting": True,
            "from": "2025-04-01",
            "to": None,
        }
        for category in ("health_board", "council")
        for n in (1, 2, 3)
    ],
    "attendance": [
        {"id": "h1", "in": "14:00", "out": "14:30"},
        {"id": "h1", "in": "14:45", "out": None},
        {"id": "c1", "in": "14:00", "out": None},
        {"id": "c2", "in": "14:00", "out": None},
        {"id": "c3", "in": "14:00", "out": None},
        {"id": "p1", "in": "14:00", "out": None},
    ],
    "proxies": [{"for": "h2", "by": "p1"}],
    "withdrawals": [{"id": "c3", "item": 2}],
    "items": [
        {"number": 1, "from": "14:10", "to": "14:20"},
        {"number": 2, "from": "14:20", "to": "14:40"},
        {"number": "3a", "from": "14:40", "to": "15:00"},
    ],
}
ANSWER = {
    "name": "December",
    "items": [
        {
            "number": 1,
            "quorate": True,
            "present": 5,
            "needed": 4,
            "why": "Quorate: 5 of the 6 voting members in post are here, one of them by a proxy, "
            "and 4 are needed. One from health_board is needed and two are here.",
        },
        {
            "number": 2,
            "quorate": False,
            "present": 3,
            "needed": 4,
            "why": "Not quorate: 3 of the 6 voting members in post are counted, one of them by a "
            "proxy, and 4 are needed, one more. One from health_board is needed and one is "
            "counted. One has withdrawn for this item and is not counted.",
        },
        {
            "number": "3a",
            "quorate": True,
            "present": 5,
            "needed": 4,
            "why": "Quorate: 5 of the 6 voting members in post are here, one of them by a proxy, "
            "and 4 are needed. One from health_board is needed and two are here.",
        },
    ],
}
IN_WORDS = """\
December
  Item 1, decided at 14:20
    Quorate: 5 of the 6 voting members in post are here, one of them by a proxy, and 4 are needed. \
One from health_board is needed and two are here.
  Item 2, decided at 14:40
    Not quorate: 3 of the 6 voting members in post are counted, one of them by a proxy, and 4 are \
needed, one more. One from health_board is needed and one is counted. One has withdrawn for this \
item and is not counted.
    One more voting member must come in.
  Item 3a, decided at 15:00
    Quorate: 5 of the 6 voting members in post are here, one of them by a proxy, and 4 are needed. \
One from health_board is needed and two are here.
"""
GONE = object()


def changed(path: str, value: object) -> dict[str, Any]:
    """Return the case with one value set, or taken out; path: "members.0.from"."""
    case = deepcopy(CASE)
    *way, last = [int(step) if step.isdecimal() else step for step in path.split(".")]
    place: Any = case
    for step in way:
        place = place[step]
    if value is GONE:
        del place[last]
    else:
        place[last] = value
    return case


def of(*cases: object) -> bytes:
    return json.dumps({"cases": cases}).encode()


@dataclass
class Said:
    out: str
    err: str
    status: int


@pytest.fixture
def explain(tmp_path: Path):
    def explain(content: bytes, *options: str) -> Said:
        path = tmp_path / "meeting.json"
        path.write_bytes(content)
        return run(path, *options)

    return explain


def run(path: Path, *options: str) -> Said:
    out, err, status = StringIO(), StringIO(), 0
    try:
        call_command("explain_quorum", str(path), *options, stdout=out, stderr=err)
    except SystemExit as end:
        status = int(end.code or 0)
    return Said(out.getvalue(), err.getvalue(), status)


def started(*words: str) -> subprocess.CompletedProcess[str]:
    """Run manage.py as an operator would, with no database of ours."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", "explain_quorum", *words],
        cwd=settings.BASE_DIR,
        env=inherited | {"DATABASE_URL": "sqlite:////nowhere/at/all.sqlite3"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_answer_is_json_and_nothing_else(explain):
    said = explain(of(CASE, CASE | {"name": "Again"}), "--json")

    assert json.loads(said.out) == {"cases": [ANSWER, ANSWER | {"name": "Again"}]}
    assert said.out.count("\n") == 1
    assert (said.err, said.status) == ("", 0)


def test_without_json_it_is_the_same_in_words_with_what_would_help(explain):
    said = explain(of(CASE, CASE | {"name": "Again"}))

    assert said.out == f"{IN_WORDS}\n{IN_WORDS.replace('December', 'Again')}"
    assert (said.err, said.status) == ("", 0)


def test_as_a_process_it_needs_no_database(tmp_path):
    path = tmp_path / "meeting.json"
    path.write_bytes(of(CASE))

    done = started(str(path), "--json")

    assert (json.loads(done.stdout), done.stderr) == ({"cases": [ANSWER]}, "")
    assert done.returncode == 0


def test_as_a_process_it_ends_with_status_2_and_a_sentence(tmp_path):
    path = tmp_path / "meeting.json"
    path.write_bytes(of(changed("on", "soon")))

    done = started(str(path), "--json")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == 'Case 1 (“December”): on is "soon", not a date such as 2026-12-09.\n'


def test_the_example_of_the_officers_guide_is_read(explain):
    guide = (settings.BASE_DIR / "docs/officer.md").read_text()
    example = guide[guide.index('{"cases"') : guide.index("* **How many are needed**")]

    said = explain(example.encode(), "--json")

    assert [item["number"] for item in json.loads(said.out)["cases"][0]["items"]] == [1, 2]


def test_no_cases_have_no_answers(explain):
    assert explain(of(), "--json").out == '{"cases": []}\n'


@pytest.mark.parametrize(
    "path",
    [
        "rule.minimum",
        "rule.categories",
        "proxies",
        "withdrawals",
        "items.0.from",
        "rule.more_than",
        "members.0.voting",
        "members.0.from",
        "members.0.to",
        "attendance.1.out",
    ],
)
@pytest.mark.parametrize("value", [GONE, None], ids=["left out", "null"])
def test_what_may_be_left_out(explain, path, value):
    said = explain(of(changed(path, value)), "--json")

    assert (said.status, said.err) == (0, "")
    assert len(json.loads(said.out)["cases"][0]["items"]) == 3


def test_what_is_left_out_has_its_plain_meaning():
    bare = {
        "name": "Bare",
        "on": "2026-12-09",
        "rule": {"fraction": "1/2"},
        "members": [{"id": 7, "category": "council"}],
        "attendance": [{"id": "7", "in": "14:00"}],
        "items": [{"number": 5.1, "to": "14:20:30"}],
    }

    [case] = read_cases(of(bare))

    assert (case.name, case.items) == ("Bare", ((5.1, Item("5.1", time(14, 20, 30))),))
    assert case.meeting == Meeting(
        on=date(2026, 12, 9),
        rule=QuorumRule(Fraction(1, 2), more_than=False, minimum=0, categories={}),
        seats=[Seat("7", "council", is_voting=True, starts_on=None, ends_on=None)],
        attendance=[Presence("7", time(14), None)],
        stand_ins=[],
        withdrawals=[],
    )


def test_what_is_there_is_read():
    case = changed("rule.more_than", True)
    case["members"] = [
        {
            "id": "t1",
            "category": "third_sector",
            "voting": False,
            "from": "2026-01-01",
            "to": "2026-12-31",
        }
    ]
    case["attendance"] = [{"id": "t1", "in": "13:05", "out": "14:30"}]

    [read] = read_cases(of(case))

    assert read.meeting == Meeting(
        on=date(2026, 12, 9),
        rule=QuorumRule(Fraction(1, 3), True, 4, {"health_board": 1}),
        seats=[Seat("t1", "third_sector", False, date(2026, 1, 1), date(2026, 12, 31))],
        attendance=[Presence("t1", time(13, 5), time(14, 30))],
        stand_ins=[StandIn("h2", "p1")],
        withdrawals=[Withdrawal("c3", "2")],
    )


@pytest.mark.parametrize(
    ("written", "fraction"),
    [
        ("1/3", Fraction(1, 3)),
        ("2/6", Fraction(1, 3)),
        ("0.5", Fraction(1, 2)),
        ("0.33", Fraction(33, 100)),
        ("1.0", Fraction(1)),
        (" 1/2 ", Fraction(1, 2)),
        ("0", Fraction(0)),
        (0, Fraction(0)),
        (1, Fraction(1)),
    ],
)
def test_fractions_are_exact(written, fraction):
    [case] = read_cases(of(changed("rule.fraction", written)))

    assert case.meeting.rule.fraction == fraction


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("weather", "rain"),
        ("rule.note", [[]]),
        ("members.0.name", None),
        ("withdrawals.0.item", 99),
        ("withdrawals.0.id", "nobody"),
        ("proxies.0", {"for": "nobody", "by": "nobody"}),
        ("attendance.0.id", "clerk"),
        ("name", ""),
        ("name", "Dùn Èideann"),
        ("items.0.to", "14:10"),
        ("attendance.0.out", "14:00"),
        ("members.0.to", "2025-04-01"),
    ],
)
def test_what_is_odd_and_does_no_harm_is_taken(explain, path, value):
    assert explain(of(changed(path, value)), "--json").status == 0


def test_a_byte_order_mark_is_no_fault(explain):
    assert explain(b"\xef\xbb\xbf" + of(CASE), "--json").status == 0


@pytest.mark.parametrize("options", [(), ("--json",)], ids=["in words", "as JSON"])
@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        # Of the case itself
        ("name", 5, "Case 2: name is 5, not words."),
        ("on", GONE, "on is missing."),
        ("on", None, "on is missing."),
        ("on", "9 December", 'on is "9 December", not a date such as 2026-12-09.'),
        ("on", "2026-02-30", 'on is "2026-02-30", not a date such as 2026-12-09.'),
        ("on", "20261209", 'on is "20261209", not a date such as 2026-12-09.'),
        ("on", "2026-12-09T14:00", 'on is "2026-12-09T14:00", not a date such as 2026-12-09.'),
        ("on", 20261209, "on is 20261209, not a date such as 2026-12-09."),
        ("members", GONE, "members is missing."),
        ("members", {"h1": {}}, "members is an object, not a list."),
        ("attendance", GONE, "attendance is missing."),
        ("items", GONE, "items is missing."),
        ("items", "1", 'items is "1", not a list.'),
        ("proxies", {}, "proxies is an object, not a list."),
        ("withdrawals", 1, "withdrawals is 1, not a list."),
        # The rule
        ("rule", GONE, "rule is missing."),
        ("rule", [], "rule is a list, not an object with fields of its own."),
        ("rule.fraction", GONE, "rule.fraction is missing."),
        (
            "rule.fraction",
            0.33,
            'rule.fraction is 0.33, not an exact fraction in quotes such as "1/3".',
        ),
        (
            "rule.fraction",
            "a third",
            'rule.fraction is "a third", not an exact fraction in quotes such as "1/3".',
        ),
        (
            "rule.fraction",
            True,
            'rule.fraction is true, not an exact fraction in quotes such as "1/3".',
        ),
        (
            "rule.fraction",
            "-1/3",
            'rule.fraction is "-1/3", not an exact fraction in quotes such as "1/3".',
        ),
        (
            "rule.fraction",
            "1e-999999999",
            'rule.fraction is "1e-999999999", not an exact fraction in quotes such as "1/3".',
        ),
        ("rule.fraction", "1/0", 'rule.fraction is "1/0", and nothing divides by 0.'),
        ("rule.fraction", "4/3", 'rule.fraction is "4/3", not a fraction from 0 to 1.'),
        ("rule.fraction", 2, "rule.fraction is 2, not a fraction from 0 to 1."),
        ("rule.more_than", "no", 'rule.more_than is "no", not true or false.'),
        ("rule.more_than", 0, "rule.more_than is 0, not true or false."),
        ("rule.minimum", -1, "rule.minimum is -1, not a whole number, 0 or more."),
        ("rule.minimum", 1.5, "rule.minimum is 1.5, not a whole number, 0 or more."),
        ("rule.minimum", True, "rule.minimum is true, not a whole number, 0 or more."),
        ("rule.minimum", "4", 'rule.minimum is "4", not a whole number, 0 or more.'),
        (
            "rule.categories",
            ["a"],
            "rule.categories is a list, not an object with fields of its own.",
        ),
        (
            "rule.categories.health_board",
            "one",
            'rule.categories.health_board is "one", not a whole number, 0 or more.',
        ),
        # Lines of the lists
        ("members.1", "h2", 'members has as entry 2 "h2", not an object with fields.'),
        ("members.1.id", GONE, "members.id of entry 2 is missing."),
        ("members.1.id", 1.5, "members.id of entry 2 is 1.5, not words or a whole number."),
        ("members.1.id", True, "members.id of entry 2 is true, not words or a whole number."),
        ("members.1.id", "", 'members.id of entry 2 is "", not words or a whole number.'),
        ("members.1.category", GONE, "members.category of entry 2 is missing."),
        ("members.1.category", 1, "members.category of entry 2 is 1, not words."),
        ("members.1.voting", "yes", 'members.voting of entry 2 is "yes", not true or false.'),
        ("members.1.from", "x", 'members.from of entry 2 is "x", not a date such as 2026-12-09.'),
        ("members.1.to", "", 'members.to of entry 2 is "", not a date such as 2026-12-09.'),
        (
            "members.1.to",
            "2025-03-31",
            "members.to of entry 2 is 2025-03-31, before from, 2025-04-01.",
        ),
        ("attendance.0.id", GONE, "attendance.id of entry 1 is missing."),
        ("attendance.0.in", GONE, "attendance.in of entry 1 is missing."),
        (
            "attendance.0.in",
            "25:00",
            'attendance.in of entry 1 is "25:00", not a time such as 14:30.',
        ),
        ("attendance.0.in", "2pm", 'attendance.in of entry 1 is "2pm", not a time such as 14:30.'),
        ("attendance.0.in", 1400, "attendance.in of entry 1 is 1400, not a time such as 14:30."),
        (
            "attendance.0.out",
            "14:30+01:00",
            'attendance.out of entry 1 is "14:30+01:00", not a time such as 14:30.',
        ),
        (
            "attendance.0.out",
            "13:59",
            "attendance.out of entry 1 is 13:59, earlier than in, 14:00.",
        ),
        ("proxies.0.for", GONE, "proxies.for of entry 1 is missing."),
        ("proxies.0.by", [], "proxies.by of entry 1 is a list, not words or a whole number."),
        ("withdrawals.0.id", GONE, "withdrawals.id of entry 1 is missing."),
        ("withdrawals.0.item", GONE, "withdrawals.item of entry 1 is missing."),
        ("items.1.number", GONE, "items.number of entry 2 is missing."),
        ("items.1.number", False, "items.number of entry 2 is false, not a number or words."),
        (
            "items.1.number",
            "1",
            "items.number of entry 2 is 1, which an earlier entry has already.",
        ),
        ("items.1.to", GONE, "items.to of entry 2 is missing."),
        ("items.1.to", "14:60", 'items.to of entry 2 is "14:60", not a time such as 14:30.'),
        ("items.1.from", "?", 'items.from of entry 2 is "?", not a time such as 14:30.'),
        ("items.1.to", "14:19", "items.to of entry 2 is 14:19, earlier than from, 14:20."),
        (
            "members.1.category",
            "\ud800",
            "members.category of entry 2 has a character that is half of one and cannot be "
            "written.",
        ),
        (
            "rule.categories",
            {"\ud800": 1},
            "rule.categories.\ud800 has a character that is half of one and cannot be written.",
        ),
        (
            "on",
            "9" * 200,
            f'on is "{"9" * 59}…, not a date such as 2026-12-09.',
        ),
    ],
    ids=lambda value: None if value is GONE else str(value)[:30],
)
def test_what_cannot_be_read_is_refused_by_case_and_field(explain, path, value, sentence, options):
    said = explain(of(CASE, changed(path, value)), *options)

    where = "" if sentence.startswith("Case") else "Case 2 (“December”): "
    assert said.err == f"{where}{sentence}\n"
    assert (said.out, said.status) == ("", 2)


@pytest.mark.parametrize("options", [(), ("--json",)], ids=["in words", "as JSON"])
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is not JSON: line 1, column 1: Expecting value."),
        (b"{\n nonsense", "The file is not JSON: line 2, column 2: "),
        (b"\xff\xfe{}", "The file is not text in UTF-8. Save it as UTF-8 and try again."),
        (b"[]", "The file is not an object with the field cases."),
        (b"null", "The file is not an object with the field cases."),
        (b"{}", "The file: cases is missing."),
        (b'{"cases": {}}', "The file: cases is an object, not a list."),
        (b'{"cases": [[]]}', "Case 1 of the field cases is not an object with fields."),
        (b'{"cases": [{}]}', "Case 1: name is missing."),
        (b'{"cases": [NaN]}', "The file is not JSON: NaN is not a number."),
        (b'{"cases": [-Infinity]}', "The file is not JSON: -Infinity is not a number."),
        (b"[" * 100_000, "The file is not read: its lists are too deep in one another."),
        (b"1" * 5000, "The file is not read: a number in it has too many digits."),
        (
            of(CASE).replace(b'"number": 1,', b'"number": 1e999,'),
            "Case 1 (“December”): items.number of entry 1 is not a number that anybody can mean.",
        ),
    ],
    ids=lambda value: value[:20].decode(errors="replace") if isinstance(value, bytes) else None,
)
def test_a_file_that_cannot_be_read_at_all(explain, content, sentence, options):
    said = explain(content, *options)

    assert said.err.startswith(sentence)
    assert said.err.endswith(".\n")
    assert said.err.count("\n") == 1
    assert (said.out, said.status) == ("", 2)


def test_a_file_that_is_not_there_and_a_folder(tmp_path):
    missing = run(tmp_path / "none.json", "--json")
    folder = run(tmp_path, "--json")

    assert missing == Said(
        "", f"{tmp_path}/none.json cannot be read: No such file or directory.\n", 2
    )
    assert folder == Said("", f"{tmp_path} cannot be read: Is a directory.\n", 2)
