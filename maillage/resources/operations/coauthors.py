"""Write together: invite someone of the field to write a resource, and stop."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.accounts.models import Grant, User
from maillage.accounts.operations import record
from maillage.accounts.roles import GRANTED, Right
from maillage.common.errors import Refused
from maillage.common.facts import Author, correct, retract, stamp
from maillage.common.mail import To, queue, site_link
from maillage.common.normalise.text import quoted
from maillage.resources.models import CoAuthor, Resource

LONGEST = 120  # letters of a title that the subject of a message holds


@transaction.atomic
def invite_coauthor(resource: Resource, email: str, *, on: dt.date, by: Author) -> CoAuthor:
    """Let someone who holds a role in the field write a resource with its author."""
    current = Resource.objects.select_for_update(of=("self",)).get(pk=resource.pk)
    roles = Grant.objects.in_force(on).filter(role__in=GRANTED[Right.PROPOSE_RESOURCE])
    user = User.objects.filter(email__iexact=email, is_active=True, pk__in=roles.values("user")).first()
    if user is None:
        raise Refused(
            _(
                "Aucune personne qui a un rôle sur le terrain n'entre ici avec cette adresse : demandez-lui laquelle "
                "elle utilise."
            )
        )
    if user.pk == current.author_id:
        raise Refused(_("Cette fiche est déjà la vôtre : invitez quelqu'un d'autre."))
    if CoAuthor.objects.of(current).filter(user=user).exists():
        raise Refused(_("« %s » écrit déjà cette fiche avec vous.") % user)
    made = CoAuthor.objects.create(resource=current, user=user, started_on=on, **stamp(by))
    _write_to(made, by=by)
    record(
        by,
        gettext_noop("a invité %(person)s à écrire la ressource « %(name)s »"),
        current,
        user,
        person=user,
        name=current,
    )
    return made


@transaction.atomic
def leave_coauthor(share: CoAuthor, *, on: dt.date, by: Author) -> None:
    """Stop letting someone write a resource with its author."""
    current = CoAuthor.objects.select_for_update(of=("self",)).get(pk=share.pk)
    if current.ended_on is not None or current.retracted_at is not None:
        raise Refused(_("Cette personne n'écrit déjà plus cette fiche."))
    end_share(current, on=on, by=by)
    record(
        by,
        gettext_noop("a noté que %(person)s n'écrit plus la ressource « %(name)s »"),
        current.resource,
        current.user,
        person=current.user,
        name=current.resource,
    )


def end_share(share: CoAuthor, *, on: dt.date, by: Author) -> None:
    """End what let someone write a resource."""
    reason = str(_("n'écrit plus cette fiche"))
    if share.started_on is not None and on <= share.started_on:
        retract(share, reason=reason, by=by)
    else:
        correct(share, reason=reason, by=by, ended_on=on, end_reason=reason)


def _write_to(share: CoAuthor, *, by: Author) -> None:
    """Tell someone that they may write a resource."""
    user, title = share.user, quoted(share.resource.title, LONGEST)
    words = (
        _("Bonjour %s,") % user.name,
        _("%(who)s vous invite à écrire ensemble la fiche « %(title)s ».")
        % {"who": by.user or settings.BRANDING["name"], "title": title},
        site_link(reverse("my_resource", args=[share.resource_id])),
        settings.BRANDING["name"],
    )
    queue(
        To(email=user.email, name=user.name, user_id=user.pk),
        subject=_("Écrire ensemble : %s") % title,
        text="\n\n".join(words),
        kind="ressource-invitation",
        because=_(
            "Vous recevez ce message parce que quelqu'un du réseau vous invite à écrire une fiche à plusieurs."
        ),
        at=by.at,
        key=f"ressource-invitation:{share.pk}",
    )
