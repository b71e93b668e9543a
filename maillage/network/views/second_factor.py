"""Remove the second factor of a person who lost everything; whoever does it has just given their own."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from maillage.accounts.actors import actor_of, confirmed_again
from maillage.accounts.models import User
from maillage.accounts.operations import reset_second_factor
from maillage.accounts.roles import Right
from maillage.common.acts import carry_out
from maillage.network.forms.people import LostFactorForm


def reset(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove the second factor of a person, with a reason."""
    actor = actor_of(request)
    if not actor.may(Right.RESET_FACTOR):
        raise Http404
    row = get_object_or_404(User, pk=pk, is_active=True)
    if not confirmed_again(request.session, at=timezone.now()):
        return redirect(f"{reverse('give_second_factor')}?{urlencode({'next': request.path})}")
    form = LostFactorForm(request.POST or None)
    return carry_out(
        request,
        form,
        template="network/people/reset_factor.html",
        do=lambda: reset_second_factor(
            row,
            reason=form.cleaned_data["reason"],
            by=actor.author(Right.RESET_FACTOR, at=timezone.now()),
        ),
        then=lambda _done: reverse("person", args=[row.pk]),
        said=_(
            "Le second facteur est retiré, et les sessions fermées. La personne en est prévenue par courriel."
        ),
        context={"row": row},
    )
