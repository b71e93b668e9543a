"""The fields of the register: the numbers of the State, pages on the web, places and organisations one means."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from maillage.common import normalise
from maillage.common.errors import Refused
from maillage.common.forms import Line
from maillage.territory.gazetteer import Gazetteer
from maillage.territory.models import Commune, Departement, PlaceKind
from maillage.territory.perimeter import FRANCE, Perimeter
from maillage.territory.search import SHORTEST, Place, search_places

OFFERED = 8


class Canonical(Line):
    """Ask for a number or an address that has one right form."""

    normal: Callable[[str], str]
    limit = 60

    def canonical(self, text: str) -> str:
        """Return the right form, or say what it should be."""
        line = super().canonical(text)
        try:
            return type(self).normal(line) if line else ""
        except Refused as refusal:
            raise ValidationError(str(refusal)) from refusal


class Siret(Canonical):
    """Ask for a SIRET."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    normal = staticmethod(normalise.siret)


class Rna(Canonical):
    """Ask for the number of an association in the national register."""

    normal = staticmethod(normalise.rna)


class Website(Canonical):
    """Ask for the address of a page."""

    widget = forms.TextInput(attrs={"inputmode": "url", "autocomplete": "url", "spellcheck": "false"})
    limit = 190
    normal = staticmethod(normalise.url)


class Departements(Line):
    """Ask for départements by their numbers or their names, parted by commas."""

    limit = 2_000

    def to_python(self, value: object) -> Sequence[Departement]:  # type: ignore[override] # canonical text, then what it names
        """Return the départements that a text names."""
        text = super().to_python(value)
        gazetteer = Gazetteer.load(Commune.objects.none())
        found = {}
        for word in filter(None, (part.strip() for part in text.replace(";", ",").split(","))):
            try:
                departement = gazetteer.departement(word)
            except Refused as refusal:
                raise ValidationError(str(refusal)) from refusal
            found[departement.pk] = departement
        return list(found.values())


def offer(label: str, choices: Sequence[tuple[str, str]], required: str) -> forms.ChoiceField:
    """Return a question with a few answers, asked only when something is in doubt."""
    return forms.ChoiceField(
        label=label, choices=choices, widget=forms.RadioSelect, error_messages={"required": required}
    )


def capitalised(choices: type[models.TextChoices]) -> list[tuple[str, str]]:
    """Return choices as a list of answers prints them: the first letter is a capital."""
    return [(value, capfirst(label)) for value, label in choices.choices]


def communes_of(text: str) -> list[Place]:
    """Return the communes that a text may mean: one, when it says it exactly."""
    words = text.strip()
    if not SHORTEST <= len(words) <= Line.limit or "\x00" in words:
        return []
    found = search_places(words, OFFERED, kinds=(PlaceKind.COMMUNE,))
    exact = [place for place in found if _is_exactly(place, words)]
    return exact or found


def _is_exactly(place: Place, words: str) -> bool:
    """Tell whether words are the name of a place, or what the search calls it."""
    return normalise.fold(words) in {normalise.fold(place.label), normalise.fold(place.name)}


def plain(data: Any, name: str) -> str:
    """Return what was typed in a field, without what no text should hold; a doubt is left to the field itself."""
    try:
        return normalise.clean_text(str(data.get(name, ""))[:1000], max_length=Line.limit)
    except Refused:
        return ""


def place_error(text: str) -> str:
    """Say that no commune begins like a text."""
    return _(
        "Aucune commune ne commence par « %s » : vérifiez l'orthographe, ou écrivez le code postal."
    ) % normalise.text.quoted(text)


class OneCommune(Line):
    """Ask for the commune where something takes place."""

    def to_python(self, value: object) -> Commune | None:  # type: ignore[override] # canonical text, then what it names
        """Return the only commune that a text means."""
        text = super().to_python(value)
        if not text:
            return None
        places = communes_of(text)
        if not places:
            raise ValidationError(place_error(text))
        if len(places) > 1:
            offered = ", ".join(place.label for place in places)
            raise ValidationError(_("Laquelle ? %s. Écrivez-la comme ici.") % offered)
        return Commune.objects.get(code=places[0].code)


class PlaceLine(Line):
    """Ask for a place of the official geography; left empty, all of France."""

    def to_python(self, value: object) -> Perimeter:  # type: ignore[override] # a text, then what it names
        """Return the place that a text names, or say which it may be."""
        words = super().to_python(value)
        if not words:
            return FRANCE
        found = search_places(words) if len(words) >= SHORTEST else []
        exact = [place for place in found if _is_exactly(place, words)]
        return self._one(words, exact[:1] or found).perimeter

    @staticmethod
    def _one(words: str, found: Sequence[Place]) -> Place:
        if not found:
            raise ValidationError(
                _("Aucun lieu ne commence par « %s » : vérifiez l'orthographe, ou écrivez le code postal.")
                % words
            )
        if len(found) > 1:
            raise ValidationError(
                _("Plusieurs lieux commencent ainsi : écrivez l'un d'eux en entier. %s.")
                % " ; ".join(place.label for place in found)
            )
        return found[0]
