"""Addresses of people: signing in, their hats, the invitations, the journal, their messages."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseBase
from django.urls import URLPattern, path

from maillage.accounts.views import drafts, messages

View = Callable[..., HttpResponseBase]
Addresses = tuple[tuple[str, View, str], ...]

# Sign-in itself is in config/urls.py: it belongs to allauth.
PEOPLE_PUBLIC: Addresses = ()
PEOPLE: Addresses = ()

# Drafts, messages, and the way to stop some of them.
MESSAGES_PUBLIC: Addresses = (
    ("desabonnement/<str:token>/", messages.unsubscribe, "unsubscribe"),
    ("demo/messages/", messages.demo_messages, "demo_messages"),  # 404 but in a demonstration
)
MESSAGES: Addresses = (
    ("brouillons/", drafts.drafts, "drafts"),
    ("messages/", messages.my_messages, "messages"),
)

PUBLIC: Addresses = (*PEOPLE_PUBLIC, *MESSAGES_PUBLIC)

urlpatterns: list[URLPattern] = [
    *(path(route, login_not_required(view), name=name) for route, view, name in PUBLIC),
    *(path(route, view, name=name) for route, view, name in (*PEOPLE, *MESSAGES)),
]
