"""Say what an action aims at: milestones, targets, and the values that people declare."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.accounts.operations import record
from maillage.common import formats
from maillage.common.errors import Refused
from maillage.common.facts import Author, correct, stamp
from maillage.programme.models import Action, Milestone, Target, TargetReading
from maillage.programme.operations.course import locked, not_to_come


@dataclass(frozen=True, kw_only=True)
class Aim:
    """Say where a figure is to be on a day: one of the catalogue by its code, or one that people declare."""

    since: dt.date
    until: dt.date
    value: Decimal
    baseline: Decimal | None = None
    code: str = ""
    title: str = ""
    method: str = ""


@transaction.atomic
def plan_milestone(action: Action, *, title: str, due_on: dt.date, on: dt.date, by: Author) -> Milestone:  # noqa: ARG001 - every operation says its day
    """Name a step to reach by a day."""
    current = locked(action)
    made = Milestone.objects.create(action=current, title=title, due_on=due_on, **stamp(by))
    record(by, gettext_noop("a posé un jalon à l'action « %(name)s »"), current, name=current)
    return made


@transaction.atomic
def reach_milestone(milestone: Milestone, *, reached_on: dt.date, on: dt.date, by: Author) -> Milestone:
    """Say on which day a milestone was reached."""
    current = Milestone.objects.believed().select_for_update(of=("self",)).filter(pk=milestone.pk).first()
    if current is None or current.reached_on is not None:
        raise Refused(_("Ce jalon est déjà atteint, ou retiré : rechargez la page."))
    not_to_come(reached_on, on)
    action = locked(current.action)
    made = correct(current, reason=_("jalon atteint"), by=by, reached_on=reached_on)
    record(
        by,
        gettext_noop("a dit atteint le jalon « %(step)s » de l'action « %(name)s »"),
        action,
        step=current.title,
        name=action,
    )
    return made


@transaction.atomic
def set_target(action: Action, aim: Aim, *, on: dt.date, by: Author) -> Target:  # noqa: ARG001 - every operation says its day
    """Say where a figure is to be on a day."""
    current = locked(action)
    if aim.until <= aim.since:
        raise Refused(
            _("La cible s'atteint le %(until)s, et son départ est le %(since)s : le départ vient avant.")
            % {"until": formats.day(aim.until), "since": formats.day(aim.since)}
        )
    if bool(aim.code) == bool(aim.title):
        raise Refused(_("Choisissez un chiffre du catalogue, ou nommez un chiffre déclaré : l'un des deux."))
    if aim.title and not aim.method:
        raise Refused(_("Un chiffre déclaré dit sa méthode : écrivez comment il est établi."))
    if aim.code and aim.method:
        raise Refused(_("Un chiffre du catalogue a déjà sa définition : laissez la méthode vide."))
    same = current.targets.believed().filter(code=aim.code, title=aim.title, until=aim.until)
    if same.exists():
        raise Refused(_("Cette action a déjà une cible de ce chiffre pour ce jour : retirez-la d'abord."))
    made = Target.objects.create(action=current, **vars(aim), **stamp(by))
    record(by, gettext_noop("a donné une cible à l'action « %(name)s »"), current, name=current)
    return made


@transaction.atomic
def read_target(
    target: Target, *, read_on: dt.date, value: Decimal | None, because: str, on: dt.date, by: Author
) -> TargetReading:
    """Declare the value of a figure on a day, or why it is not available; a second one corrects the first."""
    current = Target.objects.believed().select_for_update(of=("self",)).filter(pk=target.pk).first()
    if current is None:
        raise Refused(_("Cette cible est retirée : rechargez la page."))
    if current.code:
        raise Refused(_("Ce chiffre est calculé par le registre : rien n'est à déclarer."))
    not_to_come(read_on, on)
    if (value is None) == (not because):
        raise Refused(_("Écrivez une valeur, ou pourquoi elle manque : l'un des deux."))
    action = locked(current.action)
    told = {"value": value, "because": because}
    former = current.readings.believed().filter(on=read_on).first()
    if former is not None:
        made = correct(former, reason=_("relevé corrigé"), by=by, **told)
    else:
        made = TargetReading.objects.create(target=current, on=read_on, **told, **stamp(by))
    record(
        by,
        gettext_noop("a relevé « %(figure)s », pour l'action « %(name)s »"),
        action,
        figure=current.title,
        name=action,
    )
    return made
