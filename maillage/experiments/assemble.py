"""From the rows of an experiment to the arrays of science, and back: what was seen, and what may be said of it."""

import datetime as dt
import math
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
from django.core.files.base import File
from django.utils.translation import gettext as _

from maillage.common.errors import Refused
from maillage.common.spreadsheets import Cell, Limits, Row, cell_name, read
from maillage.experiments.models import Design, Draw, Measure, Part, Planned, Protocol, Scale
from maillage.experiments.operations.measures import Seen
from maillage.science.deployment import design_effect, paired_size, parallel_size, sites_needed
from maillage.science.evaluation import (
    ASSUMED_CORRELATION,
    Aggregate,
    Estimate,
    before_after,
    change_against,
    pool,
    together,
)
from maillage.science.evidence import Evidence, evidence
from maillage.science.panel import difference_in_differences, randomisation_inference, staggered
from maillage.science.scales import SCALES, Direction, score, summary

# A sheet of answers is small: a team asks some dozens of people.
ANSWERS = Limits(file_bytes=2**20, unpacked_bytes=20 * 2**20, rows=2_000, columns=50)
_MILLI = Decimal("0.001")
# Below, no spread of changes can be told: what a site saw stays on its page, and out of the result.
FEWEST_ANSWERS = 3
# What a plan is sized with: the share of what differs that lies between sites, and the steps of a deployment.
SITES_SHARE, STEPS = 0.05, 4


def seen_in(sheet: "File[bytes] | None", typed: Seen, plan: Planned) -> Seen:
    """Return what was typed or, of a sheet of answers, how many there are, their mean and their spread."""
    if sheet is None:
        return typed
    if (typed.answers, typed.mean, typed.deviation, typed.because) != (None, None, None, ""):
        raise Refused(_("Écrivez les nombres, ou donnez un tableur : l'un des deux."))
    found = summary(_scores(_rows(sheet), plan))
    return replace(
        typed,
        answers=found.n,
        mean=_exact(found.mean),
        deviation=None if found.sd is None else _exact(found.sd),
    )


def _exact(value: float) -> Decimal:
    """Return a number as it is kept."""
    return Decimal(str(value)).quantize(_MILLI)


def _rows(sheet: "File[bytes]") -> list[Row]:
    """Return the lines of an uploaded sheet, which leaves no trace."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "reponses"
        path.write_bytes(sheet.read())
        return read(path, name=sheet.name or "", limits=ANSWERS).sheets[0].rows


def _scores(rows: Sequence[Row], plan: Planned) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """Return one score for each line of answers, unknown where it cannot be known."""
    if plan.scale == Scale.OTHER:
        return np.array([_answers(row, 1)[0] for row in rows])
    scale = SCALES[plan.scale]
    answers = [_answers(row, scale.items, scale.answers) for row in rows]
    totals = score(scale, answers).total
    if np.isnan(totals).all():
        raise Refused(_("Aucune ligne n'est assez remplie pour donner un score : vérifiez le tableur."))
    return totals


def _answers(row: Row, items: int, offered: Sequence[int] = ()) -> list[float]:
    """Return the answers of a line, one for each question; refuse what is not an answer."""
    if any(cell is not None for cell in row.cells[items:]):
        raise Refused(
            _(
                "Ligne %(line)s : il y a plus de %(items)s colonnes. Gardez une colonne par question, sans nom."
            )
            % {"line": row.line, "items": items}
        )
    cells = [*row.cells, *[None] * items][:items]
    return [_answer(cell, cell_name(row.line, rank), offered) for rank, cell in enumerate(cells, start=1)]


def _answer(cell: Cell, where: str, offered: Sequence[int]) -> float:
    """Return an answer; an empty cell is unknown."""
    if cell is None:
        return math.nan
    try:
        number = float(cell.replace(",", ".")) if isinstance(cell, str) else float(cell)  # type: ignore[arg-type] # a day is no number
    except (TypeError, ValueError):
        number = math.nan
    if isinstance(cell, bool) or not _is_among(number, offered):
        raise Refused(
            _("Cellule %(where)s : « %(cell)s » n'est pas une réponse. %(rule)s")
            % {"where": where, "cell": cell, "rule": _rule(offered)}
        )
    return number


def _is_among(cell: float, offered: Sequence[int]) -> bool:
    """Tell whether a number is an answer; any is, where no answers are set."""
    return math.isfinite(cell) and (not offered or cell in offered)


def _rule(offered: Sequence[int]) -> str:
    """Say which answers there are."""
    codes = [str(code) for code in offered]
    if not codes:
        return str(_("Écrivez un nombre."))
    return str(_("Écrivez un nombre de %(first)s à %(last)s.") % {"first": codes[0], "last": codes[-1]})


@dataclass(frozen=True, kw_only=True)
class Side:
    """Hold what the sites of one side saw at a wave, taken together: how many answered, and their mean."""

    sites: int
    answers: int
    mean: float


@dataclass(frozen=True, kw_only=True)
class WaveSeen:
    """Hold what was seen at a wave, on each side; None where nothing was."""

    name: str
    on: dt.date
    trying: Side | None
    comparing: Side | None


class Acting:
    """Tell, from the parts that sites take, whether a site had begun to try before a day."""

    def __init__(self, parts: Iterable[Part]) -> None:
        self._starts: dict[int, dt.date] = {}
        for part in parts:
            if part.arm == "essaie" and part.started_on is not None:
                first = self._starts.get(part.site_id, part.started_on)
                self._starts[part.site_id] = min(first, part.started_on)

    def ever(self, site: int) -> bool:
        """Tell whether a site ever tries."""
        return site in self._starts

    def on(self, site: int, day: dt.date) -> bool:
        """Tell whether a site had begun before a day: what is measured on its first day is the state before."""
        return site in self._starts and self._starts[site] < day


def waves_seen(measures: Sequence[Measure], parts: Sequence[Part]) -> list[WaveSeen]:
    """Return what was seen wave by wave, the sites that try beside those that compare."""
    acting = Acting(parts)
    waves = {measure.wave_id: measure.wave for measure in measures}
    found = []
    for key, wave in sorted(waves.items(), key=lambda pair: pair[1].on):
        here = [one for one in measures if one.wave_id == key and one.answers]
        found.append(
            WaveSeen(
                name=wave.name,
                on=wave.on,
                trying=_side([one for one in here if acting.ever(one.site_id)]),
                comparing=_side([one for one in here if not acting.ever(one.site_id)]),
            )
        )
    return found


def _side(measures: Sequence[Measure]) -> Side | None:
    """Return the mean of all that answered on one side."""
    answers = sum(one.answers or 0 for one in measures)
    if not answers:
        return None
    total = sum(float(one.mean or 0) * (one.answers or 0) for one in measures)
    return Side(sites=len(measures), answers=answers, mean=total / answers)


def _aggregate(measure: Measure) -> Aggregate:
    """Return a measure as science takes it."""
    spread = None if measure.deviation is None else float(measure.deviation)
    return Aggregate(n=measure.answers or 0, mean=float(measure.mean or 0), sd=spread)


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Hold what may be said of an experiment: its effect in points, none where none can be told, and its evidence.

    `assumed` says that the link between two measures of the same people is a guess, the usual one.
    """

    effect: Estimate | None
    evidence: Evidence
    people: int
    sites: int
    assumed: bool


