"""What someone gives to come to a training, and what those who agree answer. Forms check; they change nothing."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, cast

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from maillage.common.forms import Email, Line, ListFilters, PublicForm, Telephone, WorkForm
from maillage.network.models import Organisation, Team
from maillage.supports.operations.training_enrolments import LONGEST_NEEDS, Asking

House = Organisation | Team
YES, NO = "oui", "non"


class TrainingFilters(ListFilters):
    """Ask for the trainings near somewhere."""

    departement = forms.ChoiceField(label=_("Département"), required=False)

    def __init__(self, asked: Mapping[str, Any], departements: Sequence[tuple[str, str]]) -> None:
        self.departements = departements
        super().__init__(asked)

    def offered(self) -> Mapping[str, Sequence[tuple[str, Any]]]:
        """Return the départements where a training is to come."""
        return {"departement": [("", _("Partout")), *self.departements]}


class EnrolForm(PublicForm):
    """Ask who comes, how to reach them, for whom they come, and what they need."""

    name = Line(
        label=_("Votre nom"),
        max_length=150,
        help_text=_("Prénom et nom : ils seront sur votre attestation."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    telephone = Telephone(
        label=_("Votre téléphone"),
        required=False,
        help_text=_("Un téléphone ou une adresse électronique : l'un des deux suffit."),
    )
    email = Email(
        label=_("Votre adresse électronique"),
        required=False,
        help_text=_("Avec elle, vous recevez une confirmation, et un rappel quelques jours avant."),
    )
    house = forms.ChoiceField(label=_("Votre équipe ou votre organisation"), required=False)
    organisation_name = Line(required=False, help_text=_("Vous venez en votre nom ? Laissez vide."))
    needs = Line(
        label=_("Ce qu'il faut prévoir pour vous"),
        required=False,
        max_length=LONGEST_NEEDS,
        help_text=_(
            "Un accès sans marches, une boucle auditive, un repas particulier… Effacé après la formation."
        ),
    )
    shows_name = forms.BooleanField(
        label=_(
            "Mon nom peut être donné aux autres participants, par exemple pour venir en voiture ensemble"
        ),
        required=False,
    )
    consent = forms.BooleanField(
        label=_("J'accepte que mes coordonnées soient gardées pour cette formation"),
        help_text=_(
            "Seuls ceux qui l'organisent les lisent. Elles sont effacées 5 ans après votre dernière formation."
        ),
        error_messages={
            "required": _("Cochez cette case : sans votre accord, nous ne pouvons pas vous inscrire.")
        },
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, houses: Callable[[], Mapping[str, House]]
    ) -> None:
        super().__init__(data)
        # Read only where the form is shown, or one of them is chosen: a town may have a hundred teams.
        self.houses = cache(houses)
        cast("forms.ChoiceField", self.fields["house"]).choices = self._choices
        self.fields["organisation_name"].label = lazy(self._name_label, str)()

    def _choices(self) -> list[tuple[str, str]]:
        return [
            ("", gettext("Aucune de celles-ci")),
            *((key, row.name) for key, row in self.houses().items()),
        ]

    def _name_label(self) -> str:
        if self.offers_houses:
            return gettext("Ou bien son nom, s'il n'est pas dans la liste")
        return gettext("Votre équipe ou votre organisation")

    @property
    def offers_houses(self) -> bool:
        """Tell whether there are teams or organisations to choose from."""
        return bool(self.houses())

    def clean(self) -> dict[str, Any]:
        """Refuse whom nobody can reach."""
        given: dict[str, Any] = super().clean() or {}
        told = {"email", "telephone"}
        if not (told & set(self.errors) or any(given.get(name) for name in told)):
            self.add_error("telephone", gettext("Donnez un téléphone ou une adresse électronique."))
        return given

    @property
    def asking(self) -> Asking:
        """Return what is asked."""
        given = self.cleaned_data
        house = self.houses()[given["house"]] if given["house"] else None
        return Asking(
            name=given["name"],
            email=given["email"],
            telephone=given["telephone"],
            organisation=house if isinstance(house, Organisation) else None,
            team=house if isinstance(house, Team) else None,
            organisation_name=given["organisation_name"],
            needs=given["needs"],
            shows_name=given["shows_name"],
        )


class AgreementForm(WorkForm):
    """Ask whether someone may come; a refusal says why."""

    answer = forms.ChoiceField(
        label=_("Votre réponse"),
        choices=[(YES, _("Je suis d'accord")), (NO, _("Je ne suis pas d'accord"))],
        widget=forms.RadioSelect,
    )
    reason = Line(
        label=_("Pourquoi, si vous n'êtes pas d'accord"),
        required=False,
        max_length=LONGEST_NEEDS,
        help_text=_("La personne reçoit ces mots."),
    )
