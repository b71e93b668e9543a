"""What people type about aids: those who offer them, those who ask, those who examine and decide."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from maillage.common import normalise
from maillage.common.formats import euros
from maillage.common.forms import (
    Amount,
    Choices,
    Day,
    Email,
    Line,
    ListFilters,
    Paragraph,
    Several,
    Telephone,
    VersionedForm,
    WorkForm,
)
from maillage.network.forms.fields import Departements, capitalised, communes_of
from maillage.network.models import CooperationStage, Organisation, OrganisationKind, TeamStage
from maillage.supports.models import (
    AidApplication,
    AidKind,
    AidScheme,
    ApplicationState,
    Envelope,
    OpinionWord,
    Question,
    QuestionKind,
)
from maillage.supports.models.aid_awards import HIGHEST_SCORE
from maillage.supports.operations.aid_applications import Told
from maillage.supports.operations.aid_decisions import ReportText
from maillage.supports.operations.aid_schemes import AidText, NewQuestion
from maillage.territory.models import Commune, Departement

ACCEPT, REFUSE = "accorder", "refuser"
_NUMBER = forms.TextInput(attrs={"inputmode": "numeric", "class": "short"})


def _lines(text: str) -> list[str]:
    """Return the lines of a text that say something."""
    return [line.strip() for line in text.split("\n") if line.strip()]


class Communes(Line):
    """Ask for communes by their names or their codes, parted by commas."""

    limit = 4_000

    def to_python(self, value: object) -> Sequence[Commune]:  # type: ignore[override] # canonical text, then what it names
        """Return the communes that a text names."""
        found: dict[str, Commune] = {}
        for word in _parts(super().to_python(value)):
            known = Commune.objects.filter(code=word.upper()).first()
            if known is None:
                places = communes_of(word)
                if len(places) != 1:
                    raise ValidationError(
                        gettext("Quelle commune est « %s » ? Écrivez son code INSEE.") % word
                    )
                known = Commune.objects.get(code=places[0].code)
            found[known.code] = known
        return list(found.values())


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.replace(";", ",").split(",") if part.strip()]


class SchemeForm(WorkForm):
    """Say what an aid is."""

    kind = forms.ChoiceField(label=_("Nature"), choices=capitalised(AidKind), widget=forms.RadioSelect)
    name = Line(label=_("Nom"), max_length=200)
    purpose = Paragraph(label=_("À quoi elle sert"), max_length=3_000)
    how = Paragraph(label=_("Comment la demander"), required=False, max_length=3_000)
    for_cooperations = forms.BooleanField(label=_("Pour les coopérations"), required=False)
    for_teams = forms.BooleanField(label=_("Pour les équipes citoyennes"), required=False)
    for_organisations = forms.BooleanField(label=_("Pour les organisations"), required=False)
    cooperation_stages = forms.MultipleChoiceField(
        label=_("Coopérations à ces étapes"),
        choices=CooperationStage.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Sans coche, toutes les étapes conviennent."),
    )
    team_stages = forms.MultipleChoiceField(
        label=_("Équipes à ces étapes"),
        choices=TeamStage.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Sans coche, toutes les étapes conviennent."),
    )
    kinds = Several(
        OrganisationKind.objects.order_by("pk"), label=_("Organisations de ces natures"), required=False
    )
    departements = Departements(
        label=_("Départements"), required=False, help_text=_("Vide, partout. Par exemple : 30, Lot.")
    )
    communes = Communes(
        label=_("Communes prioritaires"), required=False, help_text=_("Des noms ou des codes INSEE.")
    )
    opens_on = Day(label=_("Ouvre le"))
    closes_on = Day(label=_("Dernier jour pour déposer"), required=False)
    least_cents = Amount(label=_("Plus petit montant, en euros"), minimum=1)
    most_cents = Amount(label=_("Plus grand montant, en euros"), minimum=1)
    report_months = forms.IntegerField(
        label=_("Mois pour rendre compte"), min_value=1, max_value=60, widget=_NUMBER
    )
    criteria = Paragraph(
        label=_("Critères notés de 0 à 5"),
        required=False,
        max_length=1_000,
        help_text=_("Un par ligne. Vide : les demandes ne sont pas notées."),
    )
    hides_average = forms.BooleanField(label=_("Ne pas montrer la moyenne des notes"), required=False)

    def clean_criteria(self) -> list[str]:
        """Return one criterion a line."""
        return _lines(self.cleaned_data["criteria"])

    @property
    def text(self) -> AidText:
        """Return what was typed."""
        return AidText(**self.cleaned_data)

    @staticmethod
    def initial_of(scheme: AidScheme) -> dict[str, Any]:
        """Return what an aid says, as its form shows it."""
        return {
            **{name: getattr(scheme, name) for name in SchemeForm.base_fields},
            "criteria": "\n".join(scheme.criteria),
            "kinds": [row.pk for row in scheme.kinds.order_by("pk")],
            "departements": ", ".join(row.code for row in scheme.departements.order_by("code")),
            "communes": ", ".join(row.code for row in scheme.communes.order_by("code")),
        }


class NewQuestionForm(WorkForm):
    """Add a question."""

    label = Line(label=_("Question"), max_length=250)
    help = Line(label=_("Aide à la réponse"), required=False, max_length=500)
    kind = forms.ChoiceField(label=_("Réponse attendue"), choices=capitalised(QuestionKind))
    choices = Paragraph(
        label=_("Réponses proposées"),
        required=False,
        max_length=2_000,
        help_text=_("Une par ligne, pour un choix seulement."),
    )
    required = forms.BooleanField(label=_("Il faut y répondre"), required=False)

    @property
    def question(self) -> NewQuestion:
        """Return what was typed."""
        return NewQuestion(**{**self.cleaned_data, "choices": _lines(self.cleaned_data["choices"])})


class EnvelopeForm(WorkForm):
    """Say what a funder puts in."""

    funder = Line(label=_("Financeur"), help_text=_("Le nom d'une organisation du registre."))
    year = forms.IntegerField(label=_("Année"), min_value=2000, max_value=2099, widget=_NUMBER)
    amount = Amount(label=_("Montant en euros"), minimum=1)

    def clean_funder(self) -> Organisation:
        """Return the one organisation that bears this name."""
        name = self.cleaned_data["funder"]
        found = list(Organisation.objects.named_like(name)[:3])
        exact = [row for row in found if row.folded == normalise.fold(name)]
        chosen = exact or found
        if len(chosen) != 1:
            raise ValidationError(
                gettext("Écrivez le nom entier d'une organisation du registre : on en trouve %s ici.")
                % len(found)
            )
        return chosen[0]


def _answer_field(question: Question) -> forms.Field:
    """Return the field of a question; a draft may leave it empty."""
    common: dict[str, Any] = {"label": question.label, "help_text": question.help, "required": False}
    makers: Mapping[str, Callable[[], forms.Field]] = {
        QuestionKind.SHORT: lambda: Line(**common),
        QuestionKind.LONG: lambda: Paragraph(**common),
        QuestionKind.NUMBER: lambda: forms.IntegerField(min_value=0, widget=_NUMBER, **common),
        QuestionKind.AMOUNT: lambda: Amount(**common),
        QuestionKind.YES_NO: lambda: forms.ChoiceField(
            choices=[("oui", gettext("Oui")), ("non", gettext("Non"))], widget=forms.RadioSelect, **common
        ),
        QuestionKind.CHOICE: lambda: forms.ChoiceField(
            choices=[(one, one) for one in question.choices], widget=forms.RadioSelect, **common
        ),
    }
    return makers[question.kind]()


class ApplicationForm(VersionedForm):
    """Write an application: the project, the amount, the questions of the aid, whom to reach."""

    title = Line(label=_("Votre projet en une phrase"), required=False, max_length=200)
    amount_cents = Amount(label=_("Montant demandé, en euros"), minimum=1, required=False)
    contact_name = Line(label=_("Personne à joindre"), required=False, max_length=150)
    contact_email = Email(label=_("Son adresse électronique"), required=False)
    contact_telephone = Telephone(label=_("Son téléphone"), required=False)

    def __init__(
        self, data: Mapping[str, Any] | None, *, application: AidApplication, questions: Sequence[Question]
    ) -> None:
        names = ("version", "title", "amount_cents", "contact_name", "contact_email", "contact_telephone")
        initial = {name: getattr(application, name) for name in names}
        initial |= {f"question-{one.key}": application.answers.get(one.key) for one in questions}
        super().__init__(data, initial=initial)
        self.questions = questions
        scheme = application.scheme
        self.fields["amount_cents"].help_text = gettext("De %(least)s à %(most)s.") % {
            "least": euros(scheme.least_cents),
            "most": euros(scheme.most_cents),
        }
        asked = {f"question-{one.key}": _answer_field(one) for one in questions}
        self.fields = {
            **{name: self.fields[name] for name in ("version", "title")},
            **asked,
            **{name: self.fields[name] for name in names[2:]},
        }

    @property
    def told(self) -> Told:
        """Return what was typed."""
        given = self.cleaned_data
        answers = {one.key: given[f"question-{one.key}"] for one in self.questions}
        kept = {name: given[name] for name in Told.__dataclass_fields__ if name != "answers"}
        return Told(answers={key: value for key, value in answers.items() if value not in (None, "")}, **kept)


class ApplyForm(WorkForm):
    """Say for whom an aid is asked."""

    beneficiary = forms.ChoiceField(label=_("Pour qui ?"), widget=forms.RadioSelect)

    def __init__(self, data: Mapping[str, Any] | None, *, offered: Mapping[str, str]) -> None:
        super().__init__(data)
        self.fields["beneficiary"].choices = list(offered.items())  # type: ignore[attr-defined] # a field with choices


class FileForm(WorkForm):
    """Join a document."""

    document = forms.FileField(
        label=_("Document"),
        allow_empty_file=True,
        help_text=_("PDF, image, texte ou tableur : 10 Mo au plus, huit pièces au plus."),
    )


class AnswerForm(WorkForm):
    """Answer what was asked."""

    answer = Paragraph(label=_("Votre réponse"), max_length=5_000)


class ReasonForm(WorkForm):
    """Say why an application is taken back."""

    reason = Paragraph(label=_("Pourquoi, en quelques mots"), required=False, max_length=250)


class ReportForm(WorkForm):
    """Report in one page what an aid allowed."""

    result = Paragraph(label=_("Ce que l'aide a permis"), max_length=3_000)
    people = forms.IntegerField(
        label=_("Personnes âgées rencontrées"), min_value=0, required=False, widget=_NUMBER
    )
    volunteers = forms.IntegerField(label=_("Bénévoles"), min_value=0, required=False, widget=_NUMBER)
    meetings = forms.IntegerField(label=_("Rencontres"), min_value=0, required=False, widget=_NUMBER)
    spent_cents = Amount(label=_("Montant dépensé, en euros"), required=False)
    photo = forms.FileField(label=_("Une photo"), required=False, help_text=_("JPEG ou PNG, 10 Mo au plus."))

    @property
    def text(self) -> ReportText:
        """Return what was typed."""
        return ReportText(**{name: self.cleaned_data[name] for name in ReportText.__dataclass_fields__})


class DeskFilters(ListFilters, WorkForm):
    """Ask for some applications."""

    etat = forms.ChoiceField(
        label=_("État"),
        required=False,
        choices=[("", _("En cours")), *(one for one in ApplicationState.choices if one[0] != "draft")],
    )
    departement = forms.ChoiceField(label=_("Département"), required=False)

    def offered(self) -> dict[str, Choices]:
        """Return the choices that are read in the register."""
        rows = Departement.objects.order_by("code").values_list("code", "name")
        return {"departement": [("", gettext("Partout")), *((code, f"{code} {name}") for code, name in rows)]}


class MissingForm(WorkForm):
    """Ask for what an application lacks."""

    question = Paragraph(
        label=_("Ce qui manque"),
        max_length=2_000,
        help_text=_("Écrivez-le comme vous le diriez au téléphone : le message part tel quel."),
    )


class ExamineForm(WorkForm):
    """Say what is proposed to the committee."""

    proposed = Amount(label=_("Montant proposé, en euros"))
    words = Paragraph(label=_("Votre avis"), required=False, max_length=3_000)


class OpinionForm(WorkForm):
    """Give the opinion of a cooperation."""

    word = forms.ChoiceField(label=_("Avis"), choices=capitalised(OpinionWord), widget=forms.RadioSelect)
    words = Paragraph(label=_("En quelques mots"), required=False, max_length=2_000)


class ReviewForm(WorkForm):
    """Read an application, and score it where the aid has criteria."""

    def __init__(self, data: Mapping[str, Any] | None, *, criteria: Sequence[str]) -> None:
        super().__init__(data)
        scores = [("", gettext("Sans note")), *((str(one), str(one)) for one in range(HIGHEST_SCORE + 1))]
        self.count = len(criteria)
        for rank, label in enumerate(criteria):
            self.fields[f"score-{rank}"] = forms.ChoiceField(label=label, choices=scores, required=False)
        self.fields["words"] = Paragraph(label=gettext("En quelques mots"), required=False, max_length=2_000)

    @property
    def scores(self) -> list[int | None]:
        """Return the scores, in the order of the criteria."""
        given = (self.cleaned_data[f"score-{rank}"] for rank in range(self.count))
        return [int(one) if one else None for one in given]


class DecisionForm(WorkForm):
    """Award an amount, or refuse."""

    answer = forms.ChoiceField(
        label=_("Décision"),
        choices=[(ACCEPT, _("Accorder une aide")), (REFUSE, _("Refuser, en disant pourquoi"))],
        widget=forms.RadioSelect,
    )
    envelope = forms.ChoiceField(label=_("Enveloppe"), required=False)
    amount = Amount(label=_("Montant accordé, en euros"), required=False)
    on = Day(label=_("Décidé le"))
    reason = Paragraph(
        label=_("Motif, ou mot d'accompagnement"),
        required=False,
        max_length=2_000,
        help_text=_("Il est envoyé au demandeur. Un refus en porte toujours un."),
    )

    def __init__(
        self, data: Mapping[str, Any] | None, *, envelopes: Sequence[Envelope], **options: Any
    ) -> None:
        super().__init__(data, **options)
        self.envelopes = {str(row.pk): row for row in envelopes}
        self.fields["envelope"].choices = [  # type: ignore[attr-defined] # a field with choices
            ("", gettext("Sans enveloppe")),
            *(
                (
                    key,
                    gettext("%(envelope)s : il reste %(left)s")
                    % {"envelope": row, "left": euros(max(0, row.balance_cents))},
                )
                for key, row in self.envelopes.items()
            ),
        ]

    def clean(self) -> dict[str, Any]:
        """Refuse an award without money, and a refusal without its reason."""
        given = self.cleaned_data
        if given.get("answer") == ACCEPT and "amount" not in self.errors:
            for name in ("envelope", "amount"):
                if not given.get(name):
                    self.add_error(name, gettext("Dites de quelle enveloppe, et combien."))
        if given.get("answer") == REFUSE and "reason" in given and not given["reason"]:
            self.add_error("reason", gettext("Écrivez pourquoi, et ce que l'on peut faire."))
        return given

    @property
    def accepted(self) -> bool:
        """Tell whether money is awarded."""
        return bool(self.cleaned_data["answer"] == ACCEPT)

    @property
    def chosen(self) -> Envelope:
        """Return the envelope that was chosen."""
        return self.envelopes[self.cleaned_data["envelope"]]


class PaymentForm(WorkForm):
    """Note a payment."""

    amount = Amount(label=_("Montant versé, en euros"), minimum=1)
    on = Day(label=_("Versé le"))


class EmptyForm(WorkForm):
    """Confirm an act that needs no word."""
