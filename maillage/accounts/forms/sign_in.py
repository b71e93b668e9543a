"""What is asked of who signs in: an address, a code, a second factor."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from allauth.core import context, ratelimit
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.common import normalise
from maillage.common.errors import Refused
from maillage.common.normalise.text import ascii_digits

LONGEST_CODE, LONGEST_ANSWER = 40, 20_000


class _CodeMixin(forms.Form):
    """Take a code as people write it: with spaces, dots or dashes."""

    label: Any = _("Votre code")
    help_text: Any = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        widget = forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "class": "code",
                "autofocus": True,
            }
        )
        self.fields["code"] = forms.CharField(
            label=self.label, help_text=self.help_text, max_length=LONGEST_CODE, widget=widget
        )

    def clean_code(self) -> str:
        """Keep the digits of the code, then check them."""
        self.cleaned_data["code"] = re.sub(r"\D", "", ascii_digits(self.cleaned_data["code"]))
        code: str = super().clean_code()  # type: ignore[misc] # that of the form of allauth beside it
        return code


class AskCodeForm(RequestLoginCodeForm):  # type: ignore[misc] # allauth ships no types
    """Ask for the address to which the code is sent."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = forms.EmailField(
            label=_("Votre adresse électronique"),
            help_text=_("Celle où vous recevez nos messages."),
            widget=forms.EmailInput(attrs={"autocomplete": "email", "autocapitalize": "none"}),
        )

    def clean_email(self) -> str:
        """Write the address as the register does, then look for it."""
        try:
            self.cleaned_data["email"] = normalise.email(self.cleaned_data["email"])
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        email: str = super().clean_email()
        return email


class CodeForm(_CodeMixin, ConfirmLoginCodeForm):  # type: ignore[misc] # allauth ships no types
    """Ask for the code that was sent."""

    label = _("Le code reçu")
    help_text = _("Six chiffres, avec ou sans l'espace du milieu.")

    def clean_code(self) -> str:
        """Count the try for this code, whichever process or tab it comes from, then check it."""
        sent = context.request._login_stage.state  # noqa: SLF001 - where allauth keeps it
        if not ratelimit.consume(
            context.request, action="login_code_tried", key=f"{sent.get('email')}:{sent['at']}"
        ):
            raise get_adapter().validation_error("too_many_login_attempts")
        return super().clean_code()


class SecondFactorForm(_CodeMixin, AuthenticateForm):  # type: ignore[misc] # allauth ships no types
    """Ask for a code of the application, or a recovery code."""

    label = _("Le code de votre application")
    help_text = _("Six chiffres. Ou bien l'un de vos codes de secours, qui en a huit.")


class SecondFactorAgainForm(_CodeMixin, ReauthenticateForm):  # type: ignore[misc] # allauth ships no types
    """Ask for a code again, before a delicate act."""

    label = SecondFactorForm.label
    help_text = SecondFactorForm.help_text


class AddApplicationForm(_CodeMixin, ActivateTOTPForm):  # type: ignore[misc] # allauth ships no types
    """Ask for the code that the application shows now: it proves that it works."""

    label = _("Le code que l'application affiche maintenant")
    help_text = _("Six chiffres, qui changent toutes les trente secondes.")


class _KeyField(forms.JSONField):
    """Take what a key answers; whatever else is sent is a wrong key, and not a fault of ours."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        """Read the answer; refuse what is too long, too deep or no JSON at all."""
        try:
            return super().to_python(value[:LONGEST_ANSWER] if isinstance(value, str) else value)
        except (ValueError, RecursionError) as fault:
            raise get_adapter().validation_error("incorrect_code") from fault

    def bound_data(self, data: Any, initial: Any) -> Any:  # noqa: ARG002 - Django's own signature
        """Give nothing back to the page: an answer serves once."""
        return None

    def prepare_value(self, value: Any) -> Any:  # noqa: ARG002 - same
        """Write nothing in the page."""
        return ""


class _KeyMixin(forms.Form):
    """Take the answer of a key, which the browser hands over."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"] = _KeyField()

    def _clean_fields(self) -> None:
        with _wrong_when_unreadable(self):
            super()._clean_fields()  # type: ignore[misc] # Django's own

    def _clean_form(self) -> None:
        with _wrong_when_unreadable(self):
            super()._clean_form()  # type: ignore[misc] # Django's own


@contextmanager
def _wrong_when_unreadable(form: forms.Form) -> Iterator[None]:
    """Say that a key is wrong when its answer has not the shape of one."""
    try:
        yield
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        form.add_error("credential", get_adapter().validation_error("incorrect_code"))


class EnterByKeyForm(_KeyMixin, LoginWebAuthnForm):  # type: ignore[misc] # allauth ships no types
    """Take the answer of the key that replaces the code."""


class KeyForm(_KeyMixin, AuthenticateWebAuthnForm):  # type: ignore[misc] # allauth ships no types
    """Take the answer of the key that comes after the code."""


class KeyAgainForm(_KeyMixin, ReauthenticateWebAuthnForm):  # type: ignore[misc] # allauth ships no types
    """Take the answer of the key again, before a delicate act."""


class AddPasskeyForm(_KeyMixin, AddWebAuthnForm):  # type: ignore[misc] # allauth ships no types
    """Name the key, and say whether it also replaces the code sent by e-mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {**kwargs.get("initial", {}), "passwordless": True}
        super().__init__(*args, **kwargs)
        self.fields["name"] = forms.CharField(
            label=_("Un nom pour la reconnaître"),
            help_text=_("Par exemple « mon téléphone » ou « l'ordinateur du bureau »."),
            max_length=80,
            required=False,
        )
        self.fields["passwordless"].label = _("Me connecter avec elle, sans code par courriel")
        self.fields["passwordless"].help_text = ""
