"""Addresses of the register at work; those that need no sign-in are in the list PUBLIC, and nowhere else."""

from django.urls import URLPattern

from maillage.common.addresses import Addresses, patterns
from maillage.network.views import (
    cockpit,
    cockpit_agenda,
    cockpit_bodies,
    cockpit_handover,
    cockpit_meetings,
    cockpit_members,
    cockpit_roadmap,
    cockpit_steps,
    commitments,
    confirmations,
    enquiries,
    enquiry_desk,
    invitations,
    journal,
    national_campaigns,
    national_keys,
    national_sittings,
    national_watch,
    organisations,
    people,
    proposals,
    second_factor,
    signing,
    signing_desk,
    team_acts,
    team_people,
    teams,
)

# Signing the charter, following the commitments.
SIGNING_PUBLIC: Addresses = (
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
    ("espace/engagements/", commitments.commitments, "commitments"),
    ("espace/engagements/<int:key>/", commitments.commitment, "commitment"),
    ("espace/engagements/<int:key>/suivre/", commitments.commitment_note, "commitment_note"),
    ("espace/engagements/<int:key>/renouveler/", commitments.commitment_renew, "commitment_renew"),
)

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

# What people ask for without an account.
ENQUIRIES_PUBLIC: Addresses = (
    ("demandes/suivi/<str:token>/", enquiries.enquiry_follow, "enquiry_follow"),
    ("demandes/equipe/<str:token>/", enquiries.enquiry_charge, "enquiry_charge"),
    ("demandes/<slug:wish>/", enquiries.enquire, "enquire"),
)
ENQUIRIES: Addresses = (
    ("espace/demandes/", enquiry_desk.enquiries, "enquiries"),
    ("espace/demandes/repondre/", enquiry_desk.enquiries_answer, "enquiries_answer"),
    ("espace/demandes/<int:key>/", enquiry_desk.enquiry, "enquiry"),
    ("espace/demandes/<int:key>/repondre/", enquiry_desk.enquiry_answer, "enquiry_answer"),
    ("espace/demandes/<int:key>/appel/", enquiry_desk.enquiry_call, "enquiry_call"),
    ("espace/demandes/<int:key>/aboutie/", enquiry_desk.enquiry_fulfilled, "enquiry_fulfilled"),
    ("espace/demandes/<int:key>/clore/", enquiry_desk.enquiry_close, "enquiry_close"),
    ("espace/demandes/<int:key>/confier/", enquiry_desk.enquiry_pass, "enquiry_pass"),
)

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
    ("national/cles/", national_keys.keys, "api_keys"),
    ("national/cles/nouvelle/", national_keys.give, "api_key_new"),
    ("national/cles/<int:pk>/", national_keys.sheet, "api_key"),
    ("national/cles/<int:pk>/retirer/", national_keys.take_back, "api_key_revoke"),
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
    ("personnes/<int:pk>/second-facteur/", second_factor.reset, "person_reset_factor"),
)

PUBLIC: Addresses = (
    *PEOPLE_PUBLIC,
    *SIGNING_PUBLIC,
    *TEAMS_PUBLIC,
    *ENQUIRIES_PUBLIC,
    *COCKPIT_PUBLIC,
    *NATIONAL_PUBLIC,
)

urlpatterns: list[URLPattern] = patterns(PUBLIC, (*PEOPLE, *SIGNING, *TEAMS, *ENQUIRIES, *COCKPIT, *NATIONAL))
