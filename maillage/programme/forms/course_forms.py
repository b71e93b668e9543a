"""What the network types about how an action goes. Forms check; they change nothing."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from maillage.common.forms import Day, Decimals, Line, Paragraph, WorkForm
from maillage.network.forms.fields import capitalised
from maillage.programme.models import Action, State, Weather
from maillage.programme.models.targets import DECIMALS, DIGITS
from maillage.programme.operations.course import Conduct, Review
from maillage.programme.operations.targets import Aim

SYNTHESIS = 3_000


class Figure(Decimals):
    """Ask for the value of a figure, with up to two decimals."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_digits=DIGITS, decimal_places=DECIMALS, **options)


class StateForm(WorkForm):
    """Say where an action stands."""

    state = forms.ChoiceField(
        label=_("Où en est cette action"), choices=capitalised(State), widget=forms.RadioSelect
    )
    since = Day(label=_("Depuis le"))


class ConductForm(WorkForm):
    """Say who leads an action."""

    pilot = Line(label=_("Qui la mène"), help_text=_("Une organisation, un service ou une commission."))
    partners = Paragraph(label=_("Avec qui"), required=False, max_length=2_000)
    means = Paragraph(
        label=_("Les moyens"), required=False, max_length=2_000, help_text=_("Temps, argent, lieux, outils.")
    )
    since = Day(label=_("À partir du"))

    @property
    def told(self) -> Conduct:
        """Return what was typed."""
        return Conduct(**{name: self.cleaned_data[name] for name in ("pilot", "partners", "means")})


class ReviewForm(WorkForm):
    """Say how an action went over a period."""

    since = Day(label=_("Du"))
    until = Day(label=_("Au"), help_text=_("Ce jour compris."))
    weather = forms.ChoiceField(
        label=_("Comment va l'action"), choices=capitalised(Weather), widget=forms.RadioSelect
    )
    synthesis = Paragraph(
        label=_("En quelques phrases"),
        max_length=SYNTHESIS,
        help_text=_("Ce qui a été fait, ce qui manque, ce qui vient. Tout le monde pourra le lire."),
    )

    @property
    def told(self) -> Review:
        """Return what was typed."""
        return Review(**self.cleaned_data)


class EvidenceForm(WorkForm):
    """Name what shows that an action was done."""

    title = Line(
        label=_("Ce qui le montre"), max_length=250, help_text=_("Un document, une page, une réunion.")
    )
    url = forms.URLField(label=_("Son adresse"), required=False, max_length=500, assume_scheme="https")
    shown_on = Day(label=_("Daté du"))


class TakeOverForm(WorkForm):
    """Say which action of an earlier programme an action takes over."""

    former = forms.ModelChoiceField(
        label=_("L'action reprise"),
        queryset=Action.objects.none(),
        required=False,
        empty_label=_("Aucune"),
    )

    def __init__(self, *given: Any, action: Action, **options: Any) -> None:
        super().__init__(*given, **options)
        self.fields["former"].queryset = Action.objects.before(action.axis.programme)  # type: ignore[attr-defined] # a choice of models


class MilestoneForm(WorkForm):
    """Name a step to reach."""

    title = Line(label=_("Le jalon"), max_length=250)
    due_on = Day(label=_("Prévu pour le"))


class ReachedForm(WorkForm):
    """Say when a milestone was reached."""

    reached_on = Day(label=_("Atteint le"))


class TargetForm(WorkForm):
    """Say where a figure is to be on a day."""

    code = forms.ChoiceField(
        label=_("Un chiffre du catalogue"), required=False, help_text=_("Il se calcule tout seul.")
    )
    title = Line(label=_("Ou un chiffre que vous déclarez"), required=False)
    method = Paragraph(
        label=_("Comment ce chiffre est établi"),
        required=False,
        max_length=2_000,
        help_text=_("Pour un chiffre déclaré : qui compte, quoi, et comment."),
    )
    since = Day(label=_("Au départ, le"))
    baseline = Figure(
        label=_("Valeur au départ"), required=False, help_text=_("Vide si elle n'est pas connue.")
    )
    until = Day(label=_("À atteindre le"))
    value = Figure(label=_("Valeur visée"))

    def __init__(self, *given: Any, figures: Sequence[tuple[str, str | Promise]], **options: Any) -> None:
        super().__init__(*given, **options)
        self.fields["code"].choices = [("", _("Aucun")), *figures]  # type: ignore[attr-defined] # a choice

    @property
    def aim(self) -> Aim:
        """Return what was typed."""
        return Aim(**self.cleaned_data)


class ReadingForm(WorkForm):
    """Declare the value of a figure."""

    read_on = Day(label=_("Au"))
    value = Figure(label=_("Valeur"), required=False)
    because = Line(label=_("Si elle manque, pourquoi"), required=False, max_length=250)


class TakeBackForm(WorkForm):
    """Say why something was false."""

    reason = Line(label=_("Pourquoi c'était faux"), max_length=250)
