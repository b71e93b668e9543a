"""What the pages of the bilans ask. Forms check; they change nothing."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from maillage.bilan.definitions import DEFINITIONS
from maillage.bilan.looks import read_colour
from maillage.bilan.models import Lot
from maillage.bilan.models.campaigns import LONGEST_TEXT
from maillage.bilan.models.layouts import COMMENT
from maillage.bilan.operations.campaigns import Opening
from maillage.common.errors import Refused
from maillage.common.forms import Day, Line, Paragraph, Several, VersionedForm, WorkForm
from maillage.network.models import Cooperation, Organisation

DECK = "rendez-vous"
PRINTED = (
    ("pptx", _("Présentation (PPTX)")),
    ("pdf", _("Livret (PDF)")),
    ("xlsx", _("Tableur (XLSX)")),
    ("html", _("Page (HTML)")),
    ("json", _("Données (JSON)")),
)


class FreezeForm(WorkForm):
    """Ask for the bilan to freeze, and its two dates."""

    definition = forms.ChoiceField(
        label=_("Quel bilan"), choices=[(code, one.name) for code, one in DEFINITIONS.items()]
    )
    as_of = Day(label=_("Chiffres au"))
    known_on = Day(
        label=_("Tels que connus le"),
        help_text=_("Le jour où le diaporama a été présenté. Il ne peut pas être à venir."),
    )

    def __init__(self, data: Mapping[str, Any] | None, **first: object) -> None:
        super().__init__(data, initial={"definition": DECK, **first})


class Colour(Line):
    """Ask for a colour, chosen or typed."""

    widget = forms.TextInput(attrs={"class": "short", "spellcheck": "false", "placeholder": "#4B2E83"})
    limit = 20

    def canonical(self, text: str) -> str:
        """Return the colour as « #4B2E83 »."""
        try:
            return read_colour(super().canonical(text))
        except Refused as refusal:
            raise ValidationError(str(refusal)) from refusal


ARRANGING = ("monter", "descendre", "cacher", "montrer")


class ArrangeForm(WorkForm):
    """Ask what to do with one part: the button that was pressed says it, as « monter:equipes »."""

    choice = forms.CharField(label=_("Ce qu'il faut faire"), max_length=60)

    def clean_choice(self) -> tuple[str, str]:
        """Return what to do, and with which part."""
        act, _colon, part = self.cleaned_data["choice"].partition(":")
        if act not in ARRANGING or not part:
            raise ValidationError(_("Ce bouton n'est plus proposé : rechargez la page."))
        return act, part


