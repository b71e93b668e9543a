"""« Qui a déjà vécu cela ? »: who agreed to be asked, by theme, for people of the field alone."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from maillage.accounts.actors import actor_of
from maillage.accounts.models import User
from maillage.accounts.roles import Right
from maillage.common.components import Crumb
from maillage.common.forms import WorkForm
from maillage.network.views.national_page import data_of, needs, today
from maillage.resources.forms.advice_forms import OfferForm
from maillage.resources.models import AdviceOffer, houses_of
from maillage.resources.operations.advice_offers import agree_to_be_asked, stop_being_asked
from maillage.resources.views.page import act
from maillage.resources.views.using import asks

RIGHT = Right.PROPOSE_RESOURCE


def lived(request: HttpRequest) -> HttpResponse:
    """List by theme those who agreed to be asked, and what the person said of themselves."""
    actor = needs(request, RIGHT)
    offers = AdviceOffer.objects.of_the_field(today())
    shown = {
        "themes": [
            (capfirst(theme), list(rows))
            for theme, rows in groupby(offers, key=lambda offer: offer.get_theme_display())
        ],
        "mine": list(AdviceOffer.objects.of_user(actor.user)),
        "asks": asks(actor),
    }
    return render(request, "resources/lived.html", shown)


def _above() -> Crumb:
    return Crumb(label=_("Qui a déjà vécu cela ?"), url=reverse("lived"))


def agree(request: HttpRequest) -> HttpResponse:
    """Agree to be asked about a theme."""
    actor = needs(request, RIGHT)
    teams, cooperations = houses_of(actor)
    form = OfferForm(data_of(request), houses=[*teams, *cooperations])
    user: User = actor.user  # type: ignore[assignment] # signed in: whoever has a right has an account
    return act(
        request,
        form,
        _("J'ai vécu cela, et j'accepte d'en parler"),
        lambda on, by: agree_to_be_asked(
            user, form.cleaned_data["theme"], form.cleaned_data["sentence"], form.chosen, on=on, by=by
        ),
        right=RIGHT,
        above=_above(),
        lines=[_("Vous arrêtez quand vous voulez : votre nom et votre phrase disparaissent aussitôt.")],
    )


def stop(request: HttpRequest, key: int) -> HttpResponse:
    """Stop being asked about a theme."""
    offer = get_object_or_404(AdviceOffer.objects.of_user(actor_of(request).user), pk=key)
    return act(
        request,
        WorkForm(data_of(request)),
        _("Ne plus donner conseil"),
        lambda on, by: stop_being_asked(offer, on=on, by=by),
        right=RIGHT,
        above=_above(),
        button=_("Arrêter"),
        lines=[
            _("« %s » : on ne vous demandera plus conseil sur ce thème, et votre phrase s'efface.")
            % capfirst(offer.get_theme_display())
        ],
    )
