"""The sheet of paper of a tally: the boxes of the page, large, with the team and the period printed."""

from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from maillage.common.documents import print_pdf
from maillage.common.formats import telephone, typo
from maillage.network.models import Team
from maillage.tallies.models import GROUPS, HINTS, LABELS, WORD_HINT, WORD_LABEL, Period

SHEET = Path(__file__).resolve().parent.parent / "data" / "tally_sheet.typ"


def sheet_pdf(team: Team, period: Period) -> bytes:
    """Return the sheet of a period of a team."""
    return print_pdf(
        SHEET,
        {
            "title": typo(_("Relevé : %s") % period),
            "team": typo(team.name),
            "about": typo(
                _(
                    "Écrivez un nombre dans chaque case que vous avez comptée. Ce que vous n'avez pas compté reste "
                    "vide : ce n'est pas zéro."
                )
            ),
            "groups": [
                [str(title), [[str(LABELS[name]).capitalize(), typo(str(HINTS[name]))] for name in names]]
                for title, names in GROUPS
            ],
            "nothing": typo(_("Rien sur cette période")),
            "word": [str(WORD_LABEL), typo(str(WORD_HINT))],
            "filled_by": typo(_("Qui a rempli la feuille :")),
            "filled_on": typo(_("Le :")),
            "back": typo(
                _("À remettre à qui vous accompagne, ou à lire au téléphone : %s")
                % telephone(settings.BRANDING["telephone"])
            ),
        },
    )
