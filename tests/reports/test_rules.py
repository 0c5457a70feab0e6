"""Where a project stood at the end of a day: the table, case by case.

`tests/governance/test_walks.py` compares the same rule with the flow on random walks.
"""

from datetime import date

import pytest

from cycle.enums import NextStep, Phase
from governance.enums import Outcome, PutKind
from reports.rules import Event, Turn, next_gate, notes, stage_word, stood_at

NAMES = {1: "Analyse", 2: "Plan", 3: "Implement", 4: "Review"}
BEGUN = date(2026, 1, 5)


def on(month: int) -> date:
    """Return the tenth of a month."""
    return date(2026, month, 10)


def put(month: int, stage: int = 0, body: str = "Group") -> Event:
    kind = PutKind.STAGE if stage else PutKind.BRIEF
    return Event(Turn.PUT, on(month), kind=kind, stage=stage, body=body)


def taken_back(month: int, stage: int = 0) -> Event:
    kind = PutKind.STAGE if stage else PutKind.BRIEF
    return Event(Turn.WITHDRAWN, on(month), kind=kind, stage=stage)


def decided(month: int, outcome: Outcome, stage: int = 0, **more) -> Event:
    kind = more.pop("kind", PutKind.STAGE if stage else PutKind.BRIEF)
    values = {"body": "Group"} | more
    return Event(Turn.DECIDED, on(month), kind=kind, stage=stage, outcome=outcome, **values)


def course(month: int, outcome: Outcome) -> Event:
    return decided(month, outcome, kind=PutKind.COURSE)


def carried(month: int, enters: Phase, stage: int = 0, started_on: date | None = None) -> Event:
    return Event(Turn.CARRIED, on(month), enters=enters, stage=stage, started_on=started_on)


def opened(month: int, stage: int) -> Event:
    return Event(Turn.OPENED, on(month), stage=stage)


def closed(month: int) -> Event:
    return Event(Turn.CLOSED, on(month))


YES, BACK, DEFER, STOP = Outcome.APPROVE, Outcome.SEND_BACK, Outcome.DEFER, Outcome.STOP
ACCEPTED = [put(1), decided(2, YES)]
AT_PLAN = [*ACCEPTED, opened(2, 1), put(3, 1), decided(4, YES, 1), opened(4, 2)]
SENT_TO_ANALYSE = [*AT_PLAN, put(5, 2), decided(6, BACK, 2, back_to=1)]
AT_REVIEW = [*AT_PLAN, put(5, 2), decided(5, YES, 2), put(6, 3), decided(6, YES, 3), put(7, 4)]
WATCHED = [*AT_REVIEW, decided(7, YES, 4, next_step=NextStep.WATCH, until=date(2027, 1, 10))]

