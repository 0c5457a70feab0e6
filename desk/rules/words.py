"""A tracker's words for stage, approach, RAG, money and bodies, turned into codes. Pure.

The words are data: desk/data/tracker_words.toml.
"""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from desk.rules.cells import Read, one_line, shown

Kind = Literal["stage", "approach", "rag", "recurring", "body"]

WORDS_FILE = Path(__file__).parent.parent / "data" / "tracker_words.toml"
NAMES: Mapping[str, str] = {
    "stage": "stage",
    "approach": "approach",
    "rag": "RAG",
    "recurring": "answer to recurring or not",
    "body": "governing body",
}
LONGEST = 200

_PARTING = re.compile(r"[\s/_.\-‐‑–—]+")
_HEADER_MARKS = re.compile(r"[\s/_.\-‐‑–—()\[\]?:*,£]+")
_REST = re.compile(r" [-–—] |[(,;:\n]")


@dataclass(frozen=True)
class Word:
    """What one word stands for; `doubt` is what to check, `keep` that it becomes a note too."""

    code: str
    doubt: str = ""
    keep: bool = False


def normal_word(text: str) -> str:
    """Return the word as it is looked up: case, spaces, hyphens and slashes do not matter."""
    text = unicodedata.normalize("NFC", text).casefold().replace("&", " and ")
    return _PARTING.sub(" ", text).strip(" ?!*'’\"")


def normal_header(text: str) -> str:
    """Return a header as it is looked up: brackets, question marks and pound signs go as well."""
    text = unicodedata.normalize("NFC", text).casefold().replace("&", " and ")
    return _HEADER_MARKS.sub(" ", text).strip()


def load_words(content: Mapping[str, Any]) -> dict[str, dict[str, Word]]:
    """Return the words of a pack by kind; ValueError where one word is given two meanings."""
    kinds: dict[str, dict[str, Word]] = {}
    for kind, entries in content.items():
        if not isinstance(entries, list):
            continue
        normal = normal_header if kind == "header" else normal_word
        table = kinds.setdefault(kind, {})
        for entry in entries:
            meaning = Word(entry["code"], entry.get("doubt", ""), entry.get("keep", False))
            for word in entry["words"]:
                if table.setdefault(normal(word), meaning) != meaning:
                    raise ValueError(f"{kind}: {word!r} is given two meanings")
    return kinds


@cache
def tracker_words() -> dict[str, dict[str, Word]]:
    """Return the words of desk/data/tracker_words.toml."""
    return load_words(tomllib.loads(WORDS_FILE.read_text(encoding="utf-8")))


@cache
def words_of(kind: str, code: str) -> tuple[str, ...]:
    """Return the words that stand for one code, as they are looked up."""
    return tuple(word for word, found in tracker_words()[kind].items() if found.code == code)


def field_of(header: str) -> str:
    """Return the field that a column with this header fills, or ""."""
    if len(header) > LONGEST:
        return ""
    found = tracker_words()["header"].get(normal_header(header))
    return found.code if found else ""


def line_kind(text: str) -> str:
    """Return "total" or "note" for a text that begins as such a line does, or ""."""
    first = re.match(r"(?:grand |sub[ -]?)?[^\W\d_]+", text.strip().casefold())
    found = tracker_words()["line"].get(normal_word(first.group())) if first else None
    return found.code if found else ""


def read_word(kind: Kind, text: str) -> Read[str]:
    """Return the code of a cell's word, "" with a doubt and a note where it has none.

    A known word followed by a dash, a comma, a colon or a bracket counts, with a doubt, and
    the whole cell is kept as a note. A body is never read so: two names need a choice.
    """
    if not text:
        return Read("")
    if len(text) <= LONGEST:
        table = tracker_words()[kind]
        found = table.get(normal_word(text))
        if found:
            return Read(found.code, found.doubt, text if found.keep else "")
        rest = _REST.search(text)
        head = table.get(normal_word(text[: rest.start()])) if rest and kind != "body" else None
        if rest and head:
            word = one_line(text[: rest.start()])
            doubt = (
                f"Only {shown(word)} was taken for the {NAMES[kind]}; the whole cell is kept as a"
                f" note. Check the {NAMES[kind]}."
            )
            return Read(head.code, doubt, text)
    message = f"{shown(text)} is not a known {NAMES[kind]}, so none was set."
    return Read("", f"{message} Choose it on the project.", text)
