"""Draw the life cycles of docs/etats/, or check that the drawings are up to date."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import translation

from maillage.common.errors import Refused
from maillage.common.states import lives


class Command(BaseCommand):
    """Write docs/etats/."""

    help = "Dessine les états de docs/etats/ ; avec --check, dit si les dessins sont à jour."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--check", action="store_true", help="ne rien écrire")

    def handle(self, **options: Any) -> None:
        """Write or compare."""
        folder = Path(settings.BASE_DIR) / "docs" / "etats"
        with translation.override("fr"):
            pages = {folder / f"{life.name}.md": life.diagram() for life in lives()}
        if not options["check"]:
            folder.mkdir(parents=True, exist_ok=True)
            for path, text in pages.items():
                path.write_text(text, encoding="utf-8")
            return
        for path, text in pages.items():
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                raise Refused(f"docs/etats/{path.name} n'est plus à jour : lancez « maillage states ».")
