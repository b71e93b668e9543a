"""What was seen of an experiment, in words: the effect, how sure it is, what would make it surer, what was planned."""

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from maillage.common import formats
from maillage.common.charts import Chart, Series, chart_svg, for_page
from maillage.experiments.assemble import Analysis, Finding, Side, WaveSeen, finding, waves_seen
from maillage.experiments.exports.size_words import in_spreads, points, written
from maillage.experiments.models import FEW, Amendment, Draw, Experiment, Measure, Part, Protocol
from maillage.portal.moment import Moment
from maillage.science.evaluation import Estimate
from maillage.science.evidence import Flag, Level, Reason, Verdict

DECIMALS = 1

LEVELS = {
    Level.NONE: gettext_lazy("un récit : rien n'est mesuré"),
    Level.DESCRIBED: gettext_lazy("une seule mesure : elle décrit, elle ne compare pas"),
    Level.CHANGE: gettext_lazy("avant et après, sans comparaison : le changement a pu venir d'ailleurs"),
    Level.COMPARED: gettext_lazy("comparé à des sites qui n'essayaient pas"),
    Level.DRAWN: gettext_lazy("comparé, dans un ordre tiré au sort : le mieux qui se puisse"),
}
# What would make a result surer, from where it stands.
SURER = {
    Level.NONE: gettext_lazy("mesurer, avec les mêmes questions partout."),
    Level.DESCRIBED: gettext_lazy("mesurer une seconde fois, aux mêmes endroits."),
    Level.CHANGE: gettext_lazy("des sites qui n'essaient pas encore, mesurés les mêmes jours."),
    Level.COMPARED: gettext_lazy("tirer au sort qui commence, ou dans quel ordre."),
    Level.DRAWN: gettext_lazy(
        "plus de sites, ou refaire l'essai ailleurs : deux résultats pareils valent mieux qu'un."
    ),
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
ANALYSES = {
    Analysis.CHANGES: gettext_lazy("chaque site contre lui-même, avant et après, puis leur moyenne"),
    Analysis.PEOPLE: gettext_lazy("le changement d'un côté contre celui de l'autre, personnes réunies"),
    Analysis.SITES: gettext_lazy("différence de différences, site par site"),
    Analysis.STEPS: gettext_lazy(
        "les sites qui ont commencé contre ceux qui attendaient, sans tirage au sort"
    ),
    Analysis.LOT: gettext_lazy(
        "les sites qui ont commencé contre ceux qui attendaient, et le tirage au sort refait dix mille fois"
    ),
}
# Usual words for an effect without unit, each below a bound (Cohen 1988).
SIZES = (
    (0.2, gettext_lazy("un effet très petit")),
    (0.5, gettext_lazy("un petit effet")),
    (0.8, gettext_lazy("un effet moyen")),
    (math.inf, gettext_lazy("un grand effet")),
)


@dataclass(frozen=True, kw_only=True)
class Seen:
    """Hold a line of the table of measures, in words."""

    wave: str
    trying: str
    comparing: str


@dataclass(frozen=True, kw_only=True)
class Rung:
    """Hold a level of evidence, in words, and whether an experiment stands there."""

    name: str
    is_here: bool


@dataclass(frozen=True, kw_only=True)
class Result:
    """Hold what was seen of an experiment, in words: the table, its drawing, what may be said and how sure."""

    table: tuple[Seen, ...]
    has_comparison: bool
    chart: str
    verdict: str
    sentences: tuple[str, ...]
    level: str
    surer: str
    ladder: tuple[Rung, ...]
    planned: tuple[str, ...]
    warnings: tuple[str, ...]


def result_of(
    row: Experiment, plan: Protocol, draw: Draw | None, amendments: Sequence[Amendment], moment: Moment
) -> Result | None:
    """Return what was seen of an experiment by the day of a page; nothing where nothing is to be measured."""
    if not plan.is_measured:
        return None
    day, known = moment.as_of, moment.known_at
    parts = list(Part.objects.known_at(known).until(day).of(row))
    measures = list(Measure.objects.told(day, known).of(row))
    waves = waves_seen(plan, measures, parts)
    found = finding(plan, parts, measures, draw)
    level = found.evidence.level
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
        level=str(LEVELS[level]),
        surer=str(SURER[level]),
        ladder=tuple(Rung(name=str(words), is_here=rung is level) for rung, words in LEVELS.items()),
        planned=_planned(plan, found, amendments),
        warnings=_warnings(found),
    )


