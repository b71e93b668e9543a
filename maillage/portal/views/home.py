"""The home page: a place, three figures, the map, what one may do."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from maillage.common.formats import counted
from maillage.indicators.measure import measure
from maillage.portal.figures import Said, said_on
from maillage.portal.forms import CooperationFilters
from maillage.portal.moment import Moment
from maillage.portal.views.cooperations import chosen, picture_of
from maillage.portal.views.page import moment_of, show


def home(request: HttpRequest) -> HttpResponse:
    """Welcome: find a team, see the figures and the map."""
    moment = moment_of(request)
    cooperations = chosen(CooperationFilters({}), moment)
    return show(
        request,
        "home.html",
        moment,
        cards=[
            (card, moment.url("figure_records", card.code), moment.url("figure", card.code))
            for card in cards(moment)
        ],
        picture=picture_of(request, cooperations, moment),
    )


def cards(moment: Moment) -> tuple[Said, ...]:
    """Return the three figures of the home page; that of teams says in how many départements they are."""
    teams = measure(
        "equipes",
        as_of=moment.as_of,
        known_at=moment.known_at,
        by="departement",
        register=moment.register,
    )
    places = sum(bool(part.key) for part in teams.parts)
    where = _(", dans %s") % counted(places, _("département"), _("départements")) if places else ""
    return (
        said_on(moment, "equipes", more=where),
        said_on(moment, "signataires"),
        said_on(moment, "cooperations-lancees"),
    )
