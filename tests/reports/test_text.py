"""Typed text on its way into a document (reports/render/text.py)."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.render.text import clean, legible, markup

LATIN = frozenset(range(32, 0x250))
GREEK = frozenset(range(0x370, 0x400))


def marked(text: str) -> str:
    return markup(text, main=LATIN, spare=GREEK, spare_font="Spare")


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("plain", "plain"),
        ("", ""),
        ("two\r\nlines\rthree\x0bfour\u2028five", "two\nlines\nthree\nfour\nfive"),
        ("tab\tand\u2003em space\u3000wide", "tab and em space wide"),
        ("£5\u202fmillion", "£5\u00a0million"),
        ("nul\x00 bell\x07 escape\x1b[31m", "nul bell escape[31m"),
        ("soft\u00adhyphen zero\u200bwidth\ufeff", "softhyphen zerowidth"),
        ("evil\u202etxt.exe", "eviltxt.exe"),
        ("heart\u2764\ufe0f", "heart\u2764"),
        ("Gàidhlig".replace("à", "a\u0300"), "Gàidhlig"),
    ],
)
def test_clean_keeps_words_and_drops_what_cannot_be_seen(typed: str, cleaned: str) -> None:
    assert clean(typed) == cleaned


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("Gàidhlig – £5", "Gàidhlig [en dash] £5".replace("[en dash]", "[U+2013]")),
        ("well done \U0001f600", "well done [grinning face]"),
        ("3 \u2260 4", "3 [not equal to] 4"),
        ("\u4e2d\u6587", "[U+4E2D][U+6587]"),
        ("lone \ud800 half", "lone [U+D800] half"),
        ("own \ue000 sign", "own [U+E000] sign"),
    ],
)
def test_legible_names_what_no_font_holds(typed: str, seen: str) -> None:
    assert legible(typed, LATIN) == seen


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("<b>bold", "&lt;b&gt;bold"),
        ("R&D &amp; more", "R&amp;D &amp;amp; more"),
        ('<img src="/etc/passwd"/>', '&lt;img src="/etc/passwd"/&gt;'),
        ('<a href="javascript:x">go</a>', '&lt;a href="javascript:x"&gt;go&lt;/a&gt;'),
        ("one\ntwo", "one<br/>two"),
        ("αβ and γ", '<font name="Spare">αβ</font> and <font name="Spare">γ</font>'),
        ("<é>", "&lt;é&gt;"),
    ],
)
def test_markup_reads_nothing_typed_as_a_tag(typed: str, written: str) -> None:
    assert marked(typed) == written


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_markup_holds_no_tag_but_ours(typed: str) -> None:
    bare = marked(typed)
    for ours in ("<br/>", '<font name="Spare">', "</font>"):
        bare = bare.replace(ours, "")
    assert "<" not in bare
    assert ">" not in bare


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_clean_is_settled_and_loses_nothing_visible(typed: str) -> None:
    cleaned = clean(typed)
    assert clean(cleaned) == cleaned
    visible = [
        char
        for char in unicodedata.normalize("NFC", typed)
        if unicodedata.category(char)[0] in "LNPS"
    ]
    assert [char for char in cleaned if unicodedata.category(char)[0] in "LNPS"] == visible
