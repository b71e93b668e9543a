"""What machines read of coverage, and the sentences that go with it: who has a team near, where nobody is."""

import math
from collections.abc import Sequence

import numpy as np
from django.utils.translation import gettext as _

from maillage.common import formats, geojson
from maillage.observatory.assemble import Seen, totals
from maillage.observatory.exports.answers import (
    Answer,
    asides,
    km_told,
    people_told,
    prudence,
    read_from,
    share,
    told,
    warning,
)
from maillage.observatory.exports.lines import Level, Line, lines, whole, zone_lines
from maillage.observatory.exports.tables import caution

# Who has a team near


BY = {"departement": Level.DEPARTEMENT, "epci": Level.EPCI, "commune": Level.COMMUNE}


def coverage(found: Seen, by: str) -> Answer:
    """Return who has a recognised team near, territory by territory, by name."""
    near = found.here & found.reach.near
    nobody = np.zeros(len(near), np.int64)
    held = whole(found.communes, found.here, found.reach, name=found.look.perimeter.label)
    everyone = _covered(held, float(totals(found.communes, nobody, 1, near).alone[0]))
    rows = coverage_rows(found, BY[by])
    return {
        "question": {**found.look.written(), "by": by},
        "read": {**read_from(found.communes), "teams": int(found.teams.recognised.sum())},
        "sentences": _coverage_words(found, held, everyone),
        "warning": warning(found.communes),
        "whole": everyone,
        "count": len(rows),
        "next": None,
        "results": rows,
    }


def coverage_rows(found: Seen, level: Level) -> list[Answer]:
    """Return the territories of a level, each with the people who have a recognised team near."""
    communes, near = found.communes, found.here & found.reach.near
    held = lines(communes, level, found.here, found.reach)
    if level == Level.COMMUNE:
        alone = np.where(near, np.nan_to_num(communes.alone), 0.0)
    else:
        by_epci = level == Level.EPCI
        groups = communes.epci if by_epci else communes.departement
        places = communes.epcis if by_epci else communes.departements
        alone = totals(communes, groups, len(places.codes), near).alone
    return [_covered(line, float(alone[line.rank])) for line in held]


def _covered(line: Line, alone_near: float) -> Answer:
    """Return the line of a territory: what is too small to be told, or unknown, is nothing."""

    def known(count: float | None) -> int | None:
        return None if count is None or line.hides(round(count)) else round(count)

    people, near = known(line.people), known(line.near)
    alone, alone_near_told = known(line.alone), None if line.alone is None else known(alone_near)
    return {
        "code": line.code,
        "territoire": line.name,
        "communes": line.communes,
        "communes_inconnues": line.unknown,
        "personnes_75": people,
        "personnes_75_proches": near,
        "part_75": share(near, people),
        "personnes_75_seules": alone,
        "personnes_75_seules_proches": alone_near_told,
        "part_75_seules": share(alone_near_told, alone),
        "equipe_km": None if line.km is None or not math.isfinite(line.km) else round(line.km, 1),
        "prudence": caution(line),
    }


def _coverage_words(found: Seen, held: Line, everyone: Answer) -> list[str]:
    """Say who has a team near, in sentences."""
    radius = km_told(found.look.radius)
    words = {
        "radius": radius,
        "near": formats.number(held.near),
        "people": formats.number(held.people),
        "share": formats.percent(held.near_share),
        "alone": formats.number(everyone["personnes_75_seules_proches"]),
        "of": formats.number(held.alone),
    }
    said = [
        _(
            "%(near)s personnes de 75 ans ou plus, sur %(people)s (%(share)s), ont une équipe reconnue à moins de "
            "%(radius)s, à vol d'oiseau ; de celles qui vivent seules, %(alone)s sur %(of)s."
        )
        % words
        if held.people is not None
        else _("Ici, le nombre de personnes de 75 ans ou plus est inconnu.")
    ]
    return [*said, _moment(found), *asides(found.communes, held.unknown, found.teams.nowhere)]


def _moment(found: Seen) -> str:
    """Say of where and of when one speaks, and how many teams were there."""
    return _("%(place)s, au %(day)s : %(teams)s.") % {
        "place": found.look.perimeter.label,
        "day": formats.day(found.look.as_of),
        "teams": formats.counted(
            int(found.teams.recognised.sum()), _("équipe reconnue placée"), _("équipes reconnues placées")
        ),
    }


# Where there is nobody


def gaps(found: Seen) -> Answer:
    """Return the white zones: communes next to each other that no recognised team is near, by name."""
    rows = gap_rows(found)
    placed = np.isfinite(found.communes.degrees).all(axis=1) & np.isfinite(found.communes.people)
    people = float(found.communes.people[found.here & placed & ~found.reach.near].sum())
    said = _(
        "%(zones)s à plus de %(radius)s de toute équipe reconnue, à vol d'oiseau : %(people)s y vivent."
    ) % {
        "zones": formats.counted(len(rows), _("zone"), _("zones")),
        "radius": km_told(found.look.radius),
        "people": people_told(people, _("personne de 75 ans ou plus"), _("personnes de 75 ans ou plus")),
    }
    unknown = int((found.here & ~placed).sum())
    return {
        "question": found.look.written(),
        "read": {**read_from(found.communes), "teams": int(found.teams.recognised.sum())},
        "sentences": [
            said,
            _moment(found),
            *asides(found.communes, unknown, found.teams.nowhere),
        ],
        "warning": warning(found.communes),
        "count": len(rows),
        "next": None,
        "results": rows,
    }


def gap_rows(found: Seen) -> list[Answer]:
    """Return the white zones, each with its communes; the commune where most people live names it and places it."""
    communes = found.communes
    far = found.here & ~found.reach.near
    zones = zone_lines(communes, found.reach, lines(communes, Level.COMMUNE, far, found.reach))
    rows = []
    for zone in zones:
        ranks = [line.rank for line in zone.communes]
        middle = max(zone.communes, key=lambda line: (line.people or 0, line.code))
        latitude, longitude = communes.degrees[middle.rank].tolist()
        inside = sorted({communes.departements.codes[one] for one in communes.departement[ranks].tolist()})
        known = communes.alone[ranks][np.isfinite(communes.alone[ranks])]
        alone = float(known.sum()) if len(known) else math.nan
        rows.append(
            {
                "zone": zone.around,
                "code": middle.code,
                "departements": inside,
                "communes": len(ranks),
                "personnes_75": told(zone.people),
                "personnes_75_seules": told(alone),
                "latitude": round(latitude, geojson.DECIMALS),
                "longitude": round(longitude, geojson.DECIMALS),
                "codes_communes": sorted(line.code for line in zone.communes),
                "prudence": prudence(zone.people, alone),
            }
        )
    return rows


def gap_features(found: Seen, rows: Sequence[Answer]) -> list[Answer]:
    """Return white zones as GeoJSON: a point for each of their communes whose position is known."""
    numbers = found.communes.places.numbers
    return [
        geojson.feature(
            geojson.points(found.communes.degrees[numbers[code]].tolist() for code in row["codes_communes"]),
            row,
        )
        for row in rows
    ]
