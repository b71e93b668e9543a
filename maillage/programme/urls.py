"""Addresses where the programme is kept; its public pages are among those of the portal."""

from django.urls import URLPattern

from maillage.common.addresses import Addresses, patterns
from maillage.programme.views import actions

PUBLIC: Addresses = ()
WORK: Addresses = (
    ("tenir-le-programme/", actions.keep_programme, "keep_programme"),
    ("tenir-le-programme/<int:key>/", actions.keep_action, "keep_action"),
    ("tenir-le-programme/<int:key>/etat/", actions.action_state, "action_state"),
    ("tenir-le-programme/<int:key>/conduite/", actions.action_lead, "action_lead"),
    ("tenir-le-programme/<int:key>/synthese/", actions.action_review, "action_review"),
    ("tenir-le-programme/<int:key>/preuve/", actions.action_evidence, "action_evidence"),
    ("tenir-le-programme/<int:key>/reprise/", actions.action_take_over, "action_take_over"),
    ("tenir-le-programme/<int:key>/jalon/", actions.action_milestone, "action_milestone"),
    ("tenir-le-programme/<int:key>/jalon/<int:fact>/", actions.action_reached, "action_reached"),
    ("tenir-le-programme/<int:key>/cible/", actions.action_target, "action_target"),
    ("tenir-le-programme/<int:key>/cible/<int:fact>/", actions.action_reading, "action_reading"),
    (
        "tenir-le-programme/<int:key>/retirer/<str:sort>/<int:fact>/",
        actions.action_take_back,
        "action_take_back",
    ),
)

urlpatterns: list[URLPattern] = patterns(PUBLIC, WORK)
