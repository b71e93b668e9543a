"""Search: a few words, and all that bears them."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from maillage.portal.forms import LONGEST
from maillage.portal.search import search
from maillage.portal.views.page import moment_of, page_of, show
from maillage.territory.search import search_places

PLACES = 3


def found(request: HttpRequest) -> HttpResponse:
    """Show what some words find, the places that they name first."""
    asked = request.GET.get("q", "").replace("\x00", " ").strip()
    words = asked[:LONGEST]
    moment = moment_of(request)
    entries = search(words, today=moment.today, now=moment.now) if words else []
    places = search_places(words, PLACES) if words else []
    return show(
        request,
        "search.html",
        moment,
        asked=words,
        page=page_of(request, entries),
        count=len(entries),
        places=[(place.label, moment.url("places", lieu=place.label)) for place in places],
        too_long=_("Seuls les cent premiers caractères sont cherchés.") if len(asked) > LONGEST else "",
    )
