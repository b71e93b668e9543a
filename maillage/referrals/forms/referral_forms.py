"""What is asked of a referral: closed lists, no name, no address. Forms check; they change nothing."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from maillage.common.forms import Day, Email, Line, Telephone, WorkForm
from maillage.common.screening import NamelessLine
from maillage.network.forms.teams import find_commune
from maillage.network.models import Team
from maillage.referrals.models import (
    AVAILABILITY,
    AgeBand,
    Capacity,
    ClosingReason,
    ConsentWay,
    DeclineReason,
    Outcome,
    ReferralWish,
)
from maillage.referrals.operations.opening import Agreement
from maillage.referrals.operations.referrals import Consent, Request
from maillage.territory.models import Commune, Quartier

NO_CHOICE = [("", _("Je préfère ne pas le dire"))]


class WhereForm(WorkForm):
    """Ask where the person lives: a commune, and nothing nearer."""

    lieu = Line(
        label=_("La commune de la personne"),
        max_length=100,
        help_text=_("Un nom, ou un code postal. N'écrivez ni rue ni numéro."),
    )

    def clean_lieu(self) -> Commune:
        """Return the commune, or say which ones may be meant."""
        return find_commune(self.cleaned_data["lieu"])


class EnableForm(WorkForm):
    """Ask which data-protection officer agreed, and under which reference."""

    officer = Line(
        label=_("Quel délégué à la protection des données a donné son accord ?"),
        max_length=150,
        help_text=_("Son nom, ou celui du service, et l'organisation dont il est le délégué."),
    )
    agreed_on = Day(label=_("Le"))
    reference = Line(
        label=_("Référence au registre des traitements"),
        max_length=120,
        help_text=_("Celle que le délégué vous a donnée, par exemple « RT-2026-014 »."),
    )

    @property
    def agreement(self) -> Agreement:
        """Return what was agreed."""
        return Agreement(**self.cleaned_data)


class DisableForm(WorkForm):
    """Ask why the referrals stop."""

    reason = Line(label=_("Pourquoi les arrêter ?"), max_length=250)


class RequestForm(WorkForm):
    """Ask what a person wishes, without their name, and how to reach who refers them."""

    wish = forms.ChoiceField(
        label=_("La personne souhaite"), choices=ReferralWish.choices, widget=forms.RadioSelect
    )
    quartier = forms.ModelChoiceField(
        label=_("Quartier"),
        queryset=Quartier.objects.none(),
        required=False,
        empty_label=_("Non précisé"),
    )
    age_band = forms.ChoiceField(
        label=_("Son âge, à peu près"), choices=[*NO_CHOICE, *AgeBand.choices], required=False
    )
    availability = NamelessLine(
        label=_("Jours et heures qui lui conviennent"),
        max_length=AVAILABILITY,
        required=False,
        help_text=_(
            "Par exemple : « le mardi après-midi ». Ni nom, ni adresse, ni téléphone, ni santé : l'équipe les "
            "apprendra de vive voix, si la personne le veut."
        ),
    )
    referrer = Line(
        label=_("Qui oriente, et que l'équipe appellera"),
        max_length=150,
        help_text=_("Vous, ou le service qui connaît la personne. Jamais la personne elle-même."),
    )
    capacity = forms.ChoiceField(label=_("À quel titre"), choices=Capacity.choices)
    telephone = Telephone(label=_("Téléphone de qui oriente"), required=False)
    email = Email(label=_("Adresse électronique de qui oriente"), required=False)

    def __init__(self, *arguments: Any, commune: Commune, **options: Any) -> None:
        super().__init__(*arguments, **options)
        quartiers = commune.quartiers.order_by("name", "pk")
        if quartiers:
            self.fields["quartier"].queryset = quartiers  # type: ignore[attr-defined] # a choice of rows
        else:
            del self.fields["quartier"]

    def clean(self) -> dict[str, Any]:
        """Refuse who cannot be called back."""
        given: dict[str, Any] = super().clean() or {}
        told = {"email", "telephone"}
        if not (told & set(self.errors) or any(given.get(name) for name in told)):
            self.add_error(
                "telephone", gettext("Donnez un téléphone ou une adresse : l'équipe appellera qui oriente.")
            )
        return given

    @property
    def request(self) -> Request:
        """Return what is asked."""
        return Request(**self.cleaned_data)


class SendForm(WorkForm):
    """Ask which team, and how the person agreed: without that, nothing leaves."""

    team = forms.ModelChoiceField(
        label=_("À quelle équipe ?"), queryset=Team.objects.none(), empty_label=None
    )
    agreed = forms.BooleanField(
        label=_("La personne est d'accord pour qu'une équipe soit prévenue"),
        error_messages={
            "required": _("Sans l'accord de la personne, rien n'est envoyé : demandez-le-lui d'abord.")
        },
    )
    consented_on = Day(label=_("Elle l'a dit le"))
    consent_how = forms.ChoiceField(label=_("Comment"), choices=ConsentWay.choices)
    consent_by = Line(label=_("À qui"), max_length=150, help_text=_("Le nom de qui a recueilli son accord."))

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, teams: QuerySet[Team], initial: Mapping[str, Any]
    ) -> None:
        super().__init__(data, initial=dict(initial))
        self.fields["team"].queryset = teams  # type: ignore[attr-defined] # a choice of rows

    @property
    def consent(self) -> Consent:
        """Return how the person agreed."""
        given = self.cleaned_data
        return Consent(on=given["consented_on"], how=given["consent_how"], by=given["consent_by"])


class _ReasonedForm(WorkForm):
    """Stand under the forms where a « no » says why."""

    needs_reason: tuple[str, ...] = ()
    asks = "answer"

    def clean(self) -> dict[str, Any]:
        """Refuse a « no » without its reason."""
        given: dict[str, Any] = super().clean() or {}
        if given.get(self.asks) in self.needs_reason and not given.get("reason"):
            self.add_error("reason", gettext("Dites pourquoi : choisissez le motif le plus proche."))
        return given


class AnswerForm(_ReasonedForm):
    """Ask whether the team can."""

    YES, NO = "oui", "non"
    needs_reason = (NO,)
    answer = forms.ChoiceField(
        label=_("L'équipe peut-elle ?"),
        choices=[(YES, _("Oui, elle appelle qui oriente")), (NO, _("Non, pas cette fois"))],
        widget=forms.RadioSelect,
    )
    reason = forms.ChoiceField(
        label=_("Si ce n'est pas possible, pourquoi ?"),
        choices=[("", "—"), *DeclineReason.choices],
        required=False,
    )


class MeetForm(_ReasonedForm):
    """Ask whether the team and the person met, and when."""

    MET, NO = "oui", "non"
    needs_reason = (NO,)
    answer = forms.ChoiceField(
        label=_("Où en est-on ?"),
        choices=[
            (MET, _("La rencontre a eu lieu")),
            (NO, _("Finalement, l'équipe ne peut pas")),
        ],
        widget=forms.RadioSelect,
    )
    met_on = Day(label=_("La rencontre a eu lieu le"), required=False)
    reason = forms.ChoiceField(
        label=_("Si ce n'est finalement pas possible, pourquoi ?"),
        choices=[("", "—"), *DeclineReason.choices],
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a meeting without its day."""
        given = super().clean()
        if given.get("answer") == self.MET and not given.get("met_on") and "met_on" not in self.errors:
            self.add_error("met_on", gettext("Écrivez le jour de la rencontre, par exemple 25/11/2016."))
        return given


class OutcomeForm(_ReasonedForm):
    """Ask what came of the meeting."""

    asks = "outcome"
    needs_reason = (Outcome.NOT_PURSUED.value,)
    outcome = forms.ChoiceField(
        label=_("Qu'en est-il advenu ?"),
        choices=[(one.value, one.label) for one in (Outcome.LINK, Outcome.MET, Outcome.NOT_PURSUED)],
        widget=forms.RadioSelect,
    )
    reason = forms.ChoiceField(
        label=_("S'il n'y a pas de suite, pourquoi ?"),
        choices=[("", "—"), *ClosingReason.choices],
        required=False,
    )


class CloseForm(WorkForm):
    """Ask why nothing more comes of a referral."""

    reason = forms.ChoiceField(label=_("Pourquoi ?"), choices=ClosingReason.choices, widget=forms.RadioSelect)
