"""How the projects list is narrowed, and what the words of a stage or colour stand for. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from cycle.enums import Phase

BRIEF = "brief"
NO_RAG = "none"
OF_PHASES = {
    BRIEF: "Brief",
    Phase.WATCH.value: "Under review",
    Phase.CLOSE.value: "To be closed with lessons",
    Phase.ENDED.value: "Closed or stopped",
}
AFTER_STAGES = (Phase.WATCH.value, Phase.CLOSE.value, Phase.ENDED.value)
TAGS = {
    "green": "ds_tag--green",
    "amber_green": "ds_tag--yellow",
    "amber": "ds_tag--yellow",
    "amber_red": "ds_tag--orange",
    "red": "ds_tag--red",
    "blue": "ds_tag--blue",
}
NAMES = ("stage", "rag", "approach", "programme", "body", "mine", "words")


@dataclass(frozen=True)
class Filters:
    """What a person asked the list for; "" and 0 ask for nothing. after and before: references."""

    stage: str = ""
    rag: str = ""
    approach: str = ""
    programme: int = 0
    body: int = 0
    mine: bool = False
    words: str = ""
    after: str = ""
    before: str = ""
    wrong: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether the list is the whole list, from its beginning or not."""
        return not any(getattr(self, name) for name in NAMES)

    @property
    def query(self) -> str:
        """The address's query that asks for the same again, less the place in the list."""
        values = [(name, getattr(self, name)) for name in NAMES]
        return urlencode([(name, 1 if value is True else value) for name, value in values if value])


def read_filters(asked: Mapping[str, str], known: Mapping[str, Mapping[str, str]]) -> Filters:
    """Return the filters in an address's query.

    known: for each filter of choices its words by value. A value that is not among them is left
    out and told in `wrong`, so that an old address still opens the list.
    """
    taken: dict[str, str] = {}
    wrong = []
    for name, choices in known.items():
        value = asked.get(name, "").strip()
        if value and value not in choices:
            wrong.append(f"There is no {LABELS[name]} “{value[:40]}”: it was left out.")
        elif value:
            taken[name] = value
    return Filters(
        stage=taken.get("stage", ""),
        rag=taken.get("rag", ""),
        approach=taken.get("approach", ""),
        programme=int(taken.get("programme", 0)),
        body=int(taken.get("body", 0)),
        mine=bool(asked.get("mine")),
        words=" ".join(asked.get("words", "").replace("\x00", " ").split())[:200],
        after=asked.get("after", "").replace("\x00", "")[:20],
        before=asked.get("before", "").replace("\x00", "")[:20],
        wrong=tuple(wrong),
    )


LABELS = {
    "stage": "stage",
    "rag": "RAG",
    "approach": "approach",
    "programme": "programme",
    "body": "governing body",
}


def stage_key(phase: str, stage_code: str) -> str:
    """Return the filter's value for where a project stands: a stage's code, or a phase."""
    if phase in (Phase.WORK, Phase.GATE):
        return stage_code
    return BRIEF if phase in (Phase.BRIEF, Phase.ACCEPTANCE) else phase


def number_in(reference: str) -> int | None:
    """Return the number that a reference ends in, or None where it ends in none."""
    digits = reference.rpartition("-")[2]
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 10 else None


def shortened(text: str, limit: int = 90) -> str:
    """Return a text of at most `limit` letters on one line, cut between words."""
    text = " ".join(text.split())
    if len(text) <= limit:
        return text
    return text[: limit - 1].rsplit(" ", 1)[0].rstrip(",.;: ") + "…"
