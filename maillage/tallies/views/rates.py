"""The rates by which hours given are valued: dated, sourced, written by the administrator."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from maillage.accounts.roles import Right
from maillage.network.views.national_page import ask, author, crumbs, data_of, needs, today
from maillage.tallies.forms.rate_forms import RateForm
from maillage.tallies.models import HourRate
from maillage.tallies.operations.rates import set_rate

RIGHT = Right.KEEP_RATES
SHOWN = 100


def hour_rates(request: HttpRequest) -> HttpResponse:
    """List the rates, the last one first."""
    needs(request, RIGHT)
    rates = HourRate.objects.believed().latest_first()[:SHOWN]
    context = {"rates": rates, "crumbs": crumbs(here=_("Taux d'une heure de bénévolat"))}
    return render(request, "tallies/rates.html", context)


def hour_rate(request: HttpRequest) -> HttpResponse:
    """Write the rate that holds from a day on."""
    needs(request, RIGHT)
    form = RateForm(data_of(request))
    return ask(
        request,
        form,
        title=_("Fixer le taux d'une heure"),
        lead=_("Le taux précédent s'arrête ce jour-là. Les années passées gardent le leur."),
        button=_("Fixer ce taux"),
        back=reverse("hour_rates"),
        above=[(_("Taux d'une heure de bénévolat"), reverse("hour_rates"))],
        do=lambda: set_rate(
            form.cleaned_data["cents"],
            since=form.cleaned_data["since"],
            source=form.cleaned_data["source"],
            on=today(),
            by=author(request, RIGHT),
        ),
        said=_("Le taux est fixé."),
    )
