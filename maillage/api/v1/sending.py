"""What is sent to the API: heard once under its Idempotency-Key, whatever the network does to it.

The rules are those of the draft « The Idempotency-Key HTTP header field » of the IETF
(draft-ietf-httpapi-idempotency-key-header): 400 without it, 422 when it served for something else, 409 meanwhile.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.accounts.operations.sendings import (
    Standing,
    begin_sending,
    finish_sending,
    give_up_sending,
    seal_of,
)
from maillage.api.answering import JSON
from maillage.api.v1.keys import key_of
from maillage.api.v1.problems import problem

LARGEST = 32_000  # bytes
TOKEN = r"^[!-~]{8,100}$"  # noqa: S105 - the form of an Idempotency-Key


@dataclass(frozen=True, kw_only=True)
class Created:
    """Hold what an act made: where it is read, and what is answered of it. No name of anybody."""

    location: str
    told: dict[str, Any]


def unheard(request: HttpRequest) -> HttpResponse | None:
    """Return what is wrong with a sending before it is even read, or nothing."""
    if request.content_type != JSON:
        return problem(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE, _("Envoyez du JSON : Content-Type: application/json.")
        )
    length = str(request.META.get("CONTENT_LENGTH") or "")
    if length.isdecimal() and int(length) > LARGEST:
        return problem(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _("C'est trop long : %d octets au plus.") % LARGEST
        )
    token = request.headers.get("Idempotency-Key", "")
    if not token:
        return problem(
            HTTPStatus.BAD_REQUEST,
            _(
                "Il manque l'en-tête Idempotency-Key : un texte tiré au hasard pour cet envoi, le même si vous "
                "l'envoyez de nouveau."
            ),
            kind="envoi",
        )
    if not re.fullmatch(TOKEN[1:-1], token):
        return problem(
            HTTPStatus.BAD_REQUEST,
            _("Idempotency-Key compte de 8 à 100 lettres, chiffres ou signes, sans espace."),
            kind="envoi",
        )
    return None


def once(request: HttpRequest, said: dict[str, Any], do: Callable[[], Created]) -> HttpResponse:
    """Do what is sent, once; the same sending is answered the same, for a day."""
    token, now = request.headers["Idempotency-Key"], timezone.now()
    digest = seal_of(json.dumps([request.path, said], sort_keys=True))
    standing, sending = begin_sending(key_of(request), token, digest, at=now)
    if standing == Standing.DONE and sending is not None:
        answer = _answer(sending.status, sending.answer, sending.location)
        answer["Idempotency-Replayed"] = "true"
        return answer
    if standing == Standing.OTHER:
        return problem(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            _("Cet Idempotency-Key a déjà servi à un autre envoi : tirez-en un autre."),
            kind="envoi",
        )
    if standing == Standing.BUSY or sending is None:
        answer = problem(
            HTTPStatus.CONFLICT,
            _("Cet envoi est en train d'être reçu : redemandez sa réponse dans un instant."),
            kind="en-cours",
        )
        answer["Retry-After"] = "2"
        return answer
    try:
        with transaction.atomic():
            made = do()
            text = json.dumps(made.told, ensure_ascii=False)
            status = HTTPStatus.CREATED.value
            finish_sending(sending, status=status, answer=text, location=made.location, at=timezone.now())
    except Exception:
        give_up_sending(sending)
        raise
    return _answer(status, text, made.location)


def _answer(status: int, text: str, location: str) -> HttpResponse:
    """Return the answer to a sending."""
    return HttpResponse(text, status=status, content_type=JSON, headers={"Location": location})
