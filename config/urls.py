"""Every address. Each view declares its act; tests/config fails on one that does not."""

from django.contrib import admin
from django.urls import include, path

from config import public
from config.health import livez, readyz

urlpatterns = [
    path("", include("desk.urls")),
    path("", include("projects.urls")),
    path("", include("cycle.urls")),
    path("", include("governance.urls")),
    path("", include("reports.urls")),
    path("", include("notifications.urls")),
    path("", include("roles.urls")),
    path("", include((public.urlpatterns, "public"))),
    path("accounts/", include(public.account_urls)),
    path("livez", livez, name="livez"),
    path("readyz", readyz, name="readyz"),
    path("admin/", admin.site.urls),
]
