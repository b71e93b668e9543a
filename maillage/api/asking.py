"""What an address for machines asks: a day, what was known, a place; what is not understood is refused."""

import datetime as dt
from collections.abc import Mapping

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.common.errors import Refused
from maillage.common.normalise import parse_day
from maillage.indicators.forms import FIRST, Question, question
from maillage.territory.perimeter import Perimeter

LONGEST = 100


def asked(request: HttpRequest) -> Question:
    """Return the question of a request, or refuse it with what is wrong in it."""
    given = {
        name: request.GET.get(name, "").replace("\x00", "")[:LONGEST] for name in ("au", "connu", "perimetre")
    }
    today = timezone.localdate()
    for name in ("au", "connu"):
        if given[name].strip():
            check_day(parse_day(given[name]).on, today=today)
    return understood(given, today=today)


def check_day(day: dt.date, *, today: dt.date) -> None:
    """Refuse a day of which the register can say nothing; a page would speak of today, a file must not."""
    if not FIRST <= day <= today:
        raise Refused(_("La date %s n'est pas entre 2013 et aujourd'hui.") % day.isoformat())


def understood(given: Mapping[str, str], *, today: dt.date) -> Question:
    """Return a question, or refuse it with what is wrong in it."""
    found = question(given, now=timezone.now(), today=today)
    if found.problems:
        raise Refused(" ".join(found.problems))
    return found


def place_of(text: str) -> Perimeter:
    """Return the territory that an address names, as « departement:30 », or refuse it."""
    found = Perimeter.parse(text.replace("\x00", "")[:100])
    if not found.is_place:
        raise Refused(_("« %s » n'est pas un territoire : écrivez par exemple departement:30.") % found)
    return found
