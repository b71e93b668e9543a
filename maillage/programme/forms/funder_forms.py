"""What the national team types about funders. Forms check; they change nothing."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from maillage.common.forms import Day, WorkForm
from maillage.network.forms.fields import PlaceLine
from maillage.programme.forms.places import OrganisationLine


class FollowForm(WorkForm):
    """Say which figure a funder reads, and where."""

    organisation = OrganisationLine(label=_("Le financeur"), help_text=_("Son nom exact, ou son SIRET."))
    code = forms.ChoiceField(label=_("Le chiffre qu'il suit"))
    perimeter = PlaceLine(
        label=_("Sur quel territoire"),
        required=False,
        help_text=_(
            "Une commune, une intercommunalité, un département ou une région. Vide : la France entière."
        ),
    )
    since = Day(label=_("Depuis le"))

    def __init__(self, *given: Any, figures: Sequence[tuple[str, str | Promise]], **options: Any) -> None:
        super().__init__(*given, **options)
        self.fields["code"].choices = list(figures)  # type: ignore[attr-defined] # a choice

    @property
    def told(self) -> dict[str, Any]:
        """Return what was typed of the figure."""
        return {name: self.cleaned_data[name] for name in ("code", "perimeter", "since")}


class StopForm(WorkForm):
    """Say when a funder stopped reading a figure."""

    ended_on = Day(label=_("Jusqu'au"))
