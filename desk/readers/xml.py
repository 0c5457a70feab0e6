"""XML in pieces, guarded: no DTD, bounded depth, elements, tokens and time."""

from collections.abc import Callable, Iterable, Iterator
from xml.parsers import expat

from desk.readers.archive import DAMAGED, MEGABYTE, TOO_LARGE
from desk.readers.refused import FileRefused

MOST_ELEMENTS = 1_000_000
DEEPEST = 64
# One tag, comment or attribute longer than this is no part of a tracker.
LONGEST_TOKEN = MEGABYTE

ENTITIES = (
    "The file declares its own XML entities, which no spreadsheet program writes and which can be"
    " used for an attack. Copy the table to a new workbook, save that, then try again."
)


class Budget:
    """Counts the XML elements of one whole workbook down; the end is too_many_rows."""

    def __init__(self) -> None:
        self.left = MOST_ELEMENTS

    def refusal(self) -> FileRefused:
        """Return the refusal for a workbook with more cells than a tracker can have."""
        return FileRefused(
            "too_many_rows",
            "The workbook has far more cells than a tracker can have. Delete the empty rows and"
            " columns beyond the table, or copy the table alone to a new workbook, then try again.",
        )


class Walker:
    """What to do at each element; subclasses override. Names come without their prefix."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""

    def end(self, name: str) -> None:
        """Take the end of an element."""

    def text(self, text: str) -> None:
        """Take text, perhaps in several pieces."""


def walk(pieces: Iterable[bytes], walker: Walker, budget: Budget) -> Iterator[None]:
    """Walk one part, yielding after each piece so that a caller can take what is finished.

    FileRefused: entities (a DTD), too_many_rows (the budget), too_large (one endless token),
    not_a_workbook (anything that is not well-formed XML).
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    pulse = _connect(parser, walker, budget)
    still = 0
    try:
        for piece in pieces:
            before = pulse()
            parser.Parse(piece, False)
            still = still + len(piece) if pulse() == before else 0
            if still > LONGEST_TOKEN:
                raise FileRefused("too_large", TOO_LARGE)
            yield
        parser.Parse(b"", True)
        yield
    except (expat.ExpatError, LookupError, UnicodeError):
        raise FileRefused("not_a_workbook", DAMAGED) from None


def walk_all(pieces: Iterable[bytes], walker: Walker, budget: Budget) -> None:
    """Walk one part to its end."""
    for _ in walk(pieces, walker, budget):
        pass


def _connect(parser: expat.XMLParserType, walker: Walker, budget: Budget) -> Callable[[], int]:
    """Join the walker to the parser; return a function that counts the parser's signs of life."""
    alive = depth = 0
    start_element, end_element = walker.start, walker.end

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal alive, depth
        alive += 1
        depth += 1
        budget.left -= 1
        if budget.left < 0:
            raise budget.refusal()
        if depth > DEEPEST:
            raise FileRefused("not_a_workbook", DAMAGED)
        start_element(name.rpartition(":")[2] if ":" in name else name, attributes)

    def end(name: str) -> None:
        nonlocal alive, depth
        alive += 1
        depth -= 1
        end_element(name.rpartition(":")[2] if ":" in name else name)

    def text(data: str) -> None:
        nonlocal alive
        alive += 1
        walker.text(data)

    def other(_data: str) -> None:
        nonlocal alive
        alive += 1

    def refuse_dtd(*_declared: object) -> None:
        raise FileRefused("entities", ENTITIES)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.DefaultHandler = other
    parser.StartDoctypeDeclHandler = refuse_dtd
    parser.EntityDeclHandler = refuse_dtd
    return lambda: alive
