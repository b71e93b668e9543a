"""How it is known where the next teams would help most, in words, for everyone."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from maillage.common.components import Crumb
from maillage.portal.views.page import moment_of, show


def siting_method(request: HttpRequest) -> HttpResponse:
    """Say what is computed, how sure it is, and what the calculation does not know."""
    moment = moment_of(request)
    crumbs = [
        Crumb(label=_("Accueil"), url=moment.url("home")),
        Crumb(label=_("Observatoire"), url=moment.url("observatory")),
        Crumb(label=_("Où aller ensuite ?")),
    ]
    return show(request, "siting_method.html", moment, crumbs=crumbs)
