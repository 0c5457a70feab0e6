"""Celery carries no data: it only wakes the sweeps. Every duty is a row in the database first."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
app = Celery("commissioning_cycle")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
