"""Small numbers of people are not told of small places: which figures, and where; how few is `formats.LEAST`."""

from django.utils.translation import gettext as _

from maillage.common.formats import LEAST, small_count
from maillage.indicators.definitions import PEOPLE, Indicator, Ratio
from maillage.territory.perimeter import Perimeter

# From the département up, a small number names nobody.
WIDE = frozenset({"france", "region", "departement"})


def counts_people(figure: Indicator) -> bool:
    """Tell whether a figure counts people, or is a share of people; organisations and teams are not people."""
    if isinstance(figure, Ratio):
        return PEOPLE in {figure.numerator.unit, figure.denominator.unit}
    return figure.unit == PEOPLE


def is_guarded(figure: Indicator, perimeter: Perimeter) -> bool:
    """Tell whether the small values of a figure are kept silent in a perimeter: people, below the département."""
    return perimeter.kind not in WIDE and counts_people(figure)


def hides(figure: Indicator, perimeter: Perimeter, *counts: int) -> bool:
    """Tell whether a figure keeps silent because one of its counts of people is small: its value, or its two terms."""
    if isinstance(figure, Ratio):
        terms = zip((figure.numerator, figure.denominator), counts, strict=False)
        counts = tuple(count for term, count in terms if counts_people(term))
    # That nobody of a census lives near a team names nobody; that a team saw nobody might.
    least = 1 if figure.census else 0
    return is_guarded(figure, perimeter) and any(least <= count < LEAST for count in counts)


def small_text(figure: Indicator) -> str:
    """Return what is read in the place of the value of a figure: a share of few people is not told either."""
    return _("non publié") if isinstance(figure, Ratio) else small_count()


def small_because() -> str:
    """Say why a small number is not told."""
    return _(
        "sous le département, un nombre de personnes inférieur à %(least)d se lit « moins de %(least)d », "
        "pour que personne ne soit reconnu"
    ) % {"least": LEAST}
