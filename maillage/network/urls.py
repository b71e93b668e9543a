"""Addresses of the register at work; those that need no sign-in are in the list PUBLIC, and nowhere else."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseBase
from django.urls import URLPattern, path

from maillage.network.views import invitations, journal, people

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

# Who may do what: people, their roles, their invitations.
PEOPLE_PUBLIC: Addresses = (
    ("invitation/", invitations.invitation_code, "invitation_code"),
    ("invitation/<str:token>/", invitations.invitation, "invitation"),
)
PEOPLE: Addresses = (
    ("journal/", journal.journal, "journal"),
    ("personnes/", people.people, "people"),
    ("personnes/inviter/", invitations.invite_someone, "invite"),
    ("personnes/invitations/<int:pk>/", invitations.invitation_sheet, "invitation_sheet"),
    ("personnes/invitations/<int:pk>/renvoyer/", invitations.resend, "invitation_resend"),
    ("personnes/invitations/<int:pk>/retirer/", invitations.take_back, "invitation_revoke"),
    ("personnes/roles/<int:pk>/terminer/", people.end_role, "end_role"),
    ("personnes/<int:pk>/", people.person, "person"),
    ("personnes/<int:pk>/retirer/", people.erase, "person_erase"),
)

PUBLIC: Addresses = (*PEOPLE_PUBLIC, *SIGNING_PUBLIC, *TEAMS_PUBLIC, *COCKPIT_PUBLIC, *NATIONAL_PUBLIC)

urlpatterns: list[URLPattern] = [
    *(path(route, login_not_required(view), name=name) for route, view, name in PUBLIC),
    *(path(route, view, name=name) for route, view, name in (*PEOPLE, *SIGNING, *TEAMS, *COCKPIT, *NATIONAL)),
]
