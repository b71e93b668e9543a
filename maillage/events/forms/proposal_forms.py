"""What a cooperation types to propose a workshop, what the organisers answer, what a session leaves."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.common.forms import Line, Paragraph, VersionedForm, WorkForm
from maillage.events.forms.event_forms import SlotForm
from maillage.events.models import LONGEST_MINUTES, SUMMARY, TITLE, SessionMinutes
from maillage.events.operations.proposals import Workshop
from maillage.network.models import Cooperation

ANSWER = 300


class ProposeForm(WorkForm):
    """Propose a workshop."""

    cooperation = forms.ChoiceField(label=_("Au nom de"))
    title = Line(label=_("Titre"), max_length=TITLE)
    summary = Paragraph(
        label=_("En quelques phrases"),
        max_length=SUMMARY,
        help_text=_("Ce que votre coopération raconte, et la question que vous posez aux autres."),
    )
    leader = Line(label=_("Qui l'anime"), max_length=150, help_text=_("Prénom et nom."))
    leader_agrees = forms.BooleanField(
        label=_("Cette personne est d'accord pour que son nom soit publié"), required=False
    )

    def __init__(self, data: Mapping[str, Any] | None, *, cooperations: Sequence[Cooperation]) -> None:
        super().__init__(data)
        self.cooperations = {str(row.pk): row for row in cooperations}
        cast("forms.ChoiceField", self.fields["cooperation"]).choices = [
            (key, row.name) for key, row in self.cooperations.items()
        ]

    @property
    def chosen(self) -> Cooperation:
        """Return in whose name it is proposed."""
        return self.cooperations[self.cleaned_data["cooperation"]]

    @property
    def told(self) -> Workshop:
        """Return what was typed."""
        given = self.cleaned_data
        return Workshop(**{name: given[name] for name in ("title", "summary", "leader", "leader_agrees")})


class AcceptForm(SlotForm):
    """Say when and where an accepted workshop takes place."""

    answer = Line(
        label=_("Un mot pour la coopération"),
        required=False,
        max_length=ANSWER,
        help_text=_("Qui a proposé l'atelier reçoit ces mots."),
    )


class DeclineForm(WorkForm):
    """Say why a workshop is not kept."""

    answer = Line(
        label=_("Pourquoi"), max_length=ANSWER, help_text=_("Qui a proposé l'atelier reçoit ces mots.")
    )


class SessionMinutesForm(VersionedForm):
    """Ask for what a session leaves."""

    text = Paragraph(
        label=_("Ce qui s'est dit, ce que l'on en garde"),
        required=False,
        max_length=LONGEST_MINUTES,
        help_text=_("En mots simples. Ne nommez ni personne accompagnée, ni bénévole qui ne l'a pas voulu."),
        widget=forms.Textarea(attrs={"rows": 14}),
    )
    link = forms.URLField(
        label=_("Lien vers ce qui a été montré"),
        required=False,
        assume_scheme="https",
        max_length=250,
        help_text=_("Les diapositives, un enregistrement. Publié sur la page du rendez-vous."),
        error_messages={"invalid": _("Écrivez une adresse entière, qui commence par https://.")},
    )
    credit = Line(
        label=_("Qui l'a écrit, et accepte qu'il soit publié"),
        required=False,
        max_length=250,
        help_text=_("Sans cela, le texte reste entre vous."),
    )

    def __init__(self, data: Mapping[str, Any] | None, *, minutes: SessionMinutes | None) -> None:
        first: dict[str, Any] = {"version": 0}
        if minutes is not None:
            first = {name: getattr(minutes, name) for name in ("version", "text", "link", "credit")}
        super().__init__(data, initial=first)
