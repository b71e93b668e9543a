"""What someone gives to come to an event, the workshops that they choose, who came."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from maillage.common import formats
from maillage.common.forms import Email, Line, PublicForm, WorkForm
from maillage.events.models import EventSession, Registration, WorkshopSeat
from maillage.events.operations.registrations import LONGEST_NEEDS, Asking
from maillage.network.models import Cooperation

NONE = ""


class _OneOfSelect(forms.Select):
    """Offer one choice, and read all that was sent: two of them are refused in words, not one of them dropped."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:  # noqa: ARG002 - Django's
        """Return all that was sent."""
        sent = data.getlist(name) if isinstance(data, MultiValueDict) else [data.get(name, NONE)]
        return [one for one in sent if one]


class GuestForm(PublicForm):
    """Ask who comes, and for which one they come."""

    name = Line(
        label=_("Votre nom"),
        max_length=150,
        help_text=_("Prénom et nom : ils seront sur votre badge."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = Email(
        label=_("Votre adresse électronique"),
        help_text=_("Vous y recevez le lien de votre page : ateliers, désistement."),
    )
    cooperation = forms.MultipleChoiceField(label=_("Votre coopération"), required=False, widget=_OneOfSelect)
    organisation_name = Line(
        label=_("Ou bien votre organisation"),
        required=False,
        help_text=_("Si vous ne venez pas pour une coopération. Vous venez en votre nom ? Laissez vide."),
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, cooperations: Sequence[Cooperation] = ()
    ) -> None:
        super().__init__(data)
        self.cooperations = {str(row.pk): row for row in cooperations}
        cast("forms.MultipleChoiceField", self.fields["cooperation"]).choices = [
            (NONE, gettext("Aucune de celles-ci")),
            *((key, row.name) for key, row in self.cooperations.items()),
        ]

    @property
    def asking(self) -> Asking:
        """Return what is asked."""
        given = self.cleaned_data
        return Asking(
            name=given["name"],
            email=given["email"],
            cooperations=[self.cooperations[key] for key in given["cooperation"]],
            organisation_name=given["organisation_name"],
            needs=given.get("needs", ""),
        )


class RegisterForm(GuestForm):
    """Ask someone to sign up."""

    needs = Line(
        label=_("Ce qu'il faut prévoir pour vous"),
        required=False,
        max_length=LONGEST_NEEDS,
        help_text=_(
            "Un accès sans marches, une boucle auditive, un repas particulier… Effacé après le rendez-vous."
        ),
    )
    consent = forms.BooleanField(
        label=_("J'accepte que mes coordonnées soient gardées pour ce rendez-vous"),
        help_text=_("Seuls ceux qui l'organisent les lisent. Elles sont effacées deux ans après."),
        error_messages={
            "required": _("Cochez cette case : sans votre accord, nous ne pouvons pas vous inscrire.")
        },
    )


class AddGuestForm(GuestForm):
    """Write someone who came without being on the list."""

    name = Line(label=_("Nom"), max_length=150, help_text=_("Prénom et nom."))
    email = Email(label=_("Adresse électronique"), required=False)
    cooperation = forms.MultipleChoiceField(label=_("Sa coopération"), required=False, widget=_OneOfSelect)
    organisation_name = Line(label=_("Ou bien son organisation"), required=False)

    def __init__(self, data: Mapping[str, Any] | None, *, cooperations: Sequence[Cooperation]) -> None:
        super().__init__(data, cooperations=cooperations)
        del self.fields["courriel_bis"]


class WorkshopsForm(WorkForm):
    """Ask for one workshop at most at each hour."""

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        workshops: Sequence[EventSession],
        taken: Mapping[int, int],
        chosen: Sequence[WorkshopSeat],
    ) -> None:
        super().__init__(data)
        self.offered = {str(one.pk): one for one in workshops}
        self.slots: dict[str, tuple[dt.date, dt.time, dt.time]] = {}
        mine = {seat.session_id: seat for seat in chosen}
        for rank, slot in enumerate(sorted({one.slot for one in workshops})):
            here = [one for one in workshops if one.slot == slot]
            name = f"creneau-{rank}"
            self.slots[name] = slot
            self.fields[name] = forms.ChoiceField(
                label=formats.hours(*slot)[:1].upper() + formats.hours(*slot)[1:],
                choices=[
                    *((str(one.pk), _told(one, taken, mine.get(one.pk))) for one in here),
                    (NONE, gettext("Aucun atelier à cette heure")),
                ],
                required=False,
                widget=forms.RadioSelect,
                initial=next((str(one.pk) for one in here if one.pk in mine), NONE),
            )

    @property
    def sessions(self) -> list[EventSession]:
        """Return the workshops that were chosen."""
        keys = [self.cleaned_data[name] for name in self.slots]
        return [self.offered[key] for key in keys if key]


def _told(session: EventSession, taken: Mapping[int, int], mine: WorkshopSeat | None) -> str:
    """Return a workshop as it is offered: its title, its room, what is left, or what is mine there."""
    left = max((session.seats or 0) - taken.get(session.pk, 0), 0)
    if mine is not None:
        state = gettext("vous êtes sur la liste d'attente") if mine.waits else gettext("vous avez une place")
    elif left:
        state = formats.counted(left, gettext("place libre"), gettext("places libres"))
    else:
        state = gettext("complet : liste d'attente")
    room = session.room.name if session.room else ""
    return " · ".join(filter(None, (session.title, room, state)))


class AttendanceForm(WorkForm):
    """Ask who came."""

    present = forms.MultipleChoiceField(
        label=_("Étaient là"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, data: Mapping[str, Any] | None, *, people: Sequence[Registration], noted: set[int]
    ) -> None:
        # Before anything is noted, whoever has a seat is ticked.
        first = [str(row.pk) for row in people if (row.pk in noted if noted else row.state == "inscrite")]
        super().__init__(data, initial={"present": first})
        cast("forms.MultipleChoiceField", self.fields["present"]).choices = [
            (str(row.pk), " · ".join(filter(None, (str(row), row.house)))) for row in people
        ]

    @property
    def keys(self) -> list[int]:
        """Return who is ticked."""
        return [int(key) for key in self.cleaned_data["present"]]
