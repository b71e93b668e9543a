"""The form of a tally: ten boxes, none of which is compulsory, and a word."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.common import formats
from maillage.common.forms import Line, Paragraph, WorkForm
from maillage.common.normalise.text import ascii_digits
from maillage.tallies.models import (
    COUNTS,
    GROUPS,
    HINTS,
    LABELS,
    MOST,
    WORD,
    WORD_HINT,
    WORD_LABEL,
    Counts,
    How,
    Period,
    Rhythm,
    Tally,
)
from maillage.tallies.operations.tallies import Declared

_WHOLE = re.compile(r"\d+")
_BROKEN = re.compile(r"\d+[.,]\d+")
_NEGATIVE = re.compile(r"-\d+")


class Count(Line):
    """Ask for a whole number, typed on the digits of a telephone; nothing typed is unknown."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "tally-number"})

    def to_python(self, value: object) -> int | None:  # type: ignore[override] # a number is typed as a text
        """Return the number, or none."""
        text = "".join(ascii_digits(super().to_python(value)).split())
        if not text:
            return None
        if _NEGATIVE.fullmatch(text):
            raise ValidationError(
                _("Un nombre n'est jamais négatif : laissez vide ce que vous n'avez pas compté.")
            )
        if _BROKEN.fullmatch(text):
            raise ValidationError(_("Écrivez un nombre entier : arrondissez au plus près."))
        if not _WHOLE.fullmatch(text):
            raise ValidationError(
                _("Écrivez ce nombre en chiffres, par exemple 12, ou laissez la case vide.")
            )
        if len(text) > len(str(MOST)) or int(text) > MOST:
            raise ValidationError(
                _("%s au plus : un chiffre a peut-être été tapé deux fois.") % formats.number(MOST)
            )
        return int(text)


class TallyForm(WorkForm):
    """Ask what a team did; the page says of which period."""

    replaces = forms.IntegerField(widget=forms.HiddenInput, required=False)
    sent_as = forms.UUIDField(widget=forms.HiddenInput, required=False)
    nothing = forms.ChoiceField(choices=[("1", "1")], widget=forms.HiddenInput, required=False)
    word = Paragraph(
        label=WORD_LABEL,
        help_text=WORD_HINT,
        required=False,
        max_length=WORD,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for name in COUNTS:
            self.fields[name] = Count(label=str(LABELS[name]).capitalize(), required=False)
            self.fields[name].help_text = formats.typo(str(HINTS[name]))

    def told(self, *, how: How, filled_by: str) -> Declared:
        """Return what is declared; call it when the form is valid."""
        given = self.cleaned_data
        return Declared(
            counts=Counts(**{name: given[name] for name in COUNTS}),
            nothing=bool(given["nothing"]),
            word=given["word"],
            how=how,
            filled_by=given.get("filled_by") or filled_by,
            sent_as=given["sent_as"],
        )

    @property
    def boxes(self) -> "list[tuple[str, list[forms.BoundField]]]":
        """Return the boxes, group by group."""
        return [(str(title), [self[name] for name in names]) for title, names in GROUPS]


class LinkTallyForm(TallyForm):
    """Ask what a team did, of a period that the form itself says: it may come from a device, days later."""

    period = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_period(self) -> Period | None:
        """Return the period; none: the one of the page."""
        code = self.cleaned_data["period"]
        if not code:
            return None
        period = Period.parse(code)
        if period is None:
            raise ValidationError(_("Cette période n'est pas comprise : choisissez un mois ou un trimestre."))
        return period


class PaperForm(TallyForm):
    """Ask what a sheet of paper says, and who filled it."""

    filled_by = Line(
        label=gettext_lazy("Qui a rempli la feuille"),
        help_text=gettext_lazy("Son nom, pour savoir à qui demander si un nombre étonne."),
        max_length=150,
    )


class RhythmForm(WorkForm):
    """Ask how often a team declares, from which quarter."""

    months = forms.TypedChoiceField(
        label=gettext_lazy("L'équipe déclare"), choices=Rhythm.choices, coerce=int, widget=forms.RadioSelect
    )
    since = forms.ChoiceField(label=gettext_lazy("À partir du"))

    def __init__(self, *arguments: Any, quarters: list[Period], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.quarters = {quarter.code: quarter for quarter in quarters}
        self.fields["since"].choices = [(q.code, formats.day(q.first)) for q in quarters]  # type: ignore[attr-defined] # a choice

    @property
    def quarter(self) -> Period:
        """Return the quarter that was chosen; call it when the form is valid."""
        return self.quarters[self.cleaned_data["since"]]


class ReasonForm(WorkForm):
    """Ask why a tally is taken back."""

    reason = Line(label=gettext_lazy("Pourquoi"), help_text=gettext_lazy("Par exemple : mauvaise équipe."))


def last_counts(tally: Tally | None) -> dict[str, int]:
    """Return what the boxes hold « comme la dernière fois »."""
    return {name: value for name, value in vars(tally.counts).items() if value is not None} if tally else {}
