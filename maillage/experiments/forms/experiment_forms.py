"""What is typed about experiments. Forms check; they change nothing."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from maillage.common.forms import Amount, Day, Decimals, Line, Paragraph, VersionedForm, WorkForm
from maillage.common.normalise import fold
from maillage.experiments.assemble import seen_in
from maillage.experiments.models import (
    DECIMALS,
    DIGITS,
    PLAN,
    QUESTION,
    TEXT,
    TITLE,
    Arm,
    Design,
    Experiment,
    Planned,
    Scale,
    Verdict,
)
from maillage.experiments.operations.measures import Seen
from maillage.experiments.operations.outcomes import Ruling
from maillage.experiments.operations.plan import Plan
from maillage.experiments.operations.sites import Lot, Place
from maillage.network.forms.fields import capitalised
from maillage.network.forms.teams import find_commune
from maillage.network.models import Cooperation, Sitting, Team
from maillage.programme.models import Action
from maillage.resources.models import SUMMARY, Kind, Theme
from maillage.resources.models import TITLE as RESOURCE_TITLE

MOST = 32_767  # what a small column holds
SEED = 2**31 - 1


class Measured(Decimals):
    """Ask for a mean, a spread or an effect, with up to three decimals."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_digits=DIGITS, decimal_places=DECIMALS, **options)


