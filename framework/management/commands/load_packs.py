"""Load the framework packs that ship with the product."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from framework.services import load_shipped_packs
from roles.services import system_person


class Command(BaseCommand):
    help = "Load the framework packs that ship with the product; safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        for pack in load_shipped_packs(by=system_person(), at=timezone.now()):
            self.stdout.write(str(pack))
