"""What organisers type about a session: its days, its place, its seats, who came. Forms check; they change nothing."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from maillage.common import formats
from maillage.common.errors import Refused
from maillage.common.forms import Amount, Day, Email, Line, Paragraph, Telephone, VersionedForm, WorkForm
from maillage.common.normalise import parse_day
from maillage.common.normalise.text import quoted
from maillage.network.forms.fields import OneCommune
from maillage.network.models import Organisation
from maillage.supports.models import (
    CurriculumVersion,
    Enrolment,
    HalfDay,
    Pace,
    Qualification,
    SeatHold,
    TrainingSession,
    Usefulness,
)
from maillage.supports.models.sessions import MOST_SEATS
from maillage.supports.operations.training_enrolments import LONGEST_NEEDS, Asking
from maillage.supports.operations.training_sessions import SessionText, Slot

_HOUR = r"(\d{1,2})\s*[hH:]\s*(\d{2})?"
_SLOT = re.compile(rf"^(?P<day>.+?)[\s,]+(?:de\s+)?{_HOUR}\s*(?:à|-|–|a)\s*{_HOUR}$")
_NUMBER = forms.TextInput(attrs={"inputmode": "numeric", "class": "short"})


class Slots(Paragraph):
    """Ask for half-days, one a line: a day, and two hours."""

    limit = 2_000

    def to_python(self, value: object) -> list[Slot]:  # type: ignore[override] # canonical text, then what it says
        """Return the half-days that the lines say."""
        lines = [line.strip() for line in super().to_python(value).splitlines() if line.strip()]
        return [_slot(line) for line in lines]


def _slot(line: str) -> Slot:
    """Read « 25/11/2016 de 9h à 12h30 »."""
    found = _SLOT.match(line)
    if found is None:
        raise ValidationError(
            gettext("« %s » ne se lit pas : écrivez par exemple 25/11/2016 de 9h à 12h30.") % quoted(line)
        )
    try:
        day = parse_day(found["day"].strip(" ,"))
        starts, ends = (dt.time(int(found[rank]), int(found[rank + 1] or 0)) for rank in (2, 4))
    except (Refused, ValueError) as error:
        raise ValidationError(
            gettext("« %s » n'est pas un jour et deux heures qui existent : vérifiez-les.") % quoted(line)
        ) from error
    if day.precision != "jour":
        raise ValidationError(gettext("« %s » ne dit pas le jour : écrivez la date entière.") % quoted(line))
    return Slot(on=day.on, starts_at=starts, ends_at=ends)


def slots_text(half_days: Sequence[HalfDay]) -> str:
    """Write half-days as they are typed."""
    return "\n".join(
        gettext("%(day)s de %(starts)s à %(ends)s")
        % {"day": f"{row.on:%d/%m/%Y}", "starts": f"{row.starts_at:%Hh%M}", "ends": f"{row.ends_at:%Hh%M}"}
        for row in half_days
    )


class SessionForm(VersionedForm):
    """Say what a session is."""

    taught = forms.ChoiceField(label=_("Quelle formation"))
    slots = Slots(
        label=_("Les demi-journées"),
        help_text=_("Une par ligne, par exemple : 25/11/2026 de 9h à 12h30."),
    )
    commune = OneCommune(
        label=_("Commune"), required=False, help_text=_("Vide si la session se suit de chez soi.")
    )
    place = Line(label=_("Lieu"), required=False, help_text=_("Le nom de la salle, et son adresse."))
    link = forms.URLField(
        label=_("Lien de visioconférence"),
        required=False,
        assume_scheme="https",
        max_length=200,
        help_text=_("Donné seulement à qui a une place."),
        error_messages={"invalid": _("Écrivez une adresse entière, qui commence par https://.")},
    )
    capacity = forms.IntegerField(
        label=_("Nombre de places"),
        min_value=1,
        max_value=MOST_SEATS,
        widget=_NUMBER,
        error_messages={
            "invalid": _("Écrivez un nombre, par exemple 15."),
            "min_value": _("Il faut au moins une place."),
            "max_value": _("500 places au plus."),
        },
    )
    trainers = forms.MultipleChoiceField(
        label=_("Qui forme"), required=False, widget=forms.CheckboxSelectMultiple
    )
    closes_on = Day(label=_("Inscriptions jusqu'au"), required=False)
    is_public = forms.BooleanField(
        label=_("Annoncer cette session à tous, sur le site"), required=False, initial=True
    )
    by_agreement = forms.BooleanField(
        label=_("Demander l'accord de l'organisation de la personne"), required=False
    )
    cost = Amount(label=_("Coût par personne, en euros"), required=False)
    funded_by = Line(label=_("Qui la finance"), required=False)
    practical = Paragraph(
        label=_("À savoir avant de venir"),
        required=False,
        max_length=2_000,
        help_text=_("Le repas, l'accès, ce qu'il faut apporter."),
    )
    contact_name = Line(label=_("Personne à appeler"), required=False, max_length=150)
    contact_telephone = Telephone(label=_("Son téléphone"), required=False)
    contact_email = Email(label=_("Son adresse électronique"), required=False)

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        offered: Sequence[CurriculumVersion],
        trainers: Sequence[Qualification],
        session: TrainingSession | None = None,
    ) -> None:
        super().__init__(data, initial=_initial(session) if session else {"version": 1})
        self.versions = {str(row.pk): row for row in offered}
        self.qualified = {str(row.pk): row for row in trainers}
        self.fields["taught"].choices = [(key, str(row)) for key, row in self.versions.items()]  # type: ignore[attr-defined] # a field with choices
        self.fields["trainers"].choices = [  # type: ignore[attr-defined] # same
            (key, f"{row.name} ({row.curriculum})") for key, row in self.qualified.items()
        ]
        if not self.qualified:
            del self.fields["trainers"]

    @property
    def text(self) -> SessionText:
        """Return what was typed."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        given["taught"] = self.versions[given["taught"]]
        given["trainers"] = [self.qualified[key] for key in given.get("trainers", ())]
        return SessionText(**given)


