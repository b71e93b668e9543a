"""Write the plan of an experiment, register its protocol, say who is with it, take back what was false."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.accounts.operations import record
from maillage.common import formats
from maillage.common.errors import Refused
from maillage.common.facts import Author, Recorded, retract, stamp
from maillage.common.slugs import free_slug
from maillage.common.versions import lock_version
from maillage.experiments.models import (
    OWN_MEASURES,
    PLAN,
    Amendment,
    Design,
    Draw,
    Experiment,
    Measure,
    Part,
    Partner,
    Protocol,
    Wave,
    fingerprint,
)
from maillage.network.models import Organisation
from maillage.programme.models import Action
from maillage.programme.operations.course import not_to_come

FEWEST_STEPS = 2
ONE_DAY = dt.timedelta(days=1)
LONGEST = dt.timedelta(days=10 * 366)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Say what an experiment asks, and how it means to know."""

    title: str
    question: str
    design: str
    starts_on: dt.date
    ends_on: dt.date
    hypothesis: str = ""
    protocol: str = ""
    scale: str = ""
    measured: str = ""
    more_is_better: bool = False
    smallest_effect: Decimal | None = None
    spread: Decimal | None = None
    people: int | None = None
    steps: int | None = None
    likeness: Decimal | None = None
    action: Action | None = None


def locked(experiment: Experiment) -> Experiment:
    """Return an experiment that nobody else changes until the end of the transaction."""
    return Experiment.objects.select_for_update(of=("self",)).get(pk=experiment.pk)


def registered(experiment: Experiment) -> Protocol:
    """Return the protocol of an experiment, or refuse: nothing is tried before it is registered."""
    found = Protocol.objects.standing(experiment)
    if found is None:
        raise Refused(_("Le protocole n'est pas encore arrêté : arrêtez-le d'abord, le reste vient ensuite."))
    return found


@transaction.atomic
def write_experiment(
    plan: Plan, *, experiment: Experiment | None = None, version: int | None = None, by: Author
) -> Experiment:
    """Write a new experiment, or go on with one whose protocol is not registered yet."""
    _check(plan)
    if experiment is None:
        current = Experiment(
            slug=free_slug(Experiment.objects.all(), plan.title, "experimentation"), version=0
        )
    else:
        current = lock_version(experiment, version)
        if Protocol.objects.standing(current) is not None:
            raise Refused(
                _(
                    "Le protocole est arrêté : il ne se change plus, c'est ce qui rend le résultat croyable. S'il "
                    "n'y a encore aucune mesure, rouvrez-le d'abord."
                )
            )
    for name, value in vars(plan).items():
        setattr(current, name, value)
    current.next_version(by)
    current.save()
    record(by, gettext_noop("a écrit l'expérimentation « %(name)s »"), current, name=current)
    return current


def _check(plan: Plan) -> None:
    """Refuse a plan that cannot be."""
    if plan.ends_on < plan.starts_on:
        raise Refused(
            _("L'expérimentation finit le %(last)s et commence le %(first)s : vérifiez les deux dates.")
            % {"last": formats.day(plan.ends_on), "first": formats.day(plan.starts_on)}
        )
    if plan.ends_on - plan.starts_on > LONGEST:
        raise Refused(_("Une expérimentation dure dix ans au plus : vérifiez les deux dates."))
    if plan.design != Design.STORY and not plan.scale:
        raise Refused(_("Choisissez avec quoi vous mesurez, ou un récit sans mesure."))
    if plan.scale in OWN_MEASURES and not plan.measured:
        raise Refused(_("Écrivez ce qui est mesuré : le nom de votre mesure, et son unité."))
    for value, sentence in (
        (plan.smallest_effect, _("La plus petite différence qui compterait est plus grande que zéro.")),
        (plan.spread, _("L'écart-type attendu est plus grand que zéro.")),
    ):
        if value is not None and value <= 0:
            raise Refused(sentence)
    if plan.steps is not None and plan.steps < FEWEST_STEPS:
        raise Refused(_("Un démarrage progressif se fait en deux vagues au moins."))
    if plan.likeness is not None and not 0 <= plan.likeness < 1:
        raise Refused(
            _("La ressemblance dans un même site va de 0 à moins de 1 : 0,05 est courant, 0,2 est beaucoup.")
        )


