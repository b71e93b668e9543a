"""Addresses of people: signing in, their hats, the invitations, the journal, their messages."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseBase
from django.urls import URLPattern, path

View = Callable[..., HttpResponseBase]
Addresses = tuple[tuple[str, View, str], ...]

# Sign-in itself is in config/urls.py: it belongs to allauth.
PEOPLE_PUBLIC: Addresses = ()
PEOPLE: Addresses = ()

PUBLIC: Addresses = (*PEOPLE_PUBLIC,)

urlpatterns: list[URLPattern] = [
    *(path(route, login_not_required(view), name=name) for route, view, name in PUBLIC),
    *(path(route, view, name=name) for route, view, name in PEOPLE),
]
