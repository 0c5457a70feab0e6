"""Gathers the papers of a meeting, for its members or for everybody."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from governance.models import AgendaItem, Meeting, Papers
from governance.queries import orders_on
from governance.queries.papers import (
    agenda_frozen,
    content_of,
    matter_of,
    papers_now,
    withheld_from,
)
from governance.queries.private import decided_in_private, private_by_decision
from governance.rules.exempt import private_words
from governance.rules.shown import ShownPart, part_of, parts_of, table_of, value_words
from reports.content import (
    Occasion,
    Pack,
    PackItem,
    PackPart,
    PackSet,
    PackTable,
)
from roles.queries import Held

RESTRICTED = "Not public: what it is about is restricted."
WITHHELD = "The paper on this item is withheld from you, because of the interest you declared."
OF_DECISIONS = ("Earlier decisions", "Conditions")  # parts of what was put
HUSHED = ("Not public", "An earlier decision on this project was taken in private.")
DRAFT = "These papers have not been sent yet: this is the agenda as it stands now."


@dataclass(frozen=True)
class Eyes:
    """For whose eyes a pack is. withheld: keys of the items whose papers a person does not get.

    barred: why an item is not public now, by its key; what was exempt or restricted when it was
    sent is not public either. hushed: keys of the items whose project something was decided on in
    private, so that its earlier decisions are not told. Both are empty in a members' pack.
    """

    is_public: bool
    withheld: frozenset[int]
    barred: Mapping[int, str]
    hushed: frozenset[int]

    def not_public(self, row: Mapping[str, Any]) -> str:
        """Return why a frozen item has no place in this pack but for its number, or ""."""
        if not self.is_public:
            return ""
        if row["exempt_paragraph"]:
            return private_words(row["exempt_paragraph"])
        return self.barred.get(row["key"]) or (RESTRICTED if row["is_restricted"] else "")


def pack_of(meeting: Meeting, *, person_id: int | None, is_public: bool, today: date) -> Pack:
    """Return the papers of a meeting: as they were sent, else a draft from the agenda as it is.

    person_id: who reads; the papers withheld from them are left out. is_public: what is taken in
    private now, or was when it was sent, is named by its number and the paragraph alone.
    The same number of queries whatever the length.
    """
    eyes = Eyes(
        is_public,
        withheld_from(meeting, person_id),
        barred_items(meeting) if is_public else {},
        decided_in_private(meeting) if is_public else frozenset(),
    )
    rows = list(Papers.objects.filter(meeting=meeting).order_by("number"))
    if not rows:
        content = content_of(meeting, agenda_frozen(meeting))
        items = _items(content, eyes)
        sets = (PackSet(1, DRAFT, items),) if items else ()
        return Pack(occasion_of(meeting, is_public=is_public, is_draft=True, drawn_on=today), sets)
    now = papers_now(meeting, orders_on(meeting.body, timezone.localdate(meeting.starts_at)))
    words = {one.papers.number: one.words for one in now.sent}
    return Pack(
        occasion_of(
            meeting,
            is_public=is_public,
            is_draft=False,
            drawn_on=timezone.localdate(rows[-1].sent_at),
            frozen=rows[0].content["meeting"],
        ),
        tuple(
            PackSet(row.number, words[row.number], _items(row.content, eyes), row.sha256)
            for row in rows
        ),
    )


def occasion_of(
    meeting: Meeting,
    *,
    is_public: bool,
    is_draft: bool,
    drawn_on: date,
    frozen: Mapping[str, Any] | None = None,
) -> Occasion:
    """Return which meeting it is. frozen: as its papers said when they were sent."""
    starts_at = meeting.starts_at
    if frozen is not None:
        starts_at = parse_datetime(frozen["starts_at"]) or starts_at
    local = timezone.localtime(starts_at)
    return Occasion(
        partnership=meeting.body.partnership.name,
        body=frozen["body"] if frozen is not None else meeting.body.name,
        on=local.date(),
        starts=f"{local:%H:%M}",
        place=frozen["place"] if frozen is not None else meeting.place,
        is_public=is_public,
        is_draft=is_draft,
        drawn_on=drawn_on,
        is_demonstration=meeting.body.partnership.is_demonstration,
    )


def barred_items(meeting: Meeting) -> dict[int, str]:
    """Return why an item has no place in a public paper as things are now, by its key."""
    by_decision = private_by_decision(meeting)
    rows = meeting.items.select_related(
        "review__project", "condition__project", "review_point__project", "escalation__project"
    )
    found = {row.pk: words for row in rows if (words := _not_public(row))}
    return {pk: private_words(paragraph) for pk, paragraph in by_decision.items()} | found


def _not_public(item: AgendaItem) -> str:
    """Return why an item, as it is now, stands in a public paper by its number alone, or ""."""
    if item.exempt_paragraph:
        return private_words(item.exempt_paragraph)
    project = matter_of(item)
    return RESTRICTED if project is not None and project.is_restricted else ""


def _items(content: Mapping[str, Any], eyes: Eyes) -> tuple[PackItem, ...]:
    return tuple(_item(row, eyes) for row in content["items"])


def _item(row: Mapping[str, Any], eyes: Eyes) -> PackItem:
    if why := eyes.not_public(row):
        return PackItem(row["number"], closed=why)
    paragraph = row["exempt_paragraph"]
    told = PackItem(
        row["number"],
        row["title"],
        row["kind_words"],
        private=private_words(paragraph) if paragraph else "",
    )
    if row["key"] in eyes.withheld:
        return replace(told, closed=WITHHELD)
    return replace(
        told,
        lines=_lines(row),
        parts=_parts(row["about"], is_hushed=row["key"] in eyes.hushed),
        proof=row["about"].get("sha256", ""),
    )


def _lines(row: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    about = row["about"]
    if "content" in about:
        put_at = parse_datetime(about["put_at"])
        return (
            ("Project", row["project"]),
            ("What is put", about["what"]),
            ("Put by", f"{about['put_by']}, {_moment(put_at)}"),
        )
    shown = part_of("", {key: value for key, value in about.items() if value not in (None, "")})
    if not shown.lines:
        return ()
    lines = [(label, _spoken(words)) for label, words in shown.lines]
    return (("Project", row["project"]), *lines)


def _spoken(words: str) -> str:
    """Return a moment that was kept as text in words; other words as they are."""
    moment = parse_datetime(words) if "T" in words[:11] else None
    return _moment(moment) if moment is not None else words


def _moment(moment: datetime | None) -> str:
    if moment is None:
        return "Not given"
    local = timezone.localtime(moment)
    return f"{local.day} {local:%B %Y, %H:%M}"


def _parts(about: Mapping[str, Any], *, is_hushed: bool = False) -> tuple[PackPart, ...]:
    """Return the frozen copy of what was put, its stage's deliverables first.

    is_hushed: its earlier decisions and their conditions are left out.
    """
    content = about.get("content")
    if not content:
        return ()
    stage = content["cycle"]["stage"]
    shown = parts_of(content)
    if stage and stage["deliverables"]:
        rows = [_deliverable(row) for row in stage["deliverables"]]
        title = f"{stage['name']}: what the stage was to deliver"
        shown = [ShownPart(title, [], [table_of("Deliverables", rows)]), *shown]
    if is_hushed:
        shown = [part for part in shown if part.title not in OF_DECISIONS]
        shown.append(ShownPart(" and ".join(OF_DECISIONS).capitalize(), [HUSHED]))
    return tuple(
        PackPart(
            one.title,
            tuple(one.lines),
            tuple(
                PackTable(table.title, tuple(table.headings), tuple(map(tuple, table.rows)))
                for table in one.tables
            ),
        )
        for one in shown
    )


def _deliverable(row: Mapping[str, Any]) -> dict[str, str]:
    """Return a deliverable as a row of a table. The files behind it are named, not printed."""
    evidence = [
        f"{one['title']}, version {one['version']}" for one in row["evidence"] if one["title"]
    ]
    said = [words for words in (row["notes"], row["reason"]) if words]
    return {
        "deliverable": row["name"],
        "owner": row["owner"],
        "due": value_words(row["due"]) if row["due"] else "",
        "progress": row["progress"],
        "evidence": "; ".join(evidence),
        "notes": " ".join(said),
    }


def meetings_told(held: Held) -> QuerySet[Meeting]:
    """Return the meetings whose papers were sent or whose minute is closed, the latest first.

    Those of a person's partnerships: everybody there may read the public papers.
    """
    sent = Papers.objects.defer("content").order_by("number")
    return (
        Meeting.objects.filter(body__partnership_id__in=held.partnership_ids)
        .filter(Q(closed_at__isnull=False) | Q(papers__isnull=False))
        .exclude(cancelled_at__isnull=False)
        .select_related("body")
        .prefetch_related(Prefetch("papers", sent))
        .distinct()
        .order_by("-starts_at", "-pk")
    )