@transaction.atomic
def register_protocol(
    experiment: Experiment, *, sites_needed: int | None, seed: int | None = None, on: dt.date, by: Author
) -> Protocol:
    """Register the protocol of an experiment: from then on, it does not change.

    The seed of a drawing by lot is in it: it is said before anyone knows which sites there will be.
    """
    current = locked(experiment)
    if Protocol.objects.standing(current) is not None:
        raise Refused(_("Le protocole de cette expérimentation est déjà arrêté."))
    if not current.protocol or (current.is_measured and not current.hypothesis):
        raise Refused(
            _(
                "Écrivez d'abord l'hypothèse et le protocole : ce que vous attendez, et comment vous le saurez."
            )
        )
    drawn = current.design == Design.STEPPED
    if drawn and (seed is None or current.steps is None):
        raise Refused(
            _(
                "Un démarrage progressif se tire au sort : écrivez dans le plan en combien de vagues, et ici la graine."
            )
        )
    seed = seed if drawn else None
    made = Protocol.objects.create(
        experiment=current,
        registered_on=on,
        started_on=current.starts_on,
        ended_on=current.ends_on + ONE_DAY,
        sites_needed=sites_needed,
        seed=seed,
        fingerprint=fingerprint(current, sites_needed, seed),
        **{name: getattr(current, name) for name in PLAN},
        **stamp(by),
    )
    record(by, gettext_noop("a arrêté le protocole de l'expérimentation « %(name)s »"), current, name=current)
    return made


@transaction.atomic
def reopen_protocol(experiment: Experiment, *, reason: str, by: Author) -> None:
    """Take back a protocol that no measure has followed yet; it stays in the history."""
    current = locked(experiment)
    standing = registered(current)
    if Measure.objects.believed().of(current).exists():
        raise Refused(
            _(
                "Des mesures sont entrées : le protocole ne se rouvre plus. Écrivez un avenant : il sera publié avec "
                "sa date."
            )
        )
    if Draw.objects.standing(current):
        raise Refused(
            _(
                "L'ordre est tiré au sort : le protocole ne se rouvre plus. Écrivez un avenant : il sera publié avec "
                "sa date."
            )
        )
    retract(standing, reason=reason, by=by)
    record(
        by,
        gettext_noop("a rouvert le protocole de l'expérimentation « %(name)s »"),
        current,
        why=reason,
        name=current,
    )


@transaction.atomic
def amend(
    experiment: Experiment, *, text: str, why: str, on_day: dt.date, on: dt.date, by: Author
) -> Amendment:
    """Say what is done otherwise than the registered protocol has it: the protocol itself does not change."""
    current = locked(experiment)
    protocol = registered(current)
    not_to_come(on_day, on)
    if on_day < protocol.registered_on:
        raise Refused(
            _("Le protocole est arrêté depuis le %s : un avenant vient après, ou le même jour.")
            % formats.day(protocol.registered_on)
        )
    made = Amendment.objects.create(experiment=current, on=on_day, text=text, reason=why, **stamp(by))
    record(
        by,
        gettext_noop("a écrit un avenant au protocole de l'expérimentation « %(name)s »"),
        current,
        why=why,
        name=current,
    )
    return made


@transaction.atomic
def add_partner(experiment: Experiment, *, name: str, brings: str, cents: int | None, by: Author) -> Partner:
    """Say who is with an experiment; an organisation of the register that bears this very name is linked."""
    current = locked(experiment)
    if Partner.objects.believed().of(current).filter(name=name).exists():
        raise Refused(_("« %s » est déjà parmi les partenaires : retirez d'abord ce qui en est dit.") % name)
    made = Partner.objects.create(
        experiment=current,
        name=name,
        organisation=Organisation.objects.filter(name=name).order_by("pk").first(),
        brings=brings,
        cents=cents,
        **stamp(by),
    )
    record(
        by,
        gettext_noop("a dit « %(partner)s » partenaire de l'expérimentation « %(name)s »"),
        current,
        partner=name,
        name=current,
    )
    return made


@transaction.atomic
def take_back(fact: Recorded, experiment: Experiment, *, reason: str, by: Author) -> None:
    """Take back what was wrongly said of an experiment; it stays in its history."""
    rests_on = (
        {"wave": fact} if isinstance(fact, Wave) else {"site": fact.site} if isinstance(fact, Part) else {}
    )
    if isinstance(fact, Part) and Draw.objects.standing(experiment):
        raise Refused(
            _(
                "L'ordre est tiré au sort : un site ne se retire plus. S'il s'en va, dites depuis quand, et pourquoi."
            )
        )
    if rests_on and Measure.objects.believed().filter(**rests_on).exists():
        raise Refused(_("Des mesures reposent sur ce que vous retirez : retirez d'abord ces mesures."))
    retract(fact, reason=reason, by=by)
    record(
        by,
        gettext_noop("a retiré ce qui était faux de l'expérimentation « %(name)s »"),
        experiment,
        why=reason,
        name=experiment,
    )
