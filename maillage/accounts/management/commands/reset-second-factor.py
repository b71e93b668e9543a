"""Remove a second factor from the shell: the way back of the last administrator, who lost theirs."""  # noqa: N999 - the words that are typed

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.accounts.models import User
from maillage.accounts.operations import reset_second_factor
from maillage.common import normalise
from maillage.common.errors import Refused
from maillage.common.facts import Author


class Command(BaseCommand):
    """Remove a second factor."""

    help = "Retire le second facteur d'une personne qui a tout perdu, et ferme toutes ses sessions."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare whose, and why."""
        parser.add_argument("email", help="son adresse électronique")
        parser.add_argument("--reason", required=True, metavar="MOTIF", help="pourquoi : le journal le garde")

    def handle(self, **options: Any) -> None:
        """Remove, then say what comes next."""
        email = normalise.email(options["email"])
        user = User.objects.filter(email=email, is_active=True).first()
        if user is None:
            raise Refused(_("Personne n'a de compte à l'adresse %s : relisez-la.") % email)
        reason = normalise.clean_text(options["reason"], max_length=200)
        if not reason:
            raise Refused(_("Dites pourquoi : le journal le garde, et la personne le lira."))
        by = Author(at=timezone.now(), role="maison", source="maillage reset-second-factor")
        reset_second_factor(user, reason=reason, by=by)
        self.stdout.write(
            _(
                "Le second facteur de %s est retiré et ses sessions sont fermées. À sa prochaine connexion, "
                "par un code, son compte lui en demandera un nouveau."
            )
            % user
        )
