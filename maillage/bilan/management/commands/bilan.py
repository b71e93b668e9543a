"""Print a bilan to a file, or one for each département."""

import sys
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from rich.console import Console
from rich.progress import track

from maillage.bilan.compose import compose
from maillage.bilan.renderers import RENDERERS
from maillage.common.command import MisusedError, add_knowledge, day, moment
from maillage.common.errors import Refused
from maillage.indicators.register import Register
from maillage.territory.models import Departement
from maillage.territory.perimeter import Perimeter


class Command(BaseCommand):
    """Print a bilan."""

    help = "Imprime un bilan ; l'extension du fichier choisit la forme (pptx, pdf, html, xlsx, json)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("definition", help="rendez-vous, departement…")
        add_knowledge(parser)
        parser.add_argument("-o", "--output", required=True, metavar="FICHIER", help="où écrire")
        parser.add_argument(
            "--each-departement",
            action="store_true",
            help="un fichier par département ; {} dans le nom est remplacé par le code",
        )

    def handle(self, **options: Any) -> None:
        """Compose and write."""
        output = Path(options["output"])
        form = output.suffix.lstrip(".").lower()
        if form not in RENDERERS:
            raise MisusedError(
                f"Choisissez une extension parmi {', '.join(sorted(RENDERERS))} : {output.name}"
            )
        if not output.parent.is_dir():
            raise Refused(
                f"Le dossier « {output.parent} » n'existe pas : créez-le, ou choisissez-en un autre."
            )
        known_at = moment(options["known_at"])
        composed = partial(
            compose,
            options["definition"],
            as_of=day(options["as_of"]),
            known_at=known_at,
            printed_on=timezone.localdate(),
            organisation=settings.BRANDING["name"],
            register=Register(known_at),
        )
        if not options["each_departement"]:
            perimeter = Perimeter.parse(options["perimeter"])
            output.write_bytes(RENDERERS[form](composed(perimeter=perimeter)))
            self.stdout.write(f"{output} : écrit")
            return
        if "{}" not in output.name:
            raise MisusedError("Avec --each-departement, le nom du fichier contient {} : bilan-{}.pptx")
        codes = list(Departement.objects.order_by("code").values_list("code", flat=True))
        bar = Console(file=sys.stderr)
        for code in track(codes, description="Bilans", console=bar):
            document = composed(perimeter=Perimeter("departement", code))
            Path(str(output).replace("{}", code)).write_bytes(RENDERERS[form](document))
        self.stdout.write(f"{len(codes)} bilans écrits dans {output.parent}")
