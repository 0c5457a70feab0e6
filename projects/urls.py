"""Addresses of `projects`."""

from django.urls import path, register_converter

from projects.enums import BriefPart
from projects.views import beside, brief, brief_part, project, team


class PartConverter:
    """One of the six parts of the brief; `/brief/put/` beside them is governance's."""

    regex = "|".join(BriefPart.values)

    def to_python(self, value: str) -> BriefPart:
        return BriefPart(value)

    def to_url(self, value: str) -> str:
        return BriefPart(value).value


register_converter(PartConverter, "brief_part")
app_name = "projects"
# The brief's own page says which body has it: `config` mounts governance's view as "brief".
ON = "projects/<str:reference>"
urlpatterns = [
    path("team-roles/", project.TeamRoleLabelsView.as_view(), name="team_role_labels"),
    path(f"{ON}/change/", project.ProjectChangeView.as_view(), name="project_change"),
    path(f"{ON}/team/", team.TeamView.as_view(), name="team"),
    path(f"{ON}/team/add/", team.PlaceAddView.as_view(), name="team_add"),
    path(f"{ON}/team/<int:pk>/end/", team.PlaceEndView.as_view(), name="team_end"),
    path(f"{ON}/assessments/", beside.AssessmentsView.as_view(), name="assessments"),
    path(f"{ON}/assessments/add/", beside.AssessmentAddView.as_view(), name="assessment_add"),
    path(
        f"{ON}/assessments/<int:pk>/",
        beside.AssessmentChangeView.as_view(),
        name="assessment_change",
    ),
    path(f"{ON}/engagement/", beside.EngagementView.as_view(), name="engagement"),
    path(f"{ON}/engagement/add/", beside.EngagementAddView.as_view(), name="engagement_add"),
    path(
        f"{ON}/engagement/<int:pk>/",
        beside.EngagementCorrectView.as_view(),
        name="engagement_correct",
    ),
    path(
        f"{ON}/brief/versions/<int:number>/",
        brief.BriefVersionView.as_view(),
        name="brief_version",
    ),
    path(
        f"{ON}/brief/versions/<int:number>/differences/",
        brief.BriefDifferencesView.as_view(),
        name="brief_differences",
    ),
    path(
        f"{ON}/brief/versions/<int:number>/differences/now/",
        brief.BriefWorkingDifferencesView.as_view(),
        name="brief_working_differences",
    ),
    path(f"{ON}/brief/<brief_part:part>/", brief_part.BriefPartView.as_view(), name="brief_part"),
]
