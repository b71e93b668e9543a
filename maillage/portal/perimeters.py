"""The territory that a page of figures is asked about: a text is read, and what it may mean is offered."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from maillage.common.errors import Refused
from maillage.indicators.reach import perimeter_label
from maillage.network.models import Cooperation, Organisation
from maillage.portal.forms import LONGEST, find_places
from maillage.territory.perimeter import FRANCE, Perimeter

PLACES_OFFERED, NETWORK_OFFERED = 6, 4


@dataclass(frozen=True, kw_only=True)
class Where:
    """Hold the territory of a page, its name, and what the words that were typed may mean."""

    perimeter: Perimeter = FRANCE
    label: str = "France"
    asked: str = ""
    offered: tuple[tuple[str, Perimeter], ...] = ()
    refused: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """Return what an address keeps of the territory; nothing for France."""
        return "" if self.perimeter.is_france else str(self.perimeter)


def read_where(given: Mapping[str, str], understood: Perimeter | None = None) -> Where:
    """Return the territory that an address asks for, or one that was understood, and what its words may mean.

    What is not understood is said, and France stands in.
    """
    asked = given.get("perimetre", "")[:LONGEST].replace("\x00", "").strip()
    words = given.get("ou", "")[:LONGEST].replace("\x00", "").strip()
    refused: list[str] = []
    perimeter, label = FRANCE, FRANCE.label
    try:
        perimeter = understood or (Perimeter.parse(asked) if asked else FRANCE)
        label = perimeter_label(perimeter)
    except Refused as refusal:
        perimeter = FRANCE
        refused.append(_("%s Voici la France.") % refusal)
    offered: tuple[tuple[str, Perimeter], ...] = ()
    if words:
        offered = meanings(words)
        if not offered:
            refused.append(
                _(
                    "Ni lieu, ni coopération, ni porteur ne s'appelle « %s » : vérifiez l'orthographe, ou "
                    "écrivez un code postal."
                )
                % words
            )
    return Where(perimeter=perimeter, label=label, asked=words, offered=offered, refused=tuple(refused))


def meanings(words: str) -> tuple[tuple[str, Perimeter], ...]:
    """Return what some words may mean: places first, then cooperations and carriers, by name."""
    try:
        places = [(place.label, place.perimeter) for place in find_places(words, PLACES_OFFERED)]
    except ValidationError:
        places = []
    cooperations = [
        (_("%s, coopération") % row.name, Perimeter("cooperation", row.slug))
        for row in Cooperation.objects.named_like(words).order_by("name", "pk")[:NETWORK_OFFERED]
    ]
    carriers = [
        (_("%s, porteur") % row.name, Perimeter("porteur", row.slug))
        for row in Organisation.objects.named_like(words).carriers().order_by("name", "pk")[:NETWORK_OFFERED]
    ]
    return (*places, *cooperations, *carriers)
