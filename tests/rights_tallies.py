"""The tallies of the world of the matrix: a month to declare, one that is declared, the link of a lead."""

from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils import timezone

from maillage.accounts.roles import Right
from maillage.network.models import Team, TeamLead
from maillage.tallies.models import Counts, Period, TallyLink
from maillage.tallies.operations.links import address_of, give_link
from tests.cast import date
from tests.rights_row import Row, link, needs, on, public
from tests.tallies.sheets import BY, declared

DAY = date(2015, 1, 1)
MONTH = "2015-03"


def given(team: Team, name: str = "Ida Vernet") -> TallyLink:
    """Give a link to a new lead of a team, that serves today."""
    lead = TeamLead.objects.create(
        team=team,
        name=name,
        email="luc@exemple.fr",
        started_on=DAY,
        recorded_at=BY.at,
        known_from=BY.at,
    )
    return give_link(lead, on=timezone.localdate(), by=BY)


def pages_of_link(team: Team) -> Mapping[str, str]:
    """Return the pages that a good link opens, by name."""
    found = given(team, "Zoé Tournon")
    return {
        "tally_by_link": urlsplit(address_of(found)).path,
        "tally_offline": reverse("tally_offline", args=[found.token]),
        "tally_of_link": reverse("tally_of_link", args=[found.token, MONTH]),
        "correct_by_link": reverse("correct_by_link", args=[found.token, MONTH]),
    }


def _tally(team: Team) -> dict[str, object]:
    made = declared(team, Period(date(2015, 2, 1)), Counts(visits=1))
    return {"slug": team.slug, "key": made.pk}


# Who opens which page.
ROWS: Mapping[str, Row] = {
    "tally_worker": public(),
    "tally_device": public(),
    "tally_by_link": link(),
    "tally_offline": link(),
    "tally_of_link": link(),
    "correct_by_link": link(),
    "follow_tallies": needs(Right.SEE_TEAM),
    "team_tallies": on("team", Right.SEE_TEAM),
    "tally_rhythm": on("team", Right.EDIT_TEAM),
    "tally_sheet": on("month of a team", Right.SEE_TEAM),
    "declare_tally": on("month of a team", Right.EDIT_TEAM),
    "correct_tally": on("month of a team", Right.EDIT_TEAM),
    "copy_tally": on("month of a team", Right.EDIT_TEAM),
    "take_back_tally": on("tally of a team", Right.EDIT_TEAM),
    "give_tally_link": on("lead", Right.EDIT_TEAM),
    "revoke_tally_link": on("link of a lead", Right.EDIT_TEAM),
}

KINDS: dict[str, Callable[..., Mapping[str, object]]] = {}
# Those that a team bears.
OF_TEAMS: dict[str, Callable[..., Mapping[str, object]]] = {
    "month of a team": lambda _world, spot: {"slug": spot.team.slug, "code": MONTH},
    "tally of a team": lambda _world, spot: _tally(spot.team),
    "link of a lead": lambda _world, spot: {"slug": spot.team.slug, "key": given(spot.team).pk},
}
