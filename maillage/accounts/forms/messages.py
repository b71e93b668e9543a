"""The filters of the log of messages."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.common.forms import Line
from maillage.common.models import MessageQuerySet

STATES = {
    "attente": _("en attente"),
    "envoye": _("envoyé"),
    "abandonne": _("abandonné"),
}


class MessageFilters(forms.Form):
    """Ask for some of the messages: words, state, kind."""

    q = Line(label=_("Nom, adresse ou objet"), required=False)
    etat = forms.ChoiceField(label=_("État"), required=False, choices=[("", _("tous")), *STATES.items()])
    nature = forms.ChoiceField(label=_("Nature"), required=False)

    def __init__(self, *arguments: Any, kinds: Sequence[str], **options: Any) -> None:
        super().__init__(*arguments, **options)
        field = self.fields["nature"]
        field.choices = [("", _("toutes")), *((kind, kind) for kind in kinds)]  # type: ignore[attr-defined] # a choice

    @property
    def asked(self) -> dict[str, str]:
        """Return what is asked and understood."""
        if not self.is_bound or not self.is_valid():
            return {}
        return {name: value for name, value in self.cleaned_data.items() if value}

    def applied_to(self, found: MessageQuerySet) -> MessageQuerySet:
        """Keep the messages asked for."""
        asked = self.asked
        if words := asked.get("q"):
            found = found.matching(words)
        if kind := asked.get("nature"):
            found = found.of_kind(kind)
        match asked.get("etat"):
            case "attente":
                return found.waiting()
            case "envoye":
                return found.sent()
            case "abandonne":
                return found.failed()
        return found

    def query(self, *, everybody: bool) -> str:
        """Return what the addresses of the other pages keep."""
        return urlencode({**self.asked, **({"tous": "1"} if everybody else {})})
