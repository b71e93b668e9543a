"""Write a resource, propose it, read it again, publish it, withdraw it, take it up."""

import datetime as dt
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.accounts.operations import record
from maillage.common import formats
from maillage.common.errors import Refused
from maillage.common.facts import Author, correct, retract, stamp
from maillage.common.markdown import named_pictures
from maillage.common.normalise import fold
from maillage.common.slugs import free_slug
from maillage.common.versions import lock_version
from maillage.network.models import Cooperation, Team
from maillage.resources.models import (
    RESOURCE_LIFE,
    SAID,
    TITLE,
    Publication,
    Resource,
    ResourcePiece,
    ResourceState,
    Use,
    of_whom,
)
from maillage.territory.models import Departement

# How long a resource is believed before someone reads it again, at most.
LONGEST_REVIEW = dt.timedelta(days=5 * 366)


@dataclass(frozen=True, kw_only=True)
class Text:
    """Hold what someone writes."""

    title: str
    kind: str
    theme: str
    audience: str
    summary: str
    text: str
    credit: str
    stage: str = ""
    departement: Departement | None = None


@transaction.atomic
def write_resource(
    text: Text, *, resource: Resource | None = None, version: int | None = None, by: Author
) -> Resource:
    """Write a new resource, or go on with one; what is published stays as it is until the next version is."""
    if resource is None:
        current = Resource(
            slug=free_slug(Resource.objects.all(), text.title, "ressource"),
            author_id=by.user.pk if by.user else None,
            version=0,
        )
    else:
        current = lock_version(resource, version)
        if not current.is_writable:
            raise Refused(_("Cette ressource est à la relecture : attendez la réponse pour la changer."))
    for name, value in vars(text).items():
        setattr(current, name, value)
    current.state = ResourceState.DRAFT
    current.next_version(by)
    current.save()
    record(by, gettext_noop("a écrit la ressource « %(name)s »"), current, name=current)
    return current


@transaction.atomic
def propose_resource(resource: Resource, *, by: Author) -> Resource:
    """Hand a resource over to those who read before publishing."""
    current = _become(resource, ResourceState.PROPOSED, by)
    joined = set(ResourcePiece.objects.at_work(current).values_list("name", flat=True))
    if missing := [name for name in named_pictures(current.text) if name not in joined]:
        raise Refused(
            _("L'image « %s » est nommée dans le texte sans y être jointe : joignez-la, ou retirez son nom.")
            % missing[0]
        )
    current.remark = ""
    current.save()
    record(by, gettext_noop("a proposé la ressource « %(name)s »"), current, name=current)
    return current


@transaction.atomic
def return_resource(resource: Resource, remark: str, *, by: Author) -> Resource:
    """Give a resource back to its author, saying what is to be taken up again."""
    current = _become(resource, ResourceState.RETURNED, by)
    current.remark = remark
    current.save()
    record(by, gettext_noop("a rendu la ressource « %(name)s » à reprendre"), current, name=current)
    return current


@transaction.atomic
def publish_resource(resource: Resource, *, review_on: dt.date, on: dt.date, by: Author) -> Publication:
    """Publish the text at work as the next version; the one before ends that day."""
    if not on < review_on <= on + LONGEST_REVIEW:
        raise Refused(
            _(
                "Une ressource se relit après le %(first)s, et avant le %(last)s : choisissez un jour entre les deux."
            )
            % {"first": formats.day(on), "last": formats.day(on + LONGEST_REVIEW)}
        )
    current = _become(resource, ResourceState.PUBLISHED, by)
    if by.user is not None and _wrote(by.user, current):
        raise Refused(_("Vous avez écrit cette fiche : une autre personne de l'équipe nationale la publie."))
    former = _standing(current)
    if former is not None and former.started_on == on:
        # Two versions on one day: the first was never more than a draft of the second.
        retract(former, reason=str(_("remplacée le jour même")), by=by)
    elif former is not None:
        correct(former, reason=str(_("version suivante publiée")), by=by, ended_on=on)
    number = 1 + max((one.number for one in current.publications.all()), default=0)
    current.pieces.filter(taken_off_at=None, first_number=None).update(first_number=number)
    current.pieces.filter(taken_off_at__isnull=False, last_number=None).update(last_number=number - 1)
    said = {name: getattr(current, name) for name in SAID}
    made = Publication.objects.create(
        resource=current,
        number=number,
        folded=fold(current.title)[:TITLE],
        started_on=on,
        review_on=review_on,
        **said,
        **stamp(by),
    )
    current.save()
    record(
        by,
        gettext_noop("a publié la ressource « %(name)s », version %(number)s"),
        current,
        name=current,
        number=number,
    )
    return made


