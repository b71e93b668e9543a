"""The teams to call in a campaign, on paper, with room to write."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from maillage.common.documents import print_pdf
from maillage.common.formats import counted, day, telephone, typo
from maillage.network.models import Answer, Campaign, Team

TEMPLATE = Path(__file__).resolve().parent.parent / "data" / "calls.typ"


@dataclass(frozen=True, kw_only=True)
class Call:
    """Hold a team to call: where it is, whether it was written to, who answers at which number."""

    team: Team
    place: str
    by_email: bool
    numbers: Sequence[tuple[str, str]]


def calls_pdf(campaign: Campaign, calls: Sequence[Call], *, on: dt.date) -> bytes:
    """Return the teams to call as a PDF."""
    return print_pdf(
        TEMPLATE,
        {
            "title": _("Équipes à appeler, campagne %(year)s") % {"year": campaign.year},
            "state": typo(
                _("%(scope)s : %(count)s au %(day)s")
                % {
                    "scope": campaign.perimeter.label,
                    "count": counted(len(calls), _("équipe"), _("équipes")),
                    "day": day(on),
                }
            ),
            "headings": [_("Équipe"), _("Qui appeler"), _("Réponse")],
            "answers": [str(answer.label) for answer in Answer],
            "none": _("Toutes les équipes ont répondu."),
            "nobody": _("Aucun numéro n'est connu."),
            "lines": [
                {
                    "team": typo(call.team.name),
                    "place": call.place or _("sans territoire"),
                    "numbers": [f"{name}, {telephone(number)}" for name, number in call.numbers],
                }
                for call in calls
            ],
        },
    )
