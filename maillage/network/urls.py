"""Addresses of the register at work; those that need no sign-in are in the list PUBLIC, and nowhere else."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseBase
from django.urls import URLPattern, path

View = Callable[..., HttpResponseBase]
Addresses = tuple[tuple[str, View, str], ...]

# Signing the charter, following the commitments.
SIGNING_PUBLIC: Addresses = ()
SIGNING: Addresses = ()

# The life of a team, from an idea to its yearly confirmation.
TEAMS_PUBLIC: Addresses = ()
TEAMS: Addresses = ()

# The cockpit of a cooperation.
COCKPIT_PUBLIC: Addresses = ()
COCKPIT: Addresses = ()

# What is decided and watched for the whole country.
NATIONAL_PUBLIC: Addresses = ()
NATIONAL: Addresses = ()

PUBLIC: Addresses = (*SIGNING_PUBLIC, *TEAMS_PUBLIC, *COCKPIT_PUBLIC, *NATIONAL_PUBLIC)

urlpatterns: list[URLPattern] = [
    *(path(route, login_not_required(view), name=name) for route, view, name in PUBLIC),
    *(path(route, view, name=name) for route, view, name in (*SIGNING, *TEAMS, *COCKPIT, *NATIONAL)),
]
