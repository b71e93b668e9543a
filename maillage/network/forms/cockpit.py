"""What an animator types: stages, members, committees, the search for an organisation."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.common.forms import Day, Email, Line, Paragraph, WorkForm
from maillage.network.models import BodyKind, CooperationStage, Evidence, MemberPart, Organisation
from maillage.network.operations.members import Representative

LONGEST_REASON, LONGEST_NAME = 250, 150


class StageForm(WorkForm):
    """Ask for the next stage, its day, what shows it."""

    stage = forms.ChoiceField(label=_("Étape"), widget=forms.RadioSelect)
    on = Day(label=_("Depuis le"))
    evidence_kind = forms.ChoiceField(
        label=_("Ce qui le montre"), choices=Evidence.choices, widget=forms.RadioSelect
    )
    evidence = Line(
        label=_("En quelques mots"),
        help_text=_("Par exemple : réunion du 3 mars en mairie, douze organisations présentes."),
        max_length=LONGEST_REASON,
    )

    def __init__(self, stages: Iterable[CooperationStage], *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        field = self.fields["stage"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(stage.value, str(stage.label).capitalize()) for stage in stages]


class RecognitionForm(WorkForm):
    """Ask for what the national body needs to recognise a cooperation."""

    met_on = Day(label=_("Date de la réunion qui l'a décidé"))
    evidence_kind = forms.ChoiceField(
        label=_("Ce qui le montre"), choices=Evidence.choices, widget=forms.RadioSelect
    )
    words = Paragraph(
        label=_("Votre demande"),
        help_text=_(
            "Qui porte la coopération, ce que vous avez constaté ensemble, ce que vous voulez faire. "
            "Le diagnostic et les membres sont joints d'office."
        ),
    )


class EndForm(WorkForm):
    """Ask for a day, and why."""

    on = Day(label=_("À partir du"))
    reason = Line(label=_("Pourquoi"), max_length=LONGEST_REASON)


class ReasonForm(WorkForm):
    """Ask why."""

    reason = Line(label=_("Pourquoi"), max_length=LONGEST_REASON)


class DayForm(WorkForm):
    """Ask for a day."""

    on = Day(label=_("Le"))


class SearchForm(WorkForm):
    """Ask for the name or the SIRET of an organisation."""

    q = Line(label=_("Nom ou SIRET de l'organisation"), max_length=LONGEST_NAME)


class MemberForm(WorkForm):
    """Ask for the part that a member takes, who speaks for it, since when."""

    part = forms.ChoiceField(label=_("Ce qu'elle fait"), choices=MemberPart.choices, widget=forms.RadioSelect)
    representative = Line(label=_("Représentée par"), required=False, max_length=LONGEST_NAME)
    email = Email(
        label=_("Adresse électronique"),
        required=False,
        help_text=_("Pour les convocations. Elle n'est pas montrée sur le site public."),
    )
    on = Day(label=_("Depuis le"))

    @property
    def said(self) -> Representative:
        """Return who speaks for the member."""
        return Representative(name=self.cleaned_data["representative"], email=self.cleaned_data["email"])


class BodyForm(WorkForm):
    """Ask for the kind and the name of a committee."""

    kind = forms.ChoiceField(label=_("Nature"), choices=BodyKind.choices, widget=forms.RadioSelect)
    name = Line(label=_("Nom"), max_length=LONGEST_NAME)
    on = Day(label=_("Depuis le"))


def one_of_ours(ours: Sequence[Organisation], label: Any) -> forms.TypedChoiceField:
    """Return a choice among the member organisations, read once; none is an answer."""
    known = {str(organisation.pk): organisation for organisation in ours}
    choices = [("", _("aucune")), *((key, organisation.name) for key, organisation in known.items())]
    return forms.TypedChoiceField(
        label=label, required=False, choices=choices, coerce=lambda key: known[str(key)], empty_value=None
    )


class SeatForm(WorkForm):
    """Ask who sits in a committee, and for which member."""

    person = Line(label=_("Nom et prénom"), max_length=LONGEST_NAME)
    email = Email(label=_("Adresse électronique"), required=False)
    on = Day(label=_("Depuis le"))

    def __init__(self, ours: Sequence[Organisation], *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["organisation"] = one_of_ours(ours, _("Pour quelle organisation"))
        self.order_fields(["person", "organisation", "email", "on"])
