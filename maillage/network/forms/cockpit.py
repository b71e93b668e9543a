"""What an animator types: stages, members, committees, the search for an organisation."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from maillage.common.forms import Day, Email, Line, Paragraph, WorkForm
from maillage.network.models import (
    BodyKind,
    CooperationMember,
    CooperationStage,
    Evidence,
    MemberPart,
    Organisation,
)
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

    @classmethod
    def initial_of(cls, member: CooperationMember, day: dt.date) -> dict[str, object]:
        """Return what the form shows of a member."""
        return {
            "part": member.part,
            "representative": member.representative,
            "email": member.representative_email,
            "on": day,
        }

    @property
    def said(self) -> Representative:
        """Return who speaks for the member."""
        return Representative(name=self.cleaned_data["representative"], email=self.cleaned_data["email"])


class BodyForm(WorkForm):
    """Ask for the kind and the name of a committee."""

    kind = forms.ChoiceField(label=_("Nature"), choices=BodyKind.choices, widget=forms.RadioSelect)
    name = Line(label=_("Nom"), max_length=LONGEST_NAME)
    on = Day(label=_("Depuis le"))


class OneOf(forms.TypedChoiceField):
    """Offer rows that the view has read; none of them is an answer too."""

    def __init__(self, *, nothing: Promise, **options: Any) -> None:
        super().__init__(required=False, empty_value=None, **options)
        self.nothing = nothing

    def offer(self, rows: Iterable[Model]) -> None:
        """Say which rows may be chosen."""
        known = {str(row.pk): row for row in rows}
        self.choices = [("", self.nothing), *((key, str(row)) for key, row in known.items())]
        self.coerce = lambda key: known[str(key)]


def offer(form: forms.Form, name: str, rows: Iterable[Model]) -> None:
    """Offer rows in a field of a form."""
    field = form.fields[name]
    if isinstance(field, OneOf):
        field.offer(rows)


class SeatForm(WorkForm):
    """Ask who sits in a committee, and for which member."""

    person = Line(label=_("Nom et prénom"), max_length=LONGEST_NAME)
    organisation = OneOf(label=_("Pour quelle organisation"), nothing=_("aucune"))
    email = Email(label=_("Adresse électronique"), required=False)
    on = Day(label=_("Depuis le"))

    def __init__(self, ours: Sequence[Organisation], *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        offer(self, "organisation", ours)
