"""Every verb of the record reads as a sentence, with before and after in words."""

import pytest

from desk.rules.sentences import Deed, Told, tell
from desk.rules.told import Change, changes_told, row_words, value_words
from record.enums import Verb

GATES = {1: "Analyse", 2: "Plan", 3: "Implement", 4: "Review"}


def told(verb: str, **values) -> Told:
    values = {"actor": "Ann Lead", "subject": "HSCM-0001 Respite", "gates": GATES} | values
    return tell(Deed(verb=verb, **values))


@pytest.mark.parametrize("verb", list(Verb))
def test_every_verb_reads_as_one_sentence_that_names_somebody(verb):
    done = told(verb, on_behalf_of="Strategic planning group")

    assert done.sentence.endswith((".", "Respite"))
    assert "{" not in done.sentence
    assert "  " not in done.sentence
    assert "Ann Lead" in done.sentence or done.sentence.startswith("The ")


def test_an_unknown_verb_is_a_fault():
    with pytest.raises(ValueError, match="guessed"):
        told("guessed")


def test_a_gate_moved_is_told_with_both_dates():
    done = told(
        "brief_saved",
        reason="Timescales and contingencies",
        before={"gates": [{"gate": 1, "on": "2026-06-10"}, {"gate": 2, "on": "2026-12-10"}]},
        after={"gates": [{"gate": 1, "on": "2026-06-10"}, {"gate": 2, "on": "2027-01-14"}]},
    )

    assert done.sentence == (
        "Ann Lead moved the Plan gate from 10 December 2026 to 14 January 2027."
    )
    assert done.changes == (Change("Plan gate: date", "10 December 2026", "14 January 2027"),)


def test_a_part_saved_lists_its_fields_before_and_after():
    done = told(
        "brief_saved",
        reason="Focus and purpose",
        before={"what_changes": "", "christie_pillars": ["People"], "part_state": "not_started"},
        after={
            "what_changes": "Choice.",
            "christie_pillars": ["People", "Prevention"],
            "part_state": "complete",
        },
    )

    assert done.sentence == "Ann Lead saved “Focus and purpose” of the brief."
    assert done.changes == (
        Change("what changes", "nothing", "Choice."),
        Change("Christie pillars", "People", "People; Prevention"),
        Change("state of the part", "Not started", "Complete"),
    )


def test_lines_of_a_brief_are_told_one_by_one():
    was = [{"element": "Needs assessment", "code": "x", "applies": True, "due": None}]
    now = [
        {"element": "Needs assessment", "code": "x", "applies": True, "due": "2026-05-01"},
        {"element": "Business case", "applies": False, "reason": "Done before."},
    ]

    assert changes_told({"expected_elements": was}, {"expected_elements": now}) == (
        Change("Needs assessment: due date", "nothing", "1 May 2026"),
        Change(
            "expected elements",
            "nothing",
            "Business case; applies: no; reason: Done before.",
        ),
    )
    assert changes_told({"expected_elements": now}, {"expected_elements": was})[-1].now == "nothing"


def test_engagement_corrected_is_told_with_what_it_said_before():
    done = told(
        "engagement_corrected",
        subject="Families, 1 March 2026",
        before={"who": "Famlies", "fed_back_on": None},
        after={"who": "Families", "fed_back_on": "2026-04-02"},
    )

    assert done.sentence == (
        "Ann Lead changed people engaged and date of telling people what came of it "
        "of the engagement log, Families, 1 March 2026."
    )
    assert done.changes == (
        Change("people engaged", "Famlies", "Families"),
        Change("date of telling people what came of it", "nothing", "2 April 2026"),
    )
    done = told(
        "engagement_corrected", subject="Families", before={"how": "Bus"}, after={"how": "Boat"}
    )
    assert done.sentence == (
        "Ann Lead changed the way of engaging from Bus to Boat (the engagement log, Families)."
    )
    assert told("engagement_logged").sentence.startswith("Ann Lead logged engagement: ")


def test_a_single_change_is_told_in_full_and_a_long_one_beside_the_sentence():
    short = told(
        "deliverable_changed",
        subject="Business case",
        before={"due_on": "2026-12-11"},
        after={"due_on": "2027-01-08"},
    )
    long = told("project_changed", before={"purpose": "a " * 90}, after={"purpose": "b " * 90})
    many = told(
        "deliverable_changed",
        subject="Business case",
        before={"progress": "not_started", "notes": ""},
        after={"progress": "ready", "notes": "Done."},
    )

    assert short.sentence == (
        "Ann Lead moved the due date from 11 December 2026 to 8 January 2027 (Business case)."
    )
    assert long.sentence == "Ann Lead changed purpose of the project."
    assert long.changes[0].now.startswith("b b")
    assert many.sentence == "Ann Lead changed progress and notes of Business case."
    assert many.changes[0] == Change("progress", "Not started", "Ready")


