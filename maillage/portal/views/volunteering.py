"""What the hours that teams gave are worth, for the accounts of their carrier or of one team."""

from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.accounts.actors import actor_of
from maillage.common.components import Crumb, Tab
from maillage.common.exports import Table, linked, offered, table_answer
from maillage.common.formats import day, euros, number
from maillage.common.spreadsheets import Column
from maillage.indicators.reach import TEAM
from maillage.indicators.valuation import COEFFICIENTS, Valuation, valued
from maillage.network.models import Organisation, Team
from maillage.portal.views.page import address
from maillage.territory.perimeter import Perimeter

YEARS = 6


def carrier_hours(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what the hours of the teams that an organisation carries are worth, to those who read its sheet."""
    row = get_object_or_404(Organisation.objects.visible_to(actor_of(request)), slug=slug)
    return _hours(request, row.name, Perimeter("porteur", slug), reverse("organisation_work", args=[slug]))


def team_hours(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what the hours of a team are worth, to those who read its sheet."""
    row = get_object_or_404(Team.objects.visible_to(actor_of(request)), slug=slug)
    return _hours(request, row.name, Perimeter(TEAM, slug), reverse("work_team", args=[slug]))


def _hours(request: HttpRequest, name: str, perimeter: Perimeter, back: str) -> HttpResponse:
    """Show the hours of a year and their worth, or give them as a file."""
    today = timezone.localdate()
    years = [today.year - rank for rank in range(YEARS)]
    year = next((one for one in years if str(one) == request.GET.get("annee")), today.year - 1)
    asked = request.GET.get("coef", "").replace(",", ".")
    coefficient = next((one for one in COEFFICIENTS if str(one) == asked), COEFFICIENTS[0])
    found = valued(perimeter, year, coefficient=coefficient, known_at=timezone.now())
    if kind := linked(request):
        said = [name, *_said(found)]
        return table_answer(kind, _table(found), name=f"benevolat-{year}", on=today, said=said)
    context = {
        "name": name,
        "found": found,
        "coefficient": _written(coefficient),
        "said": _said(found),
        "years": [
            Tab(label=str(one), url=address(request, annee=str(one)), current=one == year) for one in years
        ],
        "coefficients": [
            Tab(label=f"× {_written(one)}", url=address(request, coef=str(one)), current=one == coefficient)
            for one in COEFFICIENTS
        ],
        "files": offered(lambda form: address(request, format=form)),
        "crumbs": [Crumb(label=name, url=back), Crumb(label=_("Bénévolat valorisé"))],
    }
    return render(request, "portal/volunteering.html", context)


def _written(coefficient: Decimal) -> str:
    """Write a coefficient."""
    return number(coefficient, 1) if coefficient % 1 else number(coefficient)


def _said(found: Valuation) -> list[str]:
    """Say how it was counted, and what it lacks."""
    said = [
        _("Méthode : heures déclarées × taux du dernier jour du mois (ou du trimestre) × coefficient %s.")
        % _written(found.coefficient)
    ]
    said += [
        _("Taux depuis le %(day)s : %(rate)s (%(source)s).")
        % {"day": day(rate.started_on), "rate": euros(rate.cents), "source": rate.source}
        for rate in found.rates
    ]
    if found.silent:
        said.append(
            _("%d relevés ne disent pas d'heures : elles restent inconnues, et ne sont pas comptées.")
            % found.silent
        )
    if found.unrated:
        said.append(
            _("%d heures n'ont pas de taux à leur date : elles ne sont pas valorisées.") % found.unrated
        )
    if found.answers:
        said.append(found.answers.sentence)
    return said


def _table(found: Valuation) -> Table:
    """Return the hours of each team as a table to take away."""
    return Table(
        title=_("Bénévolat valorisé, %d") % found.year,
        columns=(
            Column(_("Équipe")),
            Column(_("Relevés"), "integer"),
            Column(_("Relevés sans heures"), "integer"),
            Column(_("Heures"), "integer"),
            Column(_("Valeur en euros"), "decimal"),
        ),
        rows=[
            (line.team, line.tallies, line.silent, line.hours, Decimal(line.cents) / 100)
            for line in found.lines
        ],
    )
