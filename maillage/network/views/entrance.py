"""Sign in whoever has just accepted an invitation."""

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest
from django.urls import reverse

from maillage.accounts.models import User


def enter(request: HttpRequest, user: User) -> str:
    """Sign a person in, unless they are; return where they go next."""
    if request.user != user:
        login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return reverse("member_home")
