"""Governance's rules, case by case."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from governance.enums import Outcome, PutKind
from governance.rules import ProposedDecision, counted, fault_in, next_position, wording
from tests.factories import world as w

PUT, MET, TODAY = date(2026, 3, 2), date(2026, 3, 10), date(2026, 3, 12)
GOOD = ProposedDecision(
    kind=PutKind.STAGE,
    outcome=Outcome.APPROVE,
    met_on=MET,
    put_on=PUT,
    today=TODAY,
    reasons="Content.",
    took_part=2,
)
LINE = ("Publish it.", "Lead", date(2026, 4, 1))
EARLY = ("Publish it.", "Lead", MET - timedelta(days=1))
BOARD = {"is_board": True, "direction_to": "both", "direction_reason": "Both carry it out."}
AT_REVIEW = {"is_repeating_stage": True}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, None),
        # Outcomes
        ({"outcome": Outcome.HOLD}, "wrong_outcome"),
        ({"outcome": Outcome.RELEASE, "kind": PutKind.BRIEF}, "wrong_outcome"),
        ({"kind": PutKind.COURSE}, "wrong_outcome"),
        ({"kind": PutKind.COURSE, "outcome": Outcome.DEFER}, "wrong_outcome"),
        ({"kind": PutKind.COURSE, "outcome": Outcome.STOP}, None),
        ({"kind": PutKind.COURSE, "outcome": Outcome.HOLD}, None),
        ({"kind": PutKind.COURSE, "outcome": Outcome.RELEASE}, None),
        ({"kind": PutKind.BRIEF, "outcome": Outcome.STOP}, None),
        ({"kind": PutKind.BRIEF, "outcome": Outcome.STOP, "moves_flow": False}, "stop_elsewhere"),
        ({"kind": PutKind.BRIEF, "outcome": Outcome.SEND_BACK, "moves_flow": False}, None),
        # The meeting
        ({"met_on": TODAY}, None),
        ({"met_on": date(2026, 3, 13)}, "met_in_future"),
        ({"met_on": PUT}, None),
        ({"met_on": date(2026, 3, 1)}, "met_before_put"),
        ({"earlier_on": MET}, None),
        ({"earlier_on": date(2026, 3, 11)}, "met_before_put"),
        ({"took_part": 1}, "one_member_alone"),
        ({"took_part": 0}, "one_member_alone"),
        # What it says
        ({"reasons": " \n"}, "no_reasons"),
        ({"outcome": Outcome.APPROVE_WITH_CONDITIONS}, "no_conditions"),
        ({"outcome": Outcome.APPROVE_WITH_CONDITIONS, "conditions": [LINE]}, None),
        ({"conditions": [LINE]}, "conditions_not_taken"),
        (
            {"outcome": Outcome.APPROVE_WITH_CONDITIONS, "conditions": [LINE, EARLY]},
            "condition_due_early",
        ),
        ({"outcome": Outcome.SEND_BACK, "conditions": [LINE]}, "conditions_not_taken"),
        (
            {"outcome": Outcome.APPROVE_WITH_CONDITIONS, "conditions": [LINE, (" ", "Lead", MET)]},
            "condition_incomplete",
        ),
        (
            {"outcome": Outcome.APPROVE_WITH_CONDITIONS, "conditions": [("Do it.", "", MET)]},
            "condition_incomplete",
        ),
        (
            {"outcome": Outcome.APPROVE_WITH_CONDITIONS, "conditions": [("Do it.", "Lead", None)]},
            "condition_incomplete",
        ),
        # Reasons, by their codes
        ({"outcome": Outcome.SEND_BACK, "coded_reasons": ()}, "no_coded_reason"),
        ({"outcome": Outcome.STOP, "coded_reasons": ()}, "no_coded_reason"),
        ({"coded_reasons": ()}, None),
        ({"coded_reasons": ("need_shown", "affordable")}, None),
        ({"coded_reasons": ("need_shown", "money_unclear")}, "unknown_reason"),
        # What a joint board states
        (BOARD, None),
        (BOARD | {"direction_to": ""}, "no_direction_stated"),
        (BOARD | {"direction_to": "somebody"}, "no_direction_stated"),
        (BOARD | {"direction_reason": " "}, "no_direction_reason"),
        (BOARD | {"goes_before": True}, "views_not_answered"),
        (BOARD | {"goes_before": True, "account_of_views": "Taken in."}, None),
        ({"direction_to": "council", "direction_reason": "It carries it out."}, "not_a_board"),
        ({"goes_before": True}, None),
        # What comes next
        ({"outcome": Outcome.DEFER}, "no_return_date"),
        ({"outcome": Outcome.DEFER, "defer_until": MET}, "no_return_date"),
        ({"outcome": Outcome.DEFER, "defer_until": date(2026, 3, 11)}, None),
        (AT_REVIEW, "no_next_step"),
        (AT_REVIEW | {"is_last_body": False}, None),
        (AT_REVIEW | {"outcome": Outcome.SEND_BACK}, None),
        (AT_REVIEW | {"next_step": "close"}, None),
        (AT_REVIEW | {"next_step": "new_cycle"}, None),
        (AT_REVIEW | {"next_step": "watch"}, "no_next_review"),
        (AT_REVIEW | {"next_step": "watch", "next_review_on": MET}, "no_next_review"),
        (AT_REVIEW | {"next_step": "watch", "next_review_on": TODAY}, None),
    ],
)
def test_fault_in(change, code):
    coded = {"coded_reasons": w.CODED.get(change.get("outcome"), ())}
    fault = fault_in(replace(GOOD, **(coded | change)))

    assert (fault[0] if fault else None) == code
    if fault:
        assert fault[1].endswith(".")


@pytest.mark.parametrize(
    ("outcome", "last", "earlier"),
    [
        (Outcome.APPROVE, "Approve", "Endorse"),
        (Outcome.APPROVE_WITH_CONDITIONS, "Approve with conditions", "Endorse with conditions"),
        (Outcome.SEND_BACK, "Send back", "Send back"),
        (Outcome.DEFER, "Defer", "Defer"),
        (Outcome.STOP, "Stop", "Does not endorse"),
        (Outcome.HOLD, "Put on hold", "Put on hold"),
        (Outcome.RELEASE, "Take off hold", "Take off hold"),
    ],
)
def test_wording(outcome, last, earlier):
    assert wording(outcome, is_last_body=True) == last
    assert wording(outcome, is_last_body=False) == earlier


@pytest.mark.parametrize(
    ("position", "route", "following"), [(1, [7], None), (1, [7, 9], 2), (2, [7, 9], None)]
)
def test_next_position(position, route, following):
    assert next_position(position, route) == following


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "no things"), (1, "one thing"), (3, "three things"), (20, "twenty things")],
)
def test_counted(count, words):
    assert counted(count, "thing") == words


def test_counted_beyond_twenty_and_with_a_plural_of_its_own():
    assert counted(21, "thing") == "21 things"
    assert counted(2, "body", "bodies") == "two bodies"
