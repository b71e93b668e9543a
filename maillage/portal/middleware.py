"""Who is asking: each request carries the person with the hats that count at this very moment."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from maillage.accounts.actors import NOBODY, WORN, Actor, gave_second_factor
from maillage.accounts.models import User
from maillage.network.reach import wearing


def actor(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Return a middleware that reads, when it is first asked for, what the person may do now."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: _read(request))  # type: ignore[attr-defined] # ours
        response = get_response(request)
        if isinstance(request.user, User):
            response.headers["Cache-Control"] = "no-store, private"
        return response

    return middleware


def _read(request: HttpRequest) -> Actor:
    """Return who asks, as their roles stand today."""
    if not isinstance(request.user, User):
        return NOBODY
    return wearing(
        request.user,
        today=timezone.localdate(),
        strong=gave_second_factor(request.session),
        worn=request.session.get(WORN),
    )
