"""Whom to call first, in France; the settings name the table that is printed."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, kw_only=True)
class UrgentNumber:
    """Hold a number to call, for what, and who says so."""

    number: str
    what: str | Promise
    source: str


_STATE = "service-public.gouv.fr"
FRANCE = (
    UrgentNumber(number="15", what=_("SAMU : une urgence médicale"), source=_STATE),
    UrgentNumber(number="18", what=_("Pompiers"), source=_STATE),
    UrgentNumber(number="112", what=_("Toute urgence, dans toute l'Europe"), source=_STATE),
    UrgentNumber(number="114", what=_("Urgence par SMS, pour qui n'entend pas"), source="urgence114.fr"),
    UrgentNumber(number="3977", what=_("Maltraitance d'une personne âgée ou handicapée"), source="3977.fr"),
)


def urgent_numbers() -> Sequence[UrgentNumber]:
    """Return whom to call first, from the settings."""
    numbers: Sequence[UrgentNumber] = import_string(settings.EMERGENCY_NUMBERS)
    return numbers
