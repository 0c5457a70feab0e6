"""What the search page shows: matches with their words marked."""

import re
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from cycle.queries import standings_of
from desk.rules.filters import TAGS
from projects.queries import search
from roles.queries import Held

SIZE = 50
EXCERPT = 220


@dataclass(frozen=True)
class Found:
    """The best matches, best first, and whether there are more."""

    rows: list[dict[str, Any]]
    has_more: bool


def found_for(held: Held, words: str) -> Found:
    """Return the projects a person may see that match what they typed."""
    projects = search(held, words, SIZE + 1)
    standings = standings_of(projects[:SIZE]) if projects else {}
    rows = []
    for project in projects[:SIZE]:
        standing = standings.get(project.pk)
        rows.append(
            {
                "url": project.get_absolute_url(),
                "reference": project.reference,
                "title": marked(project.title, words),
                "purpose": marked(excerpt(project.purpose, words), words),
                "stage": standing.words if standing else "Not in the cycle yet",
                "rag": standing.rag_name if standing else "",
                "tag": TAGS.get(standing.rag, "") if standing else "",
            }
        )
    return Found(rows, has_more=len(projects) > SIZE)


def _pattern(words: str) -> re.Pattern[str] | None:
    typed = re.findall(r"[^\W_]+", words)[:12]
    if not typed:
        return None
    *whole, last = (re.escape(word) for word in typed)
    beginning = rf"{last}\w*"
    return re.compile(rf"\b(?:{'|'.join([*whole, beginning])})\b", re.IGNORECASE)


def marked(text: str, words: str) -> SafeString:
    """Return a text, escaped, with the words typed in <mark>."""
    pattern = _pattern(words)
    if pattern is None:
        return format_html("{}", text)
    parts, end = [], 0
    for match in pattern.finditer(text):
        parts.append(format_html("{}<mark>{}</mark>", text[end : match.start()], match.group()))
        end = match.end()
    parts.append(format_html("{}", text[end:]))
    return mark_safe("".join(parts))  # noqa: S308 -- every part was escaped above


def excerpt(text: str, words: str) -> str:
    """Return the piece of a text around the first word found, cut between words."""
    text = " ".join(text.split())
    if len(text) <= EXCERPT:
        return text
    pattern = _pattern(words)
    match = pattern.search(text) if pattern else None
    start = max((match.start() if match else 0) - EXCERPT // 3, 0)
    piece = text[start : start + EXCERPT]
    if start:
        piece = "…" + piece.partition(" ")[2]
    if start + EXCERPT < len(text):
        piece = piece.rpartition(" ")[0] + "…"
    return piece
