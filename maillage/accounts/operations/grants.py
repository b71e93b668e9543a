"""Give a role to a person, take it back."""

import datetime as dt

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.accounts.models import Grant, User
from maillage.accounts.operations.journal import record
from maillage.accounts.roles import WORN_ON, Role
from maillage.common import formats
from maillage.common.errors import Refused
from maillage.common.facts import Author, correct, stamp
from maillage.territory.perimeter import Perimeter


@transaction.atomic
def grant_role(
    user: User, role: Role, perimeter: Perimeter, *, on: dt.date, by: Author, label: str = ""
) -> Grant:
    """Give a role to a person on a perimeter, from a day; what they already have is left as it is."""
    refuse_misplaced(role, perimeter)
    if not User.objects.select_for_update().get(pk=user.pk).is_active:
        raise Refused(_("Cette personne a quitté le réseau : on ne lui donne plus de rôle."))
    held = Grant.objects.in_force_after(on).of_role(role).on(perimeter).filter(user=user)
    if (current := held.order_by("pk").last()) is not None:
        if current.ended_on is not None:
            raise Refused(
                _(
                    "Cette personne a déjà ce rôle ici jusqu'au %(day)s : attendez ce jour pour le lui redonner."
                )
                % {"day": formats.day(current.ended_on)}
            )
        return current
    given = Grant.objects.create(
        user=user,
        role=role,
        perimeter_kind=perimeter.kind,
        perimeter_code=perimeter.code,
        started_on=on,
        **stamp(by),
    )
    record(
        by,
        gettext_noop("a donné à %(person)s le rôle « %(role)s » (%(place)s)"),
        user,
        given,
        person=user,
        role=role.label,
        place=label or perimeter.label,
    )
    return given


def refuse_misplaced(role: Role, perimeter: Perimeter) -> None:
    """Refuse a role on a kind of perimeter where it is not worn."""
    if perimeter.kind not in WORN_ON[role]:
        raise Refused(
            _("Le rôle « %(role)s » ne se porte pas sur ce périmètre : choisissez-en un autre.")
            % {"role": role.label}
        )


@transaction.atomic
def revoke_role(grant: Grant, *, on: dt.date, reason: str, by: Author, label: str = "") -> None:
    """End a role on a day, and why; it counts no more from the next request."""
    _keep_an_administrator(grant, on)
    current = Grant.objects.select_for_update(of=("self",)).select_related("user").get(pk=grant.pk)
    if current.retracted_at is not None or current.ended_on is not None:
        raise Refused(_("Ce rôle est déjà terminé : rechargez la page pour voir ceux qui restent."))
    if not reason.strip():
        raise Refused(_("Dites en quelques mots pourquoi ce rôle se termine."))
    concerned: list[models.Model] = [current.user, current]
    if current.started_on is not None and on <= current.started_on:
        # Given and taken back the same day: it never held.
        Grant.objects.filter(pk=current.pk).update(
            retracted_at=by.at,
            retracted_by=by.user,
            retraction_reason=reason[:250],
            known_until=max(by.knows_since, current.known_from),
        )
    else:
        concerned.append(
            correct(current, reason=str(_("fin du rôle")), by=by, ended_on=on, end_reason=reason[:250])
        )
    record(
        by,
        gettext_noop("a terminé le rôle « %(role)s » de %(person)s (%(place)s)"),
        *concerned,
        why=reason,
        person=current.user,
        role=Role(current.role).label,
        place=label or current.perimeter.label,
    )


def _keep_an_administrator(grant: Grant, on: dt.date) -> None:
    """Refuse to end the role of the last administrator: nobody could then give a role any more."""
    if grant.role != Role.ADMINISTRATOR:
        return
    held = Grant.objects.in_force(on).of_role(Role.ADMINISTRATOR).filter(ended_on=None, user__is_active=True)
    # All are locked, in one order: of two administrators who dismiss each other, the second one is refused.
    holders = {row.pk for row in held.select_for_update(of=("self",)).order_by("pk")}
    if holders == {grant.pk}:
        raise Refused(
            _(
                "C'est le dernier administrateur national : sans lui, plus personne ne pourrait donner de "
                "rôle. Invitez d'abord la personne qui prend sa suite."
            )
        )
