"""What people type to ask advice, to answer, to agree to be asked. Forms check; they change nothing."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.common.forms import Line, Paragraph, WorkForm
from maillage.network.forms.fields import capitalised
from maillage.network.models import Cooperation, Team
from maillage.resources.forms.resource_forms import UseForm
from maillage.resources.models import ANSWER, QUESTION, SENTENCE, TITLE, Theme
from maillage.resources.operations.advice import Asking

NOBODYS_NAME = gettext_lazy("Jamais le nom d'une personne visitée, ni sa santé.")


class AskForm(UseForm):
    """Ask advice."""

    user = forms.ChoiceField(label=gettext_lazy("Pour qui"), widget=forms.RadioSelect)
    theme = forms.ChoiceField(label=gettext_lazy("De quoi il s'agit"), choices=capitalised(Theme))
    title = Line(label=gettext_lazy("Votre question en une ligne"), max_length=TITLE)
    question = Paragraph(
        label=gettext_lazy("Racontez"),
        max_length=QUESTION,
        help_text=gettext_lazy(
            "Ce qui se passe, ce que vous avez déjà essayé, ce que vous voudriez savoir. Jamais le nom d'une personne "
            "visitée, ni sa santé."
        ),
    )

    def __init__(self, data: Any = None, *, users: "list[Team | Cooperation]", theme: str = "") -> None:
        super().__init__(data, users=users)
        self.fields["theme"].initial = theme

    @property
    def asking(self) -> Asking:
        """Return what is asked."""
        return Asking(**{name: self.cleaned_data[name] for name in ("theme", "title", "question")})


class AdviceAnswerForm(WorkForm):
    """Answer a question."""

    text = Paragraph(label=gettext_lazy("Votre réponse"), max_length=ANSWER, help_text=NOBODYS_NAME)
    credit = Line(
        label=gettext_lazy("Si votre réponse devient une fiche, quel nom y lire ?"),
        max_length=80,
        required=False,
        help_text=gettext_lazy(
            "Votre nom, celui de votre équipe ou de votre coopération. Si vous laissez vide, elle ne sera pas publiée."
        ),
    )


class MoreForm(WorkForm):
    """Say what is still missing."""

    more = Paragraph(
        label=gettext_lazy("Ce qu'il vous manque encore"), max_length=QUESTION, help_text=NOBODYS_NAME
    )


class OfferForm(WorkForm):
    """Agree to be asked."""

    theme = forms.ChoiceField(label=gettext_lazy("Sur quoi"), choices=capitalised(Theme))
    sentence = Line(
        label=gettext_lazy("Ce que vous avez vécu, en une phrase"),
        max_length=SENTENCE,
        help_text=gettext_lazy(
            "Par exemple : « Nous avons relancé une équipe après deux départs. » Jamais le nom d'une personne visitée."
        ),
    )
    house = forms.ChoiceField(label=gettext_lazy("Où vous l'avez vécu"), required=False)
    agrees = forms.BooleanField(
        label=gettext_lazy(
            "J'accepte que les personnes du réseau qui ont un compte lisent mon nom et cette phrase, et me demandent "
            "conseil par ce site. Mon adresse ne leur est pas montrée."
        )
    )

    def __init__(self, data: Any = None, *, houses: "list[Team | Cooperation]") -> None:
        super().__init__(data)
        self._houses = {f"{house._meta.model_name}-{house.pk}": house for house in houses}
        choices = [("", _("Ailleurs")), *((key, str(house)) for key, house in self._houses.items())]
        self.fields["house"].choices = choices  # type: ignore[attr-defined] # a field of choices
        if len(houses) == 1:
            self.fields["house"].initial = choices[-1][0]

    @property
    def chosen(self) -> Team | Cooperation | None:
        """Return where it was lived."""
        return self._houses.get(self.cleaned_data["house"])
