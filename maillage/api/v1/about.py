"""What the API is: its description for programs (OpenAPI 3.1), and the same on a page."""

import json
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from maillage.api.answering import JSON, for_machines, opened
from maillage.api.v1.answers import PROBLEM
from maillage.api.v1.routes import ROOT, api
from maillage.api.writing import LICENCE, json_of
from maillage.common.mail import site_link


@for_machines
def description(request: HttpRequest) -> HttpResponseBase:
    """Answer the description of the API."""
    return opened(request, json_of(described()), JSON)


def described() -> dict[str, Any]:
    """Return the description of the API."""
    found: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(path_prefix=ROOT), default=str))
    found["servers"] = [{"url": site_link("")}]
    found["info"]["license"] = {"name": LICENCE["title"], "url": LICENCE["path"]}
    for operation in found["paths"].values():
        answers = operation["get"]["responses"]
        for status, answer in answers.items():
            if status != str(HTTPStatus.OK.value):  # the library knows one type of content for all
                answer["content"] = {PROBLEM: answer["content"][JSON]}
        answers[str(HTTPStatus.NOT_MODIFIED.value)] = {"description": HTTPStatus.NOT_MODIFIED.phrase}
    return found


def home(request: HttpRequest) -> HttpResponse:
    """Say what a program may ask, and how."""
    paths = described()["paths"]
    lines = [
        (address, verbs["get"]["summary"], verbs["get"].get("parameters", []))
        for address, verbs in paths.items()
    ]
    return render(request, "api/api.html", {"lines": lines, "licence": LICENCE, "root": site_link(ROOT)})
