"""Named reads of governance: readiness, reviews, decisions, conditions."""

from governance.queries.decisions import (
    condition_for,
    conditions_of,
    decision_of,
    decisions_of,
    decisions_seen_by,
    my_open_conditions,
    open_conditions,
)
from governance.queries.people import (
    Member,
    conflict_of,
    conflicts_of,
    members_among,
    members_between,
    people_on,
    roles_at_gate,
    roles_for_evidence,
    roles_for_review,
)
from governance.queries.readiness import (
    Grounds,
    readiness,
    reasons_to_accept,
)
from governance.queries.reviews import (
    bodies_named,
    chain_of,
    changed_since_put,
    earlier_meeting,
    evidence_since_put,
    open_review_of,
    review_for,
    reviews_of,
    waiting_for,
)

__all__ = [
    "Grounds",
    "Member",
    "bodies_named",
    "chain_of",
    "changed_since_put",
    "condition_for",
    "conditions_of",
    "conflict_of",
    "conflicts_of",
    "decision_of",
    "decisions_of",
    "decisions_seen_by",
    "earlier_meeting",
    "evidence_since_put",
    "members_among",
    "members_between",
    "my_open_conditions",
    "open_conditions",
    "open_review_of",
    "people_on",
    "readiness",
    "reasons_to_accept",
    "review_for",
    "reviews_of",
    "roles_at_gate",
    "roles_for_evidence",
    "roles_for_review",
    "waiting_for",
]
