"""Headers that every answer carries."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

SOURCES = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


def policy(**more: str) -> str:
    """Return the policy of a page, with the sources that it alone admits, by directive: img_src="https://…"."""
    added = {name.replace("_", "-"): f" {source}" for name, source in more.items()}
    return "; ".join(f"{name} {source}{added.get(name, '')}" for name, source in SOURCES.items())


POLICY = policy()

Handler = Callable[[HttpRequest], HttpResponse]


def content_security_policy(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Return a middleware that lets pages load nothing but what this site serves."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        return response

    return middleware
