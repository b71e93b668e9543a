"""The command "observatory": official files, who has a team near, where nobody is, where to found the next teams."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.common.command import (
    FORMATS,
    MisusedError,
    Row,
    add_knowledge,
    as_csv,
    as_json,
    as_table,
    day,
    moment,
)
from maillage.common.errors import Refused
from maillage.common.facts import Author
from maillage.common.formats import number, typo
from maillage.observatory.assemble import (
    USUAL_KM,
    Asked,
    Look,
    Need,
    Objective,
    Proof,
    proposal_of,
    seen,
)
from maillage.observatory.exports import answers, coverage
from maillage.observatory.exports.answers import Answer
from maillage.observatory.models import DATASETS, DatasetImport
from maillage.observatory.operations.loading import Loaded, load_file
from maillage.territory.perimeter import Perimeter

GEOJSON = "geojson"
PROOFS = {proof.name.lower(): proof for proof in Proof}
# Of a line, what a person does not read in a table.
UNSEEN = frozenset({"codes_communes", "latitude", "longitude", "nom_departement", "position_approchee"})


class Command(BaseCommand):
    """Answer for the observatory."""

    help = (
        "Charge les fichiers officiels de l'observatoire ; dit qui a une équipe près de soi, où il n'y a personne, et "
        "où les prochaines équipes aideraient le plus."
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
        covered = acts.add_parser("coverage", help="qui a une équipe reconnue près de soi")
        covered.add_argument("--by", choices=sorted(coverage.BY), default="departement", help="la maille")
        covered.add_argument("--format", choices=FORMATS, default="table")
        gaps = acts.add_parser(
            "gaps", help="les zones blanches : des communes voisines, loin de toute équipe"
        )
        gaps.add_argument("--format", choices=(*FORMATS, GEOJSON), default="table")
        site = acts.add_parser("site", help="où les prochaines équipes aideraient le plus, avec la preuve")
        _add_siting(site)
        for one in (covered, gaps, site):
            add_knowledge(one, required=False)
            one.add_argument(
                "--radius", type=float, default=USUAL_KM, metavar="KM", help="jusqu'où une équipe est proche"
            )

    def handle(self, **options: Any) -> None:
        """Do the act that is asked for."""
        acts: Mapping[str, Callable[[dict[str, Any]], None]] = {
            "import": self._load,
            "datasets": self._list,
            "coverage": self._coverage,
            "gaps": self._gaps,
            "site": self._site,
        }
        acts[options["act"]](options)

    def _load(self, options: dict[str, Any]) -> None:
        """Load a file, and say what was kept of it."""
        by = Author(at=timezone.now(), source="maillage observatory import")
        self.stdout.write(
            in_words(load_file(options["dataset"], options["file"], vintage=options["vintage"], by=by))
        )

    def _list(self, options: dict[str, Any]) -> None:
        """Write the datasets."""
        self.stdout.write({"json": as_json, "csv": as_csv, "table": as_table}[options["format"]](listing()))

    def _coverage(self, options: dict[str, Any]) -> None:
        """Write who has a team near."""
        self._answer(coverage.coverage(seen(Look(**_where(options))), options["by"]), options["format"])

    def _gaps(self, options: dict[str, Any]) -> None:
        """Write where nobody is."""
        found = seen(Look(**_where(options)))
        answer = coverage.gaps(found)
        self._answer(answer, options["format"], coverage.gap_features(found, answer["results"]))

    def _site(self, options: dict[str, Any]) -> None:
        """Write where to found the next teams."""
        if options["again"]:
            self._site_again(options["again"], options["format"])
        else:
            self._proposal(_asked(options), options["format"])

    def _site_again(self, path: Path, form: str) -> None:
        """Answer a question again, and say whether its answer is the one that was written."""
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise Refused(_("« %s » ne se lit pas : vérifiez son nom et son dossier.") % path) from error
        asked, before = answers.read_back(text)
        now = self._proposal(asked, form)
        if changed := answers.changes(before, now):
            raise Refused(" ".join([_("La réponse n'est plus la même."), *changed]))
        self.stderr.write(_("La réponse est la même : empreinte %s…") % now["digest"][:12])

    def _proposal(self, asked: Asked, form: str) -> Answer:
        """Answer a question of siting in one of the four forms, and return the answer."""
        answer = answers.siting(proposal_of(asked))
        self._answer(answer, form, answers.site_features(answer["results"]))
        return answer

    def _answer(self, answer: Answer, form: str, features: Sequence[Answer] = ()) -> None:
        """Write an answer in one of the four forms; what a table of figures cannot say goes to the other channel."""
        if form == "json":
            self.stdout.write(as_json(answer))
        elif form == GEOJSON:
            self.stdout.write(as_json(answers.collection(answer, features)))
        elif form == "csv":
            self.stdout.write(as_csv([_flat(row) for row in answer["results"]]))
            if answer["warning"]:
                self.stderr.write(answer["warning"])
        else:
            self.stdout.write("\n".join(_told(answer)))


def _add_siting(parser: CommandParser) -> None:
    """Add what one may ask of the next teams."""
    parser.add_argument("--p", type=int, metavar="N", help="combien d'équipes fonder")
    parser.add_argument("--existing", action="store_true", help="les équipes reconnues comptent déjà")
    parser.add_argument(
        "--objective",
        type=Objective,
        choices=list(Objective),
        default=Objective.COVER,
        help="cover : le plus de personnes près d'une équipe ; backup : une seconde équipe sert aussi ; median : au "
        "plus près",
    )
    parser.add_argument(
        "--need",
        type=Need,
        choices=list(Need),
        default=Need.PEOPLE,
        help="qui compte : les personnes de 75 ans ou plus, ou celles d'entre elles qui vivent seules",
    )
    parser.add_argument(
        "--floor", type=float, metavar="PART", help="la part à atteindre dans chaque département : 0.6"
    )
    parser.add_argument(
        "--forced", nargs="+", default=[], metavar="CODE", help="communes où une équipe doit être fondée"
    )
    parser.add_argument(
        "--forbidden", nargs="+", default=[], metavar="CODE", help="communes où aucune ne doit l'être"
    )
    parser.add_argument(
        "--proof",
        choices=list(PROOFS),
        default="quick",
        help="jusqu'où chercher : une seconde, une minute, ou la preuve exacte (près d'une heure)",
    )
    parser.add_argument(
        "--seed", type=int, default=0, metavar="N", help="le nombre du tirage de la recherche"
    )
    parser.add_argument(
        "--again",
        type=Path,
        metavar="FICHIER.json",
        help="recalculer une réponse écrite par --format json, et dire si elle est la même",
    )
    parser.add_argument("--format", choices=(*FORMATS, GEOJSON), default="table")


def _where(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return of where, of when and within how many km one speaks."""
    return {
        "as_of": day(options["as_of"]) if options["as_of"] else timezone.localdate(),
        "known_at": moment(options["known_at"]),
        "perimeter": Perimeter.parse(options["perimeter"]),
        "radius": options["radius"],
    }


def _asked(options: Mapping[str, Any]) -> Asked:
    """Return the question of siting that is asked."""
    if options["p"] is None:
        raise MisusedError(_("Dites combien d'équipes fonder : --p 200."))
    return Asked(
        p=options["p"],
        **_where(options),
        objective=options["objective"],
        need=options["need"],
        floor=options["floor"],
        existing=options["existing"],
        forced=tuple(options["forced"]),
        forbidden=tuple(options["forbidden"]),
        proof=PROOFS[options["proof"]],
        seed=options["seed"],
    )


def _flat(row: Answer) -> Row:
    """Return a line as a table holds it: a list becomes words side by side."""
    return {name: " ".join(part) if isinstance(part, list) else part for name, part in row.items()}


def _told(answer: Answer) -> list[str]:
    """Return an answer as a person reads it: sentences, then lines."""
    said = [typo(sentence) for sentence in answer["sentences"]]
    if answer["warning"]:
        said.append(typo(answer["warning"]))
    for rows in (answer["results"], answer.get("departements", [])):
        shown = [{name: part for name, part in _flat(row).items() if name not in UNSEEN} for row in rows]
        said += ["", as_table(shown)] if shown else []
    return said


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
