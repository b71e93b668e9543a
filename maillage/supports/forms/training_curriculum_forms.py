"""What the network types about what is taught. Forms check; they change nothing."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from maillage.common.forms import Day, Email, Line, Paragraph, WorkForm
from maillage.common.normalise.text import quoted
from maillage.network.forms.fields import capitalised
from maillage.resources.models import Kind, Resource
from maillage.supports.models import Curriculum, Variant
from maillage.supports.models.curricula import MOST_MINUTES
from maillage.supports.operations.training_curricula import CurriculumText, VersionText

_MODULE = re.compile(
    r"^(?P<title>.+?)\s*[:;,(]\s*(?:(?P<hours>\d{1,2})\s*h\s*(?P<rest>\d{1,2})?|(?P<minutes>\d{1,4})\s*min\w*)\)?$"
)
LONGEST_TITLE = 200


class CurriculumForm(WorkForm):
    """Say what a curriculum is called, and for whom it is."""

    name = Line(label=_("Nom"))
    variant = forms.ChoiceField(label=_("Nature"), choices=capitalised(Variant), widget=forms.RadioSelect)
    audience = Paragraph(label=_("Pour qui"), required=False, max_length=2_000)
    kit = forms.ChoiceField(
        label=_("Le kit qui l'accompagne"),
        required=False,
        help_text=_("Une fiche de la bibliothèque, de nature « kit de formation »."),
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._kits = {kit.slug: kit for kit in Resource.objects.published().of_kind(Kind.KIT)}
        self.fields["kit"].choices = [  # type: ignore[attr-defined] # a field of choices
            ("", gettext("Aucun")),
            *((slug, str(kit)) for slug, kit in self._kits.items()),
        ]

    def clean_kit(self) -> Resource | None:
        """Return the kit that was chosen."""
        return self._kits.get(self.cleaned_data["kit"])

    @property
    def text(self) -> CurriculumText:
        """Return what was typed."""
        return CurriculumText(**self.cleaned_data)

    @staticmethod
    def of(curriculum: Curriculum) -> dict[str, str]:
        """Return what the form of a curriculum shows first."""
        shown = {name: getattr(curriculum, name) for name in ("name", "variant", "audience")}
        return {**shown, "kit": curriculum.kit.slug if curriculum.kit else ""}


class Modules(Paragraph):
    """Ask for modules, one a line: a title, and how long it lasts."""

    limit = 5_000

    def to_python(self, value: object) -> list[tuple[str, int]]:  # type: ignore[override] # canonical text, then what it says
        """Return the title and the minutes of each module."""
        return [_module(line.strip()) for line in super().to_python(value).splitlines() if line.strip()]


def _module(line: str) -> tuple[str, int]:
    """Read « Le bénévole et l'équipe : 1h30 »."""
    found = _MODULE.match(line)
    minutes = 0
    if found:
        minutes = int(found["minutes"] or 0) or int(found["hours"] or 0) * 60 + int(found["rest"] or 0)
    if found is None or not 1 <= minutes <= MOST_MINUTES or len(found["title"]) > LONGEST_TITLE:
        raise ValidationError(
            gettext(
                "« %s » ne se lit pas : écrivez un titre, deux points, et une durée, par exemple 1h30 ou 45 min."
            )
            % quoted(line)
        )
    return found["title"], minutes


class VersionForm(WorkForm):
    """Adopt a version of a specification."""

    number = Line(label=_("Numéro de la version"), max_length=20, help_text=_("Par exemple : 2, ou 2026."))
    adopted_on = Day(label=_("Adoptée le"))
    modules = Modules(
        label=_("Les modules"),
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Un par ligne, par exemple : Le bénévole et l'équipe : 1h30."),
    )
    specification = Paragraph(
        label=_("Le cahier des charges"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 12}),
    )

    @property
    def text(self) -> VersionText:
        """Return what was typed."""
        return VersionText(**self.cleaned_data)


class QualifyForm(WorkForm):
    """Say who may train on a curriculum."""

    name = Line(label=_("Nom"), max_length=150)
    email = Email(label=_("Adresse électronique"), required=False)
    since = Day(label=_("À partir du"))
    until = Day(label=_("Jusqu'au"), required=False, help_text=_("Vide si aucun jour n'est prévu."))


class EndQualificationForm(WorkForm):
    """Say from which day someone trains no more."""

    on = Day(label=_("À partir du"))
    reason = Line(label=_("Pourquoi"), required=False, max_length=250)
