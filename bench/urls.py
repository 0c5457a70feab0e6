"""The product's addresses and the floors'."""

from django.urls import include, path

from bench import floors

urlpatterns = [
    path("floor/list/", floors.floor_list),
    path("floor/project/<str:reference>/", floors.floor_project),
    path("floor/home/", floors.floor_home),
    path("floor/search/", floors.floor_search),
    path("floor/csv/", floors.floor_csv),
    path("", include("config.urls")),
]
