"""Addresses of tallies; those that need no sign-in are in the list PUBLIC, and nowhere else."""

from django.urls import URLPattern

from maillage.common.addresses import Addresses, patterns
from maillage.tallies.views import by_link, following, links, offline, rates, team

PUBLIC: Addresses = (
    ("releve/hors-ligne.js", offline.tally_worker, "tally_worker"),
    ("releve/sur-cet-appareil/", offline.tally_device, "tally_device"),
    ("releve/<str:token>/", by_link.tally_by_link, "tally_by_link"),
    ("releve/<str:token>/hors-ligne/", by_link.tally_offline, "tally_offline"),
    ("releve/<str:token>/<slug:code>/", by_link.tally_of_link, "tally_of_link"),
    ("releve/<str:token>/<slug:code>/corriger/", by_link.correct_by_link, "correct_by_link"),
)
_TEAM = "mes-equipes/<slug:slug>/releves/"
WORK: Addresses = (
    ("national/taux-horaires/", rates.hour_rates, "hour_rates"),
    ("national/taux-horaires/fixer/", rates.hour_rate, "hour_rate"),
    ("suivre-les-releves/", following.follow_tallies, "follow_tallies"),
    (_TEAM, team.team_tallies, "team_tallies"),
    (f"{_TEAM}rythme/", team.tally_rhythm, "tally_rhythm"),
    (f"{_TEAM}retirer/<int:key>/", team.take_back_tally, "take_back_tally"),
    (f"{_TEAM}liens/<int:key>/donner/", links.give_tally_link, "give_tally_link"),
    (f"{_TEAM}liens/<int:key>/retirer/", links.revoke_tally_link, "revoke_tally_link"),
    (f"{_TEAM}<slug:code>/", team.declare_tally, "declare_tally"),
    (f"{_TEAM}<slug:code>/corriger/", team.correct_tally, "correct_tally"),
    (f"{_TEAM}<slug:code>/recopier/", team.copy_tally, "copy_tally"),
    (f"{_TEAM}<slug:code>/feuille.pdf", team.tally_sheet, "tally_sheet"),
)

urlpatterns: list[URLPattern] = patterns(PUBLIC, WORK)
