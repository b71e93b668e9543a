"""Addresses of the register at work; those that need no sign-in are in the list PUBLIC, and nowhere else."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseBase
from django.urls import URLPattern, path

from maillage.network.views import national_campaigns, national_sittings, national_watch, proposals

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
NATIONAL_PUBLIC: Addresses = (
    ("<slug:kind>/<slug:slug>/proposer/", proposals.propose, "propose_change"),
    ("proposition-recue/", proposals.thanks, "proposal_thanks"),
)
NATIONAL: Addresses = (
    ("national/", national_watch.desk, "national"),
    ("national/a-relancer/", national_watch.watch, "watch"),
    ("national/seances/", national_sittings.sittings, "sittings"),
    ("national/seances/nouvelle/", national_sittings.plan, "plan_sitting"),
    ("national/seances/<int:pk>/", national_sittings.sitting, "sitting"),
    ("national/seances/<int:pk>/modifier/", national_sittings.move, "move_sitting"),
    ("national/seances/<int:pk>/ordre-du-jour/", national_sittings.agenda, "sitting_agenda"),
    ("national/seances/<int:pk>/points/<int:item>/retirer/", national_sittings.remove, "take_off"),
    ("national/seances/<int:pk>/compte-rendu/", national_sittings.minutes, "sitting_minutes"),
    ("national/seances/<int:pk>/clore/", national_sittings.close, "close_sitting"),
    ("national/seances/<int:pk>/compte-rendu.pdf", national_sittings.printed, "sitting_pdf"),
    ("national/campagnes/", national_campaigns.campaigns, "campaigns"),
    ("national/campagnes/apercu/", national_campaigns.preview, "campaign_preview"),
    ("national/campagnes/<int:pk>/", national_campaigns.campaign, "campaign"),
    ("national/campagnes/<int:pk>/relance/", national_campaigns.reminder, "campaign_reminder"),
    ("national/campagnes/<int:pk>/clore/", national_campaigns.close, "close_campaign"),
    ("campagnes/<int:pk>/a-appeler/", national_campaigns.calls, "campaign_calls"),
    ("campagnes/<int:pk>/a-appeler.pdf", national_campaigns.calls_printed, "campaign_calls_pdf"),
    ("campagnes/<int:pk>/equipes/<slug:slug>/", national_campaigns.answer, "campaign_answer"),
    ("propositions/", proposals.proposals, "proposals"),
    ("propositions/<int:pk>/", proposals.proposal, "proposal"),
)

PUBLIC: Addresses = (*SIGNING_PUBLIC, *TEAMS_PUBLIC, *COCKPIT_PUBLIC, *NATIONAL_PUBLIC)

urlpatterns: list[URLPattern] = [
    *(path(route, login_not_required(view), name=name) for route, view, name in PUBLIC),
    *(path(route, view, name=name) for route, view, name in (*SIGNING, *TEAMS, *COCKPIT, *NATIONAL)),
]
