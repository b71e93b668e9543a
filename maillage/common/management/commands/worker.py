"""Send the messages that wait, and do what is done once a day."""

import signal
import threading
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections
from django.utils import timezone

from maillage.common.jobs import run_jobs, take_turns
from maillage.common.posting import send_due


class Command(BaseCommand):
    """Work behind the site, until it is asked to stop."""

    help = "Envoie les messages en attente et fait les travaux du jour."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--once", action="store_true", help="un seul passage, puis s'arrête")
        parser.add_argument(
            "--every", type=float, default=5.0, metavar="SECONDES", help="pause entre deux passages"
        )

    def handle(self, **options: Any) -> None:
        """Pass once, or again and again."""
        if not settings.MAIL_READY:
            self.stderr.write("Aucun serveur de courrier (MAILLAGE_SMTP) : les messages attendent.")
        if options["once"]:
            self._pass(threading.Event())
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_arguments: stop.set())
        while not stop.is_set():
            if not self._pass(stop):
                stop.wait(options["every"])
            close_old_connections()  # a database that was restarted meanwhile is found again

    def _pass(self, stop: threading.Event) -> bool:
        """Do the jobs of the day, let long works go on a little, then send what waits; tell whether more is to do."""
        jobs = run_jobs(timezone.now())
        more = take_turns(timezone.now, stop.is_set)
        sent = send_due(timezone.now, stopping=stop.is_set)
        if jobs or sent:
            self.stdout.write(f"{len(jobs)} travaux du jour, {sent} messages envoyés")
            self.stdout.flush()
        return more
