"""Where a figure of the census comes from, and what of it is unknown: no estimate goes without its name."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext as _

from maillage.common import formats
from maillage.common.formats import plural
from maillage.indicators.algebra import Periods
from maillage.indicators.definitions import Indicator, Ratio
from maillage.indicators.nearness import ALONE_75
from maillage.indicators.protection import counts_people
from maillage.indicators.reach import within
from maillage.indicators.register import Register
from maillage.observatory.assemble import AGES, HOUSEHOLDS
from maillage.observatory.models import DatasetImport
from maillage.territory.perimeter import Perimeter


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Say which file a figure comes from, or that it is an estimate, and how many communes it leaves out.

    Attributes:
        source: The file and its year, or the estimate by its name.
        estimated: Whether it is the demonstration estimate.
        unknown: How many communes of the perimeter are counted nowhere: people are unknown there.
        unplaced: Of how many others the position is unknown: they are near no team, and in no white zone.
        approximate: Of how many the position is only near.

    """

    source: str
    estimated: bool
    unknown: int
    unplaced: int
    approximate: int

    def marked(self, words: str) -> str:
        """Return the sentence of a figure; that of an estimate says so."""
        return _("%s (estimation de démonstration)") % words if self.estimated else words

    @property
    def sentence(self) -> str:
        """Return what is printed beside the figure."""
        said = []
        if self.estimated:
            said.append(
                _(
                    "Estimation de démonstration, à ne pas publier : une part publiée, appliquée à la population de "
                    "chaque commune, en attendant que le fichier officiel soit chargé."
                )
            )
        counts = (
            (
                self.unknown,
                _("%s commune n'est pas comptée : ses personnes de 75 ans ou plus sont inconnues."),
                _("%s communes ne sont pas comptées : leurs personnes de 75 ans ou plus sont inconnues."),
            ),
            (
                self.unplaced,
                _("%s commune n'est ni près d'une équipe, ni en zone blanche : sa position est inconnue."),
                _(
                    "%s communes ne sont ni près d'une équipe, ni en zone blanche : leur position est inconnue."
                ),
            ),
            (
                self.approximate,
                _("La position de %s commune n'est qu'approchée."),
                _("La position de %s communes n'est qu'approchée."),
            ),
        )
        said += [plural(count, one, many) % formats.number(count) for count, one, many in counts if count]
        return " ".join(said)

    def as_dict(self) -> dict[str, object]:
        """Return it as machines read it."""
        return {
            "source": self.source,
            "estimated": self.estimated,
            "communes_unknown": self.unknown,
            "communes_unplaced": self.unplaced,
            "communes_approximate": self.approximate,
            "sentence": self.sentence,
        }


def load_of(figure: Indicator, register: Register, as_of: dt.date) -> DatasetImport | None:
    """Return the file that says, on a day, how many people a figure counts; none where it is an estimate."""
    communes = register.nearness.epoch_on(as_of.toordinal()).communes
    if figure.census == ALONE_75:
        return None if communes.alone_are_estimated else communes.loads[HOUSEHOLDS]
    return communes.loads.get(AGES)


def source_of(load: DatasetImport | None) -> str:
    """Return the source of a figure: its file and its year, or the estimate by its name."""
    if load is None:
        return _("estimation de démonstration, d'après des parts publiées par l'Insee")
    return _("%(source)s, %(year)d") % {"source": load.declared.source, "year": load.vintage}


def origin_of(figure: Indicator, register: Register, as_of: dt.date, perimeter: Perimeter) -> Origin | None:
    """Return where a figure of the census comes from on a day, in a perimeter; none for any other."""
    if not figure.census:
        return None
    counted = figure.numerator if isinstance(figure, Ratio) else figure
    load = load_of(figure, register, as_of)
    of_people = counts_people(figure)  # which communes no team is near is no estimate

    def many(population: Callable[[str], Periods]) -> int:
        rows = within(population(figure.census), perimeter, figure=counted, register=register)
        return len(np.unique(rows.holding(as_of.toordinal()).subject))

    near = register.nearness
    return Origin(
        source=source_of(load) if of_people else str(figure.source),
        estimated=of_people and load is None,
        unknown=many(near.unknown),
        unplaced=many(near.unplaced),
        approximate=many(near.approximate),
    )
