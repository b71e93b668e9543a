"""Search: a few words, and all that bears them."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from maillage.portal.forms import LONGEST
from maillage.portal.moment import Moment
from maillage.portal.search import search, search_near
from maillage.portal.views.page import moment_of, page_of, show
from maillage.territory.search import near_places, search_places

PLACES = 3


def found(request: HttpRequest) -> HttpResponse:
    """Show what some words find, the places that they name first."""
    asked = request.GET.get("q", "").replace("\x00", " ").strip()
    words = asked[:LONGEST]
    moment = moment_of(request)
    entries = search(words, today=moment.today, now=moment.now) if words else []
    places = search_places(words, PLACES) if words else []
    meant = _meant(words, moment) if words and not (entries or places) else []
    return show(
        request,
        "search.html",
        moment,
        asked=words,
        page=page_of(request, entries),
        count=len(entries),
        places=[(place.label, moment.url("places", lieu=place.label)) for place in places],
        meant=meant,
        too_long=_("Seuls les cent premiers caractères sont cherchés.") if len(asked) > LONGEST else "",
    )


def _meant(words: str, moment: Moment) -> list[tuple[str, str]]:
    """Return what someone may have meant by words that find nothing, with where it is."""
    near = [(place.label, moment.url("places", lieu=place.label)) for place in near_places(words, PLACES)]
    entries = search_near(words, today=moment.today, now=moment.now)
    return near + [(str(entry.name), entry.url) for entry in entries[:PLACES]]
