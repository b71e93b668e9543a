"""What is asked before an experiment exists: how many teams, how many people, which difference. It changes nothing."""

from collections.abc import Mapping
from typing import Any, Self
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from maillage.common.forms import WorkForm
from maillage.experiments.assemble import STEPS, Setting
from maillage.experiments.forms.experiment_forms import Count, Measured
from maillage.experiments.models import Design, Planned, Scale
from maillage.network.forms.fields import capitalised

MOST_SITES, MOST_PEOPLE, MOST_STEPS = 1_000, 5_000, 24
# What the page begins with: an example that one changes.
EXAMPLE: Mapping[str, str] = {
    "comparaison": Design.STEPPED,
    "mesure": Scale.UCLA,
    "sites": "8",
    "personnes": "15",
    "vagues": str(STEPS),
    "effet": "0,5",
    "ecart": "1,8",
    "ressemblance": "0,05",
}
# The name of each answer in a plan.
IN_A_PLAN = {
    "comparaison": "design",
    "mesure": "scale",
    "personnes": "people",
    "vagues": "steps",
    "effet": "smallest_effect",
    "ecart": "spread",
    "ressemblance": "likeness",
}


class SizeForm(WorkForm):
    """Ask what an experiment would be."""

    comparaison = forms.ChoiceField(
        label=_("Comment vous comparez"),
        choices=[pair for pair in capitalised(Design) if pair[0] != Design.STORY],
        widget=forms.RadioSelect,
    )
    mesure = forms.ChoiceField(label=_("Avec quoi vous mesurez"), choices=capitalised(Scale))
    sites = Count(
        label=_("Combien d'équipes"),
        least=1,
        most=MOST_SITES,
        help_text=_(
            "Ou de coopérations, ou de communes : les sites, là où l'on essaie et là où l'on compare."
        ),
    )
    personnes = Count(
        label=_("Combien de personnes répondent, par équipe, à chaque mesure"), least=1, most=MOST_PEOPLE
    )
    vagues = Count(
        label=_("En combien de vagues"),
        least=2,
        most=MOST_STEPS,
        help_text=_("Pour un démarrage progressif. Sinon, laissez ce nombre : il ne sert pas."),
    )
    effet = Measured(
        label=_("Quelle différence vous voulez pouvoir voir"),
        help_text=_("En points de la mesure : la plus petite qui compterait vraiment pour les personnes."),
    )
    ecart = Measured(
        label=_("À quel point les personnes diffèrent entre elles (écart-type)"),
        help_text=_("Pour UCLA-3, 1,8 est courant. Pour une part, 50 est le plus prudent."),
    )
    ressemblance = Measured(
        label=_("À quel point les personnes d'une même équipe se ressemblent"),
        help_text=_("De 0, pas du tout, à moins de 1. 0,05 est courant, 0,2 est beaucoup."),
    )

    @classmethod
    def asked(cls, query: Mapping[str, str]) -> Self:
        """Return the form of an address: what it does not say is that of the example."""
        return cls({name: query.get(name, value) for name, value in EXAMPLE.items()})

    def clean_effet(self) -> Any:
        """Return a difference above 0."""
        return self._above_zero("effet")

    def clean_ecart(self) -> Any:
        """Return a spread above 0."""
        return self._above_zero("ecart")

    def _above_zero(self, name: str) -> Any:
        """Return a number above 0, or say that it must be."""
        if self.cleaned_data[name] <= 0:
            raise forms.ValidationError(gettext("Écrivez un nombre plus grand que zéro."))
        return self.cleaned_data[name]

    def clean_ressemblance(self) -> Any:
        """Return a likeness from 0 to less than 1."""
        if not 0 <= self.cleaned_data["ressemblance"] < 1:
            raise forms.ValidationError(
                gettext("Écrivez un nombre de 0 à moins de 1 : 0,05 est courant, 0,2 est beaucoup.")
            )
        return self.cleaned_data["ressemblance"]

    def clean(self) -> dict[str, Any]:
        """Refuse what cannot be compared with so few teams."""
        told: dict[str, Any] = super().clean() or {}
        design, sites, steps = (told.get(name) for name in ("comparaison", "sites", "vagues"))
        if sites is None:
            return told
        if design == Design.STEPPED and steps is not None and sites < steps:
            self.add_error(
                "sites",
                gettext(
                    "Il faut au moins une équipe par vague : ajoutez des équipes, ou faites moins de vagues."
                ),
            )
        if design == Design.COMPARED and sites == 1:
            self.add_error("sites", gettext("Pour comparer, il faut deux équipes au moins."))
        return told

    @property
    def setting(self) -> Setting:
        """Return what was asked."""
        told = self.cleaned_data
        return Setting(
            design=Design(told["comparaison"]),
            sites=told["sites"],
            people=told["personnes"],
            effect=float(told["effet"]),
            spread=float(told["ecart"]),
            likeness=float(told["ressemblance"]),
            steps=told["vagues"],
        )

    @property
    def in_a_plan(self) -> dict[str, Any]:
        """Return what was asked, as the plan of an experiment begins with it; nothing of what was refused."""
        told = self.cleaned_data if self.is_valid() else {}
        stepped = told.get("comparaison") == Design.STEPPED
        return {
            there: told[here]
            for here, there in IN_A_PLAN.items()
            if here in told and (stepped or here != "vagues")
        }


def size_query(plan: Planned, sites: int) -> str:
    """Return what asks the page of sizes about a plan, with the number of its sites where there are some."""
    told = {here: getattr(plan, there) for here, there in IN_A_PLAN.items()} | {"sites": sites or None}
    return urlencode({name: str(value) for name, value in told.items() if value not in {None, ""}})
