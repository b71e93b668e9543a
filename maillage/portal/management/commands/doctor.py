"""Look at the health of the register: what must always hold, checked on every row."""

from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import IntegrityError, connection
from django.db.models import F, Q, Window
from django.db.models.functions import Lead
from django.utils.translation import gettext as _

from maillage.accounts.models import Grant
from maillage.accounts.operations import broken_links
from maillage.common.command import FORMATS, as_csv, as_json, as_table
from maillage.common.errors import Refused
from maillage.common.facts import DatedFact
from maillage.network.models import (
    Affiliation,
    Carrying,
    CooperationMember,
    CooperationSituation,
    Membership,
    OrganisationSituation,
    Signature,
    TeamSituation,
)
from maillage.portal.trust import missing
from maillage.tallies.models import Tally, TallyRhythm

SHOWN = 5
# The links of which two periods never overlap, and what makes two rows the same link.
LINKS: tuple[tuple[type[DatedFact], tuple[str, ...]], ...] = (
    (Signature, ("charter", "organisation", "team")),
    (Membership, ("organisation",)),
    (Affiliation, ("organisation", "parent")),
    (Carrying, ("team", "organisation")),
    (CooperationMember, ("cooperation", "organisation")),
    (OrganisationSituation, ("organisation",)),
    (CooperationSituation, ("cooperation",)),
    (TeamSituation, ("team",)),
    (Grant, ("user", "role", "perimeter_kind", "perimeter_code")),
    (TallyRhythm, ("team",)),
)


def journal() -> list[str]:
    """Return the entries of the journal whose seal does not hold."""
    return [_("ligne %d du journal") % number for number in broken_links()]


def overlaps() -> list[str]:
    """Return the periods of one link that begin before the one before has ended."""
    periods = [found for model, link in LINKS for found in _overlapping(model, link)]
    clashing = Tally.objects.believed().clashing().select_related("team").order_by("pk")
    return [*periods, *(f"{tally._meta.verbose_name} {tally.pk} : {tally}" for tally in clashing)]


def _overlapping(model: type[DatedFact], link: tuple[str, ...]) -> Iterator[str]:
    order = [F("started_on").asc(nulls_first=True), F("pk").asc()]
    partition = [F(name) for name in link]
    rows: Any = model._default_manager.filter(retracted_at__isnull=True)
    rows = rows.annotate(
        follower=Window(Lead("pk"), partition_by=partition, order_by=order),
        follows_on=Window(Lead("started_on"), partition_by=partition, order_by=order),
    )
    met = Q(follows_on__isnull=True) | Q(ended_on__isnull=True) | Q(follows_on__lt=F("ended_on"))
    for row in rows.filter(met, follower__isnull=False).order_by("pk"):
        yield f"{model._meta.verbose_name} {row.pk} / {row.follower} : {row}"


def orphans() -> list[str]:
    """Return what points at a row that is not there."""
    try:
        connection.check_constraints()
    except IntegrityError as error:
        return [str(error)]
    return []


def mentions() -> list[str]:
    """Return the settings of the legal notice that the law asks of a site open to the world, and that are empty."""
    return missing() if settings.SECURE_SSL_REDIRECT and not settings.DEMO else []


CHECKS: dict[str, tuple[str, Callable[[], list[str]]]] = {
    "journal": ("le journal est entier, et chaque sceau tient", journal),
    "periodes": ("les périodes d'un même lien ne se recouvrent pas", overlaps),
    "liens": ("aucune ligne ne désigne ce qui n'existe pas", orphans),
    "mentions": ("un site ouvert à tous dit qui le publie et qui l'héberge", mentions),
}


class Command(BaseCommand):
    """Check what must always hold."""

    help = "Vérifie ce qui doit toujours tenir : le journal, les périodes, les liens, les mentions légales."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--verify", action="store_true", help="tout vérifier (c'est le cas par défaut)")
        parser.add_argument("--format", choices=FORMATS, default="table")

    def handle(self, **options: Any) -> None:
        """Print one line a check; refuse when one does not hold."""
        found = {code: check() for code, (_sentence, check) in CHECKS.items()}
        rows = [
            {
                "controle": code,
                "regle": CHECKS[code][0],
                "tient": "oui" if not faults else "non",
                "ecarts": len(faults),
                "exemples": " ; ".join(faults[:SHOWN]),
            }
            for code, faults in found.items()
        ]
        self.stdout.write({"json": as_json, "csv": as_csv}.get(options["format"], as_table)(rows))
        if any(found.values()):
            raise Refused(_("Quelque chose ne tient pas : les lignes ci-dessus disent quoi, et où."))
