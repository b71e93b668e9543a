"""Pages about people: their drafts, their messages."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from maillage.accounts.models import User


def person(request: HttpRequest) -> User:
    """Return who is signed in: these pages are not public, so somebody is."""
    if isinstance(request.user, User):
        return request.user
    raise PermissionDenied
