"""What went wrong, in a sentence (RFC 9457)."""

import json
from http import HTTPStatus

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from maillage.common.mail import site_link

PROBLEM = "application/problem+json"


def problem(status: HTTPStatus, detail: str, *, kind: str = "") -> HttpResponse:
    """Return what went wrong, in a sentence; a kind is told on the page of the API."""
    address = f"{site_link(reverse('api_home'))}#{kind}" if kind else "about:blank"
    told = {"type": address, "title": status.phrase, "status": status.value, "detail": detail}
    return HttpResponse(json.dumps(told, ensure_ascii=False), status=status, content_type=PROBLEM)


def nowhere() -> HttpResponse:
    """Say that there is nothing at an address of the API."""
    return problem(HTTPStatus.NOT_FOUND, _("Rien à cette adresse : la liste est à /api/v1/."))
