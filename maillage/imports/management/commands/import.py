"""Import a spreadsheet: say what it would change and, where asked, do it."""  # noqa: N999 - named by its users

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from rich.console import Console
from rich.progress import Progress as Bar

from maillage.common.command import FORMATS, day
from maillage.common.facts import Author, start_of_day
from maillage.imports.kinds import KINDS
from maillage.imports.operations import Progress, import_file
from maillage.imports.plan import Plan, RefusedRows
from maillage.imports.report import SHOWN, as_text, to_csv, to_json

VERBOSE = 2


class Command(BaseCommand):
    """Import a spreadsheet."""

    help = "Fait entrer un tableur au registre ; sans --apply, dit seulement ce qui changerait."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("file", type=Path, metavar="FICHIER", help="un fichier CSV, XLSX ou ODS")
        parser.add_argument("--kind", required=True, choices=sorted(KINDS), help="ce que disent les lignes")
        parser.add_argument("--sheet", metavar="FEUILLE", help="la feuille à lire, s'il y en a plusieurs")
        parser.add_argument(
            "--mapping", type=Path, metavar="CORRESPONDANCES", help="un fichier TOML qui renomme des colonnes"
        )
        parser.add_argument(
            "--known-from", metavar="JOUR", help="le fichier était le registre tel qu'il existait ce jour-là"
        )
        parser.add_argument(
            "--document", default="", metavar="NOM", help="le document d'où viennent les lignes"
        )
        parser.add_argument(
            "--apply", action="store_true", help="écrire : tout, ou rien si une ligne est refusée"
        )
        parser.add_argument("--verbose", action="store_true", help="montrer toutes les lignes (ou -v 2)")
        parser.add_argument("--format", choices=FORMATS, default="table")

    def handle(self, **options: Any) -> None:
        """Print what changes on standard output; refused lines go to standard error, with exit 1."""
        since = options["known_from"]
        author = Author(
            at=timezone.now(),
            source=options["document"],
            known_from=start_of_day(day(str(since))) if since else None,
        )
        everything = options["verbose"] or options["verbosity"] >= VERBOSE
        try:
            with progress_bar() as progress:
                plan = import_file(
                    Path(options["file"]),
                    kind=options["kind"],
                    by=author,
                    apply=options["apply"],
                    sheet=options["sheet"],
                    mapping=Path(options["mapping"]) if options["mapping"] else None,
                    progress=progress,
                )
            self._print(plan, options["format"], everything=everything)
            plan.refuse_if_needed()
        except RefusedRows as refusal:
            if options["apply"]:
                self._print(refusal.plan, options["format"], everything=everything)
            raise

    def _print(self, plan: Plan, form: str, *, everything: bool) -> None:
        if form == "json":
            self.stdout.write(to_json(plan))
        elif form == "csv":
            self.stdout.write(to_csv(plan))
        else:
            self.stdout.write(as_text(plan, limit=None if everything else SHOWN))


@contextmanager
def progress_bar() -> Iterator[Progress | None]:
    """Show how far the reading is, when somebody looks."""
    if not sys.stderr.isatty():
        yield None
        return
    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Lecture", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
