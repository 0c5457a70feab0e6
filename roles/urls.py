"""Addresses of `roles`."""

from django.urls import path

from roles.views import people

app_name = "roles"
urlpatterns = [
    path("people/", people.PeopleView.as_view(), name="people"),
    path("people/invite/", people.InviteView.as_view(), name="invite"),
    path("people/give-role/", people.GiveRoleView.as_view(), name="give_role"),
    path("people/roles/<int:pk>/end/", people.EndRoleView.as_view(), name="end_role"),
    path("roles/", people.MatrixView.as_view(), name="matrix"),
    path("bodies/", people.BodiesView.as_view(), name="bodies"),
]
