"""What an organisation brings, what became of it, how to reach it."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from maillage.common.forms import Amount, Day, Email, Line, Paragraph, Telephone, VersionedForm, WorkForm
from maillage.network.forms.fields import Website, capitalised
from maillage.network.forms.signing import refuse_backwards
from maillage.network.models import Commitment, CommitmentKind, Outcome
from maillage.network.operations.places import Contact
from maillage.network.operations.signing import NewCommitment


class CommitmentForm(WorkForm):
    """Write a commitment."""

    kind = forms.ChoiceField(
        label=_("Ce qui est apporté"), choices=capitalised(CommitmentKind), widget=forms.RadioSelect
    )
    description = Paragraph(
        label=_("En quelques mots"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    hours = forms.IntegerField(
        label=_("Heures par an, pour du temps"),
        required=False,
        min_value=1,
        max_value=1_000_000,
        widget=forms.NumberInput(attrs={"class": "short"}),
    )
    amount = Amount(label=_("Euros, pour de l'argent"), required=False, minimum=1)
    starts_on = Day(label=_("À partir du"))
    ends_on = Day(
        label=_("Jusqu'au"), required=False, help_text=_("Laissez vide si la durée n'est pas fixée.")
    )

    def clean(self) -> dict[str, Any]:
        """Refuse hours of money, euros of time, and an end before the beginning."""
        given = self.cleaned_data
        if given.get("hours") and given.get("kind") not in {None, CommitmentKind.HUMAN}:
            self.add_error(
                "hours", gettext("Des heures vont avec du temps : videz cette case, ou changez la nature.")
            )
        if given.get("amount") and given.get("kind") not in {None, CommitmentKind.FINANCIAL}:
            self.add_error(
                "amount", gettext("Un montant va avec de l'argent : videz cette case, ou changez la nature.")
            )
        refuse_backwards(self, given.get("starts_on"), given.get("ends_on"))
        return given

    @property
    def commitment(self) -> NewCommitment:
        """Return what would be brought, once the form is valid."""
        given = self.cleaned_data
        return NewCommitment(
            kind=given["kind"],
            description=given["description"],
            hours=given["hours"],
            amount_cents=given["amount"],
            starts_on=given["starts_on"],
            ends_on=given["ends_on"],
        )


class RenewalForm(CommitmentForm):
    """Write the commitment that follows another."""

    words = Line(label=_("Ce que celui-ci a donné"), required=False, max_length=500)
    field_order = ("words",)

    @staticmethod
    def following(commitment: Commitment) -> dict[str, object]:
        """Return what the next commitment will most likely be: the same, from the end of this one."""
        return {
            "kind": commitment.kind,
            "description": commitment.description,
            "hours": commitment.hours,
            "amount": commitment.amount_cents,
            "starts_on": commitment.ends_on,
        }


class NoteForm(WorkForm):
    """Say what became of a commitment."""

    outcome = forms.ChoiceField(
        label=_("Constat"),
        choices=[choice for choice in capitalised(Outcome) if choice[0] != Outcome.RENEWED],
        widget=forms.RadioSelect,
    )
    on = Day(label=_("Vu le"))
    words = Paragraph(
        label=_("En quelques mots"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class ContactForm(VersionedForm):
    """Say how to reach an organisation; all of it is on its public page."""

    website = Website(label=_("Site"), required=False)
    telephone = Telephone(label=_("Téléphone"), required=False)
    email = Email(
        label=_("Adresse électronique"),
        required=False,
        help_text=_("Une adresse de l'organisation, plutôt que celle d'une personne."),
    )

    @property
    def contact(self) -> Contact:
        """Return how to reach it, once the form is valid."""
        given = self.cleaned_data
        return Contact(website=given["website"], telephone=given["telephone"], email=given["email"])