@dataclass(frozen=True, kw_only=True)
class _Effect:
    """Hold an effect, the same under other assumptions, and what it rests on."""

    effect: Estimate | None
    sensitivity: tuple[Estimate, ...] = ()
    people: int = 0
    sites: int = 0


def finding(
    protocol: Protocol, parts: Sequence[Part], measures: Sequence[Measure], draw: Draw | None
) -> Finding:
    """Tell what an experiment shows from what its sites saw.

    Args:
        protocol: The plan that was registered.
        parts: The parts that sites take, as known.
        measures: What they saw until the day of the question, as known.
        draw: The drawing by lot, if there was one.

    Returns:
        The effect in points of the measure, its 95 % interval, its level of evidence and what it rests on.

    """
    usable = [one for one in measures if (one.answers or 0) >= FEWEST_ANSWERS]
    acting = Acting(parts)
    match protocol.design:
        case Design.BEFORE_AFTER:
            found = _changes(_pairs(usable, acting, trying=True))
        case Design.COMPARED:
            found = _against(usable, acting)
        case Design.STEPPED:
            found = _by_steps(usable, acting, draw)
        case _:
            found = _Effect(effect=None)
    days = {one.wave.on for one in usable}
    before = not days or protocol.registered_on <= min(days)
    graded = evidence(
        waves=len(days),
        compared=protocol.design in {Design.COMPARED, Design.STEPPED},
        drawn=protocol.design == Design.STEPPED and draw is not None,
        people=found.people,
        sites=found.sites,
        direction=Direction.HIGHER_IS_BETTER if protocol.higher_is_better else Direction.HIGHER_IS_WORSE,
        effect=found.effect,
        sensitivity=found.sensitivity,
        demanded_sites=(protocol.sites_needed or 0) if before else None,
    )
    return Finding(
        effect=found.effect,
        evidence=graded,
        people=found.people,
        sites=found.sites,
        assumed=bool(found.sensitivity),
    )


def _pairs(measures: Sequence[Measure], acting: Acting, *, trying: bool) -> list[tuple[Aggregate, Aggregate]]:
    """Return, site by site, the last measure before it began and the last one of all.

    For sites that never try, the first measure stands for the state before.
    """
    by_site: dict[int, list[Measure]] = {}
    for one in measures:
        if acting.ever(one.site_id) is trying:
            by_site.setdefault(one.site_id, []).append(one)
    found = []
    for site, seen in by_site.items():
        seen.sort(key=lambda one: one.wave.on)
        before = [one for one in seen if not acting.on(site, one.wave.on)] if trying else seen[:1]
        after = [one for one in seen if one not in before]
        if before and after and (pair := _same_people(before[-1], after[-1])):
            found.append(pair)
    return found


