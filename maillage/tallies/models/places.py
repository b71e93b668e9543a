"""Which teams a perimeter holds: a place, a cooperation, a carrier or a team."""

import datetime as dt

from maillage.network.models import Cooperation, Organisation, Team
from maillage.network.models.teams import TeamQuerySet
from maillage.territory.perimeter import Perimeter


def teams_in(perimeter: Perimeter, *, as_of: dt.date, known_at: dt.datetime) -> TeamQuerySet:
    """Return the teams that a perimeter holds on a day, as known at a moment."""
    match perimeter.kind:
        case "equipe":
            return Team.objects.filter(slug=perimeter.code)
        case "porteur":
            carrier = Organisation.objects.at_address(perimeter.code)
            return (
                Team.objects.carried_by(carrier, as_of=as_of, known_at=known_at)
                if carrier
                else Team.objects.none()
            )
        case "cooperation":
            cooperation = Cooperation.objects.at_address(perimeter.code)
            seated = Team.objects.seated(as_of=as_of, known_at=known_at)
            return (
                seated.within_cooperation(cooperation, as_of=as_of, known_at=known_at)
                if cooperation
                else seated.none()
            )
        case "france":
            return Team.objects.all()
        case _:
            return Team.objects.seated(as_of=as_of, known_at=known_at).seated_in(perimeter)
