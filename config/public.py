"""Pages for everybody, and the sign-in pages of django-allauth that we mount, each with its act."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from allauth.account import views as allauth
from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.urls import path, re_path
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from roles.views import Page

SOURCES = (
    "*.md",
    "*.toml",
    "*.txt",
    "*.json",
    ".ci/run",
    ".env.example",
    ".gitignore",
    ".npmrc",
    ".pre-commit-config.yaml",
    "LICENSE",
    "Makefile",
    "manage.py",
)
FOLDERS = (
    "config",
    "desk",
    "notifications",
    "reports",
    "governance",
    "cycle",
    "projects",
    "framework",
    "roles",
    "record",
    "templates",
    "static",
    "tests",
    "bench",
    "docs",
    "tools",
)


class PublicPage(Page, TemplateView):
    """A page of words that everybody may read."""

    act = "site.visit"


class SourceDownloadView(Page):
    """The source code this installation runs, as the licence (AGPL, section 13) asks."""

    act = "site.visit"

    def get(self, request: HttpRequest) -> FileResponse:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in source_files(settings.BASE_DIR):
                archive.write(
                    file, Path("commissioning-cycle") / file.relative_to(settings.BASE_DIR)
                )
        packed.seek(0)
        return FileResponse(packed, as_attachment=True, filename="commissioning-cycle.zip")


def source_files(root: Path) -> list[Path]:
    """Return the files that make up the source: no data, no installed packages, no secrets."""
    files = [file for pattern in SOURCES for file in sorted(root.glob(pattern))]
    for folder in FOLDERS:
        files += [
            file
            for file in sorted((root / folder).rglob("*"))
            if file.is_file() and "__pycache__" not in file.parts
        ]
    return files


def declared(view: Callable[..., HttpResponseBase], act: str) -> Callable[..., HttpResponseBase]:
    """Return a library's view with the act it declares."""

    @never_cache
    def mounted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    mounted.act = act  # type: ignore[attr-defined]
    return mounted


urlpatterns = [
    path("help/", PublicPage.as_view(template_name="public/help.html"), name="help"),
    path(
        "accessibility/",
        PublicPage.as_view(template_name="public/accessibility.html"),
        name="accessibility",
    ),
    path("privacy/", PublicPage.as_view(template_name="public/privacy.html"), name="privacy"),
    path("source/", PublicPage.as_view(template_name="public/source.html"), name="source"),
    path("source/commissioning-cycle.zip", SourceDownloadView.as_view(), name="source_download"),
]

account_urls = [
    path("login/", declared(allauth.login, "site.visit"), name="account_login"),
    path("logout/", declared(allauth.logout, "site.visit"), name="account_logout"),
    path("signup/", declared(allauth.signup, "site.visit"), name="account_signup"),
    path("inactive/", declared(allauth.account_inactive, "site.visit"), name="account_inactive"),
    path(
        "password/change/",
        declared(allauth.password_change, "account.change"),
        name="account_change_password",
    ),
    path(
        "password/set/",
        declared(allauth.password_set, "account.change"),
        name="account_set_password",
    ),
    path(
        "password/reset/",
        declared(allauth.password_reset, "site.visit"),
        name="account_reset_password",
    ),
    path(
        "password/reset/done/",
        declared(allauth.password_reset_done, "site.visit"),
        name="account_reset_password_done",
    ),
    re_path(  # the key has hyphens of its own
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        declared(allauth.password_reset_from_key, "site.visit"),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        declared(allauth.password_reset_from_key_done, "site.visit"),
        name="account_reset_password_from_key_done",
    ),
]
