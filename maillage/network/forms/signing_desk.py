"""What those who examine the files ask and decide."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from maillage.common.forms import Choices, Day, Line, ListFilters, Paragraph, WorkForm
from maillage.network.forms.fields import OFFERED, capitalised, offer, plain
from maillage.network.models import (
    Charter,
    Organisation,
    SignatureEnd,
    SigningFile,
    SigningState,
    Sitting,
)
from maillage.territory.models import Departement
from maillage.territory.perimeter import Perimeter

NEW = "nouvelle"
ACCEPT, REFUSE = "accepter", "refuser"
AGES = (("15", _("plus de deux semaines")), ("30", _("plus d'un mois")), ("60", _("plus de deux mois")))


class FileFilters(ListFilters, WorkForm):
    """Ask for some files."""

    etat = forms.ChoiceField(
        label=_("État"),
        required=False,
        choices=[
            ("", _("En cours")),
            *(choice for choice in SigningState.choices if choice[0] != SigningState.DRAFT),
        ],
    )
    age = forms.ChoiceField(label=_("Attend depuis"), required=False, choices=[("", _("Tous")), *AGES])
    departement = forms.ChoiceField(label=_("Siège"), required=False)

    def offered(self) -> dict[str, Choices]:
        """Return the choices that are read in the register."""
        rows = Departement.objects.order_by("code").values_list("code", "name")
        return {"departement": [("", gettext("Partout")), *((code, f"{code} {name}") for code, name in rows)]}

    @property
    def perimeter(self) -> Perimeter | None:
        """Return the département asked for, if there is one."""
        code = self.value("departement")
        return Perimeter("departement", code) if code else None

    @property
    def days(self) -> int:
        """Return for how many days the files have waited, 0 for any."""
        return int(self.value("age") or 0)


class DecisionForm(WorkForm):
    """Accept or refuse a file."""

    answer = forms.ChoiceField(
        label=_("Décision"),
        choices=[(ACCEPT, _("Accepter la signature")), (REFUSE, _("Refuser, en disant pourquoi"))],
        widget=forms.RadioSelect,
    )
    sitting = forms.ModelChoiceField(
        Sitting.objects.open(),
        label=_("Séance"),
        required=False,
        empty_label=_("Sans séance"),
        help_text=_("La décision porte le jour de sa séance."),
    )
    on = Day(label=_("Décidé le"), required=False, help_text=_("Inutile si vous avez choisi une séance."))
    reason = Paragraph(
        label=_("Motif, ou mot d'accueil"),
        required=False,
        max_length=2_000,
        help_text=_("Il est envoyé à l'organisation. Un refus en porte toujours un."),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a decision without its day, and a refusal without its reason."""
        given = self.cleaned_data
        if "on" in given and not given["on"] and not given.get("sitting"):
            self.add_error("on", gettext("Dites quel jour la décision a été prise, ou choisissez sa séance."))
        if given.get("answer") == REFUSE and "reason" in given and not given["reason"]:
            self.add_error("reason", gettext("Écrivez à l'organisation pourquoi, et ce qu'elle peut faire."))
        return given

    @property
    def accepted(self) -> bool:
        """Tell whether the file is accepted."""
        return bool(self.cleaned_data["answer"] == ACCEPT)

    @property
    def day(self) -> dt.date:
        """Return the day of the decision."""
        sitting: Sitting | None = self.cleaned_data["sitting"]
        day: dt.date = sitting.held_on if sitting else self.cleaned_data["on"]
        return day


class QuestionForm(WorkForm):
    """Ask for what a file lacks."""

    question = Paragraph(
        label=_("Ce qui manque"),
        max_length=2_000,
        help_text=_("Écrivez-le comme vous le diriez au téléphone : le message part tel quel."),
    )


class AttachForm(WorkForm):
    """Say which organisation of the register a file is about."""

    same = forms.ChoiceField(label=_("Ce dossier est celui de"), widget=forms.RadioSelect)

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        file: SigningFile,
        twins: Mapping[int, tuple[Organisation, str]],
    ) -> None:
        super().__init__(data, initial={"same": str(file.organisation_id or NEW)})
        self.twins = twins
        self.fields["same"].choices = [  # type: ignore[attr-defined] # a field with choices
            *((str(pk), label) for pk, (_row, label) in twins.items()),
            (NEW, gettext("Une organisation nouvelle, que le registre n'a pas")),
        ]

    @property
    def organisation(self) -> Organisation | None:
        """Return the organisation that was chosen; none for a new one."""
        same = self.cleaned_data["same"]
        return None if same == NEW else self.twins[int(same)][0]


class EndForm(WorkForm):
    """End a signature."""

    kind = forms.ChoiceField(label=_("Pourquoi"), choices=capitalised(SignatureEnd), widget=forms.RadioSelect)
    on = Day(label=_("À partir du"), help_text=_("Le premier jour où elle ne vaut plus."))
    words = Line(label=_("En quelques mots"), max_length=250)
    heir = Line(
        label=_("Qui lui succède"),
        required=False,
        help_text=_(
            "Pour une fusion ou une succession : le nom d'une organisation du registre, que nous préviendrons."
        ),
    )

    def __init__(
        self, data: Mapping[str, Any] | None, *, day: dt.date, now: dt.datetime, **options: Any
    ) -> None:
        super().__init__(data, **options)
        self.heirs: dict[int, Organisation] = {}
        if data and (name := plain(data, "heir")):
            found = Organisation.objects.named_like(name).placed(as_of=day, known_at=now)
            self.heirs = {row.pk: row for row in found[:OFFERED]}
        if len(self.heirs) > 1:
            choices = [(str(pk), row.name) for pk, row in self.heirs.items()]
            self.fields["which"] = offer(
                gettext("Laquelle ?"), choices, gettext("Dites laquelle de ces organisations.")
            )

    def clean_heir(self) -> str:
        """Refuse an organisation that the register lacks."""
        name: str = self.cleaned_data["heir"]
        if name and not self.heirs:
            raise forms.ValidationError(
                gettext("Le registre n'a pas d'organisation de ce nom : vérifiez-le, ou laissez vide.")
            )
        return name

    @property
    def successor(self) -> Organisation | None:
        """Return who succeeds, if someone does."""
        if not self.cleaned_data["heir"]:
            return None
        which = self.cleaned_data.get("which")
        return self.heirs[int(which)] if which else next(iter(self.heirs.values()))


class CharterForm(WorkForm):
    """Adopt a new version of a charter."""

    kind = forms.ChoiceField(label=_("Charte"), choices=capitalised(Charter.Kind), widget=forms.RadioSelect)
    number = Line(label=_("Numéro de version"), max_length=20, help_text=_("Par exemple : 2."))
    title = Line(label=_("Titre"), max_length=200)
    on = Day(label=_("Adoptée le"), help_text=_("À partir de ce jour, c'est elle que l'on signe."))
    text = Paragraph(
        label=_("Texte"),
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 24}),
        help_text=_(
            "Une ligne vide sépare les paragraphes. Une ligne qui commence par # est un titre ; "
            "par -, un point de liste."
        ),
    )
