"""The forms of scenarios: a name, whether it is shared, why it is withdrawn."""

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.common.forms import Line, WorkForm

LONGEST_NAME = 120


class NameForm(WorkForm):
    """Ask for the name of a scenario."""

    name = Line(
        label=_("Nom du scénario"),
        help_text=_("Par exemple : trois équipes en Cévennes."),
        max_length=LONGEST_NAME,
    )


class SaveForm(NameForm):
    """Ask for the name of a scenario, and whom it is for."""

    shared = forms.BooleanField(
        label=_("Le partager avec les autres personnes qui travaillent sur ce territoire"), required=False
    )


class WithdrawForm(WorkForm):
    """Ask why a scenario is withdrawn."""

    reason = Line(label=_("Pourquoi le retirer"), max_length=200)
