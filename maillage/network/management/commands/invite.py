"""Invite someone from the shell: the way the first administrator of a site comes in."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.accounts.operations import NewInvitation, Sent, invite, link_of
from maillage.accounts.operations.grants import refuse_misplaced
from maillage.accounts.roles import PerimeterKind, Role
from maillage.common import normalise
from maillage.common.errors import Refused
from maillage.common.facts import Author
from maillage.network.reach import SUBJECTS, label_of
from maillage.territory.perimeter import Perimeter


class Command(BaseCommand):
    """Invite someone."""

    help = "Invite une personne à un rôle, au nom de la maison : par exemple le premier administrateur."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare whom, to which role, where."""
        parser.add_argument("email", help="son adresse électronique")
        parser.add_argument("--name", required=True, metavar="NOM", help="son prénom et son nom")
        parser.add_argument("--role", choices=Role.values, default=Role.ADMINISTRATOR.value)
        parser.add_argument(
            "--perimeter", default="france", metavar="PÉRIMÈTRE", help="france, cooperation:NOM, equipe:NOM…"
        )

    def handle(self, **options: Any) -> None:
        """Invite, then print the link and the code."""
        perimeter = self._perimeter(str(options["perimeter"]), Role(options["role"]))
        sent = invite(
            NewInvitation(
                name=normalise.clean_text(options["name"], max_length=150),
                email=normalise.email(options["email"]),
                role=Role(options["role"]),
                perimeter=perimeter,
                place=label_of(perimeter),
            ),
            by=Author(at=timezone.now(), role="maison", source="maillage invite"),
        )
        self._tell(sent)

    def _perimeter(self, text: str, role: Role) -> Perimeter:
        """Return where the role will be worn, or refuse what is not there, or not for this role."""
        kind, _colon, code = text.partition(":")
        perimeter = Perimeter(kind, code) if kind == PerimeterKind.TEAM else Perimeter.parse(text)
        named = SUBJECTS.get(PerimeterKind(perimeter.kind))
        if named and not named._default_manager.filter(slug=perimeter.code).exists():
            raise Refused(_("« %s » n'existe pas dans le registre : vérifiez ce nom.") % perimeter)
        refuse_misplaced(role, perimeter)
        return perimeter

    def _tell(self, sent: Sent) -> None:
        """Print the link and the code."""
        self.stdout.write(
            _("Invitation de %(name)s (%(role)s, %(place)s).\nLien : %(link)s\nCode : %(code)s")
            % {
                "name": sent.invitation.name,
                "role": Role(sent.invitation.role).label,
                "place": sent.invitation.place,
                "link": link_of(sent.invitation, proves=True),
                "code": sent.spoken,
            }
        )