def test_a_decision_is_the_bodys_and_names_who_recorded_it():
    done = told(
        "decision_recorded",
        actor="Chair A",
        subject="Strategic Planning Group: Approve with conditions, Plan gate",
        on_behalf_of="Strategic Planning Group",
        reason="Families were heard.",
        after={"wording": "Approve with conditions", "met_on": "2026-06-10", "conditions": 2},
    )

    assert done.sentence == (
        "Chair A for the Strategic Planning Group recorded the decision “Approve with conditions” "
        "on the Plan gate, taken on 10 June 2026, with 2 conditions."
    )
    assert done.quote == "Families were heard."


@pytest.mark.parametrize(
    ("verb", "values", "sentence"),
    [
        (
            "stage_put",
            {"subject": "Plan gate before Group, A", "after": {"body": "Group, A", "sha256": "0"}},
            "Ann Lead put the Plan gate to the Group, A.",
        ),
        (
            "brief_put",
            {"subject": "Brief, version 2 before SPG", "after": {"body": "SPG"}},
            "Ann Lead put the brief, version 2, to the SPG.",
        ),
        (
            "put_withdrawn",
            {"subject": "Plan gate before SPG"},
            "Ann Lead took the Plan gate back from the SPG before it was decided.",
        ),
        (
            "evidence_added",
            {
                "subject": "Soundings, version 3",
                "after": {"to": "Business case", "effective_on": "2026-11-20", "sha256": "0"},
            },
            "Ann Lead added Soundings, version 3 to “Business case”, dated 20 November 2026.",
        ),
        (
            "carried_over",
            {"after": {"stage": "Plan", "stage_started_on": "2026-02-03"}},
            "Ann Lead carried the project over from a tracker at “Plan”, begun on 3 February 2026."
            " No body decided that here.",
        ),
        (
            "review_point_set",
            {
                "before": {"due_on": "2027-01-01"},
                "after": {"due_on": "2027-06-30", "about": "Confirm the brief"},
            },
            "Ann Lead moved the review point “Confirm the brief” from 1 January 2027 to "
            "30 June 2027.",
        ),
        (
            "team_changed",
            {"before": {"post": "Manager (Ann)"}, "after": {"post": "Officer", "role": "Lead"}},
            "Ann Lead named Officer as lead, until then Manager (Ann).",
        ),
        (
            "team_changed",
            {"subject": "Lead: Officer", "after": {"last_day": "2027-06-30"}},
            "Ann Lead ended a place on the project: Lead: Officer, last day 30 June 2027.",
        ),
        (
            "project_imported",
            {"after": {"tracker_reference": "CT-05"}, "reason": "tracker.xlsx, Sheet, row 7"},
            "Ann Lead brought the project in from a tracker, where it is CT-05.",
        ),
        (
            "project_changed",
            {"before": {"programme": None}, "after": {"programme": "Learning disability"}},
            "Ann Lead gave the programme: Learning disability (the project).",
        ),
    ],
)
def test_sentences(verb, values, sentence):
    assert told(verb, **values).sentence == sentence


def test_values_in_words():
    assert value_words("due_on", "2026-02-03") == "3 February 2026"
    assert value_words("is_major", True) == "yes"
    assert value_words("x", None) == value_words("x", "") == value_words("x", []) == "nothing"
    assert value_words("progress", "does_not_apply") == "Does not apply"
    assert value_words("x", "2026-02-3x") == "2026-02-3x"
    assert row_words({"owner_key": 3, "sha256": "f"}) == "nothing"


def test_what_was_done_in_somebodys_place_reads_as_a_for_b():
    whom = "Strategic planning group, for Bea Chair"
    after = {"wording": "Approve", "met_on": "2026-06-10"}
    subject = "Strategic planning group: Approve, Plan gate"

    assert told(
        "decision_recorded", on_behalf_of=whom, subject=subject, after=after
    ).sentence.startswith(
        "Ann Lead for Bea Chair of the Strategic planning group recorded the decision “Approve” on "
        "the Plan gate"
    )
    opened = told("meeting_opened", on_behalf_of=", for Bea Chair", subject="Group")
    assert opened.sentence == "Ann Lead for Bea Chair opened the meeting of the Group."
