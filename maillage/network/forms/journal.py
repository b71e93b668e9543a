"""What is asked of the journal."""

import datetime as dt

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.common import formats
from maillage.common.forms import Day, WorkForm, asked_in_words


class JournalFilters(WorkForm):
    """Ask for some lines of the journal."""

    who = forms.CharField(label=_("Par qui"), required=False, max_length=100)
    about = forms.CharField(
        label=_("À propos de"),
        required=False,
        max_length=100,
        help_text=_("Une équipe, une coopération, une organisation ou une personne."),
    )
    first = Day(label=_("Depuis le"), required=False)
    last = Day(label=_("Jusqu'au"), required=False)

    @property
    def sentences(self) -> list[str]:
        """Return what was asked in words, for the heading of a file; nothing of what is not understood."""
        return asked_in_words(self, self._told) if self.is_valid() else []

    def _told(self, name: str) -> str:
        asked = self.cleaned_data[name]
        return formats.day(asked) if isinstance(asked, dt.date) else asked


class SealForm(WorkForm):
    """Ask whether a seal that was told elsewhere still holds."""

    number = forms.IntegerField(label=_("Numéro de la ligne"), min_value=1, max_value=10**15)
    seal = forms.CharField(
        label=_("Sceau"),
        max_length=64,
        min_length=12,
        help_text=_("Tel que la lettre de la semaine le donne."),
    )
