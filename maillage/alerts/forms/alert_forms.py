"""What is asked during an alert: why, five numbers a day, what was learned. Forms check; they change nothing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.alerts.models import LESSONS, MESSAGE, MOST, AlertKind, AlertLevel
from maillage.alerts.operations.alerts import Call, Numbers
from maillage.common.forms import Day, WorkForm
from maillage.common.screening import NamelessParagraph


class StartForm(WorkForm):
    """Ask why the cooperation calls, from which day, and what the teams should know."""

    kind = forms.ChoiceField(label=_("Pourquoi"), choices=AlertKind.choices, widget=forms.RadioSelect)
    level = forms.ChoiceField(label=_("Niveau officiel"), choices=AlertLevel.choices)
    starts_on = Day(label=_("À partir du"))
    message = NamelessParagraph(
        label=_("Un mot aux équipes, si vous voulez"),
        max_length=MESSAGE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Il part avec la lettre. N'y nommez aucune personne âgée."),
    )

    @property
    def call(self) -> Call:
        """Return what is asked."""
        return Call(**self.cleaned_data)


class _Count(forms.IntegerField):
    """Ask how many people, typed on a telephone."""

    default_error_messages = {
        "required": _("Écrivez un nombre ; s'il n'y en a eu aucune, écrivez 0."),
        "invalid": _("Écrivez un nombre entier, par exemple 12."),
    }

    def __init__(self, **options: Any) -> None:
        messages = {
            "min_value": _("Un nombre de personnes n'est jamais négatif."),
            "max_value": _("C'est beaucoup pour un jour : un chiffre est sans doute de trop."),
        }
        super().__init__(
            min_value=0,
            max_value=MOST,
            widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short", "autocomplete": "off"}),
            error_messages=messages,
            **options,
        )


class NumbersForm(WorkForm):
    """Ask what a team did in a day."""

    day = Day(label=_("Jour"))
    to_call = _Count(label=_("Personnes à appeler"))
    called = _Count(label=_("Personnes appelées"))
    reached = _Count(label=_("Personnes jointes"), help_text=_("Celles qui ont répondu."))
    relayed = _Count(
        label=_("Situations transmises"),
        required=False,
        help_text=_("Au 15, au 112 ou au CCAS. Laissez vide si vous ne savez pas."),
    )
    volunteers = _Count(
        label=_("Bénévoles qui ont appelé"),
        required=False,
        help_text=_("Laissez vide si vous ne savez pas."),
    )

    @property
    def numbers(self) -> Numbers:
        """Return what is said."""
        return Numbers(**{name: value for name, value in self.cleaned_data.items() if name != "day"})


class StopForm(WorkForm):
    """Ask which day was the last one, and what was learned."""

    stopped_on = Day(label=_("Dernier jour de l'alerte"))
    lessons = NamelessParagraph(
        label=_("Ce que nous avons appris"),
        max_length=LESSONS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Ce qui a servi, ce qui a manqué. Ces mots partent aux équipes ; n'y nommez personne."),
    )


class LinkForm(WorkForm):
    """Ask what becomes of the link of a team."""

    RENEW, REVOKE = "renouveler", "retirer"
    what = forms.ChoiceField(
        label=_("Son lien personnel"),
        choices=[
            (RENEW, _("En envoyer un autre : l'ancien ne servira plus")),
            (REVOKE, _("Le retirer, sans en envoyer d'autre")),
        ],
        widget=forms.RadioSelect,
    )
