"""Enter what each site saw, keep the journal."""

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
from maillage.experiments.models import Experiment, Measure, Note, Planned, Scale, Site, Wave
from maillage.experiments.operations.plan import locked, registered
from maillage.programme.operations.course import not_to_come
from maillage.science.scales import SCALES


@dataclass(frozen=True, kw_only=True)
class Seen:
    """Say what a site saw: how many were asked and answered, their mean and spread; or why nothing is known."""

    asked: int | None = None
    answers: int | None = None
    mean: Decimal | None = None
    deviation: Decimal | None = None
    because: str = ""


@transaction.atomic
def enter_measure(wave: Wave, site: Site, seen: Seen, *, on: dt.date, by: Author) -> Measure:
    """Enter what a site saw at a wave; a second entry corrects the first."""
    current = locked(wave.experiment)
    plan = registered(current)
    if site.experiment_id != current.pk or wave.retracted_at is not None:
        raise Refused(_("Cette mesure n'est plus attendue : rechargez la page."))
    not_to_come(wave.on, on)
    _check(seen, plan)
    former = Measure.objects.believed().filter(wave=wave, site=site).first()
    if former is not None:
        made = correct(former, reason=str(_("mesure corrigée")), by=by, **vars(seen))
    else:
        made = Measure.objects.create(wave=wave, site=site, **vars(seen), **stamp(by))
    record(
        by,
        gettext_noop("a entré la mesure « %(wave)s » de « %(site)s », expérimentation « %(name)s »"),
        current,
        wave=wave,
        site=site,
        name=current,
    )
    return made


def _check(seen: Seen, plan: Planned) -> None:
    """Refuse numbers that cannot be, each with its sentence."""
    if seen.because:
        if (seen.answers, seen.mean, seen.deviation) != (None, None, None):
            raise Refused(_("Écrivez une mesure, ou pourquoi elle manque : l'un des deux."))
        return
    if not seen.answers or seen.mean is None:
        raise Refused(
            _(
                "Sans réponse, il n'y a pas de moyenne : écrivez plutôt pourquoi la mesure manque, jamais zéro."
            )
        )
    if seen.asked is not None and seen.answers > seen.asked:
        raise Refused(
            _("Il y a %(answers)s réponses pour %(asked)s personnes invitées : vérifiez les deux nombres.")
            % {"answers": seen.answers, "asked": seen.asked}
        )
    if seen.deviation is None and seen.answers > 1:
        raise Refused(
            _("Écrivez l'écart-type : sans lui, on ne sait pas à quel point les réponses diffèrent.")
        )
    if seen.deviation is not None and seen.answers == 1:
        raise Refused(_("Une seule réponse n'a pas d'écart-type : laissez cette case vide."))
    if seen.deviation is not None and seen.deviation < 0:
        raise Refused(_("Un écart-type n'est jamais négatif : vérifiez-le."))
    if plan.scale == Scale.SHARE:
        _within(seen, 0, 100)
    elif plan.scale in SCALES:
        _within(seen, SCALES[plan.scale].lowest, SCALES[plan.scale].highest)


def _within(seen: Seen, low: int, high: int) -> None:
    """Refuse a mean that its scale cannot give, and a spread wider than it allows."""
    if not low <= seen.mean <= high:  # type: ignore[operator] # checked before
        raise Refused(
            _("Sur cette échelle, une moyenne est entre %(low)s et %(high)s : vérifiez-la.")
            % {"low": low, "high": high}
        )
    if seen.deviation is not None and seen.deviation > (high - low):
        raise Refused(
            _("Sur cette échelle, un écart-type ne dépasse pas %s : vérifiez-le.")
            % formats.number(high - low)
        )


@transaction.atomic
def note(experiment: Experiment, text: str, *, on_day: dt.date, on: dt.date, by: Author) -> Note:
    """Keep what happened on a day of an experiment."""
    current = locked(experiment)
    not_to_come(on_day, on)
    made = Note.objects.create(experiment=current, on=on_day, text=text, **stamp(by))
    record(
        by, gettext_noop("a écrit dans le journal de l'expérimentation « %(name)s »"), current, name=current
    )
    return made