class Count(forms.IntegerField):
    """Ask for a number of people or of sites."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "short"})

    def __init__(self, *, least: int = 0, most: int = MOST, **options: Any) -> None:
        super().__init__(min_value=least, max_value=most, **options)


class ExperimentForm(VersionedForm):
    """Write the plan of an experiment."""

    title = Line(label=_("Son nom"), max_length=TITLE)
    question = Paragraph(
        label=_("La question"),
        max_length=QUESTION,
        help_text=_("Ce que vous voulez savoir, en une ou deux phrases."),
    )
    hypothesis = Paragraph(
        label=_("L'hypothèse"),
        max_length=QUESTION,
        required=False,
        help_text=_("Ce que vous vous attendez à voir, et dans quel sens."),
    )
    protocol = Paragraph(
        label=_("Le protocole"),
        max_length=TEXT,
        required=False,
        help_text=_("Qui essaie quoi, où, combien de temps, et comment vous saurez si cela marche."),
    )
    design = forms.ChoiceField(
        label=_("Comment vous comparez"), choices=capitalised(Design), widget=forms.RadioSelect
    )
    scale = forms.ChoiceField(
        label=_("Avec quoi vous mesurez"),
        choices=[("", _("Rien, c'est un récit")), *capitalised(Scale)],
        required=False,
    )
    measured = Line(
        label=_("Si c'est une part ou une autre mesure, laquelle"),
        required=False,
        max_length=150,
        help_text=_("Son nom et son unité : « visites par mois ». Pour une part, ce à quoi on répond oui."),
    )
    more_is_better = forms.BooleanField(
        label=_("Pour une part ou une autre mesure, plus, c'est mieux"), required=False
    )
    smallest_effect = Measured(
        label=_("La plus petite différence qui compterait"),
        required=False,
        help_text=_("En points de la mesure. Elle sert à dire combien de sites il faut."),
    )
    spread = Measured(
        label=_("L'écart-type attendu"), required=False, help_text=_("Pour UCLA-3, 1,8 est courant.")
    )
    people = Count(label=_("Personnes interrogées par site, à chaque mesure"), least=1, required=False)
    likeness = Measured(
        label=_("À quel point les personnes d'un même site se ressemblent"),
        required=False,
        help_text=_("De 0, pas du tout, à moins de 1. Vide : 0,05, ce qui est courant."),
    )
    steps = Count(
        label=_("Pour un démarrage progressif, en combien de vagues"),
        least=2,
        required=False,
        help_text=_("Quatre vagues : un quart des sites commence à chaque fois."),
    )
    starts_on = Day(label=_("Du"))
    ends_on = Day(label=_("Au"), help_text=_("Ce jour compris."))
    action = forms.ModelChoiceField(
        label=_("Action du programme qui la porte"),
        queryset=Action.objects.none(),
        required=False,
        empty_label=_("Aucune"),
    )

    def __init__(
        self, data: Any = None, *, row: Experiment | None = None, initial: dict[str, Any] | None = None
    ) -> None:
        if row is not None:
            initial = {name: getattr(row, name) for name in PLAN}
            initial |= {"version": row.version, "action": row.action_id}
        super().__init__(data, initial=initial)
        self.fields["action"].queryset = Action.objects.in_full()  # type: ignore[attr-defined] # a choice of models

    @property
    def plan(self) -> Plan:
        """Return what was typed."""
        return Plan(**{name: value for name, value in self.cleaned_data.items() if name != "version"})


class ProtocolForm(WorkForm):
    """Register a protocol; the seed is asked for where there will be a drawing by lot."""

    sites_needed = Count(
        label=_("Combien de sites il faut"),
        least=1,
        required=False,
        help_text=_("Calculé de ce que vous avez écrit, quand c'est possible. Vide : non prévu."),
    )
    seed = Count(
        label=_("Graine du tirage au sort"),
        most=SEED,
        help_text=_(
            "Un nombre que personne ne choisit : proposé ici au hasard, ou dit par quelqu'un d'extérieur. Il est "
            "publié aujourd'hui, avant que l'on sache quels sites entreront : chacun pourra refaire le tirage."
        ),
    )

    def __init__(self, data: Any = None, *, plan: Experiment, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        if plan.design != Design.STEPPED:
            del self.fields["seed"]


class ReasonForm(WorkForm):
    """Say why."""

    reason = Line(label=_("Pourquoi"), max_length=250)


class PartnerForm(WorkForm):
    """Say who is with an experiment."""

    name = Line(label=_("Qui"))
    brings = Line(label=_("Ce que ce partenaire apporte"), required=False, max_length=250)
    cents = Amount(label=_("Argent apporté, en euros"), required=False, help_text=_("Vide : non connu."))


def _named(text: str) -> list[Team | Cooperation]:
    """Return the teams and the cooperations that bear a name."""
    folded = fold(text)
    return [
        *Team.objects.filter(folded=folded).order_by("pk"),
        *Cooperation.objects.filter(folded=folded).order_by("pk"),
    ]


class SiteForm(WorkForm):
    """Say where an experiment takes place."""

    place = Line(
        label=_("Le site"),
        help_text=_("Le nom d'une équipe, d'une coopération ou d'une commune, comme sur sa page."),
    )
    arm = forms.ChoiceField(
        label=_("Ce qu'il fait"), choices=capitalised(Arm), widget=forms.RadioSelect, initial=Arm.TRIES
    )
    since = Day(label=_("Depuis le"))

    def clean_place(self) -> Place:
        """Return the one place that was named."""
        text = self.cleaned_data["place"]
        found = _named(text)
        if len(found) > 1:
            raise ValidationError(
                gettext("Plusieurs équipes ou coopérations s'appellent « %s » : dites-en la commune.") % text
            )
        return found[0] if found else find_commune(text)


class LeaveForm(WorkForm):
    """Say when something ends, and why."""

    since = Day(label=_("À partir du"))
    reason = Line(label=_("Pourquoi"), max_length=250)


class LotForm(WorkForm):
    """Draw by lot the order in which sites begin."""

    first_on = Day(label=_("Premier démarrage le"))
    days_apart = Count(label=_("Jours entre deux démarrages"), least=1, most=3_650)

    @property
    def lot(self) -> Lot:
        """Return what was typed."""
        return Lot(**self.cleaned_data)


class WaveForm(WorkForm):
    """Plan a measure."""

    name = Line(label=_("Son nom"), max_length=100, help_text=_("Avant, à six mois, à un an…"))
    on_day = Day(label=_("Le"))


class MeasureForm(WorkForm):
    """Enter what a site saw: numbers, a sheet of answers, or why nothing is known."""

    asked = Count(label=_("Personnes invitées à répondre"), least=1, required=False)
    answers = Count(label=_("Réponses"), required=False)
    yes = Count(
        label=_("Combien ont répondu oui"),
        required=False,
        help_text=_("Zéro, si personne. Vide, si vous ne savez pas."),
    )
    mean = Measured(label=_("Leur moyenne"), required=False)
    deviation = Measured(label=_("Leur écart-type"), required=False)
    sheet = forms.FileField(
        label=_("Ou un tableur de réponses"),
        required=False,
        help_text=_(
            "Une ligne par personne, une colonne par question, sans nom. La moyenne est calculée, et le fichier "
            "n'est pas gardé."
        ),
    )
    because = Line(label=_("Ou pourquoi la mesure manque"), required=False, max_length=250)

    def __init__(self, data: Any = None, files: Any = None, *, plan: Planned) -> None:
        super().__init__(data, files)
        for name in ("mean", "deviation") if plan.scale == Scale.SHARE else ("yes",):
            del self.fields[name]

    def told(self, plan: Planned) -> Seen:
        """Return what was typed, what a sheet holds, or what a count of those who say yes comes to."""
        said = dict(self.cleaned_data)
        sheet, yes = said.pop("sheet"), said.pop("yes", None)
        return seen_in(Seen(**said), plan, sheet=sheet, yes=yes)


class AmendmentForm(WorkForm):
    """Say what is done otherwise than the protocol has it."""

    on_day = Day(label=_("Depuis le"))
    text = Paragraph(label=_("Ce qui change"), max_length=2_000)
    why = Paragraph(label=_("Pourquoi"), max_length=2_000)


class NoteForm(WorkForm):
    """Write in the journal."""

    on_day = Day(label=_("Le"))
    text = Paragraph(
        label=_("Ce qui s'est passé"),
        max_length=2_000,
        help_text=_("Tout le monde pourra le lire. Jamais le nom d'une personne visitée."),
    )


class DecisionForm(WorkForm):
    """Write down what was decided."""

    verdict = forms.ChoiceField(
        label=_("Ce qui est décidé"), choices=capitalised(Verdict), widget=forms.RadioSelect
    )
    sitting = forms.ModelChoiceField(
        label=_("À quelle séance"),
        queryset=Sitting.objects.none(),
        required=False,
        empty_label=_("Une autre réunion"),
    )
    body = Line(
        label=_("Sinon, quelle instance"),
        max_length=150,
        required=False,
        help_text=_("Le comité de pilotage, la commission réseau…"),
    )
    decided_on = Day(
        label=_("Décidé le"), required=False, help_text=_("Inutile si vous avez choisi une séance.")
    )
    reasons = Paragraph(label=_("Pourquoi"), max_length=3_000)
    until = Day(label=_("Pour une prolongation, jusqu'au"), required=False)

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.fields["sitting"].queryset = Sitting.objects.latest_first()  # type: ignore[attr-defined] # a choice of models

    def clean(self) -> dict[str, Any]:
        """Say who decided and when: the sitting does, or else two fields do."""
        told: dict[str, Any] = super().clean() or {}
        sitting = told.get("sitting")
        if sitting is not None:
            return {**told, "body": sitting.body, "decided_on": sitting.held_on}
        if not told.get("body") and "body" not in self.errors:
            self.add_error("body", gettext("Dites quelle instance a décidé, ou choisissez une séance."))
        if not told.get("decided_on") and "decided_on" not in self.errors:
            self.add_error("decided_on", gettext("Écrivez le jour de la décision, ou choisissez une séance."))
        return told

    @property
    def ruling(self) -> Ruling:
        """Return what was typed."""
        return Ruling(**{**self.cleaned_data, "verdict": Verdict(self.cleaned_data["verdict"])})


class SpreadForm(WorkForm):
    """Say how an experiment is generalised."""

    text = Paragraph(label=_("Comment la généraliser"), max_length=3_000)
    goal = Count(
        label=_("Combien d'équipes et de coopérations l'auront adoptée"),
        least=1,
        required=False,
    )
    by_day = Day(label=_("Avant le"), required=False)


class AdoptForm(WorkForm):
    """Say who takes an experiment up."""

    adopter = forms.ChoiceField(label=_("Qui l'adopte"), widget=forms.RadioSelect)
    since = Day(label=_("Depuis le"))

    def __init__(self, data: Any = None, *, users: Sequence[Team | Cooperation], today: dt.date) -> None:
        self._users = {f"{type(user).__name__}-{user.pk}": user for user in users}
        super().__init__(data, initial={"since": today, "adopter": next(iter(self._users))})
        self.fields["adopter"].choices = [(key, str(user)) for key, user in self._users.items()]  # type: ignore[attr-defined] # a choice

    @property
    def chosen(self) -> Team | Cooperation:
        """Return who was chosen."""
        return self._users[self.cleaned_data["adopter"]]


class LessonForm(WorkForm):
    """Begin a resource from what an experiment taught."""

    title = Line(label=_("Le titre de la fiche"), max_length=RESOURCE_TITLE)
    kind = forms.ChoiceField(label=_("Ce que c'est"), choices=capitalised(Kind), initial=Kind.PRACTICE)
    theme = forms.ChoiceField(label=_("De quoi elle parle"), choices=capitalised(Theme))
    summary = Line(
        label=_("En une phrase"), max_length=SUMMARY, help_text=_("Ce que cette expérimentation a appris.")
    )
    text = Paragraph(label=_("Le texte"), max_length=TEXT)
    credit = Line(label=_("Qui l'a écrite"), max_length=250)
