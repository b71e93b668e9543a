"""What the national team types about pledges. Forms check; they change nothing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.common.forms import Amount, Day, Line, Paragraph, WorkForm
from maillage.network.forms.fields import capitalised
from maillage.network.models import CommitmentKind
from maillage.programme.forms.course_forms import Figure
from maillage.programme.models import Action, Outcome, Pledge, PublicPolicy
from maillage.programme.operations.pledges import Promise


class PledgeForm(WorkForm):
    """Write a pledge."""

    what = Paragraph(
        label=_("Ce que l'organisation promet"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("En une phrase que tout le monde pourra lire."),
    )
    kind = forms.ChoiceField(
        label=_("Ce qui est apporté"), choices=capitalised(CommitmentKind), widget=forms.RadioSelect
    )
    amount = Amount(
        label=_("Euros, pour de l'argent"),
        required=False,
        minimum=1,
        help_text=_("Vide si le montant n'est pas connu."),
    )
    quantity = Figure(
        label=_("Quantité, pour le reste"), required=False, help_text=_("Vide si elle n'est pas connue.")
    )
    unit = Line(
        label=_("Unité"), required=False, max_length=60, help_text=_("Par exemple : jours par mois, salles.")
    )
    action = forms.ModelChoiceField(
        label=_("Pour une action du programme"),
        queryset=Action.objects.none(),
        required=False,
        empty_label=_("Aucune en particulier"),
    )
    policy = forms.ModelChoiceField(
        label=_("Pour une politique publique"),
        queryset=PublicPolicy.objects.none(),
        required=False,
        empty_label=_("Aucune en particulier"),
    )
    started_on = Day(label=_("À partir du"))
    ended_on = Day(
        label=_("Jusqu'au"), required=False, help_text=_("Laissez vide si la durée n'est pas fixée.")
    )

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.fields["action"].queryset = Action.objects.latest_plan_first()  # type: ignore[attr-defined] # a choice of models
        self.fields["policy"].queryset = PublicPolicy.objects.in_order()  # type: ignore[attr-defined] # same

    @property
    def told(self) -> Promise:
        """Return what was typed."""
        typed = dict(self.cleaned_data)
        return Promise(amount_cents=typed.pop("amount"), **typed)

    @staticmethod
    def following(row: Pledge) -> dict[str, object]:
        """Return what the next pledge will most likely be: the same, from the end of this one."""
        kept = ("what", "kind", "quantity", "unit", "action", "policy")
        return {
            **{name: getattr(row, name) for name in kept},
            "amount": row.amount_cents,
            "started_on": row.ended_on,
        }


class OutcomeForm(WorkForm):
    """Say what became of a pledge."""

    outcome = forms.ChoiceField(
        label=_("Qu'est-il devenu ?"), choices=capitalised(Outcome), widget=forms.RadioSelect
    )
    seen_on = Day(label=_("Constaté le"))
    words = Paragraph(
        label=_("Pourquoi"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Nécessaire s'il n'est pas tenu, ou pas entièrement. Tout le monde pourra le lire."),
    )


class RenewalForm(WorkForm):
    """Say which pledge another renews."""

    former = forms.ModelChoiceField(
        label=_("L'engagement qu'il renouvelle"),
        queryset=Pledge.objects.none(),
        required=False,
        empty_label=_("Aucun"),
    )

    def __init__(self, *given: Any, row: Pledge, **options: Any) -> None:
        super().__init__(*given, **options)
        self.fields["former"].queryset = Pledge.objects.beside(row)  # type: ignore[attr-defined] # a choice of models


class OwnerForm(WorkForm):
    """Look for the organisation that pledges."""

    q = Line(label=_("Nom de l'organisation, ou SIRET"), required=False, max_length=100)
