"""Addresses of people: signing in, their hats, the invitations, the journal, their messages."""

from django.urls import URLPattern

from maillage.accounts.views import account, drafts, messages, rights
from maillage.common.addresses import Addresses, patterns

# Sign-in itself is in config/urls.py: it belongs to allauth.
PEOPLE_PUBLIC: Addresses = (("droits/", rights.rights, "rights"),)
PEOPLE: Addresses = ()

# My own account; « account_signup » is a name that allauth looks for.
ACCOUNT_PUBLIC: Addresses = (("connexion/sur-invitation/", account.by_invitation, "account_signup"),)
ACCOUNT: Addresses = (
    ("compte/", account.account, "account"),
    ("compte/sessions/", account.sessions, "sessions"),
    ("compte/sessions/fermer-les-autres/", account.close_other_sessions, "close_other_sessions"),
    ("compte/sessions/<int:pk>/fermer/", account.close_session, "close_session"),
    ("compte/second-facteur/donner/", account.second_factor, "give_second_factor"),
    ("casquette/", account.wear_hat, "wear_hat"),
)

# Drafts, messages, and the way to stop some of them.
MESSAGES_PUBLIC: Addresses = (
    ("desabonnement/<str:token>/", messages.unsubscribe, "unsubscribe"),
    ("demo/messages/", messages.demo_messages, "demo_messages"),  # 404 but in a demonstration
)
MESSAGES: Addresses = (
    ("brouillons/", drafts.drafts, "drafts"),
    ("messages/", messages.my_messages, "messages"),
)

PUBLIC: Addresses = (*PEOPLE_PUBLIC, *ACCOUNT_PUBLIC, *MESSAGES_PUBLIC)

urlpatterns: list[URLPattern] = patterns(PUBLIC, (*PEOPLE, *ACCOUNT, *MESSAGES))
