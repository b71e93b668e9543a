"""What a funder reads on a day: its figures, measured, and what was given out of its money."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from maillage.common.errors import Refused
from maillage.indicators.catalogue import CATALOGUE
from maillage.indicators.measure import measure
from maillage.network.models import Organisation
from maillage.portal.figures import written
from maillage.portal.moment import Moment
from maillage.programme.models import FunderFigure
from maillage.supports.models import AidScheme, Award


@dataclass(frozen=True, kw_only=True)
class Followed:
    """Hold a figure that a funder follows: its value on the day, its definition, or why it is unknown."""

    title: str
    place: str
    value: str
    because: str
    definition: str
    source: str
    url: str


def followed(organisation: Organisation, moment: Moment) -> list[Followed]:
    """Return the figures that an organisation follows on the day of a page, each measured that day."""
    rows = FunderFigure.objects.standing(moment.as_of, moment.known_at).of(organisation)
    return [_measured(row, moment) for row in rows if row.code in CATALOGUE]


def _measured(row: FunderFigure, moment: Moment) -> Followed:
    figure, place = CATALOGUE[row.code], row.perimeter
    value, because = "", ""
    try:
        found = measure(
            row.code,
            as_of=moment.as_of,
            known_at=moment.known_at,
            perimeter=place,
            register=moment.register,
        )
        value, because = written(found.value, figure, place), found.unknown_because
    except Refused as refusal:  # the figure is not cut by place
        because = str(refusal)
    return Followed(
        title=str(figure.title),
        place=place.label,
        value=value,
        because=because,
        definition=str(figure.definition),
        source=str(figure.source),
        url=moment.url("figure", row.code, perimetre="" if place.is_france else str(place)),
    )


@dataclass(frozen=True, kw_only=True)
class Given:
    """Hold what an aid gave in a year out of the money of a funder."""

    year: int
    scheme: AidScheme
    count: int
    amount: Decimal


def given(organisation: Organisation, moment: Moment) -> list[Given]:
    """Return what was awarded out of the money of a funder until a day, by year and by aid, the last year first."""
    awards = Award.objects.known_at(moment.known_at).paid_by(organisation, moment.as_of)
    found: dict[tuple[dt.date, int], list[Award]] = {}
    for award in awards:
        year = award.on.replace(month=1, day=1)
        found.setdefault((year, award.application.scheme_id), []).append(award)
    return [_summed(first, rows) for (first, _scheme), rows in sorted(found.items(), reverse=True)]


def _summed(first: dt.date, rows: Iterable[Award]) -> Given:
    awards = list(rows)
    return Given(
        year=first.year,
        scheme=awards[0].application.scheme,
        count=len(awards),
        amount=Decimal(sum(award.amount_cents for award in awards)) / 100,
    )
