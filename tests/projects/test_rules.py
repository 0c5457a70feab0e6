"""Intake, references, what differs, what a part lacks: plain values in, plain values out."""

import pytest

from projects.enums import BriefPart, IntakeResult
from projects.rules import (
    Intake,
    approach_for,
    differences,
    lacks_in_part,
    next_reference,
    roles_unfilled,
)

STRATEGIC = IntakeResult.STRATEGIC_COMMISSIONING
IMPROVEMENT = IntakeResult.SERVICE_IMPROVEMENT


@pytest.mark.parametrize(
    ("answers", "leads_to"),
    [
        ({}, IntakeResult.NEITHER),
        ({"is_major_area_of_change": True}, STRATEGIC),
        ({"plans_new_services": True}, STRATEGIC),
        ({"reviews_whole_services": True}, STRATEGIC),
        ({"improves_existing_services": True}, IMPROVEMENT),
        ({"answers_inspection_or_feedback": True}, IMPROVEMENT),
        ({"plans_new_services": True, "improves_existing_services": True}, STRATEGIC),
    ],
)
def test_where_the_questions_lead(answers, leads_to):
    assert approach_for(Intake(**answers)) == leads_to


@pytest.mark.parametrize(
    ("number", "reference"), [(1, "HSCM-0001"), (42, "HSCM-0042"), (12345, "HSCM-12345")]
)
def test_references(number, reference):
    assert next_reference("HSCM", number) == reference


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ({"a": 1}, {"a": 1}, []),
        ({"a": 1}, {"a": 2}, [("a", "1", "2")]),
        ({"a": {"b": "x"}}, {"a": {"b": "y"}}, [("a › b", "x", "y")]),
        ({"a": True}, {"a": False}, [("a", "yes", "no")]),
        ({"a": ["x"]}, {"a": ["x", "y"]}, [("a", "x", "x, y")]),
        ({"a": None}, {"a": "new"}, [("a", "", "new")]),
        ({"a": [{"n": 1}]}, {"a": [{"n": 1}, {"n": 2}]}, [("a", "", "n: 2")]),
        ({"a": [{"n": 1}]}, {"a": []}, [("a", "n: 1", "")]),
        ({}, {"a": "come"}, [("a", "", "come")]),
        ({"a": "gone"}, {}, [("a", "gone", "")]),
    ],
)
def test_differences(old, new, found):
    assert [(row["where"], row["was"], row["now"]) for row in differences(old, new)] == found


def test_team_roles_that_nobody_has():
    names = {"producer": "Producer", "role-2": "Mandate"}
    assert roles_unfilled(names, {"producer"}) == ["Mandate"]
    assert roles_unfilled(names, {"producer", "role-2"}) == []


EMPTY = {
    BriefPart.FOCUS: {
        "what_changes": "",
        "for_whom": "",
        "population_need": "",
        "scope_in": "",
        "national_outcomes": [],
        "localities": [],
    },
    BriefPart.GOVERNANCE: {
        "governing_body": "",
        "sponsor": "",
        "lead": "",
        "reporting_interval_in_months": None,
    },
    BriefPart.RESOURCES: {"money": [], "notes": ""},
    BriefPart.STAKEHOLDERS: {"people_and_groups": []},
    BriefPart.PRODUCTS: {
        "expected_elements": [
            {"stage": "Plan", "element": "E", "applies": True, "owner": "", "due": None},
            {"stage": "Plan", "element": "F", "applies": False, "reason": ""},
        ],
        "other_products": [{"name": "G", "owner": "", "due": None}],
    },
    BriefPart.TIMESCALES: {
        "gates": [{"gate": 1}],
        "review_interval_in_months": None,
        "contingencies": [],
    },
}
FULL = {
    BriefPart.FOCUS: {key: ["said"] for key in EMPTY[BriefPart.FOCUS]},
    BriefPart.GOVERNANCE: dict.fromkeys(EMPTY[BriefPart.GOVERNANCE], "said"),
    BriefPart.RESOURCES: {"money": [], "notes": "Within our own hours."},
    BriefPart.STAKEHOLDERS: {"people_and_groups": [{"name": "Families"}]},
    BriefPart.PRODUCTS: {
        "expected_elements": [
            {"stage": "Plan", "element": "E", "applies": True, "owner": "L", "due": "2026-01-01"},
            {"stage": "Plan", "element": "F", "applies": False, "reason": "Because."},
        ],
        "other_products": [{"name": "G", "owner": "L", "due": "2026-01-01"}],
    },
    BriefPart.TIMESCALES: {
        "gates": [{"gate": gate} for gate in (1, 2, 3, 4)],
        "review_interval_in_months": 6,
        "contingencies": [{"what_may_go_wrong": "x"}],
    },
}


@pytest.mark.parametrize(
    ("part", "count"),
    [
        (BriefPart.FOCUS, 6),
        (BriefPart.GOVERNANCE, 4),
        (BriefPart.RESOURCES, 1),
        (BriefPart.STAKEHOLDERS, 1),
        (BriefPart.PRODUCTS, 4),
        (BriefPart.TIMESCALES, 3),
    ],
)
def test_what_a_part_lacks(part, count):
    lacks = lacks_in_part(part, EMPTY[part])
    assert len(lacks) == count
    assert all(sentence.endswith(".") for sentence in lacks)
    assert lacks_in_part(part, FULL[part]) == []
