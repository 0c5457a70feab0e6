"""Make a portfolio for load tests: quick, and lawful in every state."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from desk.portfolio import make_portfolio
from record.errors import Refusal


class Command(BaseCommand):
    help = "Make a portfolio of made-up projects, in an empty or demonstration database only."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--projects", type=int, required=True, help="how many there shall be")

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.perf_counter()
        try:
            made = make_portfolio(projects=options["projects"], at=timezone.now())
        except Refusal as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"{made} projects made in {time.perf_counter() - started:.1f} s")
