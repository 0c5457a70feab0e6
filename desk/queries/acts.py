"""Acts of the record, told as sentences with their day and what changed."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from desk.rules.sentences import Deed, tell
from record.models import Act

Links = Mapping[tuple[str, str], tuple[str, str]]


def told_acts(
    acts: Iterable[Act], gates: Mapping[int, str], now: datetime, links: Links | None = None
) -> list[dict[str, Any]]:
    """Return acts in words. links: (words, address) by the label and key of an act's subject."""
    today = timezone.localdate(now)
    found = []
    for act in acts:
        told = tell(
            Deed(
                verb=act.verb,
                actor=act.actor_words,
                subject=act.subject_words,
                on_behalf_of=act.on_behalf_of,
                reason=act.reason,
                before=act.before,
                after=act.after,
                gates=gates,
            )
        )
        at = timezone.localtime(act.at)
        day = f"{at:%A %-d %B %Y}" if at.date() != today else "Today"
        found.append(
            {
                "pk": act.pk,
                "iso": at.isoformat(timespec="minutes"),
                "when": f"{day}, {at:%H:%M}",
                "told": told,
                "link": (links or {}).get((act.subject_label, act.subject_key)),
            }
        )
    return found
