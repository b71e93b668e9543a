"""All the addresses of the site, by package."""

from allauth.account import views as entrance
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as application
from allauth.mfa.webauthn import views as passkeys
from django.apps import apps
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path

# Of allauth, what we use and nothing else: no password, no sign-up, no change of address. Its names stay its own.
SIGN_IN: list[URLPattern | URLResolver] = [
    path("connexion/", entrance.request_login_code, name="account_login"),
    path("connexion/", entrance.request_login_code, name="account_request_login_code"),
    path("connexion/code/", entrance.confirm_login_code, name="account_confirm_login_code"),
    path("connexion/second-facteur/", factors.authenticate, name="mfa_authenticate"),
    path("connexion/cle/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("connexion/compte-ferme/", entrance.account_inactive, name="account_inactive"),
    # Also for who stops half-way, between the code and the second factor.
    path("deconnexion/", login_not_required(entrance.logout), name="account_logout"),
]
SECOND_FACTOR: list[URLPattern | URLResolver] = [
    path("", factors.index, name="mfa_index"),
    path("", factors.index, name="mfa_list_webauthn"),
    path("confirmer/", factors.reauthenticate, name="mfa_reauthenticate"),
    path("confirmer/cle/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("application/ajouter/", application.activate_totp, name="mfa_activate_totp"),
    path("application/retirer/", application.deactivate_totp, name="mfa_deactivate_totp"),
    path("cles/ajouter/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("cles/<int:pk>/retirer/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
    path("codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("codes/renouveler/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
]


def partner() -> list[URLPattern | URLResolver]:
    """Return the addresses of the sign-in with the account of another house, when one is given."""
    if not apps.is_installed("allauth.socialaccount.providers.openid_connect"):
        return []
    from allauth.socialaccount import views as social  # noqa: PLC0415 - only with a partner
    from allauth.socialaccount.providers.openid_connect import views as openid  # noqa: PLC0415 - same

    house = {"provider_id": "partenaire"}
    return [
        path("connexion/partenaire/", openid.login, house, name="openid_connect_login"),
        path("connexion/partenaire/retour/", openid.callback, house, name="openid_connect_callback"),
        path("connexion/partenaire/annulee/", social.login_cancelled, name="socialaccount_login_cancelled"),
    ]


handler404 = "maillage.api.v1.answers.not_found"

urlpatterns: list[URLPattern | URLResolver] = [
    *SIGN_IN,
    *partner(),
    path("compte/second-facteur/", include(SECOND_FACTOR)),
    path("bilan/", include("maillage.bilan.urls")),
    path("", include("maillage.accounts.urls")),
    path("", include("maillage.api.urls")),
    path("", include("maillage.events.urls")),
    path("", include("maillage.network.urls")),
    path("", include("maillage.portal.urls")),
    path("", include("maillage.programme.urls")),
    path("", include("maillage.resources.urls")),
    path("", include("maillage.experiments.urls")),
    path("", include("maillage.supports.urls")),
    path("", include("maillage.tallies.urls")),
]