def _warnings(found: Finding) -> tuple[str, ...]:
    """Say what to keep in mind; a lot drawn again is exact, however few the sites."""
    exact = {Flag.FEW_CLUSTERS} if found.analysis is Analysis.LOT else set()
    return tuple(str(FLAGS[flag]) for flag in found.evidence.flags if flag not in exact)


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
    """Say what was found, between what and what, and why nothing may be concluded.

    An effect that rests on too few people would say too much of each: it is not written.
    """
    said = []
    if found.effect is not None and Reason.TOO_FEW_PEOPLE not in found.evidence.reasons:
        said.append(_effect_in_words(plan, found.effect))
        if found.unitless is not None:
            said.append(_without_unit(found.unitless))
        if found.chance is not None:
            said.append(_by_lot_alone(found.chance))
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


def _effect_in_words(plan: Protocol, effect: Estimate) -> str:
    """Write the effect in one sentence: how much higher or lower, with its interval."""
    words = {"points": points(effect.value).lstrip(formats.MINUS), "measure": measure_name(plan)}
    higher = effect.value > 0
    better = higher == plan.higher_is_better
    first = (
        _("%(measure)s : %(points)s de plus, ce qui va dans le bon sens")
        if higher and better
        else _("%(measure)s : %(points)s de plus, ce qui va dans le mauvais sens")
        if higher
        else _("%(measure)s : %(points)s de moins, ce qui va dans le bon sens")
        if better
        else _("%(measure)s : %(points)s de moins, ce qui va dans le mauvais sens")
    ) % words
    between = (
        _("la vraie différence est sans doute entre %(low)s et %(high)s (intervalle à 95 %%)")
        % {"low": written(effect.low), "high": written(effect.high)}
        if math.isfinite(effect.low) and math.isfinite(effect.high)
        else _("il y a trop peu de sites pour dire entre quoi et quoi")
    )
    return f"{capfirst(first)} ; {between}."


def _without_unit(effect: Estimate) -> str:
    """Write an effect without its unit, with the usual word for its size."""
    size = next(words for bound, words in SIZES if abs(effect.value) < bound)
    return _("Sans unité, pour comparer d'une échelle à l'autre : %(times)s, %(size)s.") % {
        "times": in_spreads(abs(effect.value)),
        "size": size,
    }


def _by_lot_alone(chance: float) -> str:
    """Say how rarely the lot alone gives as much."""
    hundredths = math.ceil(chance * 100)
    return ngettext(
        "Si l'idée ne changeait rien, le sort seul donnerait une telle différence %d fois sur 100 au plus.",
        "Si l'idée ne changeait rien, le sort seul donnerait une telle différence %d fois sur 100 au plus.",
        hundredths,
    ) % (hundredths)


def _planned(plan: Protocol, found: Finding, amendments: Sequence[Amendment]) -> tuple[str, ...]:
    """Say whether all was written before anything was seen, and whether the analysis is the one that was written."""
    said = [_written_before(plan, found.first_on)]
    if found.analysis is not None:
        done = _("L'analyse faite : %s.") % ANALYSES[found.analysis]
        kept = (
            _("C'est celle du protocole.")
            if found.as_planned
            else _("Ce n'est pas celle du protocole, qui prévoyait un tirage au sort.")
        )
        said.append(f"{done} {kept}")
    if plan.sites_needed is None:
        said.append(_("Le protocole ne disait pas combien de sites il fallait pour pouvoir conclure."))
    if amendments:
        late = sum(1 for one in amendments if found.first_on is not None and one.on > found.first_on)
        said.append(
            ngettext(
                "%(all)d avenant a été écrit depuis, dont %(late)d après la première mesure : il est plus bas.",
                "%(all)d avenants ont été écrits depuis, dont %(late)d après la première mesure : ils sont plus bas.",
                len(amendments),
            )
            % {"all": len(amendments), "late": late}
        )
    return tuple(said)


def _written_before(plan: Protocol, first_on: dt.date | None) -> str:
    """Say when the protocol was registered, beside the first measure."""
    days = {"day": formats.day(plan.registered_on), "first": formats.day(first_on)}
    if first_on is None:
        return _("Le protocole est arrêté depuis le %(day)s ; rien n'était encore mesuré.") % days
    if plan.registered_on <= first_on:
        return _("Le protocole a été arrêté le %(day)s, et la première mesure date du %(first)s.") % days
    return _("Le protocole n'a été arrêté que le %(day)s, après la première mesure, du %(first)s.") % days
