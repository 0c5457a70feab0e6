"""Named reads of projects: who sees which, who is on them, what a brief still lacks."""

from projects.queries.bodies import bodies_on_any_route, route_of
from projects.queries.finding import keys_found, matching
from projects.queries.missing import (
    accepted_products,
    accepted_version,
    aimed_at,
    missing_in_brief,
    missing_people,
    newest_version,
    screenings_needed,
)
from projects.queries.people import (
    belongs_to,
    holder_words,
    people_for,
    place_of,
    places_of,
    team_of,
    team_role_names,
    unfilled_team_roles,
)
from projects.queries.seeing import (
    project_and_roles_for,
    project_for,
    restricted_and_seen,
    roles_on,
    visible_to,
)

__all__ = [
    "accepted_products",
    "accepted_version",
    "aimed_at",
    "belongs_to",
    "bodies_on_any_route",
    "holder_words",
    "keys_found",
    "matching",
    "missing_in_brief",
    "missing_people",
    "newest_version",
    "people_for",
    "place_of",
    "places_of",
    "project_and_roles_for",
    "project_for",
    "restricted_and_seen",
    "roles_on",
    "route_of",
    "screenings_needed",
    "team_of",
    "team_role_names",
    "unfilled_team_roles",
    "visible_to",
]
