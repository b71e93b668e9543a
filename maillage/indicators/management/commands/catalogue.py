"""Write the page of definitions of docs/ from the catalogue, or check that it is up to date."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import translation

from maillage.common.errors import Refused
from maillage.indicators.catalogue import CATALOGUE
from maillage.indicators.catalogue.dimensions import PLACES
from maillage.indicators.definitions import Flow, Indicator, Ratio

KINDS = {Flow: "flux", Ratio: "rapport"}
HEAD = """# Les chiffres et leurs définitions

Cette page est écrite par `maillage catalogue` à partir du catalogue ; ne la corrigez pas à la main.

| Code | Chiffre | Nature | Unité | Définition | Source | Se répartit par |
|---|---|---|---|---|---|---|
"""


def _row(indicator: Indicator) -> str:
    """Return a figure as a row of the table."""
    dimensions = [d.code for d in (*indicator.dimensions, *(PLACES if indicator.has_place else ()))]
    cells = (
        f"`{indicator.code}`",
        indicator.title,
        KINDS.get(type(indicator), "état"),
        indicator.unit,
        indicator.definition,
        indicator.source,
        "—" if isinstance(indicator, Ratio) else ", ".join(dimensions),
    )
    return f"| {' | '.join(str(cell) for cell in cells)} |\n"


class Command(BaseCommand):
    """Write docs/chiffres.md."""

    help = "Écrit docs/chiffres.md à partir du catalogue ; avec --check, dit s'il est à jour."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--check", action="store_true", help="ne rien écrire")

    def handle(self, **options: Any) -> None:
        """Write or compare."""
        path = Path(settings.BASE_DIR) / "docs" / "chiffres.md"
        with translation.override("fr"):
            text = HEAD + "".join(_row(indicator) for indicator in CATALOGUE.values())
        if not options["check"]:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            raise Refused("docs/chiffres.md n'est plus à jour : lancez « maillage catalogue ».")
