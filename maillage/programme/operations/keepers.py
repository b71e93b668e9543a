"""Name who may tell the course of one action; say which local action answers to it."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.accounts.models import User
from maillage.accounts.operations import record
from maillage.common.errors import Refused
from maillage.common.facts import Author, correct, retract, stamp
from maillage.network.models import RoadmapAction
from maillage.programme.models import Action, ActionKeeper, RoadmapLink
from maillage.programme.operations.course import locked, not_to_come
from maillage.programme.operations.pledges import check_span


@transaction.atomic
def name_keeper(action: Action, *, email: str, since: dt.date, on: dt.date, by: Author) -> ActionKeeper:
    """Name a person who may tell the course of an action, from a day."""
    current = locked(action)
    check_span(since, None)
    not_to_come(since, on)
    user = User.objects.filter(email__iexact=email, is_active=True).first()
    if user is None:
        raise Refused(_("Personne n'a de compte à cette adresse : invitez d'abord cette personne."))
    if current.keepers.filter(user=user, ended_on=None, retracted_at=None).exists():
        raise Refused(_("Cette personne suit déjà cette action : il n'y a rien à ajouter."))
    made = ActionKeeper.objects.create(action=current, user=user, started_on=since, **stamp(by))
    record(
        by,
        gettext_noop("a nommé « %(who)s » pour suivre l'action « %(name)s »"),
        current,
        user,
        who=user.name,
        name=current,
    )
    return made


@transaction.atomic
def end_keeper(keeper: ActionKeeper, *, ended_on: dt.date, on: dt.date, by: Author) -> ActionKeeper:
    """Say from which day a person tells the course of an action no more."""
    current = ActionKeeper.objects.open().select_for_update(of=("self",)).filter(pk=keeper.pk).first()
    if current is None:
        raise Refused(_("Cette personne ne suit plus cette action : rechargez la page."))
    not_to_come(ended_on, on)
    return _end(current, ended_on, by)


def _end(current: ActionKeeper, ended_on: dt.date, by: Author) -> ActionKeeper:
    """Write the end; what began that very day was never so."""
    if current.started_on is not None and ended_on <= current.started_on:
        retract(current, reason=_("fini le jour même"), by=by)
        made = current
    else:
        made = correct(current, reason=_("fin du suivi"), by=by, ended_on=ended_on)
    record(
        by,
        gettext_noop("a dit que « %(who)s » ne suit plus l'action « %(name)s »"),
        made.action,
        made.user,
        who=made.user.name,
        name=made.action,
    )
    return made


def forget_person(user: User, *, name: str, email: str, on: dt.date, by: Author) -> None:  # noqa: ARG001 - all are asked alike
    """End what a person who leaves the register was named for."""
    for keeper in ActionKeeper.objects.open().filter(user=user).order_by("pk"):
        _end(keeper, on, by)


@transaction.atomic
def answer_to(local: RoadmapAction, action: Action | None, *, on: dt.date, by: Author) -> RoadmapLink | None:
    """Say to which action of the programme an action of a roadmap answers; none takes the link back."""
    current = (
        RoadmapAction.objects.select_for_update(of=("self",)).select_related("cooperation").get(pk=local.pk)
    )
    held = RoadmapLink.objects.believed().filter(local=current).first()
    if held is not None and held.action_id == (action.pk if action else None):
        raise Refused(_("C'est déjà ce qui est dit : il n'y a rien à changer."))
    if held is not None:
        retract(held, reason=_("autre action"), by=by)
    made = RoadmapLink.objects.create(local=current, action=action, on=on, **stamp(by)) if action else None
    record(
        by,
        gettext_noop("a dit à quelle action du programme répond « %(name)s »"),
        current.cooperation,
        *([action] if action else []),
        name=current.title,
    )
    return made
