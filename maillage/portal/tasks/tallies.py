"""What waits for a person in tallies: the last period of the teams that they lead or support."""

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.accounts.actors import Actor
from maillage.accounts.roles import PerimeterKind, Right
from maillage.network.models import Team
from maillage.portal.tasks.task import Source, Task
from maillage.tallies.models import awaited


def to_declare(actor: Actor, at: dt.datetime) -> Iterator[Task]:
    """Yield the tallies that wait: those of one's own teams, never those of a whole territory."""
    slugs = [
        hat.perimeter.code
        for hat in actor.hats
        if hat.perimeter.kind == PerimeterKind.TEAM and hat.grants(Right.EDIT_TEAM)
    ]
    if not slugs:
        return
    day = timezone.localdate(at)
    for team, period, told in awaited(Team.objects.at_addresses(slugs), on=day, known_at=at):
        if not told and day > period.ends:  # not on the very first day
            yield Task(
                sentence=_("Le relevé de « %(team)s » attend : %(period)s.")
                % {"team": team.name, "period": period},
                button=_("Déclarer"),
                url=reverse("declare_tally", args=[team.slug, period.code]),
                since=period.ends,
            )


SOURCES: tuple[Source, ...] = (to_declare,)
