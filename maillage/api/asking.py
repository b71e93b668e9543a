"""What an address for machines asks: a day, what was known, a place; what is not understood is refused."""

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.common.errors import Refused
from maillage.indicators.forms import Question, question
from maillage.territory.perimeter import Perimeter


def asked(request: HttpRequest) -> Question:
    """Return the question of a request, or refuse it with what is wrong in it."""
    given = {name: request.GET.get(name, "").replace("\x00", "") for name in ("au", "connu", "perimetre")}
    found = question(given, now=timezone.now(), today=timezone.localdate())
    if found.problems:
        raise Refused(" ".join(found.problems))
    return found


def place_of(text: str) -> Perimeter:
    """Return the territory that an address names, as « departement:30 », or refuse it."""
    found = Perimeter.parse(text.replace("\x00", "")[:100])
    if not found.is_place:
        raise Refused(_("« %s » n'est pas un territoire : écrivez par exemple departement:30.") % found)
    return found
