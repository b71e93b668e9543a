"""What is asked of the page that follows tallies: a period, a state, a name."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from maillage.common.forms import Choices, ListFilters
from maillage.tallies.models import MONTH, QUARTER, Period

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
    q = forms.CharField(label=gettext_lazy("Nom de l'équipe"), required=False, max_length=100)

    def __init__(self, asked: Mapping[str, Any], *, on: dt.date) -> None:
        self.on = on
        super().__init__(asked)

    def offered(self) -> Mapping[str, Choices]:
        """Return the periods that are over, the last first."""
        return {"periode": [(one.code, str(one).capitalize()) for one in self._periods()]}

    def _periods(self) -> list[Period]:
        found = []
        for months, count in ((MONTH, BACK_MONTHS), (QUARTER, BACK_QUARTERS)):
            period = Period.holding(self.on, months)
            for _rank in range(count):
                period = period.before
                found.append(period)
        return found

    @property
    def period(self) -> Period:
        """Return the period that was asked for; the last month that is over otherwise."""
        return Period.parse(self.value("periode")) or Period.holding(self.on).before
