"""Counts in words. Pure."""

_TO_TWENTY = (
    "no one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty"
)
_NUMBERS = tuple(_TO_TWENTY.split(" "))


def counted(count: int, thing: str, things: str = "") -> str:
    """Return a count in words with its noun: "three things", "one thing", "21 things"."""
    return f"{number(count)} {thing if count == 1 else things or thing + 's'}"


def number(count: int) -> str:
    """Return a count in words as far as twenty, as it stands before a noun: "no", "one", "21"."""
    return _NUMBERS[count] if 0 <= count < len(_NUMBERS) else str(count)
