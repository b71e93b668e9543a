"""What is typed about exchanges: series, meetings, who comes, minutes. Forms check; they change nothing."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from maillage.accounts.models import User
from maillage.common.forms import Day, Email, Hour, Line, Paragraph, VersionedForm, WorkForm
from maillage.network.forms.fields import OneCommune
from maillage.network.models import Cooperation
from maillage.supports.models import (
    ExchangeMeeting,
    ExchangeMinutes,
    ExchangeSeries,
    MinutesState,
    Participation,
    ResourceDraft,
)
from maillage.supports.models.participations import LONGEST_WORDS
from maillage.supports.operations.exchange_meetings import MeetingText, SeriesText
from maillage.supports.operations.exchange_minutes import LONGEST_MINUTES
from maillage.supports.operations.exchange_participations import Peer

NATION = "reseau"
KEEP, DRAFT = "garder", "continuer"
_SERIES = ("name", "theme", "audience", "method")


class SeriesForm(VersionedForm):
    """Say what a series of exchanges is."""

    owner = forms.ChoiceField(label=_("Qui l'organise"))
    name = Line(label=_("Nom de la série"), max_length=150)
    theme = Line(label=_("Thème"), help_text=_("De quoi l'on parle, en quelques mots."))
    audience = Line(
        label=_("Pour qui"),
        help_text=_("Par exemple : les référents des équipes, bénévoles et professionnels."),
    )
    method = Line(
        label=_("Comment l'on travaille"),
        help_text=_("Par exemple : atelier entre pairs, récit d'une équipe, étude d'une situation."),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        cooperations: Sequence[Cooperation] = (),
        nation: bool = False,
        series: ExchangeSeries | None = None,
    ) -> None:
        first: dict[str, Any] = {"version": 1, "method": gettext("Atelier entre pairs")}
        if series is not None:
            first = {name: getattr(series, name) for name in ("version", *_SERIES)}
        super().__init__(data, initial=first)
        self.owners: dict[str, Cooperation | None] = {str(row.pk): row for row in cooperations}
        choices = [(str(row.pk), row.name) for row in cooperations]
        if nation:
            self.owners[NATION] = None
            choices.insert(0, (NATION, gettext("Le réseau, pour toute la France")))
        cast("forms.ChoiceField", self.fields["owner"]).choices = choices
        if series is not None:
            del self.fields["owner"]

    @property
    def holder(self) -> Cooperation | None:
        """Return who organises the series; nobody: the network."""
        return self.owners[self.cleaned_data["owner"]]

    @property
    def text(self) -> SeriesText:
        """Return what was typed."""
        return SeriesText(**{name: self.cleaned_data[name] for name in _SERIES})


class MeetingForm(VersionedForm):
    """Say what a meeting is."""

    theme = Line(label=_("De quoi parlera-t-on ?"))
    on = Day(label=_("Le"))
    starts_at = Hour(label=_("De"))
    ends_at = Hour(label=_("À"))
    commune = OneCommune(
        label=_("Commune"), required=False, help_text=_("Vide si l'on se retrouve en visioconférence.")
    )
    place = Line(label=_("Lieu"), required=False, help_text=_("Le nom de la salle, et son adresse."))
    link = forms.URLField(
        label=_("Lien de visioconférence"),
        required=False,
        assume_scheme="https",
        max_length=200,
        help_text=_("Donné seulement à qui dit venir."),
        error_messages={"invalid": _("Écrivez une adresse entière, qui commence par https://.")},
    )
    facilitator_name = Line(label=_("Qui anime"), required=False, max_length=150)
    facilitator_is_public = forms.BooleanField(
        label=_("Cette personne est d'accord pour que son nom soit publié"), required=False
    )
    facilitator_email = Email(
        label=_("L'adresse de son compte"),
        required=False,
        help_text=_("Avec elle, cette personne note elle-même qui est venu, et écrit le compte rendu."),
    )
    is_public = forms.BooleanField(
        label=_("Annoncer cette rencontre à tous, sur le site et dans les agendas"), required=False
    )

    def __init__(self, data: Mapping[str, Any] | None, *, meeting: ExchangeMeeting | None = None) -> None:
        super().__init__(data, initial=_initial(meeting) if meeting else {"version": 1})
        self.facilitator: User | None = None

    def clean_facilitator_email(self) -> str:
        """Refuse an address that no account has."""
        email = str(self.cleaned_data["facilitator_email"])
        if email:
            self.facilitator = User.objects.filter(email__iexact=email, is_active=True).first()
            if self.facilitator is None:
                raise forms.ValidationError(
                    gettext(
                        "Aucun compte n'a cette adresse : laissez vide, ou invitez d'abord cette personne."
                    )
                )
        return email

    @property
    def text(self) -> MeetingText:
        """Return what was typed."""
        given = {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in {"version", "facilitator_email"}
        }
        return MeetingText(facilitator=self.facilitator, **given)


def _initial(meeting: ExchangeMeeting) -> dict[str, Any]:
    """Return what the form of a meeting shows first."""
    same = (
        "version", "theme", "on", "starts_at", "ends_at", "place", "link", "facilitator_name",
        "facilitator_is_public", "is_public",
    )  # fmt: skip
    commune = meeting.commune
    return {
        **{name: getattr(meeting, name) for name in same},
        "commune": f"{commune.name} ({commune.departement.code})" if commune else "",
        "facilitator_email": meeting.facilitator.email if meeting.facilitator else "",
    }


class CancelExchangeForm(WorkForm):
    """Say why a meeting is cancelled."""

    reason = Line(
        label=_("Pourquoi"),
        max_length=250,
        help_text=_("Celles et ceux qui devaient venir reçoivent ces mots."),
    )


class WordsForm(WorkForm):
    """Ask what someone comes with: a question, an experience."""

    asks = Paragraph(
        label=_("Je viens avec cette question"),
        required=False,
        max_length=LONGEST_WORDS,
        help_text=_("Lu par qui organise et, sans votre nom, par les personnes qui viennent."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    brings = Paragraph(
        label=_("J'apporte"),
        required=False,
        max_length=LONGEST_WORDS,
        help_text=_("Une idée qui a marché, un récit, un document, un coup de main."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Mapping[str, Any] | None, *, line: Participation | None = None) -> None:
        first = {"asks": line.asks, "brings": line.brings} if line else {}
        super().__init__(data, initial=first)


class InviteForm(WorkForm):
    """Say whom to invite."""

    name = Line(label=_("Nom"), max_length=150, help_text=_("Prénom et nom."))
    email = Email(label=_("Adresse électronique"), help_text=_("L'invitation y est envoyée."))
    function = Line(
        label=_("Son rôle"),
        required=False,
        max_length=150,
        help_text=_("Par exemple : référente d'équipe à Alès."),
    )

    @property
    def peer(self) -> Peer:
        """Return who is meant."""
        return Peer(**self.cleaned_data)


class AddPeerForm(InviteForm):
    """Write someone who came without being on the list."""

    email = Email(label=_("Adresse électronique"), required=False)


class PresentForm(WorkForm):
    """Ask who was there."""

    present = forms.MultipleChoiceField(
        label=_("Étaient là"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, data: Mapping[str, Any] | None, *, people: Sequence[Participation], noted: set[int] | None
    ) -> None:
        choices = [
            (str(row.pk), " · ".join(filter(None, (str(row.participant), row.house)))) for row in people
        ]
        # Before anything is noted, whoever said that they come is ticked.
        first = [
            str(row.pk) for row in people if (row.comes if noted is None else row.participant_id in noted)
        ]
        super().__init__(data, initial={"present": first})
        cast("forms.MultipleChoiceField", self.fields["present"]).choices = choices

    @property
    def keys(self) -> list[int]:
        """Return who is ticked."""
        return [int(key) for key in self.cleaned_data["present"]]


class MinutesForm(VersionedForm):
    """Ask for the minutes of a meeting."""

    text = Paragraph(
        label=_("Ce que l'on s'est dit, ce que l'on en garde"),
        max_length=LONGEST_MINUTES,
        help_text=_("En mots simples. Ne nommez ni personne accompagnée, ni bénévole qui ne l'a pas voulu."),
        widget=forms.Textarea(attrs={"rows": 14}),
    )
    keep = forms.ChoiceField(
        label=_("Ensuite"),
        choices=[
            (DRAFT, _("Je continuerai plus tard")),
            (KEEP, _("C'est fini : garder ce compte rendu")),
        ],
        widget=forms.RadioSelect,
    )

    def __init__(self, data: Mapping[str, Any] | None, *, minutes: ExchangeMinutes | None) -> None:
        first: dict[str, Any] = {"version": 0, "keep": DRAFT}
        if minutes is not None:
            kept = minutes.state == MinutesState.KEPT
            first = {"version": minutes.version, "text": minutes.text, "keep": KEEP if kept else DRAFT}
        super().__init__(data, initial=first)


class ResourceForm(VersionedForm):
    """Ask for the draft of a resource."""

    title = Line(label=_("Titre"))
    text = Paragraph(
        label=_("Texte"),
        max_length=LONGEST_MINUTES,
        help_text=_("Ce qui peut servir à d'autres équipes, sans les noms."),
        widget=forms.Textarea(attrs={"rows": 14}),
    )
    agreed_by = Line(
        label=_("Qui est d'accord pour que ce texte soit publié"),
        required=False,
        max_length=250,
        help_text=_(
            "Par exemple : toutes les personnes présentes, le 25 novembre. Vide : il reste entre vous."
        ),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        meeting: ExchangeMeeting,
        draft: ResourceDraft | None,
        text: str,
    ) -> None:
        first: dict[str, Any] = {"version": 0, "title": meeting.theme, "text": text}
        if draft is not None:
            first = {name: getattr(draft, name) for name in ("version", "title", "text", "agreed_by")}
        super().__init__(data, initial=first)
