"""Use cases of the project and its brief."""

from projects.services.authority import authorise_on, lock_project, lock_projects, refuse_if_over
from projects.services.beside import (
    correct_engagement,
    log_engagement,
    save_assessment,
)
from projects.services.brief import (
    clear_past_targets,
    freeze_brief,
    mark_brief_accepted,
    save_brief_part,
)
from projects.services.carried import (
    CarriedProject,
    carry_project,
    carry_projects,
    update_carried_project,
)
from projects.services.kept import keep_note, label_team_role, mark_over, set_hold
from projects.services.project import (
    change_project,
    choose_governing_body,
    confirm_major,
    open_programme,
    propose_project,
)
from projects.services.team import FirstPost, end_place, name_first_posts, put_in_place

__all__ = [
    "CarriedProject",
    "FirstPost",
    "authorise_on",
    "carry_project",
    "carry_projects",
    "change_project",
    "choose_governing_body",
    "clear_past_targets",
    "confirm_major",
    "correct_engagement",
    "end_place",
    "freeze_brief",
    "keep_note",
    "label_team_role",
    "lock_project",
    "lock_projects",
    "log_engagement",
    "mark_brief_accepted",
    "mark_over",
    "name_first_posts",
    "open_programme",
    "propose_project",
    "put_in_place",
    "refuse_if_over",
    "save_assessment",
    "save_brief_part",
    "set_hold",
    "update_carried_project",
]
