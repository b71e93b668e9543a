"""Let a person go: their name and address are erased, what they did stays counted."""

import datetime as dt

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.accounts.models import Grant, Invitation, User
from maillage.accounts.operations.grants import revoke_role
from maillage.accounts.operations.journal import record
from maillage.common.errors import Refused
from maillage.common.facts import Author
from maillage.common.models import Message, Unsubscription


@transaction.atomic
def erase_person(user: User, *, on: dt.date, reason: str, by: Author) -> None:
    """Erase the name and the address of a person, end their roles, close their account.

    The facts that they recorded and their lines of the journal stay: these hold a number, read as
    « personne retirée nº 12 ».
    """
    current = User.objects.select_for_update().get(pk=user.pk)
    if not current.is_active:
        raise Refused(_("Cette personne a déjà été retirée du registre : il n'y a rien à faire."))
    for grant in Grant.objects.in_force_after(on).filter(user=current, ended_on=None).order_by("pk"):
        revoke_role(grant, on=on, reason=_("retrait du registre"), by=by)
    _erase_invitations(current, by)
    address = f"personne-retiree-{current.pk}@retiree.invalid"
    theirs = Message.objects.filter(Q(user=current) | Q(to_email=current.email))
    theirs.waiting().update(failed_at=by.at, last_error="personne retirée")
    theirs.update(to_email=address, to_name="", text="")
    Unsubscription.objects.filter(email__iexact=current.email).delete()
    for relation in User._meta.related_objects:
        # What belongs to the person alone: drafts, sessions, keys.
        if isinstance(relation.field, models.ForeignKey) and relation.on_delete is models.CASCADE:
            relation.related_model._default_manager.filter(**{relation.field.name: current}).delete()
    current.email, current.name = address, f"personne retirée nº {current.pk}"
    current.is_active = False
    current.set_unusable_password()  # another one: all sessions are over
    current.save()
    record(
        by,
        gettext_noop("a retiré %(person)s du registre"),
        current,
        why=reason,
        person=current,
    )


def _erase_invitations(user: User, by: Author) -> None:
    """Erase the person from the invitations that they had; those that wait are taken back."""
    theirs = Invitation.objects.filter(Q(accepted_by=user) | Q(email=user.email))
    theirs.open().update(revoked_at=by.at)
    theirs.update(name="personne retirée", email="", telephone="")
