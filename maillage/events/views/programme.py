"""The programme at work: rooms, sessions, who speaks there."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from maillage.common.forms import WorkForm
from maillage.events.forms.event_forms import RoomForm, SessionForm, SpeakerForm
from maillage.events.models import Room, Speaker
from maillage.events.operations.programme import (
    add_room,
    add_speaker,
    change_session,
    drop_room,
    drop_session,
    drop_speaker,
    plan_session,
)
from maillage.events.views.page import act, held, session_of
from maillage.network.views.national_page import data_of, today


def room_add(request: HttpRequest, key: int) -> HttpResponse:
    """Add a room."""
    event, form = held(request, key), RoomForm(data_of(request))
    return act(
        request,
        form,
        _("Ajouter une salle"),
        lambda by: add_room(event, form.cleaned_data["name"], form.cleaned_data["capacity"], by=by),
        event=event,
    )


def room_drop(request: HttpRequest, key: int, room: int) -> HttpResponse:
    """Take away a room."""
    event = held(request, key)
    row = get_object_or_404(Room, event=event, pk=room)
    return act(
        request,
        WorkForm(data_of(request)),
        _("Retirer la salle « %s »") % row,
        lambda by: drop_room(row, by=by),
        event=event,
        button=_("Retirer"),
    )


def session_add(request: HttpRequest, key: int) -> HttpResponse:
    """Add a session."""
    event = held(request, key)
    form = SessionForm(data_of(request), event=event)
    return act(
        request,
        form,
        _("Ajouter une séance"),
        lambda by: plan_session(event, form.told, by=by),
        event=event,
    )


def session_edit(request: HttpRequest, key: int, session: int) -> HttpResponse:
    """Change a session."""
    event = held(request, key)
    row = session_of(event, session)
    form = SessionForm(data_of(request), event=event, session=row)
    return act(
        request,
        form,
        _("Modifier la séance"),
        lambda by: change_session(row, form.told, version=form.cleaned_data["version"], on=today(), by=by),
        event=event,
    )


def session_drop(request: HttpRequest, key: int, session: int) -> HttpResponse:
    """Take a session off the programme."""
    event = held(request, key)
    row = session_of(event, session)
    return act(
        request,
        WorkForm(data_of(request)),
        _("Retirer la séance « %s »") % row,
        lambda by: drop_session(row, by=by),
        event=event,
        button=_("Retirer"),
    )


def speaker_add(request: HttpRequest, key: int, session: int) -> HttpResponse:
    """Say who speaks at a session."""
    event, form = held(request, key), SpeakerForm(data_of(request))
    row = session_of(event, session)
    return act(
        request,
        form,
        _("Qui intervient ?"),
        lambda by: add_speaker(row, **form.cleaned_data, on=today(), by=by),
        event=event,
        lines=[row.title],
    )


def speaker_drop(request: HttpRequest, key: int, session: int, speaker: int) -> HttpResponse:
    """Take off someone who was to speak."""
    event = held(request, key)
    row = get_object_or_404(
        Speaker.objects.select_related("session__event__cooperation"),
        session=session_of(event, session),
        pk=speaker,
    )
    return act(
        request,
        WorkForm(data_of(request)),
        _("Retirer « %s » de la séance") % row,
        lambda by: drop_speaker(row, by=by),
        event=event,
        button=_("Retirer"),
    )
