"""The charter: its text, version by version, what signing it means, the way to who signed and to signing."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from maillage.common.components import Crumb
from maillage.network.models import Charter, Organisation
from maillage.portal.forms import SignatoryFilters
from maillage.portal.moment import Moment
from maillage.portal.views.page import moment_of, show
from maillage.resources.models import Kind, Publication

LONGEST_VERSION = 20


def charter(request: HttpRequest) -> HttpResponse:
    """Show a text of the charter: the one that is signed on the day of the page, unless another is asked for."""
    moment = moment_of(request)
    asked = request.GET.get("version", "").replace("\x00", "")[:LONGEST_VERSION]
    is_team = request.GET.get("texte") == Charter.Kind.TEAM
    kind = Charter.Kind.TEAM if is_team else Charter.Kind.NATIONAL
    texts = Charter.objects.of_kind(kind)
    in_use = texts.in_use(kind, moment.as_of)
    found = texts.at_version(asked)
    readable = Publication.objects.readable(as_of=moment.as_of, known_at=moment.known_at)
    return show(
        request,
        "charter.html",
        moment,
        charter=found or in_use,
        in_use=in_use,
        is_national=not is_team,
        refused=[_("Cette version n'existe pas : voici celle qui se signe.")] if asked and not found else [],
        explained=list(readable.chosen(kind=Kind.CHARTER)),
        versions=list(texts.latest_first()),
        signed=None if is_team else signed(moment),
        filters=None if is_team else SignatoryFilters({}),
        crumbs=[Crumb(label=_("Accueil"), url=moment.url("home")), Crumb(label=_("La charte"))],
    )


def signed(moment: Moment) -> int:
    """Return how many organisations have a signature in force: as many as the list of signatories holds."""
    return Organisation.objects.signatories(as_of=moment.as_of, known_at=moment.known_at).count()
