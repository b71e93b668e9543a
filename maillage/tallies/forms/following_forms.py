"""What is asked of the page that follows tallies: a period, a state, a name."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.common.forms import Choices, ListFilters
from maillage.tallies.models import MONTH, QUARTER, Period
from maillage.territory.models import Departement
from maillage.territory.perimeter import FRANCE, Perimeter

BACK_MONTHS, BACK_QUARTERS = 24, 8
STATES = (
    ("", gettext_lazy("Toutes les équipes")),
    ("attendues", gettext_lazy("Celles qui n'ont pas répondu")),
    ("recues", gettext_lazy("Celles qui ont répondu")),
)


class FollowingFilters(ListFilters):
    """Ask for a period, a state, a name."""

    periode = forms.ChoiceField(label=gettext_lazy("Période"), required=False)
    etat = forms.ChoiceField(label=gettext_lazy("Montrer"), choices=STATES, required=False)
    lieu = forms.ChoiceField(label=gettext_lazy("Département"), required=False)
    q = forms.CharField(label=gettext_lazy("Nom de l'équipe"), required=False, max_length=100)

    def __init__(self, asked: Mapping[str, Any], *, on: dt.date, places: Sequence[Departement]) -> None:
        self.on, self.places = on, places
        super().__init__(asked)
        if not places:  # whoever follows one territory has no other to choose
            del self.fields["lieu"]

    def offered(self) -> Mapping[str, Choices]:
        """Return the periods that are over, the last first, and the départements."""
        return {
            "periode": [(one.code, str(one).capitalize()) for one in self._periods()],
            "lieu": [
                ("", _("Toute la France")),
                *((one.code, f"{one.name} ({one.code})") for one in self.places),
            ],
        }

    def _periods(self) -> list[Period]:
        found = []
        for months, count in ((MONTH, BACK_MONTHS), (QUARTER, BACK_QUARTERS)):
            period = Period.holding(self.on, months)
            for _rank in range(count):
                period = period.before
                found.append(period)
        return found

    @property
    def perimeter(self) -> Perimeter:
        """Return where the teams that are asked for have their seat."""
        code = self.value("lieu")
        return Perimeter("departement", code) if code else FRANCE

    @property
    def period(self) -> Period:
        """Return the period that was asked for; the last month that is over otherwise."""
        return Period.parse(self.value("periode")) or Period.holding(self.on).before
