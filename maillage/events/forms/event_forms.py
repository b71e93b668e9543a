"""What organisers type about an event, its rooms, its sessions, who speaks there."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from maillage.common.forms import Day, Email, Hour, Line, Paragraph, Telephone, VersionedForm, WorkForm
from maillage.events.models import (
    MOST_KEPT,
    MOST_SEATS,
    SUMMARY,
    TEXT,
    TITLE,
    Event,
    EventSession,
    SessionKind,
)
from maillage.events.operations.programme import EventText, SessionText
from maillage.network.forms.fields import OneCommune
from maillage.network.models import Cooperation

NATION = "reseau"
_NUMBER = forms.TextInput(attrs={"inputmode": "numeric", "class": "short"})
_SAME = (
    "version", "title", "starts_on", "ends_on", "place", "presentation", "capacity", "kept_seats", "kept_until",
    "opens_on", "closes_on", "proposals_until", "contact_name", "contact_telephone", "contact_email",
    "contact_agreed_on",
)  # fmt: skip


class EventForm(VersionedForm):
    """Say what an event is."""

    owner = forms.ChoiceField(label=_("Qui l'organise"))
    title = Line(label=_("Titre"), max_length=TITLE)
    starts_on = Day(label=_("Du"))
    ends_on = Day(label=_("Au"), help_text=_("Le même jour, si c'est une journée."))
    commune = OneCommune(label=_("Commune"))
    place = Line(label=_("Lieu"), help_text=_("Le nom de la salle, et son adresse."))
    presentation = Paragraph(label=_("Présentation"), required=False, max_length=TEXT)
    capacity = forms.IntegerField(
        label=_("Nombre de places"), min_value=1, max_value=MOST_SEATS, widget=_NUMBER
    )
    kept_seats = forms.IntegerField(
        label=_("Places gardées pour chaque coopération lancée"),
        required=False,
        min_value=0,
        max_value=MOST_KEPT,
        widget=_NUMBER,
        help_text=_("Vide ou 0 : les places vont aux premières personnes inscrites."),
    )
    kept_until = Day(
        label=_("Gardées jusqu'au"),
        required=False,
        help_text=_("Ensuite, elles vont à celles et ceux qui attendent."),
    )
    opens_on = Day(label=_("Inscriptions à partir du"), required=False)
    closes_on = Day(label=_("Inscriptions jusqu'au"), required=False)
    proposals_until = Day(
        label=_("Les coopérations proposent des ateliers jusqu'au"),
        required=False,
        help_text=_("Vide : pas d'appel à ateliers."),
    )
    contact_name = Line(label=_("Qui appeler"), required=False, max_length=150)
    contact_telephone = Telephone(label=_("Son téléphone"), required=False)
    contact_email = Email(label=_("Son adresse électronique"), required=False)
    contact_agreed_on = Day(
        label=_("A accepté d'être nommée sur le site le"),
        required=False,
        help_text=_("Sans cette date, rien de cette personne n'est publié."),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        cooperations: Sequence[Cooperation] = (),
        nation: bool = False,
        event: Event | None = None,
    ) -> None:
        super().__init__(data, initial=_initial(event) if event else {"version": 1})
        self.owners: dict[str, Cooperation | None] = {NATION: None} if nation else {}
        self.owners |= {str(row.pk): row for row in cooperations}
        cast("forms.ChoiceField", self.fields["owner"]).choices = [
            (key, row.name if row else gettext("Le réseau, pour toute la France"))
            for key, row in self.owners.items()
        ]
        if event is not None:
            del self.fields["owner"]
        if event.cooperation_id if event else not nation:
            # Every cooperation is expected at the events of the network, and there alone.
            del self.fields["kept_seats"], self.fields["kept_until"]

    @property
    def holder(self) -> Cooperation | None:
        """Return who organises the event; nobody: the network."""
        return self.owners[self.cleaned_data["owner"]]

    @property
    def told(self) -> EventText:
        """Return what was typed."""
        given = {
            name: self.cleaned_data[name] for name in (*_SAME[1:], "commune") if name in self.cleaned_data
        }
        return EventText(**{**given, "kept_seats": given.get("kept_seats") or 0})


def _initial(event: Event) -> dict[str, Any]:
    commune = event.commune
    return {
        **{name: getattr(event, name) for name in _SAME},
        "commune": f"{commune.name} ({commune.departement.code})" if commune else "",
    }


class CancelEventForm(WorkForm):
    """Say why an event is cancelled."""

    reason = Line(
        label=_("Pourquoi"),
        max_length=250,
        help_text=_("Celles et ceux qui devaient venir reçoivent ces mots."),
    )


class RoomForm(WorkForm):
    """Name a room, and say how many people it seats."""

    name = Line(label=_("Nom de la salle"), max_length=100)
    capacity = forms.IntegerField(
        label=_("Nombre de places"), min_value=1, max_value=MOST_SEATS, widget=_NUMBER
    )


class SlotForm(VersionedForm):
    """Say when and where a session takes place."""

    on = forms.ChoiceField(label=_("Le"))
    starts_at = Hour(label=_("De"))
    ends_at = Hour(label=_("À"))
    room = forms.ChoiceField(label=_("Salle"), required=False)
    seats = forms.IntegerField(
        label=_("Nombre de places, pour un atelier"),
        required=False,
        min_value=1,
        max_value=MOST_SEATS,
        widget=_NUMBER,
        help_text=_("Vide : toutes celles de la salle."),
    )

    def __init__(
        self, data: Mapping[str, Any] | None, *, event: Event, session: EventSession | None = None
    ) -> None:
        super().__init__(data, initial=_initial_session(session) if session else {"version": 1})
        self.days = {day.isoformat(): day for day in event.days}
        self.rooms = {str(room.pk): room for room in event.rooms.order_by("folded", "pk")}
        cast("forms.ChoiceField", self.fields["on"]).choices = [
            (key, f"{day:%d/%m/%Y}") for key, day in self.days.items()
        ]
        cast("forms.ChoiceField", self.fields["room"]).choices = [
            ("", gettext("Pas encore de salle")),
            *((key, f"{room.name} ({room.capacity})") for key, room in self.rooms.items()),
        ]

    @property
    def slot(self) -> dict[str, Any]:
        """Return when and where."""
        given = self.cleaned_data
        return {
            **{name: given[name] for name in ("starts_at", "ends_at", "seats")},
            "on": self.days[given["on"]],
            "room": self.rooms.get(given["room"]),
        }


class SessionForm(SlotForm):
    """Say what a session is."""

    kind = forms.ChoiceField(label=_("Nature"), choices=SessionKind.choices)
    title = Line(label=_("Titre"), max_length=TITLE)
    summary = Paragraph(label=_("En quelques phrases"), required=False, max_length=SUMMARY)

    field_order = ("version", "kind", "title", "summary")

    @property
    def told(self) -> SessionText:
        """Return what was typed."""
        words = {name: self.cleaned_data[name] for name in ("kind", "title", "summary")}
        return SessionText(**words, **self.slot)


def _initial_session(session: EventSession) -> dict[str, Any]:
    same = ("version", "kind", "title", "summary", "starts_at", "ends_at", "seats")
    return {
        **{name: getattr(session, name) for name in same},
        "on": session.on.isoformat(),
        "room": str(session.room_id or ""),
    }


class SpeakerForm(WorkForm):
    """Say who speaks at a session."""

    name = Line(label=_("Prénom et nom"), max_length=150)
    function = Line(
        label=_("Son rôle"), required=False, max_length=150, help_text=_("Par exemple : animatrice, Gard.")
    )
    agreed_on = Day(
        label=_("A accepté d'être nommée sur le site le"),
        required=False,
        help_text=_("Sans cette date, son nom n'est pas publié."),
    )
