"""What the pages of experiments say: where each stands on a day, what was seen of it, in words."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from maillage.accounts.actors import Actor
from maillage.accounts.roles import Right
from maillage.common import formats
from maillage.common.charts import Chart, Series, chart_svg, for_page
from maillage.common.markdown import rendered
from maillage.experiments.assemble import Finding, Side, WaveSeen, finding, waves_seen
from maillage.experiments.models import (
    FEW,
    Adoption,
    Decision,
    Draw,
    Experiment,
    Lesson,
    Measure,
    Note,
    Part,
    Partner,
    Protocol,
    SpreadPlan,
    Stage,
    stage_of,
)
from maillage.indicators.steps import month_ends
from maillage.portal.curve import Curve, curve_svg
from maillage.portal.moment import Moment
from maillage.resources.models import Publication
from maillage.science.evidence import Flag, Level, Reason, Verdict

DECIMALS = 1
MOST_POINTS = 36
ONE_DAY = dt.timedelta(days=1)

LEVELS = {
    Level.NONE: gettext_lazy("un récit : rien n'est mesuré"),
    Level.DESCRIBED: gettext_lazy("une seule mesure : elle décrit, elle ne compare pas"),
    Level.CHANGE: gettext_lazy("avant et après, sans comparaison : le changement a pu venir d'ailleurs"),
    Level.COMPARED: gettext_lazy("comparé à des sites qui n'essayaient pas"),
    Level.DRAWN: gettext_lazy("comparé, dans un ordre tiré au sort : le mieux qui se puisse"),
}
VERDICTS = {
    Verdict.FAVOURABLE: gettext_lazy("Le résultat est favorable."),
    Verdict.UNFAVOURABLE: gettext_lazy("Le résultat est défavorable."),
    Verdict.INCONCLUSIVE: gettext_lazy("On ne peut pas conclure."),
}
REASONS = {
    Reason.NO_CHANGE_MEASURED: gettext_lazy("Aucun changement ne peut encore être calculé."),
    Reason.TOO_FEW_PEOPLE: gettext_lazy("Trop peu de personnes ont répondu."),
    Reason.HOLDS_ZERO: gettext_lazy("Le hasard seul pourrait donner une telle différence."),
    Reason.DEPENDS_ON_CORRELATION: gettext_lazy(
        "Le résultat dépend d'une hypothèse : à quel point les réponses d'une même personne se ressemblent."
    ),
}
FLAGS = {
    Flag.REGRESSION_TO_THE_MEAN: gettext_lazy(
        "Des personnes choisies parce qu'elles allaient mal vont souvent mieux ensuite, quoi que l'on fasse : une "
        "partie du changement vient de là."
    ),
    Flag.FEW_CLUSTERS: gettext_lazy(
        "Il y a peu de sites : l'intervalle est plus fragile qu'il n'en a l'air."
    ),
    Flag.SMALL: gettext_lazy("Très peu de personnes ont répondu : ne tirez rien d'un seul site."),
    Flag.NOT_PREREGISTERED: gettext_lazy(
        "Le protocole a été arrêté après la première mesure : le résultat est moins sûr."
    ),
}


@dataclass(frozen=True, kw_only=True)
class Seen:
    """Hold a line of the table of measures, in words."""

    wave: str
    trying: str
    comparing: str


@dataclass(frozen=True, kw_only=True)
class Result:
    """Hold what was seen of an experiment, in words: the table, its drawing, what may be said and how sure."""

    table: tuple[Seen, ...]
    has_comparison: bool
    chart: str
    verdict: str
    sentences: tuple[str, ...]
    level: str
    warnings: tuple[str, ...]


def result_of(row: Experiment, plan: Protocol, moment: Moment) -> Result | None:
    """Return what was seen of an experiment by the day of a page; nothing where nothing is to be measured."""
    if not plan.is_measured:
        return None
    day, known = moment.as_of, moment.known_at
    parts = list(Part.objects.known_at(known).until(day).of(row))
    measures = list(Measure.objects.told(day, known).of(row))
    waves = waves_seen(measures, parts)
    found = finding(plan, parts, measures, Draw.objects.of(row, known))
    return Result(
        table=tuple(
            Seen(
                wave=f"{one.name}, {formats.day(one.on)}",
                trying=_side(one.trying),
                comparing=_side(one.comparing),
            )
            for one in waves
        ),
        has_comparison=any(one.comparing for one in waves),
        chart=_chart(plan, waves),
        verdict=str(VERDICTS[found.evidence.verdict]),
        sentences=_sentences(plan, found),
        level=str(LEVELS[found.evidence.level]),
        warnings=tuple(str(FLAGS[flag]) for flag in found.evidence.flags),
    )


def _side(side: Side | None) -> str:
    """Write what one side saw at a wave; so few answers that they would speak of each are not written."""
    if side is None:
        return _("inconnu")
    if side.answers < FEW:
        return _("moins de %d réponses : non montré") % FEW
    return ngettext(
        "%(mean)s en moyenne, %(answers)s réponse, %(sites)s site",
        "%(mean)s en moyenne, %(answers)s réponses, %(sites)s sites",
        side.answers,
    ) % {"mean": formats.number(side.mean, DECIMALS), "answers": side.answers, "sites": side.sites}


def _shown(side: Side | None) -> float | None:
    """Return the mean of a side as it is drawn, rounded as it is written."""
    return None if side is None or side.answers < FEW else round(side.mean, DECIMALS)


def _chart(plan: Protocol, waves: Sequence[WaveSeen]) -> str:
    """Draw the mean of each side, wave after wave."""
    if len(waves) < 2:  # noqa: PLR2004 - one point is no line
        return ""
    lines = [Series(_("Sites qui essaient"), tuple(_shown(one.trying) for one in waves))]
    if any(one.comparing for one in waves):
        lines.append(Series(_("Sites qui comparent"), tuple(_shown(one.comparing) for one in waves)))
    chart = Chart(
        title=measure_name(plan),
        kind="line",
        categories=tuple(one.name for one in waves),
        series=tuple(lines),
    )
    return "" if chart.is_empty else SafeString(for_page(chart_svg(chart, width=640, height=320)))


def measure_name(plan: Protocol) -> str:
    """Return what a plan measures, in words."""
    return plan.measured or str(plan.get_scale_display())


def _sentences(plan: Protocol, found: Finding) -> tuple[str, ...]:
    """Say what was found, between what and what, and why nothing may be concluded."""
    said = []
    if found.effect is not None:
        said.append(_effect_in_words(plan, found))
    if missing := found.evidence.missing_sites:
        said.append(
            ngettext(
                "Il manque %(missing)d site : le protocole en demandait %(needed)d.",
                "Il manque %(missing)d sites : le protocole en demandait %(needed)d.",
                missing,
            )
            % {"missing": missing, "needed": plan.sites_needed}
        )
    said += [str(REASONS[reason]) for reason in found.evidence.reasons if reason in REASONS]
    if found.assumed:
        said.append(
            _(
                "Les réponses d'une même personne ne sont pas reliées d'une mesure à l'autre : le calcul suppose "
                "qu'elles se ressemblent à moitié."
            )
        )
    return tuple(said)


def _effect_in_words(plan: Protocol, found: Finding) -> str:
    """Write the effect: how much higher or lower, with its interval."""
    effect = found.effect
    assert effect is not None  # noqa: S101 - asked just before
    words = {
        "size": formats.number(abs(effect.value), DECIMALS),
        "low": formats.number(effect.low, DECIMALS) if abs(effect.low) < float("inf") else "",
        "high": formats.number(effect.high, DECIMALS) if abs(effect.high) < float("inf") else "",
        "measure": measure_name(plan),
    }
    higher = effect.value > 0
    better = higher == plan.higher_is_better
    first = (
        _("%(measure)s : %(size)s point de plus, ce qui va dans le bon sens.")
        if higher and better
        else _("%(measure)s : %(size)s point de plus, ce qui va dans le mauvais sens.")
        if higher
        else _("%(measure)s : %(size)s point de moins, ce qui va dans le bon sens.")
        if better
        else _("%(measure)s : %(size)s point de moins, ce qui va dans le mauvais sens.")
    ) % words
    between = (
        _("La vraie différence est sans doute entre %(low)s et %(high)s (intervalle à 95 %%).") % words
        if words["low"] and words["high"]
        else _("Il y a trop peu de sites pour dire entre quoi et quoi.")
    )
    return f"{capfirst(first)} {between}"


def adoption_curve(adoptions: Sequence[Adoption], moment: Moment) -> str:
    """Draw how many do as an experiment taught, month after month since the first."""
    starts = [one.started_on for one in adoptions if one.started_on and one.started_on <= moment.as_of]
    if not starts:
        return ""
    first = min(starts)
    months = (moment.as_of.year - first.year) * 12 + moment.as_of.month - first.month
    days = [first - ONE_DAY, *month_ends(first, moment.as_of, 1 + months // MOST_POINTS)]
    values = [
        sum(
            1
            for one in adoptions
            if one.started_on and one.started_on <= day and (one.ended_on is None or one.ended_on > day)
        )
        for day in days
    ]
    return curve_svg(
        Curve(
            title=_("Équipes et coopérations qui l'ont adoptée"),
            days=days,
            values=values,
            written=[formats.number(value) for value in values],
        )
    )


def told_of(row: Experiment, moment: Moment, actor: Actor) -> dict[str, Any]:
    """Return all that the page of an experiment says on a day; nothing when nobody could know of it yet."""
    day, known = moment.as_of, moment.known_at
    plan = Protocol.objects.among([row.pk], known_at=known).first()
    if plan is None or plan.registered_on > day:
        return {}
    decisions = list(Decision.objects.told(day, known).of(row))
    stage = stage_of(plan, decisions, day)
    adoptions = list(Adoption.objects.until(day).of(row, known))
    speaks = actor.may(Right.EDIT_TEAM) or actor.may(Right.EDIT_COOPERATION)
    return {
        "plan": plan,
        "protocol_text": rendered(plan.protocol),
        "stage": stage,
        "parts": list(Part.objects.known_at(known).as_of(day).of(row).named()),
        "draw": Draw.objects.of(row, known),
        "result": result_of(row, plan, moment),
        "decisions": decisions,
        "spread": SpreadPlan.objects.known_at(known).of(row).first(),
        "adoptions": adoptions,
        "adopted": sum(1 for one in adoptions if one.ended_on is None or one.ended_on > day),
        "curve": adoption_curve(adoptions, moment),
        "mine": set(Adoption.objects.may_be_ended(actor).of(row, known).values_list("pk", flat=True))
        if speaks and adoptions
        else set(),
        "may_adopt": speaks and stage == Stage.GENERALISED,
        "lessons": _published(row, moment),
        "partners": list(Partner.objects.known_at(known).of(row)),
        "notes": list(Note.objects.told(day, known).of(row)),
    }


def _published(row: Experiment, moment: Moment) -> list[Publication]:
    """Return what an experiment left that could be read in the library."""
    left = Lesson.objects.known_at(moment.known_at).of(row).values("resource")
    read = Publication.objects.readable(as_of=moment.as_of, known_at=moment.known_at)
    return list(read.among(left))
