"""What is typed about who follows an action, and about what answers to it. Forms check; they change nothing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.common.forms import Day, Email, WorkForm
from maillage.programme.models import Action


class KeeperForm(WorkForm):
    """Name who may tell the course of an action."""

    email = Email(
        label=_("L'adresse électronique de la personne"), help_text=_("Celle de son compte sur ce site.")
    )
    since = Day(label=_("À partir du"))


class EndKeeperForm(WorkForm):
    """Say when a person stops."""

    ended_on = Day(label=_("Jusqu'au"))


class AnswerForm(WorkForm):
    """Say to which action of the programme a local one answers."""

    action = forms.ModelChoiceField(
        label=_("L'action du programme"),
        queryset=Action.objects.none(),
        required=False,
        empty_label=_("Aucune"),
        help_text=_("La page publique de l'action nommera votre coopération."),
    )

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.fields["action"].queryset = Action.objects.latest_plan_first()  # type: ignore[attr-defined] # a choice of models
