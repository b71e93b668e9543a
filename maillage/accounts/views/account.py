"""My account: who I am here, what I may do, where I am signed in."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows import logout
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from maillage.accounts.actors import WORN, actor_of
from maillage.accounts.operations import close_sessions, open_sessions, other_sessions
from maillage.accounts.views import person as signed_in
from maillage.common.facts import Author

FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def next_page(request: HttpRequest) -> str:
    """Return where to go after an act: the page that was left, when it is of this site."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    ours = asked.startswith("/") and get_adapter().is_safe_url(asked)
    return asked if ours else reverse("account")


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Show my name, my address, my hats, my second factor, where I am signed in."""
    person = signed_in(request)
    sessions = open_sessions(person, current=request.session.session_key, at=timezone.now())
    return render(
        request,
        "accounts/account.html",
        {
            "person": person,
            "actor": actor_of(request),
            "protected": is_mfa_enabled(person, FACTORS),
            "sessions": sessions,
        },
    )


@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    """List where I am signed in."""
    found = open_sessions(signed_in(request), current=request.session.session_key, at=timezone.now())
    return render(request, "accounts/sessions.html", {"sessions": found})


@require_POST
def close_session(request: HttpRequest, pk: int) -> HttpResponse:
    """Close one of my sessions; when it is this one, I am out."""
    person = signed_in(request)
    chosen = get_object_or_404(UserSession, pk=pk, user_id=person.pk)
    is_current = chosen.session_key == request.session.session_key
    close_sessions(person, [chosen], by=Author(at=timezone.now(), user=person))
    if is_current:
        logout.logout(request)
        return redirect("home")
    messages.success(request, _("La session est fermée."))
    return redirect("sessions")


@require_POST
def close_other_sessions(request: HttpRequest) -> HttpResponse:
    """Close all my sessions but this one."""
    person = signed_in(request)
    others = other_sessions(person, current=request.session.session_key)
    close_sessions(person, others, by=Author(at=timezone.now(), user=person))
    messages.success(request, _("Les autres sessions sont fermées."))
    return redirect("sessions")


@require_POST
def wear_hat(request: HttpRequest) -> HttpResponse:
    """Put on one of my hats: what I do next is written under it."""
    chosen = request.POST.get("grant", "")
    hat = next((hat for hat in actor_of(request).hats if str(hat.grant) == chosen), None)
    if hat is None:
        raise Http404
    request.session[WORN] = hat.grant
    return HttpResponseRedirect(next_page(request))


@require_GET
def second_factor(request: HttpRequest) -> HttpResponse:
    """Lead to where the second factor is given, or set up by who has none."""
    methods = get_adapter().get_reauthentication_methods(request.user)
    if not methods:
        return redirect("mfa_index")
    return redirect(f"{methods[0]['url']}?{urlencode({'next': next_page(request)})}")


@require_safe
def by_invitation(request: HttpRequest) -> HttpResponse:
    """Say how one gets an account."""
    return render(request, "account/signup_closed.html")
