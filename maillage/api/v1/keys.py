"""The keys of partners at the door of the API: who calls, whether they may, how much is left of their hour.

The headers are those of the draft « RateLimit header fields for HTTP » of the IETF, in its recent versions
(draft-ietf-httpapi-ratelimit-headers): RateLimit-Policy says the rule, RateLimit what is left of it.
"""

import re
from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from maillage.accounts.models import ApiKey, Scope
from maillage.accounts.operations import count_call, find_key
from maillage.api.v1.problems import problem
from maillage.common.limits import HOUR, Use

LONGEST = 200
REALM = 'Bearer realm="maillage"'
_BEARER = re.compile(r"bearer(?: +(.*))?", re.IGNORECASE)


def with_key(
    request: HttpRequest, do: Callable[[], HttpResponse], *, scope: Scope | None = None
) -> HttpResponse:
    """Answer a call: to everybody when no scope is asked; a key that is shown must be good, and is counted."""
    told = _shown(request)
    if told is None and scope is None:
        answer = do()
        patch_vary_headers(answer, ["Authorization"])
        return answer
    now = timezone.now()
    key = find_key(told or "", on=timezone.localdate(now))
    if key is None:
        return _unknown(shown=told is not None)
    use = count_call(key, at=now)
    if not use.within:
        answer = problem(
            HTTPStatus.TOO_MANY_REQUESTS,
            _("Cette clé a fait ses %d appels de l'heure : attendez la suivante, ou demandez-en davantage.")
            % use.most,
            kind="quota",
        )
        answer["Retry-After"] = str(use.resets_in)
    elif scope is not None and not key.allows(scope):
        answer = _beyond(scope)
    else:
        request.api_key = key  # type: ignore[attr-defined] # ours
        answer = do()
    return _counted(answer, use)


def key_of(request: HttpRequest) -> ApiKey:
    """Return the key of a call that was let in."""
    key: ApiKey = request.api_key  # type: ignore[attr-defined] # ours
    return key


def _shown(request: HttpRequest) -> str | None:
    """Return the key that a call shows, or nothing; what other houses put in this header is not ours."""
    found = _BEARER.fullmatch(request.headers.get("Authorization", "").strip())
    return (found[1] or "")[:LONGEST] if found else None


def _unknown(*, shown: bool) -> HttpResponse:
    """Ask for a key; one that does not serve is not told from one that never was."""
    if shown:
        said = _("Cette clé n'ouvre rien : vérifiez-la, ou demandez-en une autre à l'équipe nationale.")
    else:
        said = _("Il faut une clé ici : l'équipe nationale en donne aux partenaires. Joignez-la ainsi : %s.")
        said %= "Authorization: Bearer …"
    answer = problem(HTTPStatus.UNAUTHORIZED, said, kind="cle")
    answer["WWW-Authenticate"] = f'{REALM}, error="invalid_token"' if shown else REALM
    answer["Cache-Control"] = "no-store"
    return answer


def _beyond(scope: Scope) -> HttpResponse:
    """Say what a key lacks."""
    said = _("Cette clé ne permet pas cela (%s) : demandez-le à l'équipe nationale.") % scope.value
    answer = problem(HTTPStatus.FORBIDDEN, said, kind="cle")
    answer["WWW-Authenticate"] = f'{REALM}, error="insufficient_scope", scope="{scope.value}"'
    return answer


def _counted(answer: HttpResponse, use: Use) -> HttpResponse:
    """Say what is left of the hour; what a key was told is kept by nobody else."""
    answer["RateLimit-Policy"] = f'"heure";q={use.most};w={int(HOUR.total_seconds())}'
    answer["RateLimit"] = f'"heure";r={use.left};t={use.resets_in}'
    answer["Cache-Control"] = "private, no-cache" if answer.has_header("ETag") else "no-store"
    patch_vary_headers(answer, ["Authorization"])
    return answer
