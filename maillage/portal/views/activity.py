"""What teams do, month by month: of France or of a département for everybody, of one's own part for its people."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.accounts.actors import actor_of
from maillage.accounts.roles import Right
from maillage.common.components import Crumb, Tab
from maillage.common.exports import linked, offered, table_answer, taken
from maillage.common.formats import day
from maillage.indicators.activity import Activity, activity
from maillage.indicators.reach import TEAM
from maillage.network.models import Cooperation, Organisation, Team
from maillage.network.views.lists import carried_away
from maillage.portal.activity import EVER, SPANS, monthly_table, printed, span_of
from maillage.portal.perimeters import Where, read_where
from maillage.portal.views.page import address, kept, moment_of, show
from maillage.tallies.exports.tally_columns import import_table
from maillage.tallies.models import Tally
from maillage.territory.perimeter import FRANCE, Perimeter

# Below the département, what teams do is read by those who work there.
OPEN = frozenset({"france", "region", "departement"})
_NAME = "activite"


def public_activity(request: HttpRequest) -> HttpResponse:
    """Show what teams do, of France, of a region or of a département."""
    moment, where = moment_of(request), _open(read_where(request.GET.dict()))
    found = activity(
        where.perimeter,
        as_of=moment.as_of,
        known_at=moment.known_at,
        months=span_of(request.GET.get("mois", "")),
        register=moment.register,
    )
    if kind := linked(request):
        known = [_("Tel que connu le %s") % day(moment.known_on)] if moment.known_on else []
        table = monthly_table(found, where.label)
        return table_answer(kind, table, name=_NAME, on=moment.as_of, said=[where.label, *known])
    crumbs = [Crumb(label=_("Accueil"), url=moment.url("home")), Crumb(label=_("Ce que font les équipes"))]
    context = {**_context(request, found), **_asked(request, where), "crumbs": crumbs}
    return show(request, "activity.html", moment, context)


def _asked(request: HttpRequest, where: Where) -> dict[str, object]:
    """Return what the form of the territory prints: only places where the page is public are offered."""
    return {
        "where": where,
        "refused": list(where.refused),
        "choices": [
            (label, address(request, ou="", page="", format="", perimetre=str(perimeter)))
            for label, perimeter in where.offered
            if perimeter.kind in OPEN
        ],
        "keep_where": kept(request, "ou", "perimetre", "page", "format"),
        "france_url": address(request, perimetre="", ou="", page="", format=""),
    }


def _open(where: Where) -> Where:
    """Return the territory of a public page: a smaller one is read by those who work there."""
    if where.perimeter.kind in OPEN:
        return where
    sentence = _("Ce que font les équipes se lit ici par département, par région ou pour toute la France.")
    return Where(
        perimeter=FRANCE, asked=where.asked, offered=where.offered, refused=(*where.refused, sentence)
    )


def _context(request: HttpRequest, found: Activity) -> dict[str, object]:
    """Return what every dashboard prints."""
    span = span_of(request.GET.get("mois", ""))
    spans = [(str(months), _("%d mois") % months, months) for months in SPANS]
    return {
        "board": printed(found),
        "tabs": [
            Tab(label=label, url=address(request, mois=code, format=""), current=months == span)
            for code, label, months in [*spans, (EVER, _("Depuis le début"), None)]
        ],
        "files": offered(lambda kind: address(request, format=kind)),
    }


def team_activity(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what a team does, to those who read its sheet."""
    team = get_object_or_404(Team.objects.visible_to(actor_of(request)), slug=slug)
    return _working(request, team.name, Perimeter(TEAM, slug), reverse("work_team", args=[slug]))


def cooperation_activity(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what the teams of a cooperation do, to those who read its board."""
    row = get_object_or_404(Cooperation.objects.seeable_by(actor_of(request)), slug=slug)
    return _working(request, row.name, Perimeter("cooperation", slug), reverse("cockpit", args=[slug]))


def carrier_activity(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what the teams that an organisation carries do, to those who read its sheet."""
    row = get_object_or_404(Organisation.objects.visible_to(actor_of(request)), slug=slug)
    return _working(request, row.name, Perimeter("porteur", slug), reverse("organisation_work", args=[slug]))


def _working(request: HttpRequest, name: str, perimeter: Perimeter, back: str) -> HttpResponse:
    """Show the dashboard of a part of the network to its people, or give it as a file."""
    if kind := taken(request):
        return _tallies(request, kind, name, perimeter)
    today = timezone.localdate()
    months = span_of(request.GET.get("mois", ""))
    found = activity(perimeter, as_of=today, known_at=timezone.now(), months=months)
    if kind := linked(request):
        return table_answer(kind, monthly_table(found, name), name=_NAME, on=today, said=[name])
    crumbs = [Crumb(label=name, url=back), Crumb(label=_("Ce que font les équipes"))]
    return render(
        request, "portal/activity_work.html", {"name": name, "crumbs": crumbs, **_context(request, found)}
    )


def _tallies(request: HttpRequest, kind: str, name: str, perimeter: Perimeter) -> HttpResponse:
    """Give the tallies themselves, of the teams whose sheet the person reads, in the columns of the import."""
    told = Tally.objects.believed().visible_to(actor_of(request))
    here = told.in_perimeter(perimeter, as_of=timezone.localdate(), known_at=timezone.now())
    table = import_table(here.by_team())
    return carried_away(request, kind, table, name="releves", right=Right.SEE_TEAM, said=[name])
