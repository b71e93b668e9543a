"""What a visitor may ask of a list: a place, a stage, some words. Forms check; they change nothing."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from maillage.common.forms import Choices, ListFilters
from maillage.network.models import (
    CommitmentKind,
    CooperationLevel,
    CooperationStage,
    OrganisationKind,
    TeamStage,
)
from maillage.programme.models import Action, PublicPolicy
from maillage.resources.models import Audience, Kind, Theme
from maillage.territory.gazetteer import did_you_mean
from maillage.territory.models import Departement
from maillage.territory.perimeter import Perimeter
from maillage.territory.search import SHORTEST, Place, near_places, search_places

LONGEST = 100
EVERY = "toutes"
TOO_LONG = {"max_length": _("Écrivez %(limit_value)d caractères au plus.")}
NOT_OFFERED = {"invalid_choice": _("Ce choix n'existe pas : prenez-en un de la liste.")}
Asked = Mapping[str, str]

OPEN_COOPERATIONS = tuple(stage.value for stage in CooperationStage if stage != CooperationStage.CLOSED)
OPEN_TEAMS = tuple(stage.value for stage in TeamStage if stage != TeamStage.CLOSED)


class Filters(ListFilters):
    """Ask for some rows of a list."""

    q = forms.CharField(label=_("Nom"), required=False, max_length=LONGEST, error_messages=TOO_LONG)
    departement = forms.ChoiceField(label=_("Département"), required=False, error_messages=NOT_OFFERED)

    def offered(self) -> dict[str, Choices]:
        """Return the choices that are read in the register."""
        rows = Departement.objects.values_list("code", "name")
        return {"departement": [("", _("Tous")), *((code, f"{code} {name}") for code, name in rows)]}

    @property
    def perimeter(self) -> Perimeter | None:
        """Return the département asked for, if there is one."""
        code = self.value("departement")
        return Perimeter("departement", code) if code else None


class CooperationFilters(Filters):
    """Ask for some cooperations."""

    etape = forms.ChoiceField(
        label=_("Étape"),
        required=False,
        choices=[("", _("Toutes, sauf closes")), *CooperationStage.choices],
        error_messages=NOT_OFFERED,
    )
    niveau = forms.ChoiceField(
        label=_("Niveau"),
        required=False,
        choices=[("", _("Tous")), *CooperationLevel.choices],
        error_messages=NOT_OFFERED,
    )

    @property
    def stages(self) -> tuple[str, ...]:
        """Return the stages to keep."""
        return (self.value("etape"),) if self.value("etape") else OPEN_COOPERATIONS


class PlaceFilters(Filters):
    """Ask for some rows around a place: a commune, an agglomeration, a département, a region."""

    lieu = forms.CharField(
        label=_("Commune ou code postal"), required=False, max_length=LONGEST, error_messages=TOO_LONG
    )

    def clean_lieu(self) -> Place | None:
        """Return the place that the words begin, or say that there is none."""
        text = self.cleaned_data["lieu"]
        return find_place(text) if text else None

    @property
    def place(self) -> Place | None:
        """Return the place asked for, if there is one."""
        found: Place | None = self.cleaned_data.get("lieu")
        return found

    def value(self, name: str) -> str:
        """Return what was asked and understood of a field, or nothing."""
        return (self.place.label if self.place else "") if name == "lieu" else super().value(name)

    @property
    def perimeter(self) -> Perimeter | None:
        """Return the place or the département asked for, if there is one."""
        return self.place.perimeter if self.place else super().perimeter


class TeamFilters(PlaceFilters):
    """Ask for some teams; recognised ones unless others are wanted."""

    etape = forms.ChoiceField(
        label=_("Étape"),
        required=False,
        choices=[
            ("", _("Reconnues")),
            (EVERY, _("Toutes, sauf closes")),
            *(choice for choice in TeamStage.choices if choice[0] != TeamStage.RECOGNISED),
        ],
        error_messages=NOT_OFFERED,
    )
    field_order = ("lieu", "departement", "q", "etape")

    @property
    def stages(self) -> tuple[str, ...]:
        """Return the stages to keep."""
        asked = self.value("etape") or TeamStage.RECOGNISED.value
        return OPEN_TEAMS if asked == EVERY else (asked,)


class LibraryFilters(ListFilters):
    """Ask for some resources."""

    q = forms.CharField(label=_("Des mots"), required=False, max_length=LONGEST, error_messages=TOO_LONG)
    theme = forms.ChoiceField(
        label=_("Thème"),
        required=False,
        choices=[("", _("Tous")), *Theme.choices],
        error_messages=NOT_OFFERED,
    )
    nature = forms.ChoiceField(
        label=_("Nature"),
        required=False,
        choices=[("", _("Toutes")), *Kind.choices],
        error_messages=NOT_OFFERED,
    )
    public = forms.ChoiceField(
        label=_("Pour qui"),
        required=False,
        choices=[("", _("Tous les publics")), *Audience.choices],
        error_messages=NOT_OFFERED,
    )

    @property
    def columns(self) -> dict[str, str]:
        """Return what is asked, by the column that bears it."""
        return {"theme": self.value("theme"), "kind": self.value("nature"), "audience": self.value("public")}


class PledgeFilters(ListFilters):
    """Ask for some pledges; those in force unless others are wanted."""

    q = forms.CharField(label=_("Organisation"), required=False, max_length=LONGEST, error_messages=TOO_LONG)
    nature = forms.ChoiceField(
        label=_("Nature"),
        required=False,
        choices=[("", _("Toutes")), *CommitmentKind.choices],
        error_messages=NOT_OFFERED,
    )
    etat = forms.ChoiceField(
        label=_("Où ils en sont"),
        required=False,
        choices=[("", _("En cours")), ("finis", _("Finis")), ("tous", _("Tous"))],
        error_messages=NOT_OFFERED,
    )
    action = forms.ChoiceField(label=_("Action du programme"), required=False, error_messages=NOT_OFFERED)
    politique = forms.ChoiceField(label=_("Politique publique"), required=False, error_messages=NOT_OFFERED)

    def offered(self) -> dict[str, Choices]:
        """Return the choices that are read in the register."""
        actions = [(str(row.pk), str(row)) for row in Action.objects.latest_plan_first()]
        policies = PublicPolicy.objects.in_order().values_list("slug", "name")
        return {
            "action": [("", _("Toutes")), *actions],
            "politique": [("", _("Toutes")), *policies],
        }

    @property
    def columns(self) -> dict[str, str]:
        """Return what is asked, by the column that bears it."""
        return {
            "kind": self.value("nature"),
            "action": self.value("action"),
            "policy": self.value("politique"),
        }


class SignatoryFilters(PlaceFilters):
    """Ask for some signatories."""

    lieu = forms.CharField(
        label=_("Commune, intercommunalité ou région"),
        required=False,
        max_length=LONGEST,
        error_messages=TOO_LONG,
    )
    nature = forms.ChoiceField(label=_("Nature"), required=False, error_messages=NOT_OFFERED)
    field_order = ("q", "nature", "lieu", "departement")

    def offered(self) -> dict[str, Choices]:
        """Return the choices that are read in the register."""
        kinds = OrganisationKind.objects.values_list("code", "name")
        return {**super().offered(), "nature": [("", _("Toutes")), *kinds]}


def find_places(text: str, limit: int = 8) -> list[Place]:
    """Return the places that a text begins; refuse a text that is too short, too long or unknown."""
    words = text.strip()
    if len(words) < SHORTEST:
        raise forms.ValidationError(
            gettext("Écrivez au moins deux lettres d'une commune, ou son code postal.")
        )
    if len(words) > LONGEST or "\x00" in words:
        raise forms.ValidationError(
            gettext("Ce texte n'est pas un lieu : écrivez une commune ou son code postal.")
        )
    places = search_places(words, limit)
    if not places:
        raise forms.ValidationError(
            gettext("Aucun lieu ne commence par « %s » : vérifiez l'orthographe, ou écrivez le code postal.")
            % words
            + did_you_mean([place.label for place in near_places(words)])
        )
    return places


def find_place(text: str) -> Place:
    """Return the first place that a text begins, or refuse."""
    return find_places(text, 1)[0]
