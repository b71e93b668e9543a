"""Serve the site with gunicorn, static files included."""

import os
import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser


class Command(BaseCommand):
    """Serve the site."""

    help = "Sert le site avec gunicorn, fichiers statiques compris."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--bind", default="127.0.0.1:8000", help="adresse et port")
        parser.add_argument("--workers", type=int, default=2, help="nombre de processus")

    def handle(self, **options: Any) -> None:
        """Gather the static files, then become the server."""
        call_command("collectstatic", interactive=False, verbosity=0)
        self.stdout.write(f"{settings.BRANDING['name']} : http://{options['bind']}/ (Ctrl-C pour arrêter)")
        self.stdout.flush()
        server = ["-m", "gunicorn", "config.wsgi", "--no-control-socket"]
        server += ["--bind", options["bind"], "--workers", str(options["workers"])]
        # The server takes the place of this process: signals reach it, and nothing is left behind.
        os.execv(sys.executable, [sys.executable, *server])  # noqa: S606 - our own interpreter, no shell