CASES = [
    # what happened, month, stage, since, what is said of it, next gate
    ("nothing yet", [], 12, "Brief", BEGUN, ["Being written"], "Acceptance of the brief"),
    (
        "the brief put", [put(2)], 3, "Brief", BEGUN,
        ["Put for acceptance, before the Group since 10 February 2026"], "Acceptance of the brief",
    ),
    (
        "the brief withdrawn", [put(2), taken_back(3)], 4, "Brief", BEGUN,
        ["Being written"], "Acceptance of the brief",
    ),
    (
        "the brief sent back", [put(2), decided(3, BACK)], 4, "Brief", BEGUN,
        ["Sent back by the Group on 10 March 2026"], "Acceptance of the brief",
    ),
    (
        "the brief endorsed", [put(2), decided(3, YES, is_last_body=False, next_body="Board")], 4,
        "Brief", BEGUN, ["Put for acceptance, before the Board since 10 March 2026"],
        "Acceptance of the brief",
    ),
    (
        "the brief stopped", [put(2), decided(3, STOP)], 4, "Stopped", on(3),
        ["By the Group; lessons still to be written"], "",
    ),
    ("the brief accepted", ACCEPTED, 3, "Analyse", on(2), [], "Analyse gate"),
    ("before its acceptance", ACCEPTED, 1, "Brief", BEGUN,
        ["Put for acceptance, before the Group since 10 January 2026"], "Acceptance of the brief"),
    (
        "a later brief moves nothing", [*ACCEPTED, put(3), decided(4, BACK)], 5, "Analyse", on(2),
        [], "Analyse gate",
    ),
    ("passed since", AT_PLAN, 2, "Analyse", on(2), [], "Analyse gate"),
    (
        "at the gate then", AT_PLAN, 3, "Analyse", on(2),
        ["At its gate, before the Group since 10 March 2026"], "Analyse gate",
    ),
    ("the next stage", AT_PLAN, 4, "Plan", on(4), [], "Plan gate"),
    (
        "the next body", [*AT_PLAN, put(5, 2), decided(6, YES, 2, is_last_body=False,
        next_body="Board")], 6, "Plan", on(4),
        ["At its gate, before the Board since 10 June 2026"], "Plan gate",
    ),
    (
        "deferred", [*AT_PLAN, put(5, 2), decided(6, DEFER, 2, until=date(2026, 9, 1))], 7, "Plan",
        on(4), ["At its gate, before the Group since 10 May 2026; deferred until 1 September 2026"],
        "Plan gate",
    ),
    ("withdrawn", [*AT_PLAN, put(5, 2), taken_back(6, 2)], 6, "Plan", on(4), [], "Plan gate"),
    (
        "sent back to itself", [*AT_PLAN, put(5, 2), decided(6, BACK, 2, back_to=2)], 6, "Plan",
        on(4), ["Sent back by the Group on 10 June 2026"], "Plan gate",
    ),
    (
        "sent back to an earlier stage", SENT_TO_ANALYSE, 6, "Analyse", on(6),
        ["Sent back from Plan by the Group on 10 June 2026"], "Analyse gate",
    ),
    (
        "before it was sent back", SENT_TO_ANALYSE, 5, "Plan", on(4),
        ["At its gate, before the Group since 10 May 2026"], "Plan gate",
    ),
    (
        "sent back and put again", [*SENT_TO_ANALYSE, put(7, 1)], 7, "Analyse", on(6),
        ["At its gate, before the Group since 10 July 2026"], "Analyse gate",
    ),
    (
        "sent back and through again", [*SENT_TO_ANALYSE, put(7, 1), decided(8, YES, 1)], 8, "Plan",
        on(8), [], "Plan gate",
    ),
    (
        "stopped at its gate", [*AT_PLAN, put(5, 2), decided(6, STOP, 2)], 6, "Stopped", on(6),
        ["By the Group; lessons still to be written"], "",
    ),
    (
        "stopped between gates", [*AT_PLAN, course(6, STOP)], 6, "Stopped", on(6),
        ["By the Group; lessons still to be written"], "",
    ),
    (
        "stopped, its lessons kept", [*AT_PLAN, course(6, STOP), closed(7)], 7, "Stopped", on(6),
        ["By the Group"], "",
    ),
    ("stopped since", [*AT_PLAN, course(6, STOP), closed(7)], 5, "Plan", on(4), [], "Plan gate"),
    (
        "on hold", [*AT_PLAN, course(6, Outcome.HOLD)], 6, "Plan", on(4),
        ["On hold since 10 June 2026, by the Group"], "Plan gate (on hold)",
    ),
    (
        "on hold and stopped", [*AT_PLAN, course(6, Outcome.HOLD), course(7, STOP)], 7, "Stopped",
        on(7), ["By the Group; lessons still to be written"], "",
    ),
    (
        "off hold", [*AT_PLAN, course(6, Outcome.HOLD), course(7, Outcome.RELEASE)], 7, "Plan",
        on(4), [], "Plan gate",
    ),
    (
        "watched", WATCHED, 8, "Review", on(6),
        ["Under review since 10 July 2026, to be looked at again on 10 January 2027"], "",
    ),
    ("taken back into review", [*WATCHED, opened(9, 4)], 9, "Review", on(9), [], "Review gate"),
    (
        "a new cycle", [*AT_REVIEW, decided(8, YES, 4, next_step=NextStep.NEW_CYCLE)], 8, "Analyse",
        on(8), ["Cycle 2"], "Analyse gate",
    ),
    (
        "to be closed", [*AT_REVIEW, decided(8, YES, 4, next_step=NextStep.CLOSE)], 8,
        "To be closed", on(8), ["As the Group decided; lessons still to be written"], "",
    ),
    (
        "closed", [*AT_REVIEW, decided(8, YES, 4, next_step=NextStep.CLOSE), closed(9)], 9,
        "Closed", on(9), [], "",
    ),
    (
        "carried over, not started", [carried(2, Phase.BRIEF)], 2, "Brief", on(2),
        ["Being written"], "Acceptance of the brief",
    ),
    (
        "carried over at a stage", [carried(2, Phase.WORK, 3, date(2025, 5, 1))], 2, "Implement",
        date(2025, 5, 1), [], "Implement gate",
    ),
    (
        "carried over and sent back past what was never done here",
        [carried(2, Phase.WORK, 3), put(3, 3), decided(4, BACK, 3, back_to=1), put(5, 1),
         decided(6, YES, 1)],
        6, "Plan", on(6), [], "Plan gate",
    ),
    (
        "carried over under review", [carried(2, Phase.WATCH)], 2, "Review", on(2),
        ["Under review since 10 February 2026"], "",
    ),
    (
        "carried over closed", [carried(2, Phase.CLOSE)], 2, "Closed", None,
        ["Closed before it was brought in from a tracker"], "",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("happened", "month", "stage", "since", "said", "gate"),
    [case[1:] for case in CASES],
    ids=[case[0] for case in CASES],
)
def test_where_it_stood(happened, month, stage, since, said, gate):
    stood = stood_at(BEGUN, happened, list(NAMES), date(2026, month, 20))

    assert (stage_word(stood, NAMES), stood.since) == (stage, since)
    assert list(notes(stood, NAMES)) == said
    assert next_gate(stood, NAMES) == gate
    assert stood.is_over == (gate == "" and stood.phase != Phase.WATCH)


def test_a_body_called_the_something_is_named_once():
    stood = stood_at(BEGUN, [put(2, body="The Moray Board")], list(NAMES), on(2))

    assert "before the Moray Board since" in notes(stood, NAMES)[0]


def test_a_decision_counts_from_its_meeting_though_recorded_after_a_later_turn():
    """The order is that of the writing; only what counts by the day is taken."""
    happened = [put(1), decided(3, YES), opened(4, 1)]

    assert stood_at(BEGUN, happened, list(NAMES), on(3)).stage == 1
    assert stood_at(BEGUN, happened, list(NAMES), on(2)).phase == Phase.ACCEPTANCE
