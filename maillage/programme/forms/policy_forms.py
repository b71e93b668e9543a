"""What the network types about public policies and agreements. Forms check; they change nothing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from maillage.common.forms import Amount, Choices, Day, Line, Paragraph, VersionedForm, WorkForm
from maillage.network.forms.fields import PlaceLine, capitalised
from maillage.network.models import Cooperation
from maillage.programme.forms.places import OrganisationLine
from maillage.programme.models import PolicyKind, PublicPolicy
from maillage.programme.operations.policies import PolicyText, Terms
from maillage.territory.perimeter import Perimeter

POLICY = ("name", "kind", "text", "since", "until", "source_url")


class PolicyForm(VersionedForm):
    """Write a public policy."""

    name = Line(label=gettext_lazy("Son nom"))
    kind = forms.ChoiceField(
        label=gettext_lazy("Sa nature"), choices=capitalised(PolicyKind), widget=forms.RadioSelect
    )
    text = Paragraph(
        label=gettext_lazy("Ce que c'est"),
        max_length=2_000,
        help_text=gettext_lazy(
            "En quelques phrases : à quoi elle sert, et ce qu'elle change pour le réseau."
        ),
    )
    since = Day(label=gettext_lazy("Depuis le"))
    until = Day(
        label=gettext_lazy("Jusqu'au"), required=False, help_text=gettext_lazy("Vide si elle dure encore.")
    )
    source_url = forms.URLField(
        label=gettext_lazy("Adresse du texte qui le dit"),
        required=False,
        max_length=500,
        assume_scheme="https",
    )

    def __init__(self, *given: Any, policy: PublicPolicy | None = None, **options: Any) -> None:
        held = {name: getattr(policy, name) for name in ("version", *POLICY)} if policy else {}
        super().__init__(*given, initial=held, **options)

    @property
    def told(self) -> PolicyText:
        """Return what was typed."""
        return PolicyText(**{name: self.cleaned_data[name] for name in POLICY})


class AgreementForm(WorkForm):
    """Write an agreement, wherever it holds."""

    policy = forms.ModelChoiceField(
        label=gettext_lazy("Au titre de quelle politique publique"),
        queryset=PublicPolicy.objects.none(),
        empty_label=gettext_lazy("Choisissez"),
    )
    perimeter = PlaceLine(
        label=gettext_lazy("Où elle vaut"),
        required=False,
        help_text=gettext_lazy(
            "Une commune, une intercommunalité, un département ou une région. Vide : la France entière."
        ),
    )
    cooperation = forms.ModelChoiceField(
        label=gettext_lazy("La coopération concernée"),
        queryset=Cooperation.objects.none(),
        required=False,
        empty_label=gettext_lazy("Aucune"),
    )
    organisation = OrganisationLine(
        label=gettext_lazy("L'organisation qui la conclut"),
        required=False,
        help_text=gettext_lazy(
            "Si elle est au registre : son nom exact, ou son SIRET. C'est souvent un financeur."
        ),
    )
    parties = Paragraph(
        label=gettext_lazy("Les autres parties"),
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Les organisations, en quelques mots ; pas de nom de personne."),
    )
    reference = Line(label=gettext_lazy("Sa référence"), required=False, max_length=150)
    started_on = Day(label=gettext_lazy("À partir du"))
    ended_on = Day(
        label=gettext_lazy("Jusqu'au"),
        required=False,
        help_text=gettext_lazy("Laissez vide si la durée n'est pas fixée."),
    )
    amount = Amount(
        label=gettext_lazy("Montant, en euros"),
        required=False,
        minimum=1,
        help_text=gettext_lazy("Vide s'il n'est pas connu."),
    )
    sits = forms.TypedChoiceField(
        label=gettext_lazy("La coopération y siège-t-elle ?"),
        required=False,
        choices=[
            ("", gettext_lazy("Ce n'est pas connu")),
            ("oui", gettext_lazy("Oui")),
            ("non", gettext_lazy("Non")),
        ],
        coerce=lambda typed: typed == "oui",
        empty_value=None,
        widget=forms.RadioSelect,
    )

    def __init__(self, *given: Any, cooperations: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.fields["policy"].queryset = PublicPolicy.objects.in_order()  # type: ignore[attr-defined] # a choice of models
        if "cooperation" in self.fields:
            self.fields["cooperation"].queryset = cooperations  # type: ignore[attr-defined] # same

    @property
    def told(self) -> Terms:
        """Return what was typed."""
        typed = {name: value for name, value in self.cleaned_data.items() if name != "policy"}
        return Terms(amount_cents=typed.pop("amount"), **typed)


class LocalAgreementForm(AgreementForm):
    """Write an agreement of a cooperation, in one of the places that it covers."""

    perimeter = forms.ChoiceField(label=gettext_lazy("Où elle vaut"))  # type: ignore[assignment] # a closed list of places
    cooperation = None  # type: ignore[assignment] # told by the address of the page

    def __init__(self, *given: Any, cooperation: Cooperation, places: Choices, **options: Any) -> None:
        self.mine = cooperation
        super().__init__(*given, cooperations=None, **options)
        self.fields["perimeter"].choices = list(places)  # type: ignore[attr-defined] # a choice

    @property
    def told(self) -> Terms:
        """Return what was typed."""
        typed = {name: value for name, value in self.cleaned_data.items() if name != "policy"}
        typed["perimeter"] = Perimeter.parse(typed["perimeter"])
        return Terms(amount_cents=typed.pop("amount"), cooperation=self.mine, **typed)


class EndForm(WorkForm):
    """Say when an agreement ended."""

    ended_on = Day(label=gettext_lazy("Finie le"))
    reason = Line(label=gettext_lazy("Pourquoi"), required=False, max_length=250)
