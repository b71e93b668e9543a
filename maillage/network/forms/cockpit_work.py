"""What an animator types: meetings and what they decide, the roadmap, the diagnosis, the contacts, messages."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.common.forms import Day, Email, Line, Paragraph, VersionedForm, WorkForm
from maillage.network.forms.cockpit import LONGEST_NAME, LONGEST_REASON, OneOf, offer
from maillage.network.models import ActionState, Body, ContactMeans, Meeting, Organisation, RoadmapAction
from maillage.network.models.bodies import Present
from maillage.network.operations.meetings import Appointment
from maillage.network.operations.roadmap import Undertaking

LONGEST_TEXT, MOST_PEOPLE = 50_000, 5_000


class MeetingForm(VersionedForm):
    """Ask when and where people meet, and about what."""

    title = Line(label=_("Titre"), max_length=LONGEST_NAME)
    body = OneOf(label=_("Qui se réunit"), nothing=_("toute la coopération"))
    on = Day(label=_("Le"))
    starts_at = forms.TimeField(
        label=_("À"), required=False, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )
    place = Line(label=_("Lieu"), required=False)
    link = forms.URLField(
        label=_("Lien de visioconférence"), required=False, max_length=200, assume_scheme="https"
    )
    is_public = forms.BooleanField(
        label=_("Ouverte au public"),
        required=False,
        help_text=_("Une réunion publique montre que la coopération est lancée."),
    )
    agenda = Paragraph(label=_("Ordre du jour"), required=False, max_length=LONGEST_TEXT)

    def __init__(self, bodies: Sequence[Body], *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        offer(self, "body", bodies)

    @property
    def said(self) -> Appointment:
        """Return the appointment."""
        names = ("title", "on", "starts_at", "place", "link", "body", "is_public", "agenda")
        return Appointment(**{name: self.cleaned_data[name] for name in names})

    @classmethod
    def initial_of(cls, meeting: Meeting) -> dict[str, object]:
        """Return what the form shows of a meeting."""
        names = ("version", "title", "on", "starts_at", "place", "link", "is_public", "agenda")
        return {**{name: getattr(meeting, name) for name in names}, "body": meeting.body_id or ""}


class CancelForm(VersionedForm):
    """Ask why a meeting is cancelled."""

    reason = Line(label=_("Pourquoi"), max_length=LONGEST_REASON)


class MinutesForm(VersionedForm):
    """Ask for the minutes of a meeting, and who came."""

    minutes = Paragraph(
        label=_("Compte rendu"),
        help_text=_("Ce qui s'est dit, ce qui reste ouvert. Les décisions s'ajoutent ensuite, une par une."),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 14}),
    )
    attended = forms.TypedMultipleChoiceField(
        label=_("Organisations présentes"), required=False, widget=forms.CheckboxSelectMultiple
    )
    attendance = forms.IntegerField(
        label=_("Nombre de présents"), required=False, min_value=0, max_value=MOST_PEOPLE
    )

    def __init__(self, ours: Sequence[Organisation], *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        known = {str(organisation.pk): organisation for organisation in ours}
        field = self.fields["attended"]
        if isinstance(field, forms.TypedMultipleChoiceField):
            field.choices = [(key, organisation.name) for key, organisation in known.items()]
            field.coerce = lambda key: known[str(key)]

    def clean_attended(self) -> Present:
        """Return those who came, as two people compare them."""
        return Present(self.cleaned_data["attended"])

    @classmethod
    def initial_of(cls, meeting: Meeting, present: Sequence[Organisation]) -> dict[str, object]:
        """Return what the form shows of a meeting."""
        return {
            "version": meeting.version,
            "minutes": meeting.minutes,
            "attendance": meeting.attendance,
            "attended": [str(organisation.pk) for organisation in present],
        }


class DecisionForm(WorkForm):
    """Ask what was decided, who sees to it, for when."""

    words = Line(label=_("Ce qui est décidé"), max_length=500)
    in_charge = Line(label=_("Qui s'en charge"), required=False, max_length=LONGEST_NAME)
    due_on = Day(label=_("Pour le"), required=False)


class ActionForm(VersionedForm):
    """Ask for an action of the roadmap."""

    title = Line(label=_("Action"))
    purpose = Paragraph(label=_("À quoi elle sert"), required=False)
    pilot = OneOf(label=_("Organisation qui la mène"), nothing=_("aucune"))
    pilot_person = Line(label=_("Personne qui la mène"), required=False, max_length=LONGEST_NAME)
    starts_on = Day(label=_("Commence le"), required=False)
    due_on = Day(label=_("Pour le"), required=False)
    state = forms.ChoiceField(
        label=_("Où elle en est"), choices=ActionState.choices, widget=forms.RadioSelect
    )
    done_on = Day(label=_("Faite le"), required=False, help_text=_("Seulement si elle est faite."))

    def __init__(self, ours: Sequence[Organisation], *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        offer(self, "pilot", ours)

    @property
    def said(self) -> Undertaking:
        """Return the action."""
        return Undertaking(**{name: value for name, value in self.cleaned_data.items() if name != "version"})

    @classmethod
    def initial_of(cls, action: RoadmapAction) -> dict[str, object]:
        """Return what the form shows of an action."""
        names = ("version", "title", "purpose", "pilot_person", "starts_on", "due_on", "state", "done_on")
        return {**{name: getattr(action, name) for name in names}, "pilot": action.pilot_id or ""}


class DiagnosisForm(VersionedForm):
    """Ask for the shared diagnosis."""

    text = Paragraph(
        label=_("Diagnostic partagé"),
        help_text=_(
            "Ce que vous constatez ensemble : les besoins, ce qui existe déjà, les endroits où personne n'agit. "
            "Chaque enregistrement fait une nouvelle version ; les précédentes restent."
        ),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 18}),
    )


class ContactForm(WorkForm):
    """Ask about a contact, and the next step."""

    on = Day(label=_("Le"))
    with_whom = Line(label=_("Avec qui"))
    how = forms.ChoiceField(label=_("Comment"), choices=ContactMeans.choices, widget=forms.RadioSelect)
    words = Paragraph(
        label=_("Ce qui s'est dit"),
        required=False,
        help_text=_("Rien sur la vie ni la santé d'une personne : ce journal se transmet."),
    )
    next_step = Line(label=_("Suite à donner"), required=False, max_length=LONGEST_REASON)
    next_due_on = Day(label=_("Pour le"), required=False)


class LetterForm(WorkForm):
    """Ask what to write to the members."""

    subject = Line(label=_("Objet"), max_length=LONGEST_NAME)
    text = Paragraph(label=_("Message"), widget=forms.Textarea(attrs={"rows": 12}))


class HandOverForm(WorkForm):
    """Ask who comes next, and when one's own role ends."""

    name = Line(label=_("Nom de la personne qui prend la suite"), max_length=LONGEST_NAME)
    email = Email(label=_("Son adresse électronique"))
    on = Day(
        label=_("Mon rôle s'arrête le"),
        help_text=_("Vous pouvez animer à deux jusque-là. Ce jour-là et après, vous n'aurez plus ce rôle."),
    )
