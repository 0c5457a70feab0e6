"""What the search page shows: matches with their words marked."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from cycle.models import Standing
from desk.queries.listing import NOT_YET
from projects.models import Project
from projects.queries import keys_found
from roles.queries import Held

SIZE = 50
EXCERPT = 220
FIELDS = (
    "reference",
    "title",
    "purpose",
    "standing__phase",
    "standing__stage_name",
    "standing__was_stopped",
    "standing__rag_name",
)


@dataclass(frozen=True)
class Found:
    """The best matches, best first, and whether there are more."""

    rows: list[dict[str, Any]]
    has_more: bool


def found_for(held: Held, words: str) -> Found:
    """Return the projects a person may see that match what they typed."""
    keys = keys_found(held, words, SIZE + 1)
    shown = Project.objects.filter(pk__in=keys[:SIZE]).order_by().values_list("pk", *FIELDS)
    rows = {row[0]: row[1:] for row in shown}
    pattern, base = pattern_of(words), reverse("desk:projects")
    found = [_row(rows[key], pattern, base) for key in keys[:SIZE] if key in rows]
    return Found(found, has_more=len(keys) > SIZE)


def _row(row: tuple, pattern: re.Pattern[str] | None, base: str) -> dict[str, Any]:
    reference, title, purpose, phase, stage_name, was_stopped, rag_name = row
    standing = Standing(phase=phase, stage_name=stage_name or "", was_stopped=bool(was_stopped))
    return {
        "url": f"{base}{quote(reference)}/",
        "reference": reference,
        "title": marked(title, pattern),
        "purpose": marked(excerpt(purpose, pattern), pattern),
        "stage": standing.words if phase else NOT_YET,
        "rag": rag_name or "",
    }


def pattern_of(words: str) -> re.Pattern[str] | None:
    """Return what finds the words typed, the last as a beginning; None where there is no word."""
    typed = re.findall(r"[^\W_]+", words)[:12]
    if not typed:
        return None
    *whole, last = (re.escape(word) for word in typed)
    beginning = rf"{last}\w*"
    return re.compile(rf"\b(?:{'|'.join([*whole, beginning])})\b", re.IGNORECASE)


def marked(text: str, pattern: re.Pattern[str] | None) -> SafeString:
    """Return a text, escaped, with what the pattern finds in <mark>."""
    if pattern is None:
        return escape(text)
    parts, end = [], 0
    for match in pattern.finditer(text):
        parts += [escape(text[end : match.start()]), f"<mark>{escape(match.group())}</mark>"]
        end = match.end()
    parts.append(escape(text[end:]))
    return mark_safe("".join(parts))  # noqa: S308 -- every part was escaped above


def excerpt(text: str, pattern: re.Pattern[str] | None) -> str:
    """Return the piece of a text around the first word found, cut between words."""
    text = " ".join(text.split())
    if len(text) <= EXCERPT:
        return text
    match = pattern.search(text) if pattern else None
    start = max((match.start() if match else 0) - EXCERPT // 3, 0)
    piece = text[start : start + EXCERPT]
    if start:
        piece = "…" + piece.partition(" ")[2]
    if start + EXCERPT < len(text):
        piece = piece.rpartition(" ")[0] + "…"
    return piece
