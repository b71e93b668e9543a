"""What the national team types: sittings, decisions, campaigns, what to look for. Forms check; they change nothing."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.forms.boundfield import BoundWidget
from django.utils.translation import gettext_lazy as _

from maillage.common.forms import Choices, Day, Line, ListFilters, Paragraph, VersionedForm, WorkForm
from maillage.network.models import Answer, SittingItem, SittingOutcome
from maillage.network.models.watch import RULES
from maillage.network.operations.sittings import LONGEST_MINUTES, LONGEST_WORDS, Decision
from maillage.territory.models import Departement, Region
from maillage.territory.perimeter import Perimeter

NOT_OFFERED = {"invalid_choice": _("Ce choix n'existe pas : prenez-en un de la liste.")}


class SittingForm(VersionedForm):
    """Ask which body meets, when and where."""

    body = Line(
        label=_("Instance"),
        max_length=150,
        help_text=_("Par exemple : bureau, comité national, commission réseau."),
    )
    held_on = Day(label=_("Jour de la séance"))
    place = Line(label=_("Lieu"), required=False)


class MinutesForm(VersionedForm):
    """Ask for the minutes of a sitting."""

    minutes = Paragraph(
        label=_("Compte rendu"),
        max_length=LONGEST_MINUTES,
        help_text=_("Qui était là, ce qui s'est dit. Les décisions s'impriment d'elles-mêmes à la suite."),
        widget=forms.Textarea(attrs={"rows": 16}),
    )


class CloseForm(VersionedForm):
    """Ask to close what was read, in the version that was read."""


class EmptyForm(WorkForm):
    """Ask for nothing but a yes."""


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """Hold a request that waits for a sitting: what it is, since when."""

    kind: str
    pk: int
    title: str
    since: dt.date
    days: int
    url: str = ""

    @property
    def code(self) -> str:
        """Return what its box sends."""
        return f"{self.kind}:{self.pk}"


class AgendaForm(WorkForm):
    """Ask which requests to put on an agenda: some, or all."""

    chosen = forms.MultipleChoiceField(
        label=_("Demandes en attente"), required=False, widget=forms.CheckboxSelectMultiple
    )
    everything = forms.BooleanField(label=_("Tout"), required=False)

    def __init__(self, waiting: Sequence[Waiting], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.waiting = waiting
        field = cast("forms.MultipleChoiceField", self.fields["chosen"])
        field.choices = [(line.code, line.title) for line in waiting]
        # What was taken by someone else meanwhile is told by the operation, and undoes nothing.
        field.error_messages["invalid_choice"] = _(
            "Une demande cochée n'attend plus : la liste vient d'être relue."
        )

    @property
    def lines(self) -> Iterator[tuple[BoundWidget, Waiting]]:
        """Return each box with what it stands for."""
        return zip(self["chosen"].subwidgets, self.waiting, strict=True)

    @property
    def requests(self) -> dict[str, list[int]]:
        """Return what was chosen, by kind."""
        codes = (
            [line.code for line in self.waiting]
            if self.cleaned_data["everything"]
            else self.cleaned_data["chosen"]
        )
        found: dict[str, list[int]] = {}
        for code in codes:
            kind, _colon, key = code.partition(":")
            found.setdefault(kind, []).append(int(key))
        return found


class DecisionsForm(WorkForm):
    """Ask what is decided of each line of an agenda."""

    OUTCOMES = (
        (SittingOutcome.ACCEPTED, _("Acceptée")),
        (SittingOutcome.REFUSED, _("Refusée")),
        (SittingOutcome.POSTPONED, _("Reportée")),
    )

    def __init__(self, items: Sequence[SittingItem], data: Mapping[str, Any] | None = None) -> None:
        self.items = items
        super().__init__(data)
        for item in items:
            self.fields[f"outcome-{item.pk}"] = forms.ChoiceField(
                label=item.title,
                choices=self.OUTCOMES,
                required=False,
                widget=forms.RadioSelect,
                error_messages=dict(NOT_OFFERED),
            )
            self.fields[f"words-{item.pk}"] = Line(
                label=_("En quelques mots"), required=False, max_length=LONGEST_WORDS
            )

    @property
    def lines(self) -> Iterator[tuple[SittingItem, forms.BoundField, forms.BoundField]]:
        """Return each line with its two fields."""
        return ((item, self[f"outcome-{item.pk}"], self[f"words-{item.pk}"]) for item in self.items)

    @property
    def decisions(self) -> list[Decision]:
        """Return what was decided, of the lines that were."""
        asked = self.cleaned_data
        return [
            Decision(item=item.pk, outcome=outcome, words=asked[f"words-{item.pk}"])
            for item in self.items
            if (outcome := asked[f"outcome-{item.pk}"])
        ]


class WatchFilters(ListFilters):
    """Ask for some of the cooperations to relaunch."""

    region = forms.ChoiceField(label=_("Région"), required=False, error_messages=NOT_OFFERED)
    motif = forms.ChoiceField(
        label=_("Motif"),
        required=False,
        choices=[("", _("Tous")), *((rule.code, rule.label) for rule in RULES)],
        error_messages=NOT_OFFERED,
    )
    ordre = forms.ChoiceField(
        label=_("Ordre"),
        required=False,
        choices=[("", _("par nom")), ("anciennete", _("par ancienneté du motif"))],
        error_messages=NOT_OFFERED,
    )

    def offered(self) -> dict[str, Choices]:
        """Return the choices that are read in the register."""
        regions = Region.objects.order_by("folded").values_list("code", "name")
        return {"region": [("", _("Toutes")), *regions]}

    @property
    def perimeter(self) -> Perimeter:
        """Return where to look."""
        code = self.value("region")
        return Perimeter("region", code) if code else Perimeter("france")


class ScopeForm(forms.Form):
    """Ask which year a campaign is about, and where."""

    annee = forms.IntegerField(
        label=_("Année"),
        min_value=2014,
        max_value=2100,
        error_messages={
            "required": _("Écrivez l'année, par exemple 2017."),
            "invalid": _("Écrivez l'année, par exemple 2017."),
            "min_value": _("Écrivez une année à partir de 2014."),
            "max_value": _("Cette année est trop loin."),
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
    )
    lieu = forms.ChoiceField(label=_("Où"), error_messages=NOT_OFFERED)

    def __init__(self, asked: Mapping[str, str] | None = None, **options: Any) -> None:
        super().__init__(asked, **options)
        regions = Region.objects.order_by("folded").values_list("code", "name")
        departements = Departement.objects.values_list("code", "name")
        cast("forms.ChoiceField", self.fields["lieu"]).choices = [
            ("france", _("Toute la France")),
            (_("Une région"), [(f"region:{code}", name) for code, name in regions]),
            (_("Un département"), [(f"departement:{code}", f"{code} {name}") for code, name in departements]),
        ]

    @property
    def perimeter(self) -> Perimeter:
        """Return where the campaign is led."""
        return Perimeter.parse(self.cleaned_data["lieu"])


class SealForm(WorkForm):
    """Carry the seal of the list that was shown before sending to many."""

    seal = forms.CharField(widget=forms.HiddenInput, max_length=64)


class TelephoneAnswerForm(WorkForm):
    """Ask what a team answered by telephone."""

    answer = forms.ChoiceField(
        label=_("Ce que dit l'équipe"), choices=Answer.choices, widget=forms.RadioSelect
    )
    who = Line(label=_("Qui a répondu"), max_length=150)
