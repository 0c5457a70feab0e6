"""The product's own settings, with the floors' addresses and templates beside the real ones."""

from pathlib import Path

from config.settings import *  # noqa: F403
from config.settings import INSTALLED_APPS, TEMPLATES

INSTALLED_APPS = [*INSTALLED_APPS, "bench"]
ROOT_URLCONF = "bench.urls"
TEMPLATES[0]["DIRS"] = [*TEMPLATES[0]["DIRS"], Path(__file__).parent / "templates"]
ACCOUNT_RATE_LIMITS = False
LOGGING = {"version": 1, "disable_existing_loggers": True}
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
