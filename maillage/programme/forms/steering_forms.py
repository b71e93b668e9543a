"""What the national team types about the steering of a programme. Forms check; they change nothing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.common.forms import Day, Line, Paragraph, WorkForm
from maillage.network.forms.fields import capitalised
from maillage.programme.models import DecisionState, Programme
from maillage.programme.operations.steering import Move


class MeetingForm(WorkForm):
    """Call a meeting."""

    programme = forms.ModelChoiceField(
        label=_("Le programme"), queryset=Programme.objects.none(), empty_label=None
    )
    held_on = Day(label=_("Le jour de la réunion"))
    place = Line(label=_("Lieu"), required=False)

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.fields["programme"].queryset = Programme.objects.latest_first()  # type: ignore[attr-defined] # a choice of models


class ItemForm(WorkForm):
    """Put a point on an agenda."""

    title = Line(label=_("Le point"), max_length=250)


class MoveForm(WorkForm):
    """Say where a point of an agenda goes."""

    move = forms.ChoiceField(label=_("Il passe"), choices=capitalised(Move), widget=forms.RadioSelect)


class DecisionForm(WorkForm):
    """Write what a meeting decided."""

    text = Paragraph(label=_("Ce qui est décidé"), max_length=2_000)
    follower = Line(
        label=_("Qui la suit"), max_length=150, help_text=_("Une organisation, un service, ou une personne.")
    )
    due_on = Day(label=_("Pour le"), required=False)


class DecisionStateForm(WorkForm):
    """Say what became of a decision."""

    state = forms.ChoiceField(
        label=_("Où en est-elle ?"), choices=capitalised(DecisionState), widget=forms.RadioSelect
    )
    since = Day(label=_("Depuis le"))
    words = Line(label=_("Pourquoi"), required=False, max_length=250)
