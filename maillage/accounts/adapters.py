"""What allauth asks of this house: who may enter, where one goes next, which messages leave."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.accounts.actors import forget_second_factor
from maillage.accounts.models import User
from maillage.accounts.operations import answer_unknown_address, note_change, send_code

TOO_MANY = gettext_lazy("Trop d'essais en peu de temps. Attendez un quart d'heure, puis recommencez.")
WRONG = gettext_lazy("Ce code n'est pas le bon. Relisez-le, puis écrivez-le à nouveau.")

# What allauth calls each change in the safety of an account, and what we call it.
CHANGES = {
    "mfa/email/totp_activated": "application-ajoutee",
    "mfa/email/totp_deactivated": "application-retiree",
    "mfa/email/webauthn_added": "cle-ajoutee",
    "mfa/email/webauthn_removed": "cle-retiree",
    "mfa/email/recovery_codes_generated": "codes-renouveles",
    "socialaccount/email/account_connected": "compte-relie",
}
# Who has just added one has just used it: this session counts as confirmed by a second factor.
ADDED = {
    "application-ajoutee": Authenticator.Type.TOTP,
    "cle-ajoutee": Authenticator.Type.WEBAUTHN,
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth ships no types
    """Open no account, stay on this site, write through the outbox."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": WRONG,
        "too_many_login_attempts": TOO_MANY,
        "rate_limited": TOO_MANY,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth passes it
        """Answer no: accounts come by invitation."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Follow an address inside this site, given without its host, and no other."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send the code, or say that nobody has this address; nothing else is ever sent."""
        if template_prefix == "account/email/login_code":
            send_code(email, context["code"], at=timezone.now())
        elif template_prefix == "account/email/unknown_account":
            answer_unknown_address(email, at=timezone.now())
        else:
            raise LookupError(template_prefix)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: AbstractBaseUser,
        context: dict[str, Any] | None = None,  # noqa: ARG002 - allauth passes it
        email: str | None = None,  # noqa: ARG002 - same
    ) -> None:
        """Note a change in the safety of an account; the session follows it at once."""
        change = CHANGES[template_prefix]
        if change in ADDED:
            record_authentication(self.request, user, "mfa", type=ADDED[change], reauthenticated=True)
        elif not SecondFactorAdapter().is_mfa_enabled(user):
            forget_second_factor(self.request.session)
        note_change(User.objects.get(pk=user.pk), change, at=timezone.now())

    def get_reauthentication_methods(self, user: AbstractBaseUser | AnonymousUser) -> list[dict[str, Any]]:
        """Offer the second factors of a person, in our words; recovery codes come after the key."""
        words = {
            "mfa_reauthenticate": _("Écrire un code"),
            "mfa_reauthenticate:webauthn": _("Utiliser ma clé d'accès"),
        }
        found = [method for method in super().get_reauthentication_methods(user) if method["id"] in words]
        methods = [{**method, "description": words[method["id"]]} for method in found]
        if not SecondFactorAdapter().is_mfa_enabled(user, [Authenticator.Type.TOTP]):
            methods.reverse()
        return methods


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc] # allauth ships no types
    """Name things in our words."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": WRONG,
        "add_email_blocked": gettext_lazy("Retirez d'abord votre second facteur."),
    }

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:  # noqa: A002 - allauth's own signature
        """Return the name proposed for a new key."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _("Ma clé d'accès") if number == 1 else _("Ma clé d'accès n° %d") % number

    def _get_site_name(self) -> str:
        """Return the name that keys and applications show."""
        return str(settings.BRANDING["name"])


class PartnerAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc] # allauth ships no types
    """Let the account of another house open an account of this one, when both have the same proven address."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:  # noqa: ARG002 - allauth passes them
        """Answer no: accounts come by invitation."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:  # noqa: ARG002 - allauth passes it
        """Refuse to tie an account to another by hand: the address alone ties them."""
        if sociallogin.state.get("process") != "login":
            raise ImmediateHttpResponse(redirect("account"))

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: Any) -> AbstractBaseUser:
        """Keep nothing of the profile that the other house tells, but the address that it has proven."""
        sociallogin.account.extra_data = {}
        for address in sociallogin.email_addresses:
            address.verified = address.verified is True  # « "false" » is a word, not a proof
        filled: AbstractBaseUser = super().populate_user(request, sociallogin, data)
        return filled


def sign_in(
    request: HttpRequest, user: User, *, how: str, next_url: str | None = None, **told: object
) -> HttpResponse:
    """Sign a person in who has just proven who they are; if they have a second factor, it is asked first."""
    record_authentication(request, user, how, **told)
    answer: HttpResponse = perform_login(request, Login(user=user, redirect_url=next_url))
    return answer