def _same_people(before: Measure, after: Measure) -> tuple[Aggregate, Aggregate] | None:
    """Return two measures as those of the same people; nothing when all answered alike, both times.

    Answers are never tied to a person: the fewer who answered are taken to be the same ones, which gives the wider
    interval.
    """
    if not (before.deviation or after.deviation):
        return None
    people = min(before.answers or 0, after.answers or 0)
    first, last = (replace(_aggregate(one), n=people) for one in (before, after))
    return first, last


def _people(pairs: Sequence[tuple[Aggregate, Aggregate]]) -> int:
    """Return how many people two measures of some sites rest on."""
    return sum(before.n for before, _after in pairs)


def _changes(pairs: Sequence[tuple[Aggregate, Aggregate]]) -> _Effect:
    """Return the change of the sites, each against itself."""
    if not pairs:
        return _Effect(effect=None)
    changes = [before_after(*pair) for pair in pairs]
    worlds = [changes, *zip(*(change.sensitivity for change in changes), strict=True)]
    effects = [_pooled([change.change for change in world]) for world in worlds]
    return _Effect(effect=effects[0], sensitivity=tuple(effects[1:]), people=_people(pairs), sites=len(pairs))


def _pooled(effects: Sequence[Estimate]) -> Estimate:
    """Return the effects of several sites as one; a single one is itself."""
    if len(effects) == 1:
        return effects[0]
    return pool([one.value for one in effects], [one.se**2 for one in effects]).effect


def _against(measures: Sequence[Measure], acting: Acting) -> _Effect:
    """Return by how much more the sites that try changed than those that compare."""
    tried, compared = (_pairs(measures, acting, trying=side) for side in (True, False))
    if not (tried and compared):
        return _Effect(effect=None)
    people, sites = min(_people(tried), _people(compared)), len(tried) + len(compared)
    if min(len(tried), len(compared)) > 1:
        found = difference_in_differences(**_panel(measures, acting)).effect
        return _Effect(effect=found, people=people, sites=sites)
    # A single site on a side: its own luck cannot be told from the effect, so people are compared, not sites.
    (before, after), (former, latter) = (map(together, zip(*side, strict=True)) for side in (tried, compared))
    change = change_against(before, after, former, latter)
    return _Effect(
        effect=change.change,
        sensitivity=tuple(other.change for other in change.sensitivity),
        people=people,
        sites=sites,
    )


def _by_steps(measures: Sequence[Measure], acting: Acting, draw: Draw | None) -> _Effect:
    """Return the effect of beginning, sites that have not begun yet standing beside those that have."""
    panel = _panel(measures, acting)
    people = sum(one.answers or 0 for one in measures)
    sites = len({one.site_id for one in measures})
    try:
        if draw is None:
            return _Effect(effect=staggered(**panel).effect, people=people, sites=sites)
        lot = randomisation_inference(**panel, seed=draw.seed)
    except ValueError:  # one wave, one site, or all began together: nothing stands beside anything yet
        return _Effect(effect=None, sites=sites)
    found = Estimate(value=lot.effect, se=math.nan, low=lot.low, high=lot.high, df=math.inf)
    return _Effect(effect=found, people=people, sites=sites)


def _panel(measures: Sequence[Measure], acting: Acting) -> dict[str, Any]:
    """Return measures as the five columns of a panel."""
    rows = [
        (
            one.site_id,
            one.wave.on.toordinal(),
            float(one.mean or 0),
            one.answers or 0,
            acting.on(one.site_id, one.wave.on),
        )
        for one in measures
    ]
    names = ("site", "period", "value", "weight", "treated")
    columns = zip(*rows, strict=True) if rows else ((),) * len(names)
    return {name: np.array(column) for name, column in zip(names, columns, strict=True)}


def needed(plan: Planned) -> int | None:
    """Return how many sites a plan needs to show the smallest effect that counts; none where it does not say.

    Four chances in five, a risk of one in twenty, and sites that explain one twentieth of what differs: see
    docs/methodes/deploiement-progressif.md.
    """
    if plan.smallest_effect is None or plan.spread is None or plan.people is None:
        return None
    effect, spread, people = float(plan.smallest_effect), float(plan.spread), plan.people
    inflation = design_effect(people, SITES_SHARE)
    match plan.design:
        case Design.BEFORE_AFTER:
            asked = paired_size(effect, correlation=ASSUMED_CORRELATION, sd=spread)
            return math.ceil(asked * inflation / people)
        case Design.COMPARED:
            return 2 * math.ceil(parallel_size(effect, sd=spread, inflation=inflation) / people)
        case Design.STEPPED:
            return sites_needed(effect, steps=STEPS, people=people, sd=spread, icc=SITES_SHARE)
        case _:
            return None
