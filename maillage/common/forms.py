"""The fields that every form at work uses: canonical text, days, amounts, with sentences for what is refused."""

import datetime as dt
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any, TypeVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.choices import flatten_choices
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.common import normalise
from maillage.common.errors import Refused
from maillage.common.facts import Precision

SHORT, LONG = 200, 5_000
_SPACES = {"\t", "\n", "\r", "\x0b", "\x0c", "\x85"}  # controls that only part words or lines

Choices = Iterable[tuple[str, Any]]

_T = TypeVar("_T")


def _heeding(read: Callable[[], _T]) -> _T:
    """Return what is read, a refusal being the error of the field."""
    try:
        return read()
    except Refused as refusal:
        raise ValidationError(str(refusal)) from refusal


def _without_controls(text: str) -> None:
    """Refuse a text that holds what no keyboard types: a NUL byte, say."""
    if any(unicodedata.category(c) in {"Cc", "Cs"} for c in set(text) - _SPACES):
        raise ValidationError(
            _("Ce texte contient des caractères invisibles qui ne s'enregistrent pas : retapez-le ici.")
        )


class Line(forms.CharField):
    """Ask for a text on one line."""

    multiline = False
    limit = SHORT

    def __init__(self, *, max_length: int | None = None, **options: Any) -> None:
        # Not given to Django: the browser would cut a pasted text without a word.
        self.most = max_length or self.limit
        super().__init__(strip=False, **options)

    def to_python(self, value: object) -> str:
        """Return the text in its canonical form."""
        text = "" if value in self.empty_values else str(value)
        _without_controls(text)
        return self.canonical(text)

    def canonical(self, text: str) -> str:
        """Return the text composed, without stray spaces, no longer than allowed."""
        return _heeding(lambda: normalise.clean_text(text, max_length=self.most, multiline=self.multiline))


class Paragraph(Line):
    """Ask for a text of several lines."""

    widget = forms.Textarea(attrs={"rows": 6})
    multiline = True
    limit = LONG


class Email(Line):
    """Ask for an e-mail address."""

    widget = forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"})
    limit = 254

    def canonical(self, text: str) -> str:
        """Return the address in lower case."""
        return _heeding(lambda: normalise.email(text)) if super().canonical(text) else ""


class Telephone(Line):
    """Ask for a telephone number."""

    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})
    limit = 30

    def canonical(self, text: str) -> str:
        """Return the number as « 04 66 00 00 00 »."""
        return _heeding(lambda: normalise.telephone(text)) if super().canonical(text) else ""


class Day(forms.DateField):
    """Ask for a day: a calendar gives 2016-11-25, a person writes 25/11/2016 or « 25 novembre 2016 »."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})

    def to_python(self, value: object) -> dt.date | None:
        """Return the day, which must be known to the day."""
        if value in self.empty_values:
            return None
        if isinstance(value, dt.date):
            return value
        text = str(value)
        found = _heeding(lambda: normalise.parse_day(text))
        if found.precision != Precision.DAY:
            raise ValidationError(_("Il manque le jour : écrivez la date entière, par exemple 25/11/2016."))
        return found.on


class Hour(forms.TimeField):
    """Ask for a time of day."""

    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    default_error_messages = {
        "required": gettext_lazy("Écrivez une heure, par exemple 14:30."),
        "invalid": gettext_lazy("Écrivez une heure, par exemple 14:30."),
    }


class Decimals(forms.DecimalField):
    """Ask for a number, typed with a comma or a point, with or without spaces."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "short"})

    def to_python(self, value: object) -> Decimal | None:  # type: ignore[override] # Django's own hint says an integer
        """Return the number."""
        text = "".join(value.split()).replace(",", ".") if isinstance(value, str) else value
        return super().to_python(text)


class Amount(forms.IntegerField):
    """Ask for an amount in euros, kept as whole cents."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "short"})

    def __init__(self, *, minimum: int = 0, **options: Any) -> None:
        self.least = minimum
        super().__init__(**options)

    def to_python(self, value: object) -> int | None:
        """Return the amount in cents."""
        if value in self.empty_values:
            return None
        text = str(value)
        cents = _heeding(lambda: normalise.parse_euros(text))
        if cents < self.least:
            raise ValidationError(_("Ce montant est trop petit : vérifiez-le."))
        return cents

    def prepare_value(self, value: object) -> object:
        """Write cents as euros: 1250 gives « 12,50 »; what was typed stays as it was."""
        if not isinstance(value, int):
            return value
        euros, cents = divmod(value, 100)
        return f"{euros},{cents:02d}" if cents else str(euros)


class Several(forms.ModelMultipleChoiceField):  # type: ignore[type-arg] # not generic when it runs
    """Ask for some of the rows that are offered."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value: Any) -> Any:
        """Return what is ticked; a key that no database can hold is a key that is not offered."""
        offered = {str(key) for key, _label in cast("Choices", self.choices)}
        if not {str(key) for key in value or ()} <= offered:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().clean(value)


