"""Addresses of the register at work; those that need no sign-in are in the list PUBLIC, and nowhere else."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseBase
from django.urls import URLPattern, path

from maillage.network.views import (
    commitments,
    national_campaigns,
    national_sittings,
    national_watch,
    organisations,
    proposals,
    signing,
    signing_desk,
)

View = Callable[..., HttpResponseBase]
Addresses = tuple[tuple[str, View, str], ...]

# Signing the charter, following the commitments.
SIGNING_PUBLIC: Addresses = (
    ("charte/", signing.charter, "charter"),
    ("charte/<int:key>/", signing.charter_version, "charter_version"),
    ("signer/", signing.signing_start, "signing_start"),
    ("signer/organisation/<str:token>/", signing.signing_organisation, "signing_organisation"),
    ("signer/contact/<str:token>/", signing.signing_contact, "signing_contact"),
    ("signer/engagements/<str:token>/", signing.signing_commitments, "signing_commitments"),
    ("signer/charte/<str:token>/", signing.signing_text, "signing_text"),
    ("signer/reprendre/<str:token>/", signing.signing_resume, "signing_resume"),
    ("signer/suivi/<str:token>/", signing.signing_follow, "signing_follow"),
    ("signer/retirer/<str:token>/", signing.signing_give_up, "signing_give_up"),
    ("signer/certificat/<str:token>/", signing.signing_certificate, "signing_certificate"),
    ("certificats/<str:number>/", signing.certificate, "certificate"),
)
SIGNING: Addresses = (
    ("dossiers/", signing_desk.signing_files, "signing_files"),
    ("dossiers/<int:key>/", signing_desk.signing_file, "signing_file"),
    ("dossiers/<int:key>/decider/", signing_desk.signing_decide, "signing_decide"),
    ("dossiers/<int:key>/completer/", signing_desk.signing_ask, "signing_ask"),
    ("dossiers/<int:key>/rattacher/", signing_desk.signing_attach, "signing_attach"),
    ("dossiers/<int:key>/retirer/", signing_desk.signing_withdraw, "signing_withdraw"),
    ("chartes/", signing_desk.charters, "charters"),
    ("signatures/<int:key>/terminer/", organisations.signature_end, "signature_end"),
    ("espace/organisations/<slug:slug>/", organisations.organisation_work, "organisation_work"),
    (
        "espace/organisations/<slug:slug>/coordonnees/",
        organisations.organisation_contact,
        "organisation_contact",
    ),
    ("espace/organisations/<slug:slug>/engagements/", commitments.commitment_new, "commitment_new"),
    ("espace/certificats/<str:number>/", organisations.organisation_certificate, "organisation_certificate"),
    ("engagements/", commitments.commitments, "commitments"),
    ("engagements/<int:key>/", commitments.commitment, "commitment"),
    ("engagements/<int:key>/suivre/", commitments.commitment_note, "commitment_note"),
    ("engagements/<int:key>/renouveler/", commitments.commitment_renew, "commitment_renew"),
)

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