class CommentForm(WorkForm):
    """Ask what the network says above a part."""

    comment = Paragraph(
        label=_("Ce que le réseau dit au-dessus de cette partie"),
        required=False,
        max_length=COMMENT,
        help_text=_(
            "Une ou deux phrases, les mêmes dans tous les bilans de cette sorte. Laissez vide pour ne rien dire."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class CoverForm(WorkForm):
    """Ask how the cover is dressed."""

    title = Line(
        label=_("Titre"),
        required=False,
        max_length=150,
        help_text=_(
            "Laissez vide pour garder celui du logiciel. {lieu} devient le nom du territoire, {jour} la date."
        ),
    )
    subtitle = Line(label=_("Sous-titre"), required=False, max_length=150)
    organisation = Line(
        label=_("Au nom de qui"),
        required=False,
        max_length=150,
        help_text=_("Laissez vide pour le nom du réseau."),
    )
    colour = Colour(
        label=_("Couleur du bandeau et des titres"),
        required=False,
        help_text=_(
            "Un dièse et six chiffres ou lettres. Elle doit être assez foncée pour que du blanc s'y lise."
        ),
    )
    accent = Colour(label=_("Couleur des filets"), required=False)
    logo = forms.FileField(
        label=_("Logo"),
        required=False,
        allow_empty_file=True,
        help_text=_("JPEG, PNG ou WebP. Il paraît sur la couverture."),
    )
    logo_alt = Line(
        label=_("Ce que montre le logo"),
        required=False,
        max_length=150,
        help_text=_("En quelques mots, pour qui ne le voit pas."),
    )
    without_logo = forms.BooleanField(label=_("Retirer le logo"), required=False)


class CampaignForm(WorkForm):
    """Ask for the year of a campaign, its two days, and who is asked for a bilan."""

    year = forms.IntegerField(
        label=_("Année"), min_value=2014, max_value=2099, widget=forms.NumberInput(attrs={"class": "short"})
    )
    as_of = Day(label=_("Chiffres au"), help_text=_("D'ordinaire le 31 décembre de l'année."))
    due_on = Day(label=_("Bilans attendus pour le"))
    word = Paragraph(
        label=_("Votre mot à celles et ceux qui écrivent"),
        required=False,
        max_length=1_500,
        help_text=_("Il est dans le message et en haut de leur page."),
    )
    cooperations = Several(
        label=_("Coopérations"),
        queryset=Cooperation.objects.none(),
        required=False,
        help_text=_("Toutes celles qui sont lancées sont cochées."),
    )
    carriers = Several(label=_("Porteurs"), queryset=Organisation.objects.none(), required=False)

    def __init__(
        self, data: Mapping[str, Any] | None, *, today: dt.date, cooperations: Any, carriers: Any
    ) -> None:
        last = today.year - 1
        super().__init__(
            data,
            initial={
                "year": last,
                "as_of": dt.date(last, 12, 31),
                "cooperations": [row.pk for row in cooperations],
            },
        )
        for name, rows in (("cooperations", cooperations), ("carriers", carriers)):
            field = self.fields[name]
            if isinstance(field, forms.ModelMultipleChoiceField):
                field.queryset = rows

    @property
    def asking(self) -> Opening:
        """Return what was asked."""
        given = self.cleaned_data
        return Opening(
            **{**given, "cooperations": list(given["cooperations"]), "carriers": list(given["carriers"])}
        )


class TextsForm(VersionedForm):
    """Ask for what is said beside each part: one box each."""

    def __init__(
        self, data: Mapping[str, Any] | None, *, parts: Sequence[tuple[str, Any, Any]], **options: Any
    ) -> None:
        super().__init__(data, **options)
        self.codes = {self.name_of(code): code for code, _name, _why in parts}
        for code, name, why in parts:
            self.fields[self.name_of(code)] = Paragraph(
                label=name,
                help_text=why,
                required=False,
                max_length=LONGEST_TEXT,
                widget=forms.Textarea(attrs={"rows": 4}),
            )

    @staticmethod
    def name_of(code: str) -> str:
        """Return the name of the box of a part."""
        return f"texte_{code.replace('-', '_')}"

    @property
    def texts(self) -> dict[str, str]:
        """Return what was written, by the code of each part."""
        return {code: self.cleaned_data.get(name, "") for name, code in self.codes.items()}


class RemarkForm(WorkForm):
    """Ask why a bilan is given back."""

    text = Paragraph(
        label=_("Ce qui manque, ou ce qui est à revoir"),
        max_length=1_500,
        help_text=_("Votre remarque part par courriel, et reste en haut de la page du bilan."),
    )


class ChoiceForm(WorkForm):
    """Ask which texts stand in the national bilan."""

    texts = forms.MultipleChoiceField(
        label=_("Textes à retenir au bilan national"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, data: Mapping[str, Any] | None, *, offered: Sequence[tuple[str, str]], **options: Any
    ) -> None:
        super().__init__(data, **options)
        field = self.fields["texts"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = list(offered)


class LotForm(WorkForm):
    """Ask for a lot: for whom, in which format, of which day."""

    lot = forms.ChoiceField(label=_("Pour qui"), choices=Lot.choices, widget=forms.RadioSelect)
    file_format = forms.ChoiceField(label=_("Format"), choices=PRINTED, widget=forms.RadioSelect)
    as_of = Day(label=_("Chiffres au"))

    @property
    def asking(self) -> dict[str, Any]:
        """Return what was asked."""
        given = self.cleaned_data
        return {"lot": given["lot"], "form": given["file_format"], "as_of": given["as_of"]}
