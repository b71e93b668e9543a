"""The demonstration: sign in as anybody, in one click."""

from django.conf import settings
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from maillage.accounts.adapters import sign_in
from maillage.accounts.models import Grant
from maillage.accounts.models.grants import GrantQuerySet
from maillage.network.reach import label_of
from maillage.portal.demo_people import ADDRESSES, PEOPLE


def people_of_the_demonstration() -> GrantQuerySet:
    """Return who may be signed in as; nobody, outside the demonstration."""
    if not settings.DEMO:
        raise Http404
    return Grant.objects.in_force(timezone.localdate()).worn_by(ADDRESSES).with_people()


@require_safe
def sign_ins(request: HttpRequest) -> HttpResponse:
    """Show one card per role."""
    by_email = {grant.user.email: grant for grant in people_of_the_demonstration()}
    cards = [
        {"person": person, "grant": grant, "place": label_of(grant.perimeter)}
        for person in PEOPLE
        if (grant := by_email.get(person.email))
    ]
    return render(request, "portal/demo.html", {"cards": cards})


@require_POST
def sign_in_as(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign in as a person of the demonstration; here, and only here, a click stands for a second factor."""
    grant = get_object_or_404(people_of_the_demonstration(), pk=pk)
    logout(request)
    return sign_in(request, grant.user, how="mfa", type="webauthn", passwordless=True)
