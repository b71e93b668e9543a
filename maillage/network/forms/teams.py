"""What the pages of a team ask. Forms check; they change nothing."""

import datetime as dt
import re
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from maillage.accounts.actors import Actor, Hat
from maillage.common import formats
from maillage.common.forms import (
    Day,
    Email,
    Line,
    ListFilters,
    Paragraph,
    Telephone,
    VersionedForm,
    WorkForm,
)
from maillage.common.normalise import fold
from maillage.network.models import Alert, Answer, Charter, Organisation, TeamStage
from maillage.network.operations import NewPerson
from maillage.network.operations.places import Contact
from maillage.network.operations.recognition import LONGEST_PROJECT, SMALLEST_MEETING
from maillage.network.reach import hat_to_found
from maillage.territory.models import Commune
from maillage.territory.search import SHORTEST, Place, search_places

REASON = 250
_WITH_POSTAL_CODE = re.compile(r"(?P<name>.+?)\s*\((?P<code>\d{2,5})\)")
_SEARCHED, _SHOWN = 12, 5
_DIGITS = 18  # no key has more


def find_commune(text: str) -> Commune:
    """Return the one commune that a text names: « Nîmes », « 30000 », « Saint-Denis (97400) »; or refuse."""
    told = _WITH_POSTAL_CODE.match(text)
    places = _communes(told["code"], told["name"]) if told else _communes(text)
    if told:
        bearing = [p for p in places if p.postal_code == told["code"] and fold(p.name) == fold(told["name"])]
        found = bearing
    else:
        bearing = [p for p in places if text.strip() == p.postal_code or fold(p.name) == fold(text)]
        found = bearing or places
    if len(found) == 1:
        return Commune.objects.get(pk=found[0].pk)
    if not found:
        raise ValidationError(gettext("Aucune commune ne répond à « %s » : vérifiez l'orthographe.") % text)
    labels = formats.listing([place.label for place in found[:_SHOWN]])
    raise ValidationError(
        gettext("Plusieurs communes répondent : %s. Écrivez le nom avec son code postal, comme ici.") % labels
    )


def _communes(*texts: str) -> list[Place]:
    """Return the communes that some texts begin, each once."""
    places = [place for text in texts if len(text) >= SHORTEST for place in search_places(text, _SEARCHED)]
    return list(
        {(place.pk, place.postal_code): place for place in places if place.kind == "commune"}.values()
    )


class TeamFilters(ListFilters):
    """Ask for some of my teams."""

    q = forms.CharField(label=_("Nom"), required=False, max_length=100)
    etape = forms.ChoiceField(
        label=_("Étape"), required=False, choices=[("", _("Toutes, sauf closes")), *TeamStage.choices]
    )
    alerte = forms.ChoiceField(label=_("À voir"), required=False, choices=[("", _("Toutes")), *Alert.choices])


