"""Search over reference, title and purpose."""

from django.db import connection
from django.db.models import QuerySet

from projects.models import Project
from projects.queries.seeing import visible_to
from roles.queries import Held

SEARCHED = 200


def matching(projects: QuerySet[Project], words: str) -> QuerySet[Project]:
    """Narrow projects to those whose reference, title or purpose holds all the words.

    The last word may be the beginning of one. Whatever a person types is taken as words: nothing
    in it is read as a search language. No words match nothing.
    """
    typed = _typed(words)
    if not typed:
        return projects.none()
    if connection.vendor == "sqlite":
        found = "SELECT rowid FROM projects_search WHERE projects_search MATCH %s"
        where, query = f"projects_project.id IN ({found})", _as_fts5(typed)
    else:
        where = "projects_project.search @@ to_tsquery('simple', %s)"
        query = _as_tsquery(typed)
    return projects.extra(where=[where], params=[query])  # noqa: S610 -- constant, see above


def _newest_matching(projects: QuerySet[Project], words: str) -> QuerySet[Project]:
    """Return `matching`, newest first; SQLite walks its index backwards and stops at the limit."""
    typed = _typed(words)
    if connection.vendor != "sqlite" or not typed:
        return matching(projects, words).order_by("-pk")
    return projects.extra(
        tables=["projects_search"],
        where=["projects_search.rowid = projects_project.id", "projects_search MATCH %s"],
        params=[_as_fts5(typed)],
        order_by=["-projects_search.rowid"],
    )


def _typed(words: str) -> list[str]:
    """Return the words in what a person typed: a dozen at most, each with a letter or a digit."""
    typed = words.replace("\x00", " ").split()
    return [word[:60] for word in typed if any(map(str.isalnum, word[:60]))][:12]


def _as_fts5(typed: list[str]) -> str:
    return " AND ".join('"' + word.replace('"', '""') + '"' for word in typed) + "*"


def _as_tsquery(typed: list[str]) -> str:
    """Return words quoted for PostgreSQL, which reads the number of HSCM-0007 as minus seven."""
    found = []
    for place, word in enumerate(typed, start=1):
        quoted = "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"
        quoted += ":*" if place == len(typed) else ""
        is_number = word.isdecimal() and word.isascii()
        found.append(f"({quoted} | '-{word}')" if is_number else quoted)
    return " & ".join(found)


def keys_found(held: Held, words: str, limit: int = 51) -> list[int]:
    """Return the keys of the projects a person may see that match, best first.

    First the one of that very reference, then those with all the words in reference and title,
    then the others; newest first in each.

    Only the newest SEARCHED matches are ranked, so that the work is bounded. Nothing that the
    person may not see is found or counted.
    """
    seen = visible_to(held)
    found = list(_newest_matching(seen, words).values_list("pk", "reference", "title")[:SEARCHED])
    exact = _of_reference(seen, words.strip())
    tokens = words.casefold().split()

    def rank(row: tuple[int, str, str]) -> bool:
        text = f"{row[1]} {row[2]}".casefold()
        return not all(token in text for token in tokens)

    keys = [row[0] for row in sorted(found, key=rank) if row[0] != exact]
    return [*filter(None, [exact]), *keys][:limit]


def _of_reference(projects: QuerySet[Project], typed: str) -> int | None:
    """Return the key of the project of this very reference; a reference ends in a digit."""
    if not typed[-1:].isdigit() or len(typed) > 20 or "\x00" in typed:
        return None
    found = projects.filter(reference__in=[typed, typed.upper()])
    return found.values_list("pk", flat=True).first()