_REQUIRED: tuple[tuple[type[forms.Field], Promise], ...] = (
    (Day, gettext_lazy("Écrivez une date, par exemple 25/11/2016.")),
    (forms.DateField, gettext_lazy("Écrivez une date, par exemple 25/11/2016.")),
    (Email, gettext_lazy("Écrivez une adresse électronique.")),
    (Telephone, gettext_lazy("Écrivez un numéro de téléphone.")),
    (Amount, gettext_lazy("Écrivez un montant, par exemple 150 ou 12,50.")),
    (forms.BooleanField, gettext_lazy("Cochez cette case pour continuer.")),
    (forms.ChoiceField, gettext_lazy("Choisissez une réponse.")),
    (forms.ModelChoiceField, gettext_lazy("Choisissez une réponse.")),
    (forms.FileField, gettext_lazy("Choisissez un fichier.")),
    (forms.IntegerField, gettext_lazy("Écrivez un nombre.")),
    (forms.Field, gettext_lazy("Écrivez quelques mots ici.")),
)
_GONE = gettext_lazy("Cette réponse n'est plus proposée : choisissez-en une autre.")


def _speak(field: forms.Field) -> None:
    """Give a field our sentences, where it has Django's."""
    said = field.error_messages
    if said.get("required") == forms.Field.default_error_messages["required"]:
        said["required"] = next(words for kind, words in _REQUIRED if isinstance(field, kind))  # type: ignore[assignment] # translated when shown
    for name in ("invalid_choice", "invalid_pk_value"):
        if isinstance(field, forms.ChoiceField | forms.ModelChoiceField) and name in said:
            said[name] = _GONE


class WorkForm(forms.Form):
    """Stand under every form at work: its refusals are sentences."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for field in self.fields.values():
            _speak(field)


class PublicForm(WorkForm):
    """Stand under the forms of the public: a field that people do not see is filled by robots alone."""

    courriel_bis = forms.CharField(
        label=gettext_lazy("Ne remplissez pas ce champ"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    @property
    def is_a_robot(self) -> bool:
        """Tell whether the field that people do not see was filled."""
        return bool(self.data.get("courriel_bis"))


def asked_in_words(filters: forms.BaseForm, value: Callable[[str], str]) -> list[str]:
    """Return what a list was asked for, in words; a choice is said even where it is left as it is offered."""
    said = []
    for bound in filters:
        answer, field = value(bound.name), bound.field
        if isinstance(field, forms.ChoiceField):
            offered: list[tuple[object, object]] = list(flatten_choices(field.choices))  # type: ignore[arg-type] # pairs
            answer = next((str(label) for key, label in offered if str(key) == answer), answer)
        if answer:
            said.append(f"{bound.label} : {answer}")
    return said


class ListFilters(forms.Form):
    """Stand under what is asked of a list; what is not understood is said and left aside."""

    def __init__(self, asked: Mapping[str, Any]) -> None:
        super().__init__(asked)
        for name, choices in self.offered().items():
            cast("forms.ChoiceField", self.fields[name]).choices = list(choices)
        self.is_valid()

    def offered(self) -> Mapping[str, Choices]:
        """Return the choices that are read in the register."""
        return {}

    def value(self, name: str) -> str:
        """Return what was asked and understood of a field, or nothing."""
        return str(self.cleaned_data.get(name) or "")

    @property
    def asks(self) -> bool:
        """Tell whether anything was asked."""
        return any(self.value(name) for name in self.fields)

    @property
    def sentences(self) -> list[str]:
        """Return what was asked in words, for the heading of a file."""
        return asked_in_words(self, self.value)


class VersionedForm(WorkForm):
    """Stand under the forms of texts that several people edit: they carry the version that was read.

    Give `initial={"version": row.version, …}`; the operation calls `lock_version(row, form.cleaned_data["version"])`.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