class PersonForm(WorkForm):
    """Ask who stands for a team, and how to reach them."""

    name = Line(label=_("Son nom"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    email = Email(
        label=_("Son adresse électronique"),
        required=False,
        help_text=_(
            "Elle n'est jamais montrée au public. Une adresse, ou un téléphone : l'un des deux suffit."
        ),
    )
    telephone = Telephone(label=_("Son téléphone"), required=False)
    on = Day(label=_("Depuis le"))

    def clean(self) -> dict[str, Any]:
        """Refuse someone whom nobody can reach."""
        given = super().clean() or {}
        if not (
            given.get("email")
            or given.get("telephone")
            or "email" in self.errors
            or "telephone" in self.errors
        ):
            self.add_error("email", _("Donnez une adresse électronique, ou un téléphone."))
        return given

    @property
    def person(self) -> NewPerson:
        """Return who was told."""
        given = self.cleaned_data
        return NewPerson(given["name"], given["email"], given["telephone"], given.get("organisation"))


class SupportForm(PersonForm):
    """Ask which professional supports a team, and for which of its carriers."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Son organisation"), required=False, empty_label=_("Une autre")
    )
    field_order = ("name", "organisation", "email", "telephone", "on")

    def __init__(self, *arguments: Any, carriers: "QuerySet[Organisation]", **options: Any) -> None:
        super().__init__(*arguments, **options)
        cast("forms.ModelChoiceField[Organisation]", self.fields["organisation"]).queryset = carriers


class FoundTeamForm(WorkForm):
    """Ask the least that makes a team: its name, its place, what it does, whom to call."""

    name = Line(label=_("Le nom de l'équipe"), help_text=_("Par exemple « Équipe du quartier des Lices »."))
    place = Line(label=_("Sa commune"), help_text=_("Un nom, ou un code postal."), max_length=100)
    activities = Paragraph(
        label=_("Ce qu'elle fait, ou veut faire"),
        required=False,
        help_text=_("Des visites, des appels, des sorties… Le public lira ces mots."),
    )
    lead_name = Line(label=_("Qui la mène"), max_length=150, help_text=_("Une ou un bénévole de l'équipe."))
    lead_email = Email(
        label=_("Son adresse électronique"),
        required=False,
        help_text=_(
            "Elle n'est jamais montrée au public. Une adresse, ou un téléphone : l'un des deux suffit."
        ),
    )
    lead_telephone = Telephone(label=_("Son téléphone"), required=False)

    hat: Hat  # found by `clean`: the hat under which the team is founded

    def __init__(self, *arguments: Any, actor: Actor, today: dt.date, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.actor, self.today = actor, today

    def clean_place(self) -> Commune:
        """Return the commune, which must lie where the person may found a team."""
        commune = find_commune(self.cleaned_data["place"])
        hat = hat_to_found(self.actor, commune, today=self.today)
        if hat is None:
            raise ValidationError(
                gettext(
                    "%(place)s n'est pas dans votre territoire : demandez à la coopération de ce lieu d'inscrire "
                    "l'équipe."
                )
                % {"place": commune.name}
            )
        self.hat = hat
        return commune

    def clean(self) -> dict[str, Any]:
        """Refuse a lead whom nobody can reach."""
        given = super().clean() or {}
        told = {"lead_email", "lead_telephone"}
        if not (told & set(self.errors) or any(given.get(name) for name in told)):
            self.add_error("lead_email", _("Donnez une adresse électronique, ou un téléphone."))
        return given

    @property
    def lead(self) -> NewPerson:
        """Return who leads the team."""
        given = self.cleaned_data
        return NewPerson(given["lead_name"], given["lead_email"], given["lead_telephone"])


class DescribeForm(VersionedForm):
    """Ask what the public reads of a team."""

    activities = Paragraph(label=_("Ce que fait l'équipe"), required=False)
    schedule = Line(
        label=_("Quand elle agit"),
        required=False,
        help_text=_("Par exemple « le mardi après-midi, et sur rendez-vous »."),
    )
    telephone = Telephone(
        label=_("Le téléphone à appeler"),
        required=False,
        help_text=_(
            "Celui de l'équipe ou de son porteur : tout le monde le verra. Pas celui d'une personne."
        ),
    )
    email = Email(label=_("L'adresse de l'équipe"), required=False, help_text=_("Tout le monde la verra."))
    website = forms.URLField(
        label=_("Son site"),
        required=False,
        assume_scheme="https",
        error_messages={"invalid": _("Écrivez l'adresse d'une page, par exemple https://www.exemple.fr.")},
    )

    @property
    def contact(self) -> Contact:
        """Return how the public reaches the team."""
        given = self.cleaned_data
        return Contact(given["website"], given["telephone"], given["email"])


class DayForm(WorkForm):
    """Ask when something happened."""

    on = Day(label=_("Depuis le"))


class ReasonForm(WorkForm):
    """Ask when something happened, and why."""

    reason = Line(
        label=_("Pourquoi"),
        max_length=REASON,
        help_text=_("Quelques mots, sans nommer de personne accompagnée."),
    )
    on = Day(label=_("Depuis le"))


class CarrierForm(WorkForm):
    """Ask which organisation carries a team, among those found."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("L'organisation"), widget=forms.RadioSelect, empty_label=None
    )
    on = Day(label=_("Depuis le"))

    def __init__(
        self,
        *arguments: Any,
        offered: "QuerySet[Organisation]",
        shown: "QuerySet[Organisation]",
        **options: Any,
    ) -> None:
        super().__init__(*arguments, **options)
        chosen = self.data.get("organisation", "") if self.is_bound else ""
        one = (
            offered.filter(pk=int(chosen))
            if chosen.isascii() and chosen.isdigit() and len(chosen) < _DIGITS
            else None
        )
        field = cast("forms.ModelChoiceField[Organisation]", self.fields["organisation"])
        field.queryset = (
            offered.none() if self.is_bound and one is None else one if one is not None else shown
        )


class PactForm(WorkForm):
    """Ask about the meeting where a team adopted its pact."""

    on = Day(label=_("La réunion s'est tenue le"))
    participants = forms.IntegerField(
        label=_("Combien étiez-vous ?"),
        min_value=SMALLEST_MEETING,
        max_value=500,
        error_messages={
            "invalid": _("Écrivez un nombre, par exemple 7."),
            "min_value": _("Un pacte se prend ensemble : il faut au moins deux personnes."),
            "max_value": _("Ce nombre est bien grand pour une équipe : vérifiez-le."),
        },
    )
    place = Line(label=_("Où"), required=False)
    charter = forms.ModelChoiceField(
        Charter.objects.filter(kind=Charter.Kind.TEAM), label=_("Le texte adopté"), empty_label=None
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        field = cast("forms.ModelChoiceField[Charter]", self.fields["charter"])
        field.initial = field.queryset.last() if field.queryset else None


class ProjectForm(VersionedForm):
    """Ask for the project of a team, on top of the version that was read."""

    text = Paragraph(
        label=_("Notre projet"),
        max_length=LONGEST_PROJECT,
        help_text=_("Ce que vous voulez faire, avec qui, comment vous vous organisez. Court, c'est bien."),
        widget=forms.Textarea(attrs={"rows": 14}),
    )


class DecisionForm(WorkForm):
    """Ask for a decision about a team."""

    accepted = forms.ChoiceField(
        label=_("Votre décision"),
        choices=[("oui", _("Reconnaître l'équipe")), ("non", _("Refuser pour l'instant"))],
        widget=forms.RadioSelect,
    )
    reason = Line(
        label=_("Un mot pour l'équipe"),
        required=False,
        max_length=500,
        help_text=_("Nécessaire si vous refusez : l'équipe saura quoi reprendre."),
    )
    on = Day(label=_("Décidé le"))


class AnswerForm(WorkForm):
    """Ask for the yearly answer of a team."""

    answer = forms.ChoiceField(
        label=_("La réponse de l'équipe"), choices=Answer.choices, widget=forms.RadioSelect
    )


class NotedAnswerForm(AnswerForm):
    """Ask for the answer that a team gave by telephone or on paper, and who gave it."""

    who = Line(label=_("Qui a répondu"), max_length=200, help_text=_("Par exemple « Jeanne, au téléphone »."))
    on = Day(label=_("Le"))
