"""Every address. Each view declares its act; tests/config fails on one that does not."""

from django.contrib import admin
from django.urls import include, path

from config import public
from config.health import livez, readyz
from governance.views import BriefView
from projects import urls as projects

# The page of the brief belongs to `projects` by its name and address, and to `governance` by what
# it says: which body has it. No app knows both but this one.
BRIEF = path(f"{projects.ON}/brief/", BriefView.as_view(), name="brief")

handler400 = "config.errors.bad_request"

urlpatterns = [
    path("", include("desk.urls")),
    path("", include(([*projects.urlpatterns, BRIEF], projects.app_name))),
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
