"""The command "observatory": load the official files that the observatory rests on, and say which are there."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.common.command import FORMATS, Row, as_csv, as_json, as_table
from maillage.common.facts import Author
from maillage.common.formats import number
from maillage.observatory.models import DATASETS, DatasetImport
from maillage.observatory.operations.loading import Loaded, load_file


class Command(BaseCommand):
    """Load official files."""

    help = (
        "Charge les fichiers officiels de l'observatoire, tels qu'ils sont publiés, ou dit lesquels sont là."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the acts and their options."""
        acts = parser.add_subparsers(dest="act", required=True, metavar="ACTE")
        load = acts.add_parser("import", help="charger un fichier : tout, ou rien s'il a un défaut")
        load.add_argument(
            "dataset", choices=sorted(DATASETS), metavar="DATASET", help=", ".join(sorted(DATASETS))
        )
        load.add_argument("file", type=Path, metavar="FICHIER", help="un CSV, son ZIP, un XLSX ou un ODS")
        load.add_argument(
            "--vintage", type=int, metavar="AAAA", help="le millésime, si le fichier ne le dit pas"
        )
        listed = acts.add_parser("datasets", help="les jeux de données, et ce qui en est chargé")
        listed.add_argument("--format", choices=FORMATS, default="table")

    def handle(self, **options: Any) -> None:
        """Do the act that is asked for."""
        if options["act"] == "import":
            by = Author(at=timezone.now(), source="maillage observatory import")
            loaded = load_file(options["dataset"], options["file"], vintage=options["vintage"], by=by)
            self.stdout.write(in_words(loaded))
            return
        written = {"json": as_json, "csv": as_csv, "table": as_table}[options["format"]]
        self.stdout.write(written(listing()))


def in_words(loaded: Loaded) -> str:
    """Say what a load has done."""
    load = loaded.load
    words = {
        "title": load.declared.title,
        "vintage": load.vintage,
        "geography": load.geography,
        "rows": number(load.rows),
        "kept": number(load.kept),
        "unknown": number(load.unknown),
        "left": number(load.left),
    }
    if not loaded.changed:
        return _("%(title)s, millésime %(vintage)s : ce fichier est déjà chargé, rien à faire.") % words
    return (
        _(
            "%(title)s, millésime %(vintage)s (communes au 1er janvier %(geography)s) : %(rows)s lignes lues, %(kept)s "
            "valeurs gardées, %(unknown)s inconnues, %(left)s lignes laissées."
        )
        % words
    )


def listing() -> list[Row]:
    """Return the datasets, and of each what is loaded."""
    loaded: dict[str, list[DatasetImport]] = {}
    for one in DatasetImport.objects.believed().latest_first():
        loaded.setdefault(one.dataset, []).append(one)
    return [
        {
            "jeu": code,
            "fichier": dataset.file,
            "titre": str(dataset.title),
            "source": str(dataset.source),
            "licence": dataset.licence,
            "millesimes": " ".join(str(one.vintage) for one in loaded.get(code, [])),
        }
        for code, dataset in DATASETS.items()
    ]
