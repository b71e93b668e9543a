"""Where a person is signed in, and how they put an end to it."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.accounts.models import User
from maillage.accounts.operations.journal import record
from maillage.common.facts import Author

# The first that a browser names wins: Edge and Opera also call themselves Chrome, and Chrome calls itself Safari.
BROWSERS = (
    ("Edge", r"Edg(?:e|A|iOS)?/"),
    ("Opera", r"OPR/"),
    ("Firefox", r"Firefox/|FxiOS/"),
    ("Chrome", r"Chrome/|CriOS/"),
    ("Safari", r"Safari/"),
)
SYSTEMS = (
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("Android", r"Android"),
    ("Windows", r"Windows"),
    ("Mac", r"Mac OS X|Macintosh"),
    ("Linux", r"Linux"),
)


@dataclass(frozen=True, kw_only=True)
class OpenSession:
    """Hold one place where a person is signed in."""

    pk: int
    device: str
    since: dt.datetime
    address: str
    is_current: bool


def device_of(user_agent: str) -> str:
    """Return a browser and a system in words: « Firefox sur Windows »."""

    def named(names: tuple[tuple[str, str], ...]) -> str:
        return next((name for name, pattern in names if re.search(pattern, user_agent)), "")

    browser, system = named(BROWSERS), named(SYSTEMS)
    if browser and system:
        return _("%(browser)s sur %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Un appareil inconnu")


def open_sessions(user: User, *, current: str | None, at: dt.datetime) -> list[OpenSession]:
    """Return where a person is signed in: this session first, then the latest ones."""
    alive = Session.objects.filter(expire_date__gt=at).values("session_key")
    found = UserSession.objects.filter(user_id=user.pk, session_key__in=alive).order_by("-created_at", "-pk")
    sessions = [
        OpenSession(
            pk=row.pk,
            device=device_of(row.user_agent),
            since=row.created_at,
            address=row.ip,
            is_current=row.session_key == current,
        )
        for row in found
    ]
    return sorted(sessions, key=lambda session: not session.is_current)


@transaction.atomic
def close_sessions(user: User, sessions: Sequence[UserSession], *, by: Author) -> int:
    """Close sessions of a person: they are out at the next request; return how many were."""
    for session in sessions:
        session.end()
    if sessions:
        record(
            by,
            gettext_noop("a fermé %(count)d session de son compte")
            if len(sessions) == 1
            else gettext_noop("a fermé %(count)d sessions de son compte"),
            user,
            count=len(sessions),
        )
    return len(sessions)


def other_sessions(user: User, *, current: str | None) -> list[UserSession]:
    """Return the sessions of a person, but for the one in use."""
    return list(UserSession.objects.filter(user_id=user.pk).exclude(session_key=current or "").order_by("pk"))
