"""What organisations pledge in public for the programme, and what became of it, on a day."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from maillage.common.components import Crumb
from maillage.common.spreadsheets import Column
from maillage.portal.exports import file_answer, linked, offered
from maillage.portal.forms import PledgeFilters
from maillage.portal.moment import Moment
from maillage.portal.pledges import Line, lines
from maillage.portal.views.page import address, moment_of, page_of, show
from maillage.programme.models import Pledge
from maillage.programme.models.pledges import PledgeQuerySet


def chosen(filters: PledgeFilters, moment: Moment) -> PledgeQuerySet:
    """Return the pledges that the filters ask for: those in force unless others are wanted."""
    found = Pledge.objects.begun(moment.as_of, moment.known_at).chosen(**filters.columns)
    if words := filters.value("q"):
        found = found.named_like(words)
    match filters.value("etat"):
        case "finis":
            return found.over(moment.as_of)
        case "tous":
            return found
        case _:
            return found.as_of(moment.as_of)


def pledges(request: HttpRequest) -> HttpResponse:
    """List the pledges."""
    moment = moment_of(request)
    filters = PledgeFilters(request.GET.dict())
    found = chosen(filters, moment)
    if kind := linked(request):
        return _file(kind, lines(found, moment), filters, moment)
    page = page_of(request, found)
    return show(
        request,
        "pledges.html",
        moment,
        filters=filters,
        page=page,
        rows=lines(page.object_list, moment),
        files=offered(lambda kind: address(request, format=kind, page="")),
        crumbs=[
            Crumb(label=_("Accueil"), url=moment.url("home")),
            Crumb(label=_("Programme"), url=moment.url("programmes")),
            Crumb(label=_("Engagements")),
        ],
    )


def _file(kind: str, rows: Sequence[Line], filters: PledgeFilters, moment: Moment) -> HttpResponse:
    """Return the list as a file."""
    titles = (
        *(_("Organisation"), _("Signataire de la charte"), _("Engagement"), _("Nature"), _("Combien")),
        *(_("Action"), _("Politique publique")),
    )
    return file_answer(
        kind,
        name="engagements",
        title=_("Engagements"),
        moment=moment,
        said=filters.sentences,
        columns=(
            *(Column(title) for title in titles),
            Column(_("Depuis le"), "date"),
            Column(_("Jusqu'au"), "date"),
            Column(_("Ce qu'il est devenu")),
            Column(_("Constaté le"), "date"),
            Column(_("Pourquoi")),
        ),
        rows=[
            (
                line.pledge.organisation.name,
                _("oui") if line.signed else _("non"),
                line.pledge.what,
                capfirst(line.pledge.get_kind_display()),
                line.pledge.extent,
                str(line.pledge.action or ""),
                str(line.pledge.policy or ""),
                line.pledge.started_on,
                line.pledge.ended_on,
                capfirst(line.outcome.get_outcome_display()) if line.outcome else "",
                line.outcome.on if line.outcome else None,
                line.outcome.words if line.outcome else "",
            )
            for line in rows
        ],
    )
