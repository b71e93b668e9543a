"""What the API is: its description for programs (OpenAPI 3.1), and the same on a page."""

import json
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from maillage.api.answering import JSON, for_machines, opened
from maillage.api.v1 import schemas
from maillage.api.v1.problems import PROBLEM
from maillage.api.v1.routes import ROOT
from maillage.api.v1.writes import api
from maillage.api.writing import LICENCE, json_of
from maillage.common.mail import site_link

KEY = "cle"
KEYED = f"{ROOT}enquiries"
SCHEME = {
    "type": "http",
    "scheme": "bearer",
    "description": "La clé que l'équipe nationale donne à un partenaire. La lecture s'en passe.",
}
REFUSED = {"schema": {"$ref": "#/components/schemas/Problem"}}
LIMITS = ("RateLimit-Policy", "RateLimit")
HEADERS = {
    "ETag": "L'empreinte de la réponse : redemandez avec If-None-Match.",
    "Location": "L'adresse où suivre ce qui a été envoyé.",
    "Idempotency-Replayed": "« true » quand l'envoi avait déjà été reçu : rien n'a été fait deux fois.",
    "RateLimit-Policy": 'Avec une clé, la règle : "heure";q=(appels par heure);w=3600.',
    "RateLimit": 'Avec une clé, ce qui reste : "heure";r=(appels);t=(secondes avant l\'heure suivante).',
    "Retry-After": "Dans combien de secondes revenir.",
    "WWW-Authenticate": "Bearer, et ce qui manque.",
}
EXAMPLE = {
    "wish": "aider",
    "name": "Zoé Blanc",
    "telephone": "04 66 00 00 00",
    "commune": "30007",
    "words": "Je suis libre le mardi.",
    "consent": True,
}


@for_machines
def description(request: HttpRequest) -> HttpResponseBase:
    """Answer the description of the API."""
    return opened(request, json_of(described()), JSON)


def described() -> dict[str, Any]:
    """Return the description of the API."""
    found: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(path_prefix=ROOT), default=str))
    found["servers"] = [{"url": site_link("")}]
    found["info"]["license"] = {"name": LICENCE["title"], "url": LICENCE["path"]}
    found["components"]["securitySchemes"] = {KEY: SCHEME}
    for address, verbs in found["paths"].items():
        is_keyed = address.startswith(KEYED)
        for operation in verbs.values():
            operation["security"] = [{KEY: []}] if is_keyed else [{}, {KEY: []}]
            _complete(operation["responses"], operation, is_read="get" in verbs)
    return found


def _complete(answers: dict[str, Any], operation: dict[str, Any], *, is_read: bool) -> None:
    """Add to the answers of an operation what the library does not know: their type, their headers."""
    for lack in (HTTPStatus.UNAUTHORIZED, HTTPStatus.TOO_MANY_REQUESTS):
        answers.setdefault(str(lack.value), {"description": lack.phrase, "content": {JSON: REFUSED}})
    for status, answer in answers.items():
        if status >= str(HTTPStatus.BAD_REQUEST.value):  # the library knows one type of content for all
            answer["content"] = {PROBLEM: answer["content"][JSON]}
    answers[str(HTTPStatus.UNAUTHORIZED.value)]["headers"] = _headers("WWW-Authenticate")
    answers[str(HTTPStatus.TOO_MANY_REQUESTS.value)]["headers"] = _headers("Retry-After", *LIMITS)
    if is_read:
        answers[str(HTTPStatus.OK.value)]["headers"] = _headers("ETag", *LIMITS)
        answers[str(HTTPStatus.NOT_MODIFIED.value)] = {"description": HTTPStatus.NOT_MODIFIED.phrase}
    else:
        made = _headers("Location", "Idempotency-Replayed", *LIMITS)
        answers[str(HTTPStatus.CREATED.value)]["headers"] = made
        operation["requestBody"]["content"][JSON]["example"] = EXAMPLE


def _headers(*names: str) -> dict[str, Any]:
    """Return the description of some headers of an answer."""
    return {name: {"description": HEADERS[name], "schema": {"type": "string"}} for name in names}


def home(request: HttpRequest) -> HttpResponse:
    """Say what a program may ask, and how."""
    paths = described()["paths"]
    lines = [
        (verb.upper(), address, told["summary"], _asked(told))
        for address, verbs in paths.items()
        for verb, told in verbs.items()
    ]
    return render(
        request,
        "api/api.html",
        {
            "lines": lines,
            "licence": LICENCE,
            "root": site_link(ROOT),
            "body": json.dumps(EXAMPLE, ensure_ascii=False),
        },
    )


def _asked(operation: dict[str, Any]) -> list[tuple[str, str]]:
    """Return what an operation takes: the name and the meaning of each part."""
    told = [(one["name"], one["schema"].get("description", "")) for one in operation.get("parameters", [])]
    if "requestBody" in operation:
        fields = schemas.Forwarded.model_json_schema()["properties"]
        told += [(name, one.get("description", "")) for name, one in fields.items()]
    return told