def _initial(session: TrainingSession) -> dict[str, Any]:
    """Return what the form of a session shows first."""
    same = (
        "version", "place", "link", "capacity", "closes_on", "is_public", "by_agreement", "cost", "funded_by",
        "practical", "contact_name", "contact_telephone", "contact_email",
    )  # fmt: skip
    return {
        **{name: getattr(session, name) for name in same},
        "taught": str(session.taught_id),
        "slots": slots_text(list(session.half_days.in_order())),
        "commune": f"{session.commune.name} ({session.commune.departement.code})" if session.commune else "",
        "trainers": [str(key) for key in session.trainers.order_by("pk").values_list("pk", flat=True)],
    }


class CancelSessionForm(WorkForm):
    """Say why a session is cancelled."""

    reason = Line(
        label=_("Pourquoi"),
        max_length=250,
        help_text=_("Celles et ceux qui devaient venir reçoivent ces mots."),
    )


class HoldForm(WorkForm):
    """Keep seats for an organisation."""

    organisation = forms.ChoiceField(label=_("Pour qui"))
    seats = forms.IntegerField(
        label=_("Combien de places"),
        min_value=1,
        max_value=MOST_SEATS,
        widget=_NUMBER,
        error_messages={
            "invalid": _("Écrivez un nombre, par exemple 15."),
            "min_value": _("Il faut au moins une place."),
            "max_value": _("500 places au plus."),
        },
    )
    until = Day(
        label=_("Gardées jusqu'au"),
        required=False,
        help_text=_("Après ce jour, elles vont à qui attend."),
    )

    def __init__(self, data: Mapping[str, Any] | None, *, organisations: Sequence[Organisation]) -> None:
        super().__init__(data)
        self.organisations = {str(row.pk): row for row in organisations}
        self.fields["organisation"].choices = [  # type: ignore[attr-defined] # a field with choices
            (key, row.name) for key, row in self.organisations.items()
        ]

    @property
    def kept_for(self) -> Organisation:
        """Return for whom the seats are kept."""
        return self.organisations[self.cleaned_data["organisation"]]


