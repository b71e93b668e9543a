"""What waits for a person: each domain offers its tasks by one function of SOURCES.

To plug a domain in: write a function of (actor, moment) that yields `Task`s, list it in SOURCES. The home of the
member and the letter of the week both read it. It costs at most one query, and yields what the person may do.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils.translation import gettext as _

from maillage.accounts.actors import Actor
from maillage.accounts.models import Invitation, InvitationState, User
from maillage.accounts.operations import link_of
from maillage.accounts.roles import Right
from maillage.network.reach import invitations_given


@dataclass(frozen=True, kw_only=True)
class Task:
    """Hold one thing to do: a sentence, the one button that does it, since when it waits."""

    sentence: str
    button: str
    url: str
    since: dt.date | None = None


Source = Callable[[Actor, dt.datetime], Iterable[Task]]


def invited(actor: Actor, at: dt.datetime) -> Iterator[Task]:
    """Yield the invitations that the person has not answered."""
    if not isinstance(actor.user, User):
        return
    for row in Invitation.objects.waiting(at).addressed_to(actor.user.email).with_people():
        yield Task(
            sentence=_("Vous êtes invité à un autre rôle : %(role)s, %(place)s.")
            % {"role": row.get_role_display(), "place": row.place},
            button=_("Voir l'invitation"),
            url=urlsplit(link_of(row, proves=False)).path,
            since=row.invited_at.date(),
        )


def unanswered(actor: Actor, at: dt.datetime) -> Iterator[Task]:
    """Yield the invitations that the person sent and that wait for them: out of date, or locked."""
    if actor.user is None or not actor.may(Right.GRANT):
        return
    for row in invitations_given(actor).open().sent_by(actor.user).with_people():
        state = row.state(at)
        if state == InvitationState.WAITING:
            continue
        yield Task(
            sentence=_("L'invitation de %(name)s n'a pas servi : elle n'est plus valable.")
            % {"name": row.name}
            if state == InvitationState.EXPIRED
            else _("%(name)s n'a pas réussi à taper son code d'invitation.") % {"name": row.name},
            button=_("La renvoyer"),
            url=reverse("invitation_sheet", args=[row.pk]),
            since=min(row.expires_at, at).date(),
        )


SOURCES: tuple[Source, ...] = (invited, unanswered)


def tasks_of(actor: Actor, *, at: dt.datetime) -> list[Task]:
    """Return what waits for a person, the oldest first."""
    found = [task for source in SOURCES for task in source(actor, at)]
    return sorted(found, key=lambda task: task.since or at.date())
