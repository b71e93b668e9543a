"""Addresses as data: a route, a view, a name; those that need no sign-in are listed apart."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseBase
from django.urls import URLPattern, path

View = Callable[..., HttpResponseBase]
Addresses = tuple[tuple[str, View, str], ...]


def patterns(public: Addresses, members: Addresses) -> list[URLPattern]:
    """Return addresses as Django takes them: the first open to everybody, the others to who is signed in."""
    return [
        *(path(route, login_not_required(view), name=name) for route, view, name in public),
        *(path(route, view, name=name) for route, view, name in members),
    ]
