"""Addresses of the pages that gather from every app."""

from django.urls import path

from desk.views.home import HomeView
from desk.views.importing import ImportBringInView, ImportView
from desk.views.project import AsItWasView, ProjectView, TimelineView
from desk.views.projects import ProjectListCsvView, ProjectListView, SearchView
from desk.views.propose import ProposeView

app_name = "desk"
urlpatterns = [
    path("", HomeView.as_view(), name="home"),
    path("search/", SearchView.as_view(), name="search"),
    path("import/", ImportView.as_view(), name="import"),
    path("import/bring-in/", ImportBringInView.as_view(), name="import_bring_in"),
    path("projects.csv", ProjectListCsvView.as_view(), name="projects_csv"),
    path("projects/", ProjectListView.as_view(), name="projects"),
    path("projects/propose/", ProposeView.as_view(), name="propose"),
    # Words after projects/ that are no reference come before this line.
    path("projects/<str:reference>/", ProjectView.as_view(), name="project"),
    path("projects/<str:reference>/timeline/", TimelineView.as_view(), name="timeline"),
    path("projects/<str:reference>/as-it-was/", AsItWasView.as_view(), name="as_it_was"),
]
