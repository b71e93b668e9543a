"""THE TABLE OF THE MATRIX: for each address of the site, who may open it.

tests/test_rights_matrix.py crosses every address with every role (and with a visitor, a person without role, and the
roles that lack their second factor), on an object of one's own, of the same département, from elsewhere, and closed,
reading and sending. What it expects comes from this table and from the two laws below (REACHED, CHANGES), which are
written here by hand, and not read from the code.

To add an address: one line in ROWS, under its name.

    "my_page":    signed(),                              # whoever is signed in
    "my_list":    needs(Right.WATCH),                    # one of these rights, on anything
    "my_team":    on("team", Right.EDIT_TEAM),           # one of these rights, on this very object
    "my_sheet":   public("team"),                        # everybody; the kind fills the address
    "my_link":    link(),                                # a signed token is the key: a false one opens nothing
    "my_door":    keyed(),                               # the key of a partner, and no role at all
    "my_session": mine("session"),                       # its person alone: that of somebody else does not exist

To add a kind of object: one function in tests/rights_world.py, that makes it for a place and returns what fills the
address; list it in KINDS with what it belongs to (a team, a cooperation, an organisation). An address without a row, a
row without an address, a kind that nobody makes: each fails the test.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from maillage.accounts.roles import PerimeterKind, Right

Access = Literal["public", "signed", "right", "link", "entrance", "mine", "demo", "key"]
PLACES = ("own", "near", "other", "archived")
EVERYWHERE = frozenset(PLACES)
HERE = frozenset({"own", "archived"})  # what is archived was one's own


@dataclass(frozen=True, kw_only=True)
class Row:
    """Say who may open an address, and which kind of object it is about."""

    access: Access
    rights: tuple[Right, ...] = ()
    kind: str = ""


def public(kind: str = "") -> Row:
    """Open to everybody."""
    return Row(access="public", kind=kind)


def signed() -> Row:
    """Open to whoever is signed in."""
    return Row(access="signed")


def needs(*rights: Right) -> Row:
    """Open to whoever has one of some rights, whatever it is about."""
    return Row(access="right", rights=rights)


def on(kind: str, *rights: Right) -> Row:
    """Open to whoever has one of some rights on this very object."""
    return Row(access="right", rights=rights, kind=kind)


def link() -> Row:
    """Open to whoever holds the signed address, and to nobody who made one up."""
    return Row(access="link")


def entrance() -> Row:
    """The doors of the sign-in: they answer to everybody, and lead somewhere."""
    return Row(access="entrance")


def mine(kind: str) -> Row:
    """Open to its own person; what belongs to somebody else does not exist."""
    return Row(access="mine", kind=kind)


def keyed(kind: str = "") -> Row:
    """Open to the key of a partner: no role opens it, no session, no visitor."""
    return Row(access="key", kind=kind)


def demo() -> Row:
    """Of the demonstration alone: elsewhere it does not exist."""
    return Row(access="demo")


# Of which subjects a hat reaches which places, by where it is worn.
REACHED: Mapping[PerimeterKind, Mapping[str, frozenset[str]]] = {
    PerimeterKind.FRANCE: dict.fromkeys(("team", "cooperation", "organisation"), EVERYWHERE),
    PerimeterKind.DEPARTEMENT: dict.fromkeys(
        ("team", "cooperation", "organisation"), frozenset({"own", "near", "archived"})
    ),
    PerimeterKind.COOPERATION: dict.fromkeys(("team", "cooperation", "organisation"), HERE),
    PerimeterKind.CARRIER: {"team": HERE, "organisation": HERE},
    PerimeterKind.TEAM: {"team": HERE},
}
# The rights that change: what is closed is read, and no longer changed. An organisation is never closed.
CHANGES = frozenset(
    {
        Right.EDIT_COOPERATION,
        Right.EDIT_TEAM,
        Right.CARRY_TEAM,
        Right.RECOGNISE_TEAM,
        Right.CLOSE_TEAM,
        Right.HOLD_TRAINING,
        Right.HOLD_EXCHANGE,
    }
)

R = Right
ROWS: Mapping[str, Row] = {
    # The site.
    "home": public(),
    "map": public(),
    "places": public(),
    "place_suggestions": public(),
    "departement": public("departement"),
    "departement_print": public("departement"),
    "cooperations": public(),
    "cooperation": public("cooperation"),
    "cooperation_print": public("cooperation"),
    "search": public(),
    "teams": public(),
    "team": public("team"),
    "team_print": public("team"),
    "start_team": public(),
    "charter": public(),
    "signatories": public(),
    "organisation": public("organisation"),
    "supports_received": public("received"),
    "organisation_print": public("organisation"),
    "figures": public(),
    "published_figures": public(),
    "figure": public("figure"),
    "figure_records": public("figure"),
    "figure_differences": public("figure"),
    "gallery": public(),
    "accessibility": public(),
    "legal": public(),
    "privacy": public(),
    "sources": public(),
    "security": public(),
    "robots": public(),
    "sitemap": public(),
    "data": public(),
    "choose_language": public(),
    "healthz": public(),
    "bilan": public(),
    "bilan_page": public("bilan"),
    "bilan_file": public("bilan"),
    "rights": public(),
    "demo": demo(),
    "demo_sign_in": demo(),
    "demo_messages": demo(),
    # Signing in, one's own account.
    "account_login": entrance(),
    "account_request_login_code": entrance(),
    "account_confirm_login_code": entrance(),
    "account_inactive": entrance(),
    "account_logout": entrance(),
    "account_signup": entrance(),
    "mfa_authenticate": entrance(),
    "mfa_login_webauthn": entrance(),
    "mfa_index": signed(),
    "mfa_list_webauthn": signed(),
    "mfa_reauthenticate": mine("factor"),
    "mfa_reauthenticate_webauthn": mine("factor"),
    "mfa_activate_totp": signed(),
    "mfa_deactivate_totp": mine("factor"),
    "mfa_add_webauthn": signed(),
    "mfa_remove_webauthn": mine("factor"),
    "mfa_view_recovery_codes": mine("factor"),
    "mfa_generate_recovery_codes": signed(),
    "account": signed(),
    "sessions": signed(),
    "close_other_sessions": signed(),
    "close_session": mine("session"),
    "give_second_factor": signed(),
    "wear_hat": mine("hat"),
    "drafts": signed(),
    "messages": signed(),
    "unsubscribe": link(),
    "member_home": signed(),
    "weekly_preview": needs(R.SEE_MESSAGES),
    # People, invitations, the journal.
    "invitation_code": public(),
    "invitation": link(),
    "journal": needs(R.READ_JOURNAL),
    "people": needs(R.SEE_PEOPLE, R.GRANT),
    "invite": needs(R.GRANT),
    "invitation_sheet": on("invitation", R.GRANT),
    "invitation_resend": on("invitation", R.GRANT),
    "invitation_revoke": on("invitation", R.GRANT),
    "end_role": on("role", R.GRANT),
    "person": on("person", R.SEE_PEOPLE, R.GRANT),
    "person_erase": on("person", R.ERASE_PERSON),
    "person_reset_factor": on("person", R.RESET_FACTOR),
    # Signing the charter.
    "charter_version": public("charter"),
    "signing_start": public(),
    "signing_organisation": link(),
    "signing_contact": link(),
    "signing_commitments": link(),
    "signing_text": link(),
    "signing_resume": link(),
    "signing_follow": link(),
    "signing_give_up": link(),
    "signing_certificate": link(),
    "certificate": public("certificate"),
    "signing_files": needs(R.INSTRUCT_SIGNATURE),
    "signing_file": on("file", R.INSTRUCT_SIGNATURE),
    "signing_decide": on("file", R.DECIDE),
    "signing_ask": on("file", R.INSTRUCT_SIGNATURE),
    "signing_attach": on("file", R.INSTRUCT_SIGNATURE),
    "signing_withdraw": on("file", R.INSTRUCT_SIGNATURE),
    "charters": needs(R.DECIDE),
    "signature_end": on("signature", R.END_SIGNATURE),
    "organisation_work": on("organisation", R.SEE_ORGANISATION),
    "organisation_contact": on("organisation", R.EDIT_ORGANISATION),
    "organisation_certificate": on("certificate", R.SEE_ORGANISATION),
    "commitments": needs(R.EDIT_ORGANISATION),
    "commitment_new": on("organisation", R.EDIT_ORGANISATION),
    "commitment": on("commitment", R.SEE_ORGANISATION),
    "commitment_note": on("commitment", R.EDIT_ORGANISATION),
    "commitment_renew": on("commitment", R.EDIT_ORGANISATION),
    # The life of a team.
    "team_badge": public("team"),
    "recognition": public("recognition"),
    "confirm_team": link(),
    "my_teams": signed(),
    "found_team": needs(R.FOUND_TEAM),
    "work_team": on("team", R.SEE_TEAM),
    "team_certificate": on("recognition", R.SEE_TEAM),
    "describe_team": on("team", R.EDIT_TEAM),
    "look_for_carrier": on("team", R.EDIT_TEAM),
    "carry_team": on("team", R.CARRY_TEAM),
    "stop_carrying": on("carrying", R.CARRY_TEAM),
    "stand_alone": on("team", R.CARRY_TEAM),
    "adopt_pact": on("team", R.EDIT_TEAM),
    "write_project": on("team", R.EDIT_TEAM),
    "submit_recognition": on("team", R.EDIT_TEAM),
    "recognise_team": on("team", R.RECOGNISE_TEAM),
    "put_to_sleep": on("team", R.CLOSE_TEAM),
    "wake_up": on("team", R.CLOSE_TEAM),
    "close_team": on("team", R.CLOSE_TEAM),
    "reopen_team": on("team", R.REOPEN),
    "appoint_lead": on("team", R.EDIT_TEAM),
    "succeed_lead": on("lead", R.EDIT_TEAM),
    "end_lead": on("lead", R.EDIT_TEAM),
    "appoint_support": on("team", R.EDIT_TEAM),
    "succeed_support": on("support", R.EDIT_TEAM),
    "end_support": on("support", R.EDIT_TEAM),
    "ask_confirmation": on("team", R.EDIT_TEAM),
    "note_answer": on("team", R.EDIT_TEAM),
    # What people ask for without an account.
    "enquire": public("wish"),
    "enquiry_follow": link(),
    "enquiry_charge": link(),
    "enquiries": needs(R.ANSWER_ENQUIRY),
    "enquiries_answer": needs(R.ANSWER_ENQUIRY),
    "enquiry": on("enquiry", R.ANSWER_ENQUIRY),
    "enquiry_answer": on("enquiry", R.ANSWER_ENQUIRY),
    "enquiry_call": on("enquiry", R.ANSWER_ENQUIRY),
    "enquiry_fulfilled": on("enquiry", R.ANSWER_ENQUIRY),
    "enquiry_close": on("enquiry", R.ANSWER_ENQUIRY),
    "enquiry_pass": on("enquiry", R.ANSWER_ENQUIRY),
    # The cockpit of a cooperation.
    "cockpit_agenda_feed": link(),
    "cockpit": on("cooperation", R.SEE_COOPERATION),
    "cockpit_history": on("cooperation", R.SEE_COOPERATION),
    "cockpit_agenda": on("cooperation", R.SEE_COOPERATION),
    "cockpit_members": on("cooperation", R.SEE_COOPERATION),
    "cockpit_bodies": on("cooperation", R.SEE_COOPERATION),
    "cockpit_meetings": on("cooperation", R.SEE_COOPERATION),
    "cockpit_meeting": on("meeting", R.SEE_COOPERATION),
    "cockpit_decisions": on("cooperation", R.SEE_COOPERATION),
    "cockpit_roadmap": on("cooperation", R.SEE_COOPERATION),
    "cockpit_diagnosis": on("cooperation", R.SEE_COOPERATION),
    "cockpit_contacts": on("cooperation", R.SEE_COOPERATION),
    "cockpit_next_stage": on("cooperation", R.EDIT_COOPERATION),
    "cockpit_ask_recognition": on("cooperation", R.EDIT_COOPERATION),
    "cockpit_reopen": on("cooperation", R.REOPEN),
    "cockpit_find_member": on("cooperation", R.EDIT_COOPERATION),
    "cockpit_add_member": on("joining", R.EDIT_COOPERATION),
    "cockpit_write_members": on("cooperation", R.EDIT_COOPERATION),
    "cockpit_change_member": on("member", R.EDIT_COOPERATION),
    "cockpit_end_member": on("member", R.EDIT_COOPERATION),
    "cockpit_add_body": on("cooperation", R.EDIT_COOPERATION),
    "cockpit_add_seat": on("body", R.EDIT_COOPERATION),
    "cockpit_end_body": on("body", R.EDIT_COOPERATION),
    "cockpit_end_seat": on("seat", R.EDIT_COOPERATION),
    "cockpit_add_meeting": on("cooperation", R.EDIT_COOPERATION),
    "cockpit_change_meeting": on("meeting", R.EDIT_COOPERATION),
    "cockpit_minutes": on("meeting", R.EDIT_COOPERATION),
    "cockpit_cancel_meeting": on("meeting", R.EDIT_COOPERATION),
    "cockpit_add_decision": on("meeting", R.EDIT_COOPERATION),
    "cockpit_finish_decision": on("decision", R.EDIT_COOPERATION),
    "cockpit_drop_decision": on("decision", R.EDIT_COOPERATION),
    "cockpit_add_action": on("cooperation", R.EDIT_COOPERATION),
    "cockpit_change_action": on("action", R.EDIT_COOPERATION),
    "cockpit_move_action": on("action", R.EDIT_COOPERATION),
    "cockpit_write_diagnosis": on("cooperation", R.EDIT_COOPERATION),
    "cockpit_add_contact": on("cooperation", R.EDIT_COOPERATION),
    "cockpit_settle_contact": on("contact", R.EDIT_COOPERATION),
    "cockpit_pass_on": on("cooperation", R.EDIT_COOPERATION),
    "cockpit_pack": on("pack", R.EDIT_COOPERATION),
    # The whole country.
    "national": needs(R.DECIDE, R.RUN_CAMPAIGN, R.WATCH),
    "watch": needs(R.WATCH),
    "sittings": needs(R.DECIDE),
    "plan_sitting": needs(R.DECIDE),
    "sitting": on("sitting", R.DECIDE),
    "move_sitting": on("sitting", R.DECIDE),
    "sitting_agenda": on("sitting", R.DECIDE),
    "take_off": on("item", R.DECIDE),
    "sitting_minutes": on("sitting", R.DECIDE),
    "close_sitting": on("sitting", R.DECIDE),
    "sitting_pdf": on("sitting", R.DECIDE),
    "api_keys": needs(R.MANAGE_KEYS),
    "api_key_new": needs(R.MANAGE_KEYS),
    "api_key": on("key", R.MANAGE_KEYS),
    "api_key_revoke": on("key", R.MANAGE_KEYS),
    "campaigns": needs(R.RUN_CAMPAIGN),
    "campaign_preview": needs(R.RUN_CAMPAIGN),
    "campaign": on("campaign", R.RUN_CAMPAIGN),
    "campaign_reminder": on("campaign", R.RUN_CAMPAIGN),
    "close_campaign": on("campaign", R.RUN_CAMPAIGN),
    "campaign_calls": on("campaign", R.RUN_CAMPAIGN, R.EDIT_TEAM),
    "campaign_calls_pdf": on("campaign", R.RUN_CAMPAIGN, R.EDIT_TEAM),
    "campaign_answer": on("asked team", R.EDIT_TEAM),
    "api_home": public(),
    "api_description": public(),
    "api_organisations": public(),
    "api_teams": public(),
    "api_trainings": public(),
    "api_exchanges": public(),
    "api_resources": public(),
    "api_cooperations": public(),
    "api_signatures": public(),
    "api_territories": public(),
    "api_territory": public("territory"),
    "api_indicators": public(),
    "api_indicator": public("figure"),
    "api_records": public("figure"),
    "api_events": public(),
    "api_enquiries": keyed(),
    "api_enquiry": keyed("forwarded"),
    "open_data": public(),
    "open_data_package": public(),
    "open_data_archive": public(),
    "open_data_file": public("open data"),
    "data_inclusion": public("inclusion"),
    "map_feed": public(),
    "engagement_feed": public(),
    "news_feed": public("place"),
    "public_calendar": public("place"),
    "widget_home": public(),
    "widget": public("place"),
    "widget_script": public(),
    "propose_change": public("sheet"),
    "proposal_thanks": public(),
    # Aids: what everybody reads, who asks, who runs, who examines and decides.
    "trainings": public(),
    "trainings_calendar": public("place"),
    "training": public("announced training"),
    "training_calendar": public("announced training"),
    "training_enrol": public("announced training"),
    "training_seat": link(),
    "training_agreement": link(),
    # Trainings, where people organise them.
    "my_trainings": needs(R.HOLD_TRAINING, R.KEEP_ATTENDANCE),
    "open_training": on("cooperation", R.HOLD_TRAINING),
    "work_training": on("training of a cooperation", R.KEEP_ATTENDANCE),
    "edit_training": on("training of a cooperation", R.HOLD_TRAINING),
    "cancel_training": on("training of a cooperation", R.HOLD_TRAINING),
    "hold_training_seats": on("training of a cooperation", R.HOLD_TRAINING),
    "release_training_seats": on("training of a cooperation", R.HOLD_TRAINING),
    "training_agree": on("training of a cooperation", R.HOLD_TRAINING),
    "training_decline": on("training of a cooperation", R.HOLD_TRAINING),
    "training_withdraw": on("training of a cooperation", R.HOLD_TRAINING),
    "training_sheet": on("training of a cooperation", R.KEEP_ATTENDANCE),
    "training_presences": on("training of a cooperation", R.KEEP_ATTENDANCE),
    "training_add_present": on("training of a cooperation", R.KEEP_ATTENDANCE),
    "training_close": on("training of a cooperation", R.KEEP_ATTENDANCE),
    "training_reopen": on("training of a cooperation", R.KEEP_ATTENDANCE),
    "training_certificate": public("certificate of training"),
    "training_certificate_pdf": public("certificate of training"),
    "training_evaluation": link(),
    # Exchanges of practice: what everybody reads, who comes, who organises.
    "exchanges": public(),
    "exchange": public("announced exchange"),
    "exchange_answer": link(),
    "my_exchanges": needs(R.JOIN_EXCHANGE),
    "join_exchange": on("exchange of the network", R.JOIN_EXCHANGE),
    "leave_exchange": mine("exchange of somebody"),
    "run_exchanges": needs(R.HOLD_EXCHANGE),
    "open_exchange_series": needs(R.HOLD_EXCHANGE),
    "exchange_series": on("series of a cooperation", R.HOLD_EXCHANGE),
    "edit_exchange_series": on("series of a cooperation", R.HOLD_EXCHANGE),
    "end_exchange_series": on("series of a cooperation", R.HOLD_EXCHANGE),
    "plan_exchange": on("series of a cooperation", R.HOLD_EXCHANGE),
    "work_exchange": on("exchange of a cooperation", R.HOLD_EXCHANGE),
    "edit_exchange": on("exchange of a cooperation", R.HOLD_EXCHANGE),
    "cancel_exchange": on("exchange of a cooperation", R.HOLD_EXCHANGE),
    "invite_to_exchange": on("exchange of a cooperation", R.HOLD_EXCHANGE),
    "exchange_list": on("exchange of a cooperation", R.HOLD_EXCHANGE),
    "exchange_presences": on("exchange of a cooperation", R.HOLD_EXCHANGE),
    "exchange_add_present": on("exchange of a cooperation", R.HOLD_EXCHANGE),
    "exchange_minutes": on("exchange of a cooperation", R.HOLD_EXCHANGE),
    "exchange_resource": on("exchange of a cooperation", R.HOLD_EXCHANGE),
    "exchange_shelve": on("exchange of a cooperation", R.HOLD_EXCHANGE),
    "curriculum": public("curriculum"),
    "curricula": needs(R.WRITE_CURRICULA),
    "new_curriculum": needs(R.WRITE_CURRICULA),
    "work_curriculum": on("curriculum", R.WRITE_CURRICULA),
    "edit_curriculum": on("curriculum", R.WRITE_CURRICULA),
    "adopt_curriculum": on("curriculum", R.WRITE_CURRICULA),
    "qualify_trainer": on("curriculum", R.WRITE_CURRICULA),
    "end_trainer": on("trainer", R.WRITE_CURRICULA),
    "programmes": public(),
    "programme": public("programme"),
    "action": public("programme action"),
    "resources": public(),
    "resource": public("resource"),
    "resource_print": public("resource"),
    "my_resources": needs(R.PROPOSE_RESOURCE),
    "new_resource": needs(R.PROPOSE_RESOURCE),
    "my_resource": mine("resource of somebody"),
    "edit_resource": mine("resource of somebody"),
    "propose_resource": mine("resource of somebody"),
    "review_resources": needs(R.REVIEW_RESOURCE),
    "review_resource": on("resource to read", R.REVIEW_RESOURCE),
    "publish_resource": on("resource to read", R.REVIEW_RESOURCE),
    "return_resource": on("resource to read", R.REVIEW_RESOURCE),
    "confirm_resource": on("resource to read", R.REVIEW_RESOURCE),
    "withdraw_resource": on("resource to read", R.REVIEW_RESOURCE),
    "use_resource": on("resource", R.EDIT_TEAM, R.EDIT_COOPERATION),
    "leave_resource": on("use of a resource", R.EDIT_TEAM),
    "my_advice": needs(R.EDIT_TEAM, R.EDIT_COOPERATION),
    "ask_advice": needs(R.EDIT_TEAM, R.EDIT_COOPERATION),
    "advice_to_answer": needs(R.PROPOSE_RESOURCE),
    "advice": on("advice of a team", R.EDIT_TEAM, R.REVIEW_RESOURCE),
    "answer_advice": on("advice of a team", R.REVIEW_RESOURCE),
    "settle_advice": on("advice of a team", R.EDIT_TEAM),
    "ask_advice_again": on("advice of a team", R.EDIT_TEAM),
    "close_advice": on("advice of a team", R.EDIT_TEAM),
    "shelve_advice": on("advice of a team", R.EDIT_TEAM, R.REVIEW_RESOURCE),
    "lived": needs(R.PROPOSE_RESOURCE),
    "agree_to_be_asked": needs(R.PROPOSE_RESOURCE),
    "stop_being_asked": mine("offer of somebody"),
    "keep_programme": needs(R.WRITE_PROGRAMME),
    "keep_action": on("kept action", R.WRITE_PROGRAMME),
    "action_state": on("kept action", R.WRITE_PROGRAMME),
    "action_lead": on("kept action", R.WRITE_PROGRAMME),
    "action_review": on("kept action", R.WRITE_PROGRAMME),
    "action_evidence": on("kept action", R.WRITE_PROGRAMME),
    "action_take_over": on("kept action", R.WRITE_PROGRAMME),
    "action_milestone": on("kept action", R.WRITE_PROGRAMME),
    "action_reached": on("programme milestone", R.WRITE_PROGRAMME),
    "action_target": on("kept action", R.WRITE_PROGRAMME),
    "action_reading": on("declared target", R.WRITE_PROGRAMME),
    "action_take_back": on("said of an action", R.WRITE_PROGRAMME),
    "aids": public(),
    "aid": public("aid"),
    "apply_for": on("aid", R.APPLY_AID),
    "my_aids": needs(R.APPLY_AID),
    "my_aid": on("aid request", R.APPLY_AID),
    "my_aid_take_up": on("aid request", R.APPLY_AID),
    "my_aid_join": on("aid request", R.APPLY_AID),
    "my_aid_unjoin": on("aid request", R.APPLY_AID),
    "my_aid_answer": on("aid request", R.APPLY_AID),
    "my_aid_withdraw": on("aid request", R.APPLY_AID),
    "my_aid_report": on("aid request", R.APPLY_AID),
    "aid_letter": on("aid request", R.APPLY_AID),
    "aid_piece": on("aid request", R.APPLY_AID, R.READ_AID),
    "run_aids": needs(R.RUN_AIDS),
    "new_aid": needs(R.RUN_AIDS),
    "run_aid": on("aid", R.RUN_AIDS),
    "edit_aid": on("aid", R.RUN_AIDS),
    "aid_add_question": on("aid", R.RUN_AIDS),
    "aid_remove_question": on("aid", R.RUN_AIDS),
    "aid_add_envelope": on("aid", R.RUN_AIDS),
    "aid_publish": on("aid", R.RUN_AIDS),
    "aid_stop": on("aid", R.RUN_AIDS),
    "aid_files": needs(R.READ_AID, R.GIVE_OPINION),
    "aid_committee": on("aid", R.INSTRUCT_AID, R.DECIDE_AID),
    "aid_file": on("aid request", R.READ_AID),
    "aid_ask": on("aid request", R.INSTRUCT_AID),
    "aid_examine": on("aid request", R.INSTRUCT_AID),
    "aid_opinion": on("aid request of a team", R.GIVE_OPINION),
    "aid_review": on("aid request", R.INSTRUCT_AID, R.DECIDE_AID),
    "aid_decide": on("aid request", R.DECIDE_AID),
    "aid_pay": on("aid request", R.DECIDE_AID),
    "aid_close": on("aid request", R.INSTRUCT_AID),
    "proposals": signed(),
    "proposal": on("proposal", R.EDIT_TEAM, R.REOPEN),
}
