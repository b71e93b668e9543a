"""How the API answers: marks of content, open to every site for reading; what is written asks for a key."""

import hashlib
from collections.abc import Callable, Mapping
from functools import wraps
from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.defaults import page_not_found

from maillage.accounts.models import Scope
from maillage.api.v1.keys import with_key
from maillage.api.v1.problems import nowhere, problem
from maillage.api.v1.sending import unheard

READING = "GET, HEAD, OPTIONS"
View = Callable[..., HttpResponse]


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address that does not exist: a page for people, a problem for the programs of the API."""
    if not request.path.startswith("/api/"):
        return page_not_found(request, exception)
    with override("fr"):
        answer = nowhere()
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


def read_only(view: View) -> View:
    """Return a view of the API as everybody may read it."""

    @login_not_required
    @wraps(view)
    @override("fr")
    def answered(request: HttpRequest, *arguments: object, **named: object) -> HttpResponse:
        if request.method == "OPTIONS":
            answer = HttpResponse(status=HTTPStatus.NO_CONTENT, headers={"Allow": READING})
            answer["Access-Control-Allow-Methods"] = READING
            answer["Access-Control-Allow-Headers"] = "If-None-Match"
            # No « Authorization » here: a key in the page of another site would be everybody's.
            answer["Access-Control-Max-Age"] = "86400"
        elif request.method not in {"GET", "HEAD"}:
            answer = problem(HTTPStatus.METHOD_NOT_ALLOWED, _("Cette adresse ne fait que se lire."))
            answer["Allow"] = READING
        else:
            answer = with_key(request, lambda: marked(request, view, arguments, named))
        answer["Access-Control-Allow-Origin"] = "*"
        answer["Access-Control-Expose-Headers"] = "ETag"
        return answer

    answered.csrf_exempt = True  # type: ignore[attr-defined] # Django's own mark: nothing is written here
    return answered


def for_partners(view: View, scopes: Mapping[str, Scope]) -> View:
    """Return a view of the API that is open to keys alone, each verb to those of a scope; to no page of other sites."""
    allowed = ", ".join((*scopes, *(["HEAD"] if "GET" in scopes else []), "OPTIONS"))

    @login_not_required
    @wraps(view)
    @override("fr")
    def answered(request: HttpRequest, *arguments: object, **named: object) -> HttpResponse:
        verb = "GET" if request.method == "HEAD" else request.method or ""
        if verb == "OPTIONS":
            return HttpResponse(status=HTTPStatus.NO_CONTENT, headers={"Allow": allowed})
        if verb not in scopes:
            answer = problem(HTTPStatus.METHOD_NOT_ALLOWED, _("Cette adresse n'entend pas cela."))
            answer["Allow"] = allowed
            return answer
        if verb == "GET":
            return with_key(request, lambda: marked(request, view, arguments, named), scope=scopes[verb])
        return with_key(
            request, lambda: unheard(request) or view(request, *arguments, **named), scope=scopes[verb]
        )

    answered.csrf_exempt = True  # type: ignore[attr-defined] # the key is in a header that no page of others sets
    return answered


def marked(
    request: HttpRequest, view: View, arguments: tuple[object, ...], named: dict[str, object]
) -> HttpResponse:
    """Return what a view reads, with the mark of its content, or that it did not change."""
    asked_head = request.method == "HEAD"
    request.method = "GET"
    answer = view(request, *arguments, **named)
    if answer.status_code == HTTPStatus.OK:
        etag = f'"{hashlib.sha256(answer.content).hexdigest()[:32]}"'
        answer["ETag"] = etag
        found = get_conditional_response(request, etag=etag, response=answer) or answer
        answer = found if isinstance(found, HttpResponse) else answer
        answer["Cache-Control"] = "public, no-cache"
    if asked_head:
        request.method = "HEAD"
    return answer
