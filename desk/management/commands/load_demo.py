"""Load the demonstration: idempotent, and never beside a partnership that is not one."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from desk.demonstration import load_demonstration
from roles.models import Partnership


class Command(BaseCommand):
    help = "Load the demonstration: a made-up partnership with a project in every state."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("Production holds no demonstration. Use a database of its own.")
        real = Partnership.objects.filter(is_demonstration=False).first()
        if real is not None:
            raise CommandError(
                f"{real} is a real partnership. Load the demonstration into an empty database."
            )
        with transaction.atomic():
            partnership, made = load_demonstration(at=timezone.now())
        self.stdout.write(f"{partnership}: {'loaded' if made else 'is there already'}")
