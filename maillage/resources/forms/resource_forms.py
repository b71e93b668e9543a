"""What people type in the library. Forms check; they change nothing."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.common.forms import Day, Email, Line, Paragraph, VersionedForm, WorkForm
from maillage.network.forms.fields import capitalised
from maillage.network.models import Cooperation, CooperationStage, Team
from maillage.resources.models import SAID, SUMMARY, TEXT, TITLE, Audience, Kind, Resource, Theme
from maillage.resources.operations.resources import Text
from maillage.territory.models import Departement

A_YEAR = dt.timedelta(days=365)
NOT_SHOWN = (CooperationStage.DORMANT, CooperationStage.CLOSED)


class ResourceForm(VersionedForm):
    """Write a resource."""

    title = Line(label=gettext_lazy("Le titre"), max_length=TITLE)
    kind = forms.ChoiceField(label=gettext_lazy("Ce que c'est"), choices=capitalised(Kind))
    theme = forms.ChoiceField(label=gettext_lazy("De quoi elle parle"), choices=capitalised(Theme))
    audience = forms.ChoiceField(label=gettext_lazy("Pour qui"), choices=capitalised(Audience))
    summary = Line(
        label=gettext_lazy("En une phrase"),
        max_length=SUMMARY,
        help_text=gettext_lazy("Ce que l'on y apprend : cette phrase est lue dans la liste."),
    )
    text = Paragraph(
        label=gettext_lazy("Le texte"),
        max_length=TEXT,
        help_text=gettext_lazy(
            "Écrivez comme dans une lettre. Une ligne qui commence par ## est un titre, par un tiret une liste ; "
            "**deux étoiles** mettent en gras. Jamais le nom d'une personne visitée."
        ),
    )
    credit = Line(
        label=gettext_lazy("Qui l'a écrite"),
        max_length=250,
        help_text=gettext_lazy("Le nom à lire sous le titre : une équipe, une coopération, ou le vôtre."),
    )
    stage = forms.ChoiceField(label=gettext_lazy("Utile surtout à l'étape"), required=False)
    departement = forms.ChoiceField(label=gettext_lazy("Propre à un département"), required=False)

    def __init__(self, data: Any = None, *, resource: Resource | None = None) -> None:
        initial = None
        if resource is not None:
            initial = {name: getattr(resource, name) for name in SAID}
            initial |= {
                "departement": resource.departement.code if resource.departement else "",
                "version": resource.version,
            }
        super().__init__(data, initial=initial)
        stages = [one for one in CooperationStage if one not in NOT_SHOWN]
        self.fields["stage"].choices = [  # type: ignore[attr-defined] # a field of choices
            ("", _("À toutes les étapes")),
            *((one.value, capfirst(one.label)) for one in stages),
        ]
        places = Departement.objects.order_by("folded", "code").values_list("code", "name")
        self.fields["departement"].choices = [("", _("Non, pour toute la France")), *places]  # type: ignore[attr-defined] # same

    def clean_departement(self) -> Departement | None:
        """Return the département that was chosen."""
        code = self.cleaned_data["departement"]
        return Departement.objects.get(code=code) if code else None

    @property
    def told(self) -> Text:
        """Return what was typed."""
        return Text(**{name: self.cleaned_data[name] for name in SAID})


class CoAuthorForm(WorkForm):
    """Invite someone to write a resource."""

    email = Email(
        label=gettext_lazy("L'adresse de son compte"),
        help_text=gettext_lazy("Celle avec laquelle cette personne entre ici."),
    )


class ReturnForm(WorkForm):
    """Say what is to be taken up again."""

    remark = Paragraph(label=gettext_lazy("Ce qui est à reprendre"), max_length=2_000)


class ReviewDayForm(WorkForm):
    """Say when a resource is read again."""

    review_on = Day(
        label=gettext_lazy("À relire avant le"),
        help_text=gettext_lazy(
            "Passé ce jour, la page dit qu'elle n'a pas été relue, et le réseau est prévenu."
        ),
    )

    def __init__(self, data: Any = None, *, today: dt.date) -> None:
        super().__init__(data, initial={"review_on": today + A_YEAR})


class WithdrawForm(WorkForm):
    """Say why a resource is withdrawn."""

    reason = Line(label=gettext_lazy("Pourquoi la retirer"), help_text=gettext_lazy("La page le dira."))


class UseForm(WorkForm):
    """Say who makes use of a resource."""

    user = forms.ChoiceField(label=gettext_lazy("Qui s'en sert"), widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, users: "list[Team | Cooperation]") -> None:
        super().__init__(data, initial={"user": _key(users[0])} if len(users) == 1 else None)
        self._users = {_key(user): user for user in users}
        self.fields["user"].choices = [(key, str(user)) for key, user in self._users.items()]  # type: ignore[attr-defined] # a field of choices

    @property
    def chosen(self) -> Team | Cooperation:
        """Return who was chosen."""
        return self._users[self.cleaned_data["user"]]


def _key(user: Team | Cooperation) -> str:
    """Return what stands for a team or a cooperation in the form."""
    return f"{'equipe' if isinstance(user, Team) else 'cooperation'}-{user.pk}"
