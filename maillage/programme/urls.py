"""Addresses where the programme is kept; its public pages are among those of the portal."""

from django.urls import URLPattern

from maillage.common.addresses import Addresses, patterns
from maillage.programme.views import actions, funders, keepers, pledges, policies, steering

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
    ("tenir-le-programme/<int:key>/suivi/", keepers.action_keeper, "action_keeper"),
    ("tenir-le-programme/<int:key>/suivi/<int:fact>/", keepers.action_keeper_end, "action_keeper_end"),
    ("feuilles-de-route/<slug:slug>/", keepers.roadmap_answers, "roadmap_answers"),
    ("feuilles-de-route/<slug:slug>/<int:pk>/", keepers.roadmap_answer, "roadmap_answer"),
    ("comite-de-pilotage/", steering.steering, "steering"),
    ("comite-de-pilotage/nouvelle/", steering.new_meeting, "new_meeting"),
    ("comite-de-pilotage/<int:pk>/", steering.steering_meeting, "steering_meeting"),
    ("comite-de-pilotage/<int:pk>/point/", steering.new_item, "new_item"),
    ("comite-de-pilotage/<int:pk>/point/<int:item>/", steering.item_place, "item_place"),
    ("comite-de-pilotage/<int:pk>/decision/", steering.new_decision, "new_decision"),
    ("comite-de-pilotage/<int:pk>/decision/<int:fact>/", steering.decision_state, "decision_state"),
    (
        "comite-de-pilotage/<int:pk>/decision/<int:fact>/corriger/",
        steering.decision_words,
        "decision_words",
    ),
    ("tenir-les-engagements/", pledges.keep_pledges, "keep_pledges"),
    ("tenir-les-engagements/nouveau/", pledges.choose_pledger, "choose_pledger"),
    ("tenir-les-engagements/nouveau/<slug:slug>/", pledges.new_pledge, "new_pledge"),
    ("tenir-les-engagements/<int:key>/", pledges.keep_pledge, "keep_pledge"),
    ("tenir-les-engagements/<int:key>/suite/", pledges.pledge_outcome, "pledge_outcome"),
    ("tenir-les-engagements/<int:key>/renouveler/", pledges.renew_pledge, "renew_pledge"),
    ("tenir-les-engagements/<int:key>/renouvelle/", pledges.pledge_renewal, "pledge_renewal"),
    ("tenir-les-engagements/<int:key>/retirer/", pledges.pledge_take_back, "pledge_take_back"),
    ("tenir-les-financeurs/", funders.keep_funders, "keep_funders"),
    ("tenir-les-financeurs/nouveau/", funders.follow, "follow_figure"),
    ("tenir-les-financeurs/<int:key>/fin/", funders.stop, "stop_following"),
    ("tenir-les-financeurs/<int:key>/retirer/", funders.take_back, "following_take_back"),
    ("tenir-les-conventions/", policies.keep_agreements, "keep_agreements"),
    ("tenir-les-conventions/nouvelle/", policies.new_agreement, "new_agreement"),
    ("tenir-les-conventions/nouvelle/<slug:slug>/", policies.new_local_agreement, "new_local_agreement"),
    ("tenir-les-conventions/<int:key>/fin/", policies.agreement_end, "agreement_end"),
    ("tenir-les-conventions/<int:key>/retirer/", policies.agreement_take_back, "agreement_take_back"),
    ("tenir-les-conventions/politique/", policies.new_policy, "new_policy"),
    ("tenir-les-conventions/politique/<slug:slug>/", policies.edit_policy, "edit_policy"),
)

urlpatterns: list[URLPattern] = patterns(PUBLIC, WORK)
