"""Say where an experiment takes place, and what each site does in it, day after day."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.accounts.operations import record
from maillage.common import formats
from maillage.common.errors import Refused
from maillage.common.facts import Author, correct, stamp
from maillage.experiments.models import (
    Arm,
    Design,
    Draw,
    Experiment,
    Measure,
    Part,
    Protocol,
    Site,
    Wave,
)
from maillage.experiments.operations.plan import locked, registered
from maillage.network.models import Cooperation, Team
from maillage.programme.operations.course import not_to_come
from maillage.science.deployment import draw_steps
from maillage.territory.models import Commune

Place = Team | Cooperation | Commune


@dataclass(frozen=True, kw_only=True)
class Lot:
    """Say from which day a drawing by lot has sites begin, and how far apart."""

    first_on: dt.date
    days_apart: int


@transaction.atomic
def add_site(
    experiment: Experiment, place: Place, arm: Arm, *, since: dt.date, on: dt.date, by: Author
) -> Part:
    """Say that a team, a cooperation or a commune takes part in an experiment from a day."""
    current = locked(experiment)
    protocol = registered(current)
    not_to_come(since, on)
    if Draw.objects.standing(current):
        raise Refused(_("L'ordre est tiré au sort : aucun site n'entre plus, et aucun ne change de jour."))
    if since >= protocol.ended_on:  # type: ignore[operator] # a protocol has its days
        raise Refused(
            _("L'expérimentation finit le %s : un site n'y entre pas après.") % formats.day(protocol.last_day)
        )
    if arm == Arm.COMPARES and protocol.design not in {Design.COMPARED, Design.STEPPED}:
        raise Refused(_("Ce protocole ne prévoit pas de comparaison : tous les sites essaient."))
    kind = {Team: "team", Cooperation: "cooperation", Commune: "commune"}[type(place)]
    named: dict[str, Any] = {"experiment": current, kind: place}
    site, _new = Site.objects.get_or_create(**named)
    _standing(site, since, by)
    made = Part.objects.create(site=site, arm=arm, started_on=since, **stamp(by))
    record(
        by,
        gettext_noop("a dit que « %(site)s » %(arm)s, dans l'expérimentation « %(name)s »"),
        current,
        site=site,
        arm=made.get_arm_display(),
        name=current,
    )
    return made


def _standing(site: Site, since: dt.date, by: Author) -> None:
    """End what a site did, the day when it does something else; refuse a day before that."""
    last = Part.objects.believed().of_site(site).last()
    if last is None:
        return
    if last.ended_on is not None and since >= last.ended_on:
        return
    if last.ended_on is not None or since <= last.started_on:  # type: ignore[operator] # a part has its day
        raise Refused(
            _(
                "« %(site)s » prend déjà part à l'expérimentation depuis le %(day)s : choisissez un jour plus tard."
            )
            % {"site": site, "day": formats.day(last.started_on)}
        )
    correct(last, reason=str(_("remplacé par la suite")), by=by, ended_on=since)


@transaction.atomic
def leave_site(site: Site, *, since: dt.date, reason: str, on: dt.date, by: Author) -> Part:
    """Say that a site no longer takes part in an experiment, from a day, and why."""
    current = locked(site.experiment)
    not_to_come(since, on)
    last = Part.objects.believed().of_site(site).last()
    if last is None or last.ended_on is not None:
        raise Refused(_("« %s » ne prend plus part à cette expérimentation.") % site)
    if since <= last.started_on:  # type: ignore[operator] # a part has its day
        raise Refused(
            _("« %(site)s » y est depuis le %(day)s : son départ vient après.")
            % {"site": site, "day": formats.day(last.started_on)}
        )
    made = correct(last, reason=reason, by=by, ended_on=since, end_reason=reason)
    record(
        by,
        gettext_noop("a dit que « %(site)s » quitte l'expérimentation « %(name)s »"),
        current,
        why=reason,
        site=site,
        name=current,
    )
    return made


@transaction.atomic
def draw_by_lot(experiment: Experiment, lot: Lot, *, on: dt.date, by: Author) -> Draw:
    """Draw by lot the order in which the sites of an experiment begin, before the first of them does.

    The seed and the number of steps are those of the protocol: they were said before the sites were known.
    """
    current = locked(experiment)
    protocol = registered(current)
    if protocol.design != Design.STEPPED:
        raise Refused(
            _("Ce protocole ne prévoit pas de démarrage progressif : il n'y a rien à tirer au sort.")
        )
    if Draw.objects.standing(current):
        raise Refused(
            _("Le tirage au sort est déjà fait : il ne se refait pas, sinon il ne voudrait rien dire.")
        )
    if protocol.seed is None or protocol.steps is None:
        raise Refused(
            _(
                "Ce protocole ne dit ni la graine du tirage, ni le nombre de vagues : rouvrez-le, complétez-le, puis "
                "arrêtez-le de nouveau."
            )
        )
    if Measure.objects.believed().of(current).exists():
        raise Refused(
            _("Des mesures sont déjà entrées : un tirage au sort se fait avant que l'on ait rien vu.")
        )
    sites = list(Site.objects.of(current).still_there())
    _check(lot, protocol, len(sites), on)
    if Part.objects.believed().trying().filter(site__in=sites).exists():
        raise Refused(_("Un site essaie déjà : un tirage au sort se fait avant le premier démarrage."))
    drawn = draw_steps([site.ticket for site in sites], protocol.steps, protocol.seed)
    made = Draw.objects.create(
        experiment=current,
        drawn_on=on,
        seed=protocol.seed,
        steps=protocol.steps,
        order=list(drawn),
        **vars(lot),
        **stamp(by),
    )
    _begin(sites, drawn, made.starts(), by)
    record(
        by,
        gettext_noop(
            "a tiré au sort l'ordre de démarrage de l'expérimentation « %(name)s », graine %(seed)s"
        ),
        current,
        name=current,
        seed=made.seed,
    )
    return made


def _check(lot: Lot, protocol: Protocol, sites: int, on: dt.date) -> None:
    """Refuse a drawing that cannot be."""
    steps, end = protocol.steps or 0, protocol.ended_on
    if lot.first_on <= on:
        raise Refused(
            _("Le premier démarrage vient après le tirage au sort : choisissez un jour après le %s.")
            % formats.day(on)
        )
    if sites < steps:
        raise Refused(
            _(
                "Il y a %(sites)s sites pour %(steps)s vagues de démarrage : faites d'abord entrer les autres, un par "
                "vague au moins."
            )
            % {"sites": sites, "steps": steps}
        )
    last = lot.first_on + (steps - 1) * dt.timedelta(days=lot.days_apart)
    if lot.days_apart < 1 or last >= end:  # type: ignore[operator] # a protocol has its days
        raise Refused(
            _(
                "Le dernier démarrage serait le %(last)s : il vient avant la fin de l'expérimentation, le %(end)s."
            )
            % {"last": formats.day(last), "end": formats.day(end)}
        )


def _begin(sites: Sequence[Site], drawn: Mapping[str, int], starts: Sequence[dt.date], by: Author) -> None:
    """Say of each site the day when it stops comparing and begins to try, as the lot has it."""
    for site in sites:
        day = starts[drawn[site.ticket] - 1]
        standing = Part.objects.believed().of_site(site).get(ended_on=None)
        correct(standing, reason=str(_("démarrage tiré au sort")), by=by, ended_on=day)
        Part.objects.create(site=site, arm=Arm.TRIES, started_on=day, **stamp(by))


@transaction.atomic
def plan_wave(experiment: Experiment, *, name: str, on_day: dt.date, by: Author) -> Wave:
    """Say on which day the sites of an experiment are measured."""
    current = locked(experiment)
    protocol = registered(current)
    if not protocol.is_measured:
        raise Refused(_("Ce protocole est un récit : il ne prévoit pas de mesure."))
    if Wave.objects.believed().of(current).filter(on=on_day).exists():
        raise Refused(_("Une vague de mesures est déjà prévue le %s.") % formats.day(on_day))
    made = Wave.objects.create(experiment=current, name=name, on=on_day, **stamp(by))
    record(
        by,
        gettext_noop("a prévu la mesure « %(wave)s » de l'expérimentation « %(name)s »"),
        current,
        wave=name,
        name=current,
    )
    return made
