"""What a figure is: a Stock, a Flow or a Ratio, defined once for the page, the export, the API and the deck."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from maillage.indicators.algebra import Amounts, Periods
from maillage.indicators.register import Register

Words = str | Promise
Labels = Mapping[int, tuple[str, str]]

# The unit of every figure that counts people: its small values are kept silent in small places.
PEOPLE: Words = _("personne")
PERCENT = 100
ANY = "*"


@dataclass(frozen=True, kw_only=True)
class Dimension:
    """Say how a figure splits: by an attribute whose values have a stable key and a label.

    A dimension that overlaps lets one subject stand in several parts: the parts less their overlap add up.
    """

    code: str
    title: Words
    labels: Callable[[], Labels]
    unknown: Words
    overlapping: bool = False


@dataclass(frozen=True, kw_only=True)
class Figure:
    """Say what every figure carries: its name, its sentence, its definition, its unit, its source."""

    code: str
    title: Words
    one: Words
    many: Words
    unit: Words
    definition: Words
    source: Words
    subject: type[Model]
    dimensions: tuple[Dimension, ...] = ()
    main_dimension: str = ""
    has_place: bool = True
    # What naming a subject reads beside it: a list of a thousand records then asks for them once.
    named_by: tuple[str, ...] = ()
    # How each record is called where none is to be named: who asked in vain, say.
    unnamed: Words = ""
    # The count of tallies that it adds up, or ANY: how many teams answered is then said beside it.
    declared: str = ""
    # What of the communes it counts, as the observatory knows it: where this comes from is then said beside it.
    census: str = ""

    @property
    def may_be_untold(self) -> bool:
        """Tell whether it adds up what is not always known, teams' tallies or a census: that is unknown, and not 0."""
        return self.declared not in {"", ANY} or bool(self.census)


@dataclass(frozen=True, kw_only=True)
class Stock(Figure):
    """Count the distinct subjects whose period holds a day; where periods weigh, add up what they weigh."""

    population: Callable[[Register], Periods]
    fact: type[Model]
    # What it would count at most: where none of it holds a day, the figure is unknown, and not 0.
    known: Callable[[Register], Periods] | None = None
    # Rows of a day, told by the fact behind each, where this depends on the day.
    behind: Callable[[Register, Periods, int], Periods] | None = None


@dataclass(frozen=True, kw_only=True)
class Flow(Figure):
    """Sum the amounts dated within two days; with `once`, each subject counts at its first of them alone.

    The first is chosen before any territory is: a subject is then in one place, and places add up to France.
    """

    population: Callable[[Register], Amounts]
    fact: type[Model]
    once: bool = False


@dataclass(frozen=True, kw_only=True)
class Ratio(Figure):
    """Divide one count by another, in percent or, with a scale of 1, as a mean; no denominator, no ratio."""

    numerator: Stock | Flow
    denominator: Stock | Flow
    scale: int = PERCENT

    @property
    def in_percent(self) -> bool:
        """Tell whether the figure is a share, and not a mean."""
        return self.scale == PERCENT


Indicator = Stock | Flow | Ratio
