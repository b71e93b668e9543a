"""What anyone types to propose a change on a sheet, and what is answered. Forms check; they change nothing."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from maillage.common.errors import Refused
from maillage.common.forms import Email, Line, Paragraph, PublicForm, WorkForm
from maillage.network.models import ProposalField
from maillage.network.models.places import Subject
from maillage.network.models.proposals import COLUMNS
from maillage.network.operations.proposals import LONGEST_TEXT, canonical


class ProposalForm(PublicForm):
    """Ask what is wrong on a sheet, and what should be read; the name and the address are left to one's wish."""

    KEPT = ("field", "value", "words", "name", "address")

    field = forms.ChoiceField(label=_("Que faut-il changer ?"), widget=forms.RadioSelect)
    value = Paragraph(
        label=_("Ce qu'il faudrait lire"),
        required=False,
        max_length=LONGEST_TEXT,
        help_text=_("Laissez vide si la ligne doit être effacée."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    words = Paragraph(
        label=_("Comment le savez-vous ?"),
        required=False,
        max_length=LONGEST_TEXT,
        help_text=_("Quelques mots aident la personne qui vous lira."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    name = Line(label=_("Votre nom"), required=False, max_length=150)
    address = Email(
        label=_("Votre adresse électronique"),
        required=False,
        help_text=_("Pour vous remercier et vous répondre. Nous l'effaçons trois mois après la réponse."),
    )

    def __init__(self, subject: Subject, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        cast("forms.ChoiceField", self.fields["field"]).choices = [
            (code, str(label).capitalize())
            for code, label in ProposalField.choices
            if hasattr(subject, COLUMNS.get(code, "name"))
        ]

    def clean(self) -> dict[str, Any]:
        """Check the new value as its line would write it."""
        asked: dict[str, Any] = super().clean() or {}
        if "field" in asked and "value" in asked:
            try:
                canonical(asked["field"], asked["value"])
            except Refused as refusal:
                self.add_error("value", ValidationError(str(refusal)))
        if asked.get("field") not in COLUMNS and not (asked.get("value") or asked.get("words")):
            self.add_error("value", gettext("Dites en quelques mots ce qu'il faudrait lire."))
        return asked


class AnswerForm(WorkForm):
    """Ask whether a proposed change is followed, and why."""

    ACCEPT, REFUSE = "accepter", "refuser"

    answer = forms.ChoiceField(
        label=_("Votre réponse"),
        choices=[
            (ACCEPT, _("Oui, suivre cette proposition")),
            (REFUSE, _("Non, garder la fiche comme elle est")),
        ],
        widget=forms.RadioSelect,
    )
    reason = Line(
        label=_("Un mot pour la personne"),
        required=False,
        max_length=500,
        help_text=_("Nécessaire si vous gardez la fiche comme elle est."),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput, strip=False)

    def clean(self) -> dict[str, Any]:
        """Check that a refusal says why."""
        asked: dict[str, Any] = super().clean() or {}
        if asked.get("answer") == self.REFUSE and not asked.get("reason"):
            self.add_error(
                "reason", gettext("Dites en quelques mots pourquoi la fiche reste comme elle est.")
            )
        return asked
