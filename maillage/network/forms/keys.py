"""What is asked to give a partner a key. Forms check; they change nothing."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.accounts.models import Scope
from maillage.accounts.operations import NewKey
from maillage.common.forms import Day, Email, Line, WorkForm

USUAL_QUOTA = 1_000
A_YEAR = dt.timedelta(days=365)


class KeyForm(WorkForm):
    """Ask whose a key is, what it permits, how often, until when."""

    name = Line(
        label=_("Le partenaire"),
        max_length=150,
        help_text=_(
            "Par exemple : Ville d'Alès. Les personnes liront ce nom dans le message qu'elles reçoivent."
        ),
    )
    email = Email(
        label=_("L'adresse de la personne qui s'occupe de son site"),
        help_text=_("Pour la prévenir si quelque chose ne va pas."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("Ce que la clé permet"),
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Cochez une chose au moins.")},
    )
    quota = forms.IntegerField(
        label=_("Combien d'appels par heure, au plus"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
        help_text=_(
            "Mille suffisent à un site de mairie. Au-delà, le site du partenaire attend l'heure suivante."
        ),
        error_messages={"invalid": _("Écrivez un nombre, par exemple 1000.")},
    )
    expires_on = Day(
        label=_("Dernier jour de la clé"),
        help_text=_("Trois ans au plus. Ce jour passé, elle n'ouvre plus rien."),
    )

    def __init__(self, data: Mapping[str, Any] | None, *, today: dt.date) -> None:
        super().__init__(data, initial={"quota": USUAL_QUOTA, "expires_on": today + A_YEAR})

    @property
    def new(self) -> NewKey:
        """Return what the key is given for."""
        return NewKey(**{**self.cleaned_data, "scopes": tuple(self.cleaned_data["scopes"])})
