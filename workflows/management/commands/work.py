"""`portal work`: the worker that a running portal needs beside the server."""

import signal
from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand

from workflows.services.worker import Worker


class Command(BaseCommand):
    """Delivers what waits in the outbox and keeps the calendar, until SIGTERM."""

    help = "Deliver what waits in the outbox and keep the calendar; SIGTERM ends it after the message in hand."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add --once."""
        parser.add_argument("--once", action="store_true", help="do what is due now and end, for cron")

    def handle(self, *, once: bool, **options: Any) -> None:
        """Work. Ctrl-C ends it at once: what was in hand is taken up again when its lease has run out."""
        worker = Worker()
        signal.signal(signal.SIGTERM, lambda *_: worker.stop())
        if once:
            worker.work_once()
        else:
            worker.work()
