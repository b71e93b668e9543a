"""What every block of a bilan is given: a day, a knowledge, a perimeter, and one reading of the register."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.utils.translation import gettext as _

from maillage.bilan.document import KeyFigure, PublishedBeside
from maillage.common.formats import day as written_day
from maillage.common.formats import number, percent
from maillage.indicators.measure import FRANCE, Measure, measure
from maillage.indicators.reach import label_of
from maillage.indicators.register import Register
from maillage.territory.perimeter import Perimeter


@dataclass(frozen=True, kw_only=True)
class Context:
    """Hold the question that a bilan answers."""

    as_of: dt.date
    known_at: dt.datetime
    organisation: str
    register: Register
    perimeter: Perimeter = FRANCE

    @cached_property
    def perimeter_label(self) -> str:
        """Return the name of the perimeter."""
        return label_of(self.perimeter, self.register)

    def measure(
        self, code: str, *, on: dt.date | None = None, by: str = "", since: dt.date | None = None
    ) -> Measure:
        """Return a figure of the catalogue, on the day of the bilan or on another; a flow, since a day."""
        return measure(
            code,
            as_of=on or self.as_of,
            known_at=self.known_at,
            perimeter=self.perimeter,
            by=by,
            since=since,
            register=self.register,
        )

    def notes(self, *measures: Measure) -> tuple[str, ...]:
        """Return what the speaker should know: each definition once, its source, and the two dates."""
        definitions = {m.code: f"{m.title} : {m.definition} ({_('source')} : {m.source})" for m in measures}
        dates = ", ".join(sorted({written_day(m.as_of) for m in measures}))
        beside = [(m.title, told.sentence) for m in measures for told in (m.response, m.origin) if told]
        answers = dict.fromkeys(f"{title} : {said}" for title, said in beside if said)
        return (
            *definitions.values(),
            *answers,
            _("Chiffres au %(dates)s, tels que connus le %(known)s. Périmètre : %(perimeter)s.")
            % {
                "dates": dates or written_day(self.as_of),
                "known": written_day(self.known_at.date()),
                "perimeter": self.perimeter_label,
            },
        )


def value_text(measured: Measure) -> str:
    """Return a value as every renderer prints it."""
    if measured.value is None:
        return ""
    if measured.denominator is None:
        return number(measured.value)
    return percent(Decimal(measured.value) / 100) if measured.unit == "%" else number(measured.value, 1)


def key_figure(measured: Measure) -> KeyFigure:
    """Return a measured figure as a block prints it, with what was published of it."""
    beside = None
    # What was published of a whole year does not stand beside a part of it.
    same = [found for found in measured.published if found.computed == measured.value]
    if same:
        first = same[0]
        beside = PublishedBeside(value=first.value, source=first.publication, gap=first.gap)
    return KeyFigure(
        code=measured.code,
        value=measured.value,
        text=value_text(measured),
        sentence=with_response(measured),
        unit=measured.unit,
        definition=measured.definition,
        source=measured.source,
        as_of=measured.as_of,
        known_at=measured.known_at,
        published=beside,
        unknown_because=measured.why,
        since=measured.since,
    )


def with_response(measured: Measure) -> str:
    """Return the sentence of a figure; for what teams declare, with how many of them answered."""
    if measured.response is None:
        return measured.sentence
    return f"{measured.sentence} ({measured.response.short})"


def sentence(measured: Measure) -> str:
    """Return a figure as a sentence, without its final stop; an unknown one says which it is."""
    if measured.value is not None:
        return f"{value_text(measured)} {measured.sentence}"
    return _("%(figure)s, %(why)s") % {"figure": measured.title, "why": measured.unknown_because}


def month_before(day: dt.date) -> dt.date:
    """Return the last day of the last month that is over on a day."""
    return day.replace(day=1) - dt.timedelta(days=1)


def month_name(day: dt.date) -> str:
    """Return the month of a day: « décembre 2014 »."""
    return written_day(day, "mois")
