"""A campaign to take away: where the answers stand, the teams to call, these on paper too with room to write."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.common.documents import print_pdf
from maillage.common.exports import Table
from maillage.common.formats import counted, day, telephone, typo
from maillage.common.spreadsheets import Column
from maillage.network.models import Answer, Campaign, CampaignTeam, Team

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


def calls_table(calls: Sequence[Call]) -> Table:
    """Return the teams to call, a line for each number, and one for a team whose number is not known."""
    return Table(
        title=gettext_lazy("Équipes à appeler"),
        columns=(
            Column(_("Équipe")),
            Column(_("Département")),
            Column(_("Un courriel est parti")),
            Column(_("Qui appeler")),
            Column(_("Téléphone")),
        ),
        rows=[
            (call.team.name, call.place, call.by_email, name, number)
            for call in calls
            for name, number in call.numbers or [("", "")]
        ],
    )


@dataclass(kw_only=True)
class Line:
    """Count the teams of a département in a campaign."""

    name: str
    asked: int = 0
    answered: int = 0
    waiting: int = 0
    to_call: int = 0


def lines_of(teams: Sequence[CampaignTeam]) -> list[Line]:
    """Return the count of each département, by name; what has no place comes last."""
    counted: dict[str, Line] = {}
    for row in teams:
        line = counted.setdefault(row.place, Line(name=row.place))
        line.asked += 1
        line.answered += row.answered_on is not None
        line.waiting += row.answered_on is None and row.by_email
        line.to_call += row.answered_on is None and not row.by_email
    return sorted(counted.values(), key=lambda line: (not line.name, line.name))


def total_of(lines: Sequence[Line]) -> Line:
    """Return the sum of some counts."""
    return Line(
        name=_("Ensemble"),
        asked=sum(line.asked for line in lines),
        answered=sum(line.answered for line in lines),
        waiting=sum(line.waiting for line in lines),
        to_call=sum(line.to_call for line in lines),
    )


def follow_up_table(lines: Sequence[Line]) -> Table:
    """Return where the answers of a campaign stand, by département."""
    return Table(
        title=gettext_lazy("Suivi de la campagne"),
        columns=(
            Column(_("Département")),
            Column(_("Équipes"), "integer"),
            Column(_("Ont répondu"), "integer"),
            Column(_("Écrit, en attente"), "integer"),
            Column(_("À appeler"), "integer"),
        ),
        rows=[
            (line.name or _("sans territoire"), line.asked, line.answered, line.waiting, line.to_call)
            for line in lines
        ],
    )
