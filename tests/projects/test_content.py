"""What a frozen brief says, in words."""

import pytest

from projects.content import in_pounds, readable_brief, readable_differences

BRIEF = {
    "focus": {"what_changes": "Much.\nAnd more.", "national_outcomes": ["2. At home"]},
    "governance": {"major_change": False, "links": []},
    "resources": {
        "money": [{"year": "2026/27", "recurring": True, "planned": "120000.00", "achieved": None}]
    },
    "products": {
        "expected_elements": [
            {"stage": "Plan", "code": "x", "element": "Case", "owner_key": 7, "due": "2026-03-02"}
        ]
    },
}


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("120000.00", "£120,000"),
        ("1250.5", "£1,250.50"),
        ("-3", "-£3"),
        ("NaN", "NaN"),
        (0, "£0"),
        ("much", "much"),
    ],
)
def test_pounds(amount, words):
    assert in_pounds(amount) == words


def test_all_six_parts_are_read_however_old_the_copy():
    parts = readable_brief(BRIEF)
    assert [part.code for part in parts] == [
        "focus",
        "governance",
        "resources",
        "stakeholders",
        "products",
        "timescales",
    ]
    assert parts[3].entries == []
    money = parts[2].entries[0]
    assert money.headings == ["Year", "Recurring", "Planned", "Achieved"]
    assert money.rows == [["2026/27", "Yes", "£120,000", ""]]
    elements = parts[4].entries[0]
    assert elements.headings == ["Stage", "Element", "Due"]
    assert elements.rows == [["Plan", "Case", "2 March 2026"]]
    assert readable_brief({"focus": {"a_new_word": "x"}})[0].entries[0].label == "A new word"


def test_differences_are_told_in_words_and_without_keys():
    new = BRIEF | {"focus": BRIEF["focus"] | {"what_changes": "Little."}}
    assert readable_differences(BRIEF, new) == [
        {"where": "Focus and purpose › What changes", "was": "Much.\nAnd more.", "now": "Little."}
    ]
    row = BRIEF["products"]["expected_elements"][0] | {"due": "2026-04-01", "owner_key": 9}
    moved = BRIEF | {"products": {"expected_elements": [row]}}
    told = readable_differences(BRIEF, moved)
    assert [one["was"] for one in told] == ["Stage: Plan; Element: Case; Due: 2 March 2026", ""]
    assert "owner" not in str(told).lower()
