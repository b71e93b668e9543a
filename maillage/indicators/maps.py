"""Maps of the network on a day, for the pages and for the bilans."""

import datetime as dt
from collections import Counter

from django.utils.translation import gettext as _

from maillage.common.formats import day as written_day
from maillage.common.maps import FranceMap, MapPoint, MapValue
from maillage.indicators.algebra import NONE
from maillage.indicators.catalogue.dimensions import departements
from maillage.indicators.measure import measure
from maillage.indicators.register import COOPERATION_STAGES, Register
from maillage.network.models import CooperationStage
from maillage.observatory.exports.drawing import near_labels, share_step
from maillage.territory.perimeter import FRANCE, Perimeter

# How dark a département is: one step of the scale for each stage on the way, nothing for those that left it.
STEPS = {
    CooperationStage.CONTACT: 1,
    CooperationStage.INITIATED: 2,
    CooperationStage.STRUCTURED: 3,
    CooperationStage.RECOGNISED: 4,
    CooperationStage.LAUNCHED: 5,
    CooperationStage.ACTIVE: 6,
    CooperationStage.DORMANT: 0,
    CooperationStage.CLOSED: 0,
}


def furthest(stage: CooperationStage) -> tuple[int, str]:
    """Return the rank of a stage on the way: the further, the greater; two that left it are told apart by name."""
    return STEPS[stage], stage.value


def furthest_stages(register: Register, day: dt.date) -> dict[str, CooperationStage]:
    """Return, for each département where a cooperation sits on a day, the furthest stage reached there."""
    rows = register.cooperation_stages.holding(day.toordinal())
    by_rank = {rank: CooperationStage(value) for value, rank in COOPERATION_STAGES.items()}
    labels = departements()
    reached: dict[str, CooperationStage] = {}
    for place, rank in zip(
        rows.attributes["departement"].tolist(), rows.attributes["etape"].tolist(), strict=True
    ):
        if place == NONE:
            continue
        code, _name = labels[place]
        stage = by_rank[rank]
        reached[code] = max(stage, reached.get(code, stage), key=furthest)
    return reached


def cooperation_map(register: Register, day: dt.date) -> FranceMap:
    """Return the map of départements by the furthest stage that a cooperation reached there."""
    stages = furthest_stages(register, day)
    shown = sorted({stage for stage in stages.values() if STEPS[stage]}, key=lambda stage: -STEPS[stage])
    counts = ", ".join(
        _("%(stage)s : %(count)d")
        % {"stage": stage.label, "count": sum(held == stage for held in stages.values())}
        for stage in shown
    )
    return FranceMap(
        title=_("Les coopérations au %(day)s") % {"day": written_day(day)},
        values={code: MapValue(STEPS[stage], str(stage.label)) for code, stage in stages.items()},
        legend=tuple((STEPS[stage], str(stage.label).capitalize()) for stage in shown),
        alt=_("Carte des départements selon l'étape la plus avancée de leurs coopérations. %(counts)s.")
        % {"counts": counts or _("Aucune coopération à cette date")},
    )


def team_map(register: Register, day: dt.date, perimeter: Perimeter = FRANCE) -> FranceMap:
    """Return the map of recognised teams, counted by département, overseas included."""
    teams = measure(
        "equipes",
        as_of=day,
        known_at=register.known_at,
        perimeter=perimeter,
        by="departement",
        register=register,
    )
    placed = [part for part in teams.parts if part.key]
    return FranceMap(
        title=_("Les équipes citoyennes au %(day)s") % {"day": written_day(day)},
        values={part.key: MapValue(2, _("au moins une équipe")) for part in placed},
        legend=((2, _("Au moins une équipe reconnue")),),
        points=tuple(MapPoint(part.key, part.value) for part in placed),
        alt=_("Carte des équipes citoyennes reconnues : %(count)d équipes dans %(places)d départements.")
        % {"count": sum(part.value for part in placed), "places": len(placed)},
    )


def coverage_map(register: Register, day: dt.date, perimeter: Perimeter = FRANCE) -> FranceMap:
    """Return the map of départements by the share of their people of 75 or more who have a recognised team near."""
    asked = {"as_of": day, "known_at": register.known_at, "perimeter": perimeter, "register": register}
    near, whole = (
        measure(code, by="departement", **asked)  # type: ignore[arg-type] # a dict of arguments
        for code in ("personnes-75-proches", "personnes-75")
    )
    counts = {part.key: part.value for part in near.parts}
    labels = near_labels()
    values: dict[str, MapValue] = {}
    for part in whole.parts:
        step = share_step(counts.get(part.key, 0) / part.value)
        values[part.key] = MapValue(step, labels[step - 1])
    steps = Counter(value.step for value in values.values())
    told = ", ".join(f"{label} : {steps[step]}" for step, label in enumerate(labels, start=1) if steps[step])
    title = _(
        "Part des personnes de 75 ans ou plus qui ont une équipe à moins de 15 km, au %s"
    ) % written_day(day)
    return FranceMap(
        title=near.origin.marked(title) if near.origin else title,
        values=values,
        legend=tuple(enumerate(labels, start=1)),
        alt=_(
            "Carte des départements selon la part des personnes de 75 ans ou plus qui ont une équipe près d'elles. %s."
        )
        % (told or _("Rien n'est connu à cette date")),
    )
