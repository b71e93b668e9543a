"""Come in as people do: ask for a code, read it in the message, write it; then the second factor."""

import re
import time
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client

from maillage.accounts.models import User
from maillage.common.models import Message

ASK, CODE, SECOND = "/connexion/", "/connexion/code/", "/connexion/second-facteur/"
HOME = "/accueil/"
PERIOD = 30


def ask(client: Client, email: str, **given: str) -> Any:
    """Ask for a code at an address."""
    return client.post(ASK, {"email": email, **given})


def letters(email: str) -> list[Message]:
    """Return what was written to an address, the first first."""
    return list(Message.objects.filter(to_email=email).order_by("pk"))


def code_sent(email: str) -> str:
    """Return the last code sent to an address, as it is printed."""
    codes = [letter for letter in letters(email) if letter.kind == "code-de-connexion"]
    found = re.search(r"^ {4}(\d{3} \d{3})$", codes[-1].text, re.MULTILINE)
    assert found, codes[-1].text
    return found[1]


def write_code(client: Client, code: str, **given: str) -> Any:
    """Write the code that was received."""
    return client.post(CODE, {"code": code, **given})


def come_in(client: Client, user: User) -> Any:
    """Sign in by a code."""
    ask(client, user.email)
    return write_code(client, code_sent(user.email))


def shown_by_the_application(secret: str, *, steps: int = 0) -> str:
    """Return the code that an application shows now, or some steps from now."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD + steps)))


def equip(user: User) -> str:
    """Give a person an application of codes and their recovery codes; return the secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    return str(secret)


def recovery_codes(user: User) -> list[str]:
    """Return the recovery codes that still serve."""
    kept = Authenticator.objects.get(user=user, type=Authenticator.Type.RECOVERY_CODES)
    codes: list[str] = kept.wrap().get_unused_codes()
    return codes