@transaction.atomic
def confirm_resource(resource: Resource, *, review_on: dt.date, on: dt.date, by: Author) -> Publication:
    """Say that a published resource was read again and still holds, until another day."""
    current = Resource.objects.select_for_update(of=("self",)).get(pk=resource.pk)
    standing = _standing(current)
    if standing is None:
        raise Refused(_("Cette ressource n'est pas publiée : il n'y a rien à confirmer."))
    if not on < review_on <= on + LONGEST_REVIEW:
        raise Refused(_("Le prochain jour de relecture vient après aujourd'hui, dans les cinq ans."))
    made = correct(standing, reason=str(_("relue et confirmée")), by=by, review_on=review_on)
    record(by, gettext_noop("a relu et confirmé la ressource « %(name)s »"), current, name=current)
    return made


@transaction.atomic
def withdraw_resource(resource: Resource, reason: str, *, on: dt.date, by: Author) -> Resource:
    """Stop publishing a resource: its page says so, and why."""
    current = _become(resource, ResourceState.WITHDRAWN, by)
    standing = _standing(current)
    if standing is not None and standing.started_on == on:
        retract(standing, reason=reason, by=by)
    elif standing is not None:
        correct(standing, reason=reason, by=by, ended_on=on, end_reason=reason)
    current.save()
    record(by, gettext_noop("a retiré la ressource « %(name)s »"), current, name=current)
    return current


@transaction.atomic
def take_up(resource: Resource, user: Team | Cooperation, *, on: dt.date, by: Author) -> Use:
    """Say that a team, or a cooperation, makes use of a published resource."""
    current = Resource.objects.select_for_update(of=("self",)).get(pk=resource.pk)
    if _standing(current) is None:
        raise Refused(_("Cette ressource n'est pas publiée."))
    who = of_whom(user)
    if Use.objects.believed().filter(resource=current, **who).exists():
        raise Refused(_("« %s » a déjà dit s'en servir.") % user)
    made = Use.objects.create(resource=current, on=on, **who, **stamp(by))
    record(
        by,
        gettext_noop("a dit que « %(user)s » se sert de « %(name)s »"),
        user,
        current,
        name=current,
        user=user,
    )
    return made


@transaction.atomic
def leave_off(use: Use, *, by: Author) -> None:
    """Take back that someone makes use of a resource."""
    retract(use, reason=str(_("dit par erreur")), by=by)
    record(
        by,
        gettext_noop("a retiré que « %(user)s » se sert de « %(name)s »"),
        use.user,
        use.resource,
        name=use.resource,
        user=use.user,
    )


def _become(resource: Resource, state: ResourceState, by: Author) -> Resource:
    """Return a resource, locked, in its next state; the caller saves."""
    current = Resource.objects.select_for_update(of=("self",)).get(pk=resource.pk)
    if not RESOURCE_LIFE.may_become(current.state, state):
        raise Refused(
            _("Cette ressource est « %s » : rechargez la page, quelqu'un l'a peut-être changée.")
            % current.get_state_display()
        )
    current.state = state
    current.next_version(by)
    return current


def _wrote(user: AbstractBaseUser, resource: Resource) -> bool:
    """Tell whether someone wrote a resource, alone or with others, be it for a day."""
    return user.pk == resource.author_id or resource.coauthors.filter(user=user.pk).exists()


def _standing(resource: Resource) -> Publication | None:
    """Return the version that is published now."""
    return resource.publications.believed().filter(ended_on__isnull=True).first()
