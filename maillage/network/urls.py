"""Addresses of the register at work; those that need no sign-in are in the list PUBLIC, and nowhere else."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseBase
from django.urls import URLPattern, path

from maillage.network.views import confirmations, team_acts, team_people, teams

View = Callable[..., HttpResponseBase]
Addresses = tuple[tuple[str, View, str], ...]

# Signing the charter, following the commitments.
SIGNING_PUBLIC: Addresses = ()
SIGNING: Addresses = ()

# The life of a team, from an idea to its yearly confirmation.
TEAMS_PUBLIC: Addresses = (
    ("equipes/<slug:slug>/badge.svg", teams.badge, "team_badge"),
    ("reconnaissances/<slug:number>/", teams.recognition, "recognition"),
    ("confirmation/<str:token>/", confirmations.confirm_team, "confirm_team"),
)
TEAMS: Addresses = (
    ("mes-equipes/", teams.my_teams, "my_teams"),
    ("mes-equipes/fonder/", team_acts.found_team, "found_team"),
    ("mes-equipes/<slug:slug>/", teams.work_team, "work_team"),
    ("mes-equipes/<slug:slug>/certificat.pdf", teams.certificate, "team_certificate"),
    ("mes-equipes/<slug:slug>/fiche/", team_acts.describe_team, "describe_team"),
    ("mes-equipes/<slug:slug>/chercher-un-porteur/", team_acts.look_for_carrier, "look_for_carrier"),
    ("mes-equipes/<slug:slug>/porteurs/ajouter/", team_acts.carry_team, "carry_team"),
    ("mes-equipes/<slug:slug>/porteurs/<int:key>/terminer/", team_acts.stop_carrying, "stop_carrying"),
    ("mes-equipes/<slug:slug>/portee/", team_acts.stand_alone, "stand_alone"),
    ("mes-equipes/<slug:slug>/pacte/", team_acts.adopt_pact, "adopt_pact"),
    ("mes-equipes/<slug:slug>/projet/", team_acts.write_project, "write_project"),
    (
        "mes-equipes/<slug:slug>/demander-la-reconnaissance/",
        team_acts.submit_recognition,
        "submit_recognition",
    ),
    ("mes-equipes/<slug:slug>/reconnaitre/", team_acts.recognise_team, "recognise_team"),
    ("mes-equipes/<slug:slug>/mettre-en-sommeil/", team_acts.put_to_sleep, "put_to_sleep"),
    ("mes-equipes/<slug:slug>/reveiller/", team_acts.wake_up, "wake_up"),
    ("mes-equipes/<slug:slug>/clore/", team_acts.close_team, "close_team"),
    ("mes-equipes/<slug:slug>/rouvrir/", team_acts.reopen_team, "reopen_team"),
    ("mes-equipes/<slug:slug>/referents/ajouter/", team_people.appoint_lead, "appoint_lead"),
    ("mes-equipes/<slug:slug>/referents/<int:key>/relais/", team_people.succeed_lead, "succeed_lead"),
    ("mes-equipes/<slug:slug>/referents/<int:key>/terminer/", team_people.end_lead, "end_lead"),
    ("mes-equipes/<slug:slug>/appuis/ajouter/", team_people.appoint_support, "appoint_support"),
    ("mes-equipes/<slug:slug>/appuis/<int:key>/relais/", team_people.succeed_support, "succeed_support"),
    ("mes-equipes/<slug:slug>/appuis/<int:key>/terminer/", team_people.end_support, "end_support"),
    ("mes-equipes/<slug:slug>/confirmation/demander/", confirmations.ask_confirmation, "ask_confirmation"),
    ("mes-equipes/<slug:slug>/confirmation/noter/", confirmations.note_answer, "note_answer"),
)

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
