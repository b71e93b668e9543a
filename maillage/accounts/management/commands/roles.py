"""Write docs/droits.md from the table of the roles, or check that it is up to date."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from maillage.accounts.exports import markdown
from maillage.common.errors import Refused


class Command(BaseCommand):
    """Write docs/droits.md."""

    help = "Écrit docs/droits.md à partir de la table des rôles ; avec --check, dit s'il est à jour."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--check", action="store_true", help="ne rien écrire")

    def handle(self, **options: Any) -> None:
        """Write or compare."""
        path = Path(settings.BASE_DIR) / "docs" / "droits.md"
        text = markdown()
        if not options["check"]:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            raise Refused("docs/droits.md n'est plus à jour : lancez « maillage roles ».")
