"""Addresses of the register at work; those that need no sign-in are in the list PUBLIC, and nowhere else."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseBase
from django.urls import URLPattern, path

from maillage.network.views import (
    cockpit,
    cockpit_agenda,
    cockpit_bodies,
    cockpit_handover,
    cockpit_meetings,
    cockpit_members,
    cockpit_roadmap,
    cockpit_steps,
)

View = Callable[..., HttpResponseBase]
Addresses = tuple[tuple[str, View, str], ...]

# Signing the charter, following the commitments.
SIGNING_PUBLIC: Addresses = ()
SIGNING: Addresses = ()

# The life of a team, from an idea to its yearly confirmation.
TEAMS_PUBLIC: Addresses = ()
TEAMS: Addresses = ()

# The cockpit of a cooperation.
_COCKPIT = "cooperations/<slug:slug>/animer/"
COCKPIT_PUBLIC: Addresses = (
    # Read by calendar programs: the address itself is personal, signed, and can be closed.
    ("cooperations/<slug:slug>/agenda/<str:token>.ics", cockpit_agenda.agenda_feed, "cockpit_agenda_feed"),
)
COCKPIT: Addresses = (
    (_COCKPIT, cockpit.cockpit, "cockpit"),
    (f"{_COCKPIT}etape/", cockpit_steps.enter_next_stage, "cockpit_next_stage"),
    (f"{_COCKPIT}reconnaissance/", cockpit_steps.ask_recognition, "cockpit_ask_recognition"),
    (f"{_COCKPIT}rouvrir/", cockpit_steps.reopen, "cockpit_reopen"),
    (f"{_COCKPIT}membres/", cockpit_members.members, "cockpit_members"),
    (f"{_COCKPIT}membres/ajouter/", cockpit_members.find_member, "cockpit_find_member"),
    (f"{_COCKPIT}membres/ajouter/<slug:organisation>/", cockpit_members.add_member, "cockpit_add_member"),
    (f"{_COCKPIT}membres/ecrire/", cockpit_members.write_members, "cockpit_write_members"),
    (f"{_COCKPIT}membres/<int:pk>/", cockpit_members.change_member, "cockpit_change_member"),
    (f"{_COCKPIT}membres/<int:pk>/depart/", cockpit_members.end_member, "cockpit_end_member"),
    (f"{_COCKPIT}instances/", cockpit_bodies.bodies, "cockpit_bodies"),
    (f"{_COCKPIT}instances/creer/", cockpit_bodies.add_body, "cockpit_add_body"),
    (f"{_COCKPIT}instances/<int:pk>/personne/", cockpit_bodies.add_seat, "cockpit_add_seat"),
    (f"{_COCKPIT}instances/<int:pk>/clore/", cockpit_bodies.end_body, "cockpit_end_body"),
    (f"{_COCKPIT}sieges/<int:pk>/depart/", cockpit_bodies.close_seat, "cockpit_end_seat"),
    (f"{_COCKPIT}reunions/", cockpit_meetings.meetings, "cockpit_meetings"),
    (f"{_COCKPIT}reunions/inscrire/", cockpit_meetings.add_meeting, "cockpit_add_meeting"),
    (f"{_COCKPIT}reunions/<int:pk>/", cockpit_meetings.meeting, "cockpit_meeting"),
    (f"{_COCKPIT}reunions/<int:pk>/preparer/", cockpit_meetings.change, "cockpit_change_meeting"),
    (f"{_COCKPIT}reunions/<int:pk>/compte-rendu/", cockpit_meetings.minutes, "cockpit_minutes"),
    (f"{_COCKPIT}reunions/<int:pk>/annuler/", cockpit_meetings.cancel, "cockpit_cancel_meeting"),
    (f"{_COCKPIT}reunions/<int:pk>/decision/", cockpit_meetings.add_decision, "cockpit_add_decision"),
    (f"{_COCKPIT}decisions/", cockpit_meetings.decisions, "cockpit_decisions"),
    (f"{_COCKPIT}decisions/<int:pk>/faite/", cockpit_meetings.finish, "cockpit_finish_decision"),
    (f"{_COCKPIT}decisions/<int:pk>/abandonner/", cockpit_meetings.drop, "cockpit_drop_decision"),
    (f"{_COCKPIT}feuille-de-route/", cockpit_roadmap.roadmap, "cockpit_roadmap"),
    (f"{_COCKPIT}feuille-de-route/ajouter/", cockpit_roadmap.add_to_roadmap, "cockpit_add_action"),
    (f"{_COCKPIT}feuille-de-route/<int:pk>/", cockpit_roadmap.change_roadmap, "cockpit_change_action"),
    (
        f"{_COCKPIT}feuille-de-route/<int:pk>/deplacer/",
        cockpit_roadmap.move_in_roadmap,
        "cockpit_move_action",
    ),
    (f"{_COCKPIT}diagnostic/", cockpit_roadmap.diagnosis, "cockpit_diagnosis"),
    (f"{_COCKPIT}diagnostic/ecrire/", cockpit_roadmap.write_diagnosis, "cockpit_write_diagnosis"),
    (f"{_COCKPIT}contacts/", cockpit_roadmap.contacts, "cockpit_contacts"),
    (f"{_COCKPIT}contacts/noter/", cockpit_roadmap.add_contact, "cockpit_add_contact"),
    (f"{_COCKPIT}contacts/<int:pk>/suite/", cockpit_roadmap.settle, "cockpit_settle_contact"),
    (f"{_COCKPIT}historique/", cockpit.history, "cockpit_history"),
    (f"{_COCKPIT}agenda/", cockpit_agenda.agenda, "cockpit_agenda"),
    (f"{_COCKPIT}passer-la-main/", cockpit_handover.pass_on, "cockpit_pass_on"),
    (f"{_COCKPIT}dossier/<slug:kind>/", cockpit_handover.pack, "cockpit_pack"),
)

# What is decided and watched for the whole country.
NATIONAL_PUBLIC: Addresses = ()
NATIONAL: Addresses = ()

PUBLIC: Addresses = (*SIGNING_PUBLIC, *TEAMS_PUBLIC, *COCKPIT_PUBLIC, *NATIONAL_PUBLIC)

urlpatterns: list[URLPattern] = [
    *(path(route, login_not_required(view), name=name) for route, view, name in PUBLIC),
    *(path(route, view, name=name) for route, view, name in (*SIGNING, *TEAMS, *COCKPIT, *NATIONAL)),
]
