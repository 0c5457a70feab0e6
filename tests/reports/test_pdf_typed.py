"""Whatever people type is drawn as text, and nothing else comes of it (reports/render/pdf)."""

import re
import sys
from collections import Counter
from dataclasses import fields, is_dataclass, replace
from io import BytesIO
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from reports.render.pdf import draw_progress_report
from reports.render.pdf.fonts import glyphs
from reports.render.text import legible
from tests.reports.reading import body_text, read, squeezed, words
from tests.reports.sample import CONDITIONS, MONEY, PROJECTS, REPORT


@pytest.mark.parametrize(
    "typed",
    [
        '<img src="/etc/hostname"/>',
        '<img src="http://127.0.0.1:9/x.png"/>',
        '<a href="javascript:alert(1)">go</a>',
        "<b>unclosed <i>",
        '<font color="[[[getattr(pow,Attacker)]]]">x</font>',
        "a < b & c > d &amp; &#60;",
        "\x00\x01\x1b]\ud800",
        "W" * 900,
        "word " * 400,
        "line\n" * 80,
        "؏שלום",
        "\u00a0" * 500,
    ],
    ids=lambda text: repr(text[:12]),
)
def test_hostile_text_is_drawn_as_text_in_every_field(typed: str) -> None:
    draw_progress_report(REPORT)
    opened: list[str] = []

    def note(event: str, args: tuple[Any, ...]) -> None:
        if watching and event.startswith(("open", "socket.", "urllib", "subprocess", "os.exec")):
            opened.append(f"{event} {args[:1]}")

    watching = True
    sys.addaudithook(note)
    made = draw_progress_report(with_texts(SHORT, lambda _: typed))
    watching = False
    assert opened == []
    reader = PdfReader(BytesIO(made))
    assert not any("/Annots" in page for page in reader.pages)
    assert b"/JavaScript" not in made
    assert not any(page.images for page in reader.pages)
    text = body_text(reader)
    seen = squeezed(legible(typed, frozenset().union(*glyphs())))
    if not any("\u0590" <= char <= "\u08ff" for char in typed):
        assert seen[:40] in text


def with_texts(value: Any, make: Any) -> Any:
    """Return the value with every text in it, however deep, made anew."""
    if isinstance(value, str):
        return make(value)
    if isinstance(value, tuple):
        return tuple(with_texts(part, make) for part in value)
    if is_dataclass(value):
        parts = {f.name: with_texts(getattr(value, f.name), make) for f in fields(value)}
        return replace(value, **parts)
    return value


SHORT = replace(
    REPORT,
    projects=PROJECTS[:1],
    decisions=REPORT.decisions[1:2],
    conditions=CONDITIONS[:1],
    next_gates=REPORT.next_gates[:1],
    review_points=REPORT.review_points[:1],
    money=MONEY[:1],
    implications=REPORT.implications[:1],
    stage_order=(),
    rag_order=(),
)
ODD = st.sampled_from(
    ["<b>", "</para>", "&", "&amp;", '<img src="x">', "]]>", "\x00", "\x0b", "\n\n", "\u202e",
     "שלום", "مرحبا", "\U0001f600", "中", "e\u0301", "\u200d", "ﬁ", "’", "£", "→", "\ufffe"]
)  # fmt: skip
TURNED = re.compile("[\u0590-\u08ff\ufb00-\uffff]")
TYPED = st.lists(st.one_of(st.text(max_size=12), ODD), max_size=5).map("".join)


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
@given(st.lists(TYPED, min_size=1, max_size=8))
def test_whatever_is_typed_is_drawn(typed: list[str]) -> None:
    """Each field says its own number and one of the texts; each is found as it was typed.

    pypdf turns right-to-left runs round and may move them, and a long text may go on in a further
    row after its neighbours: of such texts the letters are counted. All others are found letter
    for letter.
    """
    number = count()
    given_texts: list[str] = []

    def make(_: str) -> str:
        at = next(number)
        given_texts.append(f"q{at}z{typed[at % len(typed)]}")
        return given_texts[-1]

    report = with_texts(SHORT, make)
    held = frozenset().union(*glyphs())
    drawn = body_text(read(report))
    letters = Counter(drawn)
    seen = [squeezed(legible(text, held)) for text in given_texts]
    for at, text in enumerate(seen):
        near = seen[max(at - 1, 0) : at + 2]
        if any(len(part) > 60 or TURNED.search(part) for part in near):
            assert not Counter(text) - letters, text
        else:
            assert text in drawn, text


def test_row_of_any_length_goes_on_over_pages_and_loses_no_word() -> None:
    many = [f"w{at}w" for at in range(1500)]
    project = replace(PROJECTS[0], rag_reason=" ".join(many), title="\n".join(many[:90]))
    text = words(replace(REPORT, projects=(project,)))
    found = Counter(re.findall(r"w\d+w", text))
    assert all(found[word] == 2 for word in many[:90])
    assert all(found[word] == 1 for word in many[90:])
