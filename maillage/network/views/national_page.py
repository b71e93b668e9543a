"""What every page of national work does: check the right, read the clock, show a page or a form."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django import forms
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from maillage.accounts.actors import Actor, actor_of
from maillage.accounts.roles import Right
from maillage.common.acts import carry_out
from maillage.common.components import Crumb
from maillage.common.facts import Author

R = TypeVar("R")
LONGEST = 100


def needs(request: HttpRequest, *rights: Right) -> Actor:
    """Return who asks, if they have one of some rights; for anyone else, the page does not exist."""
    actor = actor_of(request)
    if not any(actor.may(right) for right in rights):
        raise Http404
    return actor


def author(request: HttpRequest, right: Right, about: Model | None = None) -> Author:
    """Return who writes, under the hat that gives a right, on a subject where there is one."""
    return actor_of(request).author(right, at=timezone.now(), about=about)


def today() -> dt.date:
    """Return the day, where the site is."""
    return timezone.localdate()


def day_of(moment: dt.datetime) -> dt.date:
    """Return the day of a moment, where the site is."""
    return timezone.localtime(moment).date()


def data_of(request: HttpRequest) -> Any:
    """Return what was sent, if something was."""
    return request.POST if request.method == "POST" else None


def address(request: HttpRequest, **changes: str) -> str:
    """Return the query of this page with some changes; an empty value takes a name away."""
    kept = {**dict(asked_of(request)), **changes}
    return f"?{urlencode({name: value for name, value in kept.items() if value})}"


def asked_of(request: HttpRequest) -> list[tuple[str, str]]:
    """Return what the address of this page asks, for its links and its forms; what is too long is left."""
    return [(name, value) for name, value in request.GET.dict().items() if len(value) <= LONGEST]


def crumbs(*above: tuple[str, str], here: str) -> Sequence[Crumb]:
    """Return the pages above one of national work."""
    first = (_("Travail national"), reverse("national"))
    return [*(Crumb(label=label, url=url) for label, url in (first, *above)), Crumb(label=here)]


def show(request: HttpRequest, template: str, *, status: int = 200, **context: object) -> HttpResponse:
    """Answer with a page of national work."""
    return render(request, f"network/national/{template}", context, status=status)


def ask(
    request: HttpRequest,
    form: forms.Form,
    *,
    title: str,
    back: str,
    do: Callable[[], R],
    then: Callable[[R], str] | None = None,
    said: str | Callable[[R], str] = "",
    above: Sequence[tuple[str, str]] = (),
    draft: str = "",
    **words: object,
) -> HttpResponse:
    """Show a form on a page of its own, with its `button` and its `lead`, or do what it asks and go back."""
    return carry_out(
        request,
        form,
        template="network/national/act.html",
        do=do,
        then=then or (lambda _result: back),
        said=said,
        draft=draft,
        context={"title": title, "back": back, "crumbs": crumbs(*above, here=title), **words},
    )
