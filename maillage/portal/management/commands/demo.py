"""Load the demonstration network, through the doors that everybody uses."""

import io
import tomllib
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from maillage.accounts.roles import Role
from maillage.common.errors import Refused
from maillage.network.models import Cooperation, Organisation
from maillage.network.reach import label_of
from maillage.portal import (
    demo_advice,
    demo_aids,
    demo_events,
    demo_exchanges,
    demo_experiments,
    demo_life,
    demo_people,
    demo_pledges,
    demo_programme,
    demo_resources,
    demo_tallies,
    demo_training,
)

LABELS = {
    "organisations": _("organisations"),
    "signatures": _("signatures"),
    "cooperations": _("coopérations"),
    "etapes": _("étapes"),
    "equipes": _("équipes"),
    "portages": _("portages"),
    "appuis": _("appuis"),
    "programme": _("programme"),
    "chiffres-publies": _("chiffres publiés"),
}
ADDRESS = "http://localhost:8000/"
MANIFEST = "manifest.toml"


def migrations_are_missing() -> bool:
    """Tell whether the database lacks some of our tables."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def refuse_a_register_in_use(witness: str) -> None:
    """Refuse a database that holds organisations, but not those of the demonstration."""
    if Organisation.objects.exists() and not Organisation.objects.filter(name=witness).exists():
        raise Refused(
            _(
                "Cette base tient déjà un registre : la démonstration n'y entre pas, pour ne pas mêler des "
                "organisations inventées aux vôtres. Donnez-lui une base à elle, par DATABASE_URL."
            )
        )


def counted(run: Any) -> str:
    """Return how many lines of an import were new, changed something, or said nothing new."""
    if run is None or not (run.created or run.changed):
        return gettext("déjà au registre, rien à faire")
    counts = {
        gettext("%d nouvelles"): run.created,
        gettext("%d complétées ou corrigées"): run.changed,
        gettext("%d déjà connues"): run.left,
    }
    return ", ".join(words % count for words, count in counts.items() if count)


class Command(BaseCommand):
    """Load the demonstration network."""

    help = "Charge le réseau de démonstration : des organisations inventées, sur de vrais territoires."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the folder of the spreadsheets."""
        parser.add_argument(
            "--folder",
            type=Path,
            default=Path(settings.BASE_DIR) / "demo",
            metavar="DOSSIER",
            help="le dossier des tableurs et de leur manifest.toml",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Bring the database up to date, then import every spreadsheet in order."""
        folder: Path = options["folder"]
        manifest = self._manifest(folder / MANIFEST)
        if migrations_are_missing():
            self.stdout.write(gettext("Création de la base…"))
            call_command("migrate", verbosity=0, interactive=False)
        refuse_a_register_in_use(manifest["witness"])
        call_command("load_territories", stdout=self.stdout)
        for document, entries in groupby(manifest["files"], key=itemgetter("document")):
            self.stdout.write(f"\n{document}")
            for entry in entries:
                self._import(folder, entry)
        self._support()
        self._settle_people()
        self.stdout.write(
            _(
                "\nLa démonstration est prête : ouvrez %s\n"
                "Pour entrer comme l'une de ces personnes, d'un clic : %sdemo/\n"
                "Ou demandez un chiffre, à une date, tel qu'on le connaissait à une autre :\n"
                "  maillage indicator signataires --as-of 2015-01-31 --known-at 2015-01-31"
            )
            % (ADDRESS, ADDRESS)
        )

    def _support(self) -> None:
        """Write the trainings, the exchanges, the aids and the course of the programme, and say how much of each."""
        now = timezone.now()
        today = timezone.localdate(now)
        self.stdout.write(gettext("\nFormations, échanges, aides et programme"))
        for words, written in (
            (gettext("sessions de formation"), demo_training.teach(today=today, at=now)),
            (gettext("rencontres d'échange"), demo_exchanges.exchange(today=today, at=now)),
            (gettext("demandes d'aide"), demo_aids.fund(today=today, at=now)),
            (gettext("ressources publiées"), demo_resources.publish(today=today, at=now)),
            (gettext("faits du programme"), demo_programme.follow(today=today, at=now)),
            (gettext("expérimentations"), demo_experiments.try_out(today=today, at=now)),
            (gettext("engagements, politiques et conventions"), demo_pledges.promise(today=today, at=now)),
            (gettext("rendez-vous"), demo_events.gather(today=today, at=now)),
        ):
            self._say(words, written)

    def _say(self, words: str, written: int) -> None:
        """Say how many things were written."""
        said = gettext("%d nouvelles") % written if written else gettext("déjà au registre, rien à faire")
        self.stdout.write(f"  {words}\u00a0: {said}")

    def _settle_people(self) -> None:
        """Create one person per role, and say how each signs in."""
        now = timezone.now()
        today = timezone.localdate(now)
        self.stdout.write(gettext("\nUne personne par rôle"))
        for grant in demo_people.settle(today=today, at=now):
            place = label_of(grant.perimeter)
            self.stdout.write(f"  {grant.user.email} ({grant.get_role_display()}, {place})")
            if grant.role == Role.ANIMATOR:
                cooperation = Cooperation.objects.get(slug=grant.perimeter_code)
                demo_life.live(cooperation, grant.user, today=today)
        self._say(gettext("demandes de conseil"), demo_advice.advise(today=today, at=now))
        self._say(gettext("relevés d'activité"), demo_tallies.count(today=today, at=now))

    def _manifest(self, path: Path) -> dict[str, Any]:
        try:
            return tomllib.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            raise Refused(
                _(
                    "Il n'y a pas de démonstration dans « %s » : lancez la commande depuis le dossier du projet."
                )
                % path.parent
            ) from error

    def _import(self, folder: Path, entry: dict[str, Any]) -> None:
        """Import one spreadsheet with the command that everybody uses, and say what it did."""
        options: dict[str, Any] = {"kind": entry["kind"], "document": entry["document"], "apply": True}
        if "known_from" in entry:
            options["known_from"] = entry["known_from"].isoformat()
        if "mapping" in entry:
            options["mapping"] = str(folder / entry["mapping"])
        runs = apps.get_model("imports", "ImportRun")._default_manager.order_by("-pk")
        last = runs.values_list("pk", flat=True).first()
        call_command("import", str(folder / entry["path"]), stdout=io.StringIO(), **options)
        done = runs.exclude(pk=last).first() if last else runs.first()
        self.stdout.write(f"  {LABELS[entry['kind']]}\u00a0: {counted(done)}")
