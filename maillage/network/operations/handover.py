"""Hand a cooperation over: the next animator comes in, the present one goes out on a chosen day."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.accounts.models import Grant, User
from maillage.accounts.operations import NewInvitation, Sent, grant_role, invite, record, revoke_role
from maillage.accounts.roles import Role
from maillage.common.errors import Refused
from maillage.common.facts import Author
from maillage.common.formats import day as written
from maillage.network.models import Cooperation
from maillage.network.operations.places import lock
from maillage.network.operations.steps import day_of
from maillage.territory.perimeter import Perimeter


def animator_grant(cooperation: Cooperation, user: User | None) -> Grant | None:
    """Return the open role of animator that a person has on a cooperation."""
    mine = Grant.objects.believed().on(Perimeter("cooperation", cooperation.slug))
    return mine.filter(user=user, role=Role.ANIMATOR, ended_on=None).first() if user else None


@dataclass(frozen=True, kw_only=True)
class Passed:
    """Say how a cooperation was handed over: the role given at once, or an invitation sent to someone new."""

    given: Grant | None = None
    sent: Sent | None = None


@transaction.atomic
def hand_over(cooperation: Cooperation, *, name: str, email: str, on: dt.date, by: Author) -> Passed:
    """Give the role of animator to a successor today and end one's own on a day; someone new is invited first.

    One's own role then ends when the invitation is accepted: a cooperation is never left without an animator.
    """
    lock([cooperation])
    user = User.objects.filter(pk=by.user.pk).first() if by.user else None
    own = animator_grant(cooperation, user)
    if own is None:
        raise Refused(
            _("Vous n'animez pas « %(name)s » : seule la personne qui l'anime passe la main.")
            % {"name": cooperation.name}
        )
    if on < day_of(by):
        raise Refused(
            _("Votre rôle s'arrête aujourd'hui au plus tôt : le %(on)s est passé.") % {"on": written(on)}
        )
    successor = User.objects.filter(email=email.lower(), is_active=True).first()
    if successor is not None and successor == user:
        raise Refused(_("Cette adresse est la vôtre : écrivez celle de la personne qui prend la suite."))
    perimeter = Perimeter("cooperation", cooperation.slug)
    if successor is None:
        new = NewInvitation(
            name=name,
            email=email.lower(),
            role=Role.ANIMATOR,
            perimeter=perimeter,
            place=cooperation.name,
            succeeds=user,
        )
        return Passed(sent=invite(new, by=by))
    given = grant_role(successor, Role.ANIMATOR, perimeter, on=day_of(by), by=by, label=cooperation.name)
    revoke_role(own, on=on, reason=_("passage de relais"), by=by, label=cooperation.name)
    record(
        by,
        gettext_noop("passe la main de « %(cooperation)s » à %(person)s ; son rôle s'arrête le %(on)s"),
        cooperation,
        successor,
        cooperation=cooperation.name,
        person=successor,
        on=on,
    )
    return Passed(given=given)


@transaction.atomic
def take_pack(cooperation: Cooperation, *, kind: str, by: Author) -> None:
    """Say that someone took the handover pack away: it holds the names and addresses of people."""
    record(
        by,
        gettext_noop("a emporté le dossier de passation de « %(cooperation)s » (%(kind)s)"),
        cooperation,
        cooperation=cooperation.name,
        kind=kind,
    )
