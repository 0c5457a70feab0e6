"""The comments on the cells of a sheet: the old kind, and the threads that took its place."""

import re

from desk.readers.archive import TOO_LARGE
from desk.readers.parts import LONGEST_CELL, Tally, unescaped
from desk.readers.refused import FileRefused
from desk.readers.xml import Walker

_PLACE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
KINDS = ("comments", "threadedComment")


class Comments(Walker):
    """Collects the text of each comment by its cell, "B7"; replies follow on lines of their own.

    A thread counts in place of the copy of it that Excel keeps for older programs.
    """

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._notes: dict[str, list[str]] = {}
        self._threads: dict[str, list[str]] = {}
        self._place = ""
        self._length = self._aids = 0
        self._is_thread = self._takes = False
        self._pieces: list[str] = []

    @property
    def found(self) -> dict[str, str]:
        """The text by cell, in capitals; what holds no text is none."""
        texts = self._notes | self._threads
        joined = {place: unescaped("\n".join(texts[place])).strip() for place in texts}
        return {place: text for place, text in joined.items() if text}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name in ("comment", "threadedComment"):
            self._place = attributes.get("ref", "").upper()[:10]
            self._is_thread = name == "threadedComment"
            self._pieces, self._length = [], 0
        elif name == "rPh":
            self._aids += 1
        elif name == ("text" if self._is_thread else "t"):
            self._takes = bool(self._place) and not self._aids

    def end(self, name: str) -> None:
        if name in ("t", "text"):
            self._takes = False
        elif name == "rPh":
            self._aids -= 1
        elif name in ("comment", "threadedComment"):
            if _PLACE.fullmatch(self._place):
                kept = self._threads if self._is_thread else self._notes
                kept.setdefault(self._place, []).append("".join(self._pieces))
            self._place = ""

    def text(self, text: str) -> None:
        if self._takes:
            self._tally.add_text(text)
            self._length += len(text)
            if self._length > LONGEST_CELL:
                raise FileRefused("too_large", TOO_LARGE)
            self._pieces.append(text)


def by_cell(found: dict[str, str]) -> dict[tuple[int, int], str]:
    """Return comments by row and column, both counted from 1, in the order of the sheet."""
    placed = {}
    for place, text in found.items():
        match = _PLACE.fullmatch(place)
        assert match is not None  # `Comments` keeps no other
        column = 0
        for letter in match[1]:
            column = column * 26 + ord(letter) - ord("A") + 1
        placed[int(match[2]), column] = text
    return dict(sorted(placed.items()))