class DeclineForm(WorkForm):
    """Say why someone is not on the list."""

    reason = Line(label=_("Pourquoi"), max_length=LONGEST_NEEDS, help_text=_("La personne reçoit ces mots."))


class PresencesForm(WorkForm):
    """Ask who came to which half-day, as the sheet of paper says: one line for each person."""

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        people: Sequence[Enrolment],
        half_days: Sequence[HalfDay],
        noted: set[tuple[int, int]],
    ) -> None:
        super().__init__(data)
        choices = [
            (str(row.pk), f"{formats.short_day(row.on)}, {row.get_moment_display()}") for row in half_days
        ]
        for person in people:
            # Before a half-day is noted, everybody is ticked: one unticks who did not come.
            first = [str(row.pk) for row in half_days if not row.noted or (person.pk, row.pk) in noted]
            self.fields[f"person-{person.pk}"] = forms.MultipleChoiceField(
                label=str(person.trainee),
                choices=choices,
                required=False,
                initial=first,
                widget=forms.CheckboxSelectMultiple,
            )
        self.people = [person.pk for person in people]

    @property
    def present(self) -> set[tuple[int, int]]:
        """Return who came to what: the number of the enrolment, that of the half-day."""
        return {(person, int(key)) for person in self.people for key in self.cleaned_data[f"person-{person}"]}


class AddPresentForm(WorkForm):
    """Write someone who came without being on the list."""

    name = Line(label=_("Nom"), max_length=150, help_text=_("Prénom et nom, comme sur la feuille signée."))
    telephone = Telephone(label=_("Téléphone"), required=False)
    email = Email(
        label=_("Adresse électronique"),
        required=False,
        help_text=_("L'un des deux suffit : il faut pouvoir lui remettre son attestation."),
    )
    organisation_name = Line(label=_("Équipe ou organisation"), required=False)

    @property
    def asking(self) -> Asking:
        """Return what was typed."""
        return Asking(**self.cleaned_data)


class ReopenForm(WorkForm):
    """Say what is to be corrected."""

    reason = Line(
        label=_("Ce qui est à corriger"),
        max_length=250,
        help_text=_(
            "Les attestations déjà remises ne vaudront plus ; d'autres partiront à la prochaine clôture."
        ),
    )


class EvaluationForm(WorkForm):
    """Ask what someone thinks of a session."""

    useful = forms.TypedChoiceField(
        label=_("Cette formation vous a-t-elle été utile ?"),
        coerce=int,
        choices=[(value, capfirst(label)) for value, label in Usefulness.choices],
        widget=forms.RadioSelect,
    )
    pace = forms.TypedChoiceField(
        label=_("Le rythme"),
        coerce=int,
        choices=[(value, capfirst(label)) for value, label in Pace.choices],
        widget=forms.RadioSelect,
    )
    learned = Paragraph(label=_("Ce que vous en retenez"), required=False, max_length=2_000)
    missing = Paragraph(label=_("Ce qui vous a manqué"), required=False, max_length=2_000)


def holds_text(holds: Sequence[SeatHold]) -> list[str]:
    """Say for whom seats are kept, until when."""
    return [
        gettext("%(seats)s pour %(organisation)s, jusqu'au %(day)s")
        % {
            "seats": formats.counted(hold.seats, gettext("place"), gettext("places")),
            "organisation": hold.organisation,
            "day": formats.day(hold.until),
        }
        if hold.until
        else gettext("%(seats)s pour %(organisation)s")
        % {
            "seats": formats.counted(hold.seats, gettext("place"), gettext("places")),
            "organisation": hold.organisation,
        }
        for hold in holds
    ]
