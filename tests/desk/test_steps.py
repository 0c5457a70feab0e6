"""The stage tracker, the filters and the excerpt, in words."""

from datetime import date

import pytest

from desk.queries.finding import excerpt, marked, pattern_of
from desk.rules.filters import NO_RAG, Filters, number_in, read_filters, shortened, stage_key
from desk.rules.steps import Course, Pass, cycle_words, in_words, now_words, steps

STAGES = {1: "Analyse", 2: "Plan", 3: "Implement", 4: "Review"}
SINCE = date(2026, 6, 11)


def course(phase: str, **values) -> Course:
    return Course(**({"phase": phase, "since": SINCE, "stages": STAGES} | values))


def words(found) -> list[str]:
    return [step.words for step in found]


def test_the_tracker_of_the_mock():
    found = steps(
        course(
            "work",
            accepted_version=2,
            accepted_on=date(2026, 2, 3),
            passes={
                1: Pass(
                    "closed",
                    date(2026, 2, 3),
                    wording="Approve with conditions",
                    decided_on=date(2026, 6, 10),
                ),
                2: Pass("open", SINCE),
            },
            targets={2: date(2027, 3, 1), 4: date(2028, 3, 1)},
        )
    )

    assert words(found) == [
        "Version 2 accepted 3 Feb 2026",
        "Approved with conditions 10 Jun 2026",
        "Now: with the lead since 11 Jun 2026",
        "Planned from Mar 2027",
        "First review planned Mar 2028",
    ]
    assert [step.state for step in found] == ["done", "done", "now", "", ""]


@pytest.mark.parametrize(
    ("phase", "values", "at", "sentence"),
    [
        ("brief", {}, 0, "Now: being written since 11 Jun 2026"),
        ("acceptance", {"body": "SPG"}, 0, "Now: before the SPG since 11 Jun 2026"),
        (
            "gate",
            {"passes": {1: Pass("at_gate", SINCE)}, "body": "SPG"},
            1,
            "Now: before the SPG since 11 Jun 2026",
        ),
        (
            "watch",
            {"passes": {4: Pass("closed", SINCE)}, "review_on": date(2027, 1, 5)},
            4,
            "Now: under review, looked at again 5 Jan 2027",
        ),
    ],
)
def test_one_step_at_most_is_now(phase, values, at, sentence):
    found = steps(course(phase, **values))

    assert found[at].words == sentence
    assert [step.state for step in found].count("now") == 1


def test_a_project_from_a_tracker_does_not_claim_what_no_body_decided():
    found = steps(course("work", passes={3: Pass("open", SINCE)}, carried_on=SINCE))

    assert words(found)[:3] == [
        "No version accepted here",
        "Before it was brought in from the tracker",
        "Before it was brought in from the tracker",
    ]
    assert [step.state for step in found] == ["", "", "", "now", ""]


def test_a_stopped_project_says_so():
    stopped = course("close", passes={1: Pass("stopped", SINCE)}, was_stopped=True)

    assert words(steps(stopped))[1:3] == ["Stopped 11 Jun 2026", "Not reached"]
    assert now_words(stopped) == "Stopped: to be closed with lessons"
    assert now_words(course("ended")) == "Closed 11 Jun 2026"
    assert now_words(course("work")) == ""


def test_small_numbers_are_words():
    assert [in_words(n) for n in (1, 3, 11)] == ["One", "Three", "11"]
    assert [cycle_words(n) for n in (1, 6)] == ["first cycle", "6th cycle"]


def test_a_filter_that_nobody_knows_is_left_out_and_told():
    known = {"stage": {"plan": "Plan"}, "programme": {"7": "LD"}, "rag": {"red": "Red"}}
    filters = read_filters(
        {"stage": "Plan';--", "programme": "7", "rag": "red", "words": "a\x00 b", "mine": "1"},
        known,
    )

    assert filters.wrong == ("There is no stage “Plan';--”: it was left out.",)
    assert (filters.stage, filters.programme, filters.rag) == ("", 7, "red")
    assert (filters.words, filters.mine) == ("a b", True)
    assert filters.query == "rag=red&programme=7&mine=1&words=a+b"
    assert Filters().is_empty
    assert Filters(after="HSCM-0007").is_empty
    assert not filters.is_empty


def test_where_a_project_stands_as_a_filter():
    assert stage_key("work", "plan") == stage_key("gate", "plan") == "plan"
    assert stage_key("brief", "") == stage_key("acceptance", "") == "brief"
    assert stage_key("watch", "review") == "watch"
    assert NO_RAG == "none"


@pytest.mark.parametrize(
    ("reference", "number"),
    [
        ("HSCM-0007", 7),
        ("7", 7),
        ("", None),
        ("HSCM-", None),
        ("X-²", None),
        ("X-" + "9" * 18, None),
    ],
)
def test_the_number_in_a_reference(reference, number):
    assert number_in(reference) == number


def test_a_reason_is_cut_between_words():
    assert shortened("short") == "short"
    assert shortened("one two three four", 12) == "one two…"


def test_words_found_are_marked_and_everything_else_is_escaped():
    assert marked("<b>Respite</b> & care", pattern_of("respite")) == (
        "&lt;b&gt;<mark>Respite</mark>&lt;/b&gt; &amp; care"
    )
    assert marked("Redesign of respite", pattern_of("of res")) == (
        "Redesign <mark>of</mark> <mark>respite</mark>"
    )
    assert marked("a.*b", pattern_of(".*")) == "a.*b"
    assert "respite" in excerpt("word " * 100 + "respite " + "word " * 100, pattern_of("respite"))
    assert len(excerpt("word " * 200, pattern_of("zzz"))) < 230
