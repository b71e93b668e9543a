"""What someone asks without an account, and what those in charge answer. Forms check; they change nothing."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from maillage.common.forms import Email, Line, ListFilters, Paragraph, PublicForm, Telephone, WorkForm
from maillage.network.forms.teams import find_commune
from maillage.network.models import Cooperation, EnquiryState, Level, Team, Wish
from maillage.network.operations.enquiries import LONGEST, Asked
from maillage.territory.models import Commune

LONGEST_KEY = 18  # digits
MYSELF, SOMEONE = "moi", "quelqu-un"


class EnquiryForm(PublicForm):
    """Ask how to reach someone, where they live and, if they like, a few words; nothing else."""

    name = Line(label=_("Votre nom"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    telephone = Telephone(
        label=_("Votre téléphone"),
        required=False,
        help_text=_("Un téléphone ou une adresse électronique : l'un des deux suffit."),
    )
    email = Email(label=_("Votre adresse électronique"), required=False)
    organisation_name = Line(label=_("Le nom de votre organisation"), required=False)
    whom = forms.ChoiceField(
        label=_("Pour qui ?"),
        choices=[(MYSELF, _("Pour moi")), (SOMEONE, _("Pour quelqu'un qui est d'accord"))],
        widget=forms.RadioSelect,
        help_text=_("N'écrivez pas le nom de cette personne : elle le dira elle-même si elle le veut."),
    )
    place = Line(
        label=_("Votre commune"),
        max_length=100,
        help_text=_("Un nom, ou un code postal."),
    )
    words = Paragraph(
        label=_("Quelques mots, si vous voulez"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    consent = forms.BooleanField(
        label=_("J'accepte que ma demande soit lue par les personnes qui vont me répondre"),
        help_text=_(
            "Elles seules la lisent. Vos coordonnées sont effacées un an après le dernier contact, ou dès que vous le "
            "demandez."
        ),
        error_messages={
            "required": _("Cochez cette case : sans votre accord, personne ne peut vous répondre.")
        },
    )

    def __init__(
        self,
        wish: Wish,
        data: Mapping[str, Any] | None = None,
        *,
        team: Team | None = None,
        cooperation: Cooperation | None = None,
        place: str = "",
    ) -> None:
        super().__init__(data, initial={"place": place})
        self.wish, self.team, self.cooperation = wish, team, cooperation
        if wish != Wish.MEET:
            del self.fields["whom"]
        if wish != Wish.SIGN:
            del self.fields["organisation_name"]
        else:
            self.fields["organisation_name"].required = True
        if team is not None:
            self.fields["place"].required = False

    def clean_place(self) -> Commune | None:
        """Return the commune, or say which ones may be meant."""
        text = self.cleaned_data["place"]
        return find_commune(text) if text else None

    def clean(self) -> dict[str, Any]:
        """Refuse whom nobody can reach."""
        given: dict[str, Any] = super().clean() or {}
        told = {"email", "telephone"}
        if not (told & set(self.errors) or any(given.get(name) for name in told)):
            self.add_error("telephone", gettext("Donnez un téléphone ou une adresse électronique."))
        return given

    @property
    def asked(self) -> Asked:
        """Return what is asked."""
        given = self.cleaned_data
        return Asked(
            wish=self.wish,
            name=given["name"],
            email=given["email"],
            telephone=given["telephone"],
            commune=given["place"],
            words=given["words"],
            organisation_name=given.get("organisation_name", ""),
            for_someone=given.get("whom") == SOMEONE,
            team=self.team,
            cooperation=self.cooperation,
        )


class ForwardedEnquiryForm(EnquiryForm):
    """Ask the same of what a partner forwards: the commune comes by its code."""

    def clean_place(self) -> Commune | None:
        """Return the commune of a code."""
        code = self.cleaned_data["place"]
        commune = Commune.objects.of_code(code).first()
        if commune is None:
            raise forms.ValidationError(
                gettext("Aucune commune n'a le code « %s » : donnez son code INSEE, non son code postal.")
                % code
            )
        return commune

    @property
    def sentences(self) -> list[str]:
        """Return what is refused, each with the name that the partner gave it."""
        theirs = {"place": "commune", "whom": "for_someone"}
        return [
            f"{theirs.get(name, name)} : {sentence}"
            for name, sentences in self.errors.items()
            for sentence in sentences
        ]


class EnquiryFilters(ListFilters):
    """Ask for some enquiries; those that wait unless others are wanted."""

    EVERY = "toutes"

    souhait = forms.ChoiceField(label=_("Souhait"), required=False, choices=[("", _("Tous")), *Wish.choices])
    etat = forms.ChoiceField(
        label=_("État"),
        required=False,
        choices=[
            ("", _("Qui attendent")),
            (EVERY, _("Toutes")),
            *(choice for choice in EnquiryState.choices if choice[0] != EnquiryState.WAITING),
        ],
    )
    charge = forms.ChoiceField(
        label=_("À répondre par"), required=False, choices=[("", _("Tout le monde")), *Level.choices]
    )

    @property
    def state(self) -> str:
        """Return the state to keep; nothing for all."""
        asked = self.value("etat") or EnquiryState.WAITING.value
        return "" if asked == self.EVERY else asked


class AnswerForm(WorkForm):
    """Ask for an answer, or for what was said on the telephone."""

    text = Paragraph(label=_("Votre réponse"), max_length=LONGEST, required=False)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput, max_value=100_000)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, seen: int = 0, label: str = "", hint: str = ""
    ) -> None:
        super().__init__(data, initial={"seen": seen})
        if label:
            self.fields["text"].label = label
        self.fields["text"].help_text = hint


class ChargeForm(WorkForm):
    """Ask someone who stands for a team what they did with an enquiry."""

    CALLED, WROTE, FULFILLED, CLOSED = "appelee", "ecrire", "aboutie", "sans-suite"

    done = forms.ChoiceField(
        label=_("Qu'avez-vous fait ?"),
        choices=[
            (CALLED, _("J'ai appelé cette personne")),
            (WROTE, _("Je lui écris, avec les mots ci-dessous")),
            (FULFILLED, _("Elle a trouvé ce qu'elle cherchait")),
            (CLOSED, _("Nous ne pouvons pas donner suite")),
        ],
        widget=forms.RadioSelect,
    )
    text = Paragraph(
        label=_("Vos mots"),
        required=False,
        max_length=LONGEST,
        help_text=_("Si vous lui écrivez, le site envoie ces mots : votre adresse ne se voit pas."),
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput, max_value=100_000)


class PassOnForm(WorkForm):
    """Ask to whom an enquiry is given."""

    team = forms.ModelChoiceField(
        Team.objects.none(), label=_("À une équipe"), required=False, empty_label=_("Aucune")
    )
    cooperation = forms.ModelChoiceField(
        Cooperation.objects.none(), label=_("Ou à une coopération"), required=False, empty_label=_("Aucune")
    )
    reason = Line(
        label=_("Pourquoi"), required=False, help_text=_("Sans équipe ni coopération : à l'équipe nationale.")
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        teams: QuerySet[Team],
        cooperations: QuerySet[Cooperation],
    ) -> None:
        super().__init__(data)
        cast("forms.ModelChoiceField[Team]", self.fields["team"]).queryset = teams
        cast("forms.ModelChoiceField[Cooperation]", self.fields["cooperation"]).queryset = cooperations

    def clean(self) -> dict[str, Any]:
        """Refuse two at once."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("team") and given.get("cooperation"):
            self.add_error("cooperation", gettext("Choisissez une équipe ou une coopération, pas les deux."))
        return given


class AnswerManyForm(WorkForm):
    """Ask for one answer to many people; the numbers of their enquiries are those that were read."""

    text = Paragraph(
        label=_("Votre réponse à toutes ces personnes"),
        max_length=LONGEST,
        help_text=_("Chacune reçoit son propre message, sans voir les autres."),
    )
    who = forms.CharField(widget=forms.HiddenInput, max_length=20_000)

    def clean_who(self) -> list[int]:
        """Return the numbers of the enquiries."""
        parts = self.cleaned_data["who"].split(",")
        # What is no number was written by nobody's page.
        if not all(part.isascii() and part.isdigit() and len(part) <= LONGEST_KEY for part in parts):
            raise forms.ValidationError(gettext("La liste de ces demandes est illisible : rouvrez la page."))
        return [int(part) for part in parts]
