"""What the pages of experiments say: where each stands on a day, how its lot was drawn, what became of it."""

import datetime as dt
import hashlib
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from maillage.accounts.actors import Actor
from maillage.accounts.roles import Right
from maillage.common import formats
from maillage.common.facts import day_of
from maillage.common.markdown import rendered
from maillage.experiments.models import (
    Adoption,
    Amendment,
    Decision,
    Draw,
    Experiment,
    Lesson,
    Note,
    Part,
    Partner,
    Protocol,
    Site,
    SpreadPlan,
    Stage,
    stage_of,
)
from maillage.indicators.steps import month_ends
from maillage.portal.curve import Curve, curve_svg
from maillage.portal.experiment_results import result_of
from maillage.portal.moment import Moment
from maillage.resources.models import Publication
from maillage.science.deployment import draw_steps

MOST_POINTS = 36
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """Hold a line of a drawing by lot: what was drawn, its print, the site, and when it begins."""

    ticket: str
    print: str
    site: str
    step: int
    on: dt.date


@dataclass(frozen=True, kw_only=True)
class Change:
    """Hold what changed in a protocol once it was registered: on which day, why, and what."""

    on: dt.date
    why: str
    what: str


def lot_again(draw: Draw, sites: Sequence[Site]) -> tuple[list[Drawn], bool]:
    """Draw a lot again, and tell whether it comes out as it was written."""
    again = draw_steps(draw.order, draw.steps, draw.seed) if draw.order else {}
    names, starts = {site.ticket: str(site) for site in sites}, draw.starts()
    lines = [
        Drawn(
            ticket=ticket,
            print=hashlib.sha256(f"{draw.seed}:{ticket}".encode()).hexdigest()[:12],
            site=names.get(ticket, ""),
            step=step,
            on=starts[step - 1],
        )
        for ticket, step in again.items()
    ]
    return lines, list(again) == draw.order


def changes(row: Experiment, plan: Protocol, moment: Moment) -> list[Change]:
    """Return what changed in the protocol of an experiment since it was first registered, the first first."""
    versions = [*Protocol.objects.given_up(row, moment.known_at), plan]
    found = [
        Change(
            on=day_of(former.known_until),
            why=former.retraction_reason,
            what=formats.listing(former.said_otherwise(later)),
        )
        for former, later in itertools.pairwise(versions)
    ]
    return [one for one in found if one.on <= moment.as_of]


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
    amendments = list(Amendment.objects.told(day, known).of(row))
    draw = Draw.objects.of(row, day, known)
    lines, is_same = lot_again(draw, list(Site.objects.of(row))) if draw else ([], False)
    speaks = actor.may(Right.EDIT_TEAM) or actor.may(Right.EDIT_COOPERATION)
    return {
        "plan": plan,
        "protocol_text": rendered(plan.protocol),
        "stage": stage,
        "parts": list(Part.objects.known_at(known).as_of(day).of(row).named()),
        "draw": draw,
        "drawn": lines,
        "draw_is_same": is_same,
        "amendments": amendments,
        "changes": changes(row, plan, moment),
        "result": result_of(row, plan, draw, amendments, moment),
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
