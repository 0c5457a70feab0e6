"""A tracker's words and the codes they stand for."""

import pytest

from desk.rules.words import field_of, line_kind, load_words, read_word, tracker_words


@pytest.mark.parametrize(
    ("kind", "word", "code"),
    [
        ("stage", "Analyse", "analyse"),
        ("stage", "ANALYSIS ", "analyse"),
        ("stage", "Plan", "plan"),
        ("stage", "Implement", "implement"),
        ("stage", "review", "review"),
        ("stage", "Complete", "closed"),
        ("stage", "Closed", "closed"),
        ("stage", "done", "closed"),
        ("stage", "not started", "not_started"),
        ("stage", "Not-Started", "not_started"),
        ("approach", "SC", "strategic_commissioning"),
        ("approach", "Strategic\u00a0Commissioning", "strategic_commissioning"),
        ("approach", "QI", "service_improvement"),
        ("approach", "Quality & Service Improvement", "service_improvement"),
        ("approach", "neither - business as usual", "neither"),
        ("rag", "R", "red"),
        ("rag", "A", "amber"),
        ("rag", "GREEN", "green"),
        ("rag", "Amber/Red", "amber_red"),
        ("rag", "AMBER RED", "amber_red"),
        ("rag", "Amber / Green", "amber_green"),
        ("rag", "Blue", "blue"),
        ("recurring", "R", "yes"),
        ("recurring", "Non-recurring", "no"),
        ("recurring", "NR", "no"),
        ("body", "SPG", "spg"),
        ("body", "Strategic Planning Group", "spg"),
        ("body", "MIJB", "ijb"),
        ("body", "Integration Joint Board", "ijb"),
        ("body", "Senior Leadership Team", "slt"),
        ("body", "CPB", "cpb"),
    ],
)
def test_word_without_doubt(kind, word, code):
    read = read_word(kind, word)
    assert (read.value, read.doubt, read.note) == (code, "", "")


@pytest.mark.parametrize(
    ("kind", "word", "code"),
    [
        ("approach", "SC - decommissioning", "strategic_commissioning"),
        ("approach", "QI (test of change)", "service_improvement"),
        ("recurring", "Recurring saving", "yes"),
        ("recurring", "Recurring income", "yes"),
        ("recurring", "Recurring pressure", "yes"),
        ("rag", "Amber - slipping", "amber"),
        ("rag", "Amber (was Red)", "amber"),
        ("stage", "Implement: phase 2", "implement"),
    ],
)
def test_word_with_doubt_and_note(kind, word, code):
    read = read_word(kind, word)
    assert (read.value, read.note) == (code, word)
    assert read.doubt


def test_word_of_another_framework_is_a_doubt():
    read = read_word("stage", "Do")
    assert (read.value, read.note) == ("implement", "")
    assert "another framework" in read.doubt


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        ("stage", "On hold"),
        ("stage", "Do not start"),
        ("approach", "Project"),
        ("rag", "Purple"),
        ("rag", "TBC"),
        ("recurring", "R / NR"),
        ("recurring", "part"),
        ("body", "Children's Services Partnership / CPB"),
        ("body", "CPB, SLT"),
        ("rag", "Red " * 100),
    ],
)
def test_unknown_word_is_doubt_and_note(kind, word):
    read = read_word(kind, word)
    assert (read.value, read.note) == ("", word)
    assert read.doubt


def test_blank_is_no_doubt():
    assert read_word("rag", "") == read_word("body", "")
    assert read_word("rag", "").doubt == ""


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Ref", "reference"),
        ("Sponsor (post)", "sponsor_post"),
        ("Recurring?", "recurring"),
        ("Stakeholders / groups", "stakeholders"),
        ("WHY THIS RAG", "rag_reason"),
        ("Budget (£)", "budget"),
        ("Budget (£000)", ""),
        ("Comments", ""),
        ("x" * 999, ""),
    ],
)
def test_header(header, field):
    assert field_of(header) == field


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Totals / notes: RAG agreed", "total"),
        ("Grand total", "total"),
        ("Sub-total", "total"),
        ("NOTE: illustrative", "note"),
        ("Notable project", ""),
        ("Totally new service", ""),
        ("", ""),
    ],
)
def test_first_words_of_other_lines(text, kind):
    assert line_kind(text) == kind


def test_a_word_with_two_meanings_is_refused():
    entries = [{"code": "red", "words": ["R"]}, {"code": "rising", "words": ["r"]}]
    with pytest.raises(ValueError, match="two meanings"):
        load_words({"rag": entries})


def test_every_code_is_one_of_ours():
    codes = {kind: {w.code for w in words.values()} for kind, words in tracker_words().items()}
    assert codes["stage"] == {"not_started", "analyse", "plan", "implement", "review", "closed"}
    assert codes["rag"] == {"green", "amber_green", "amber", "amber_red", "red", "blue"}
    assert codes["body"] == {"spg", "ijb", "slt", "cpb"}
    assert codes["approach"] == {"strategic_commissioning", "service_improvement", "neither"}
