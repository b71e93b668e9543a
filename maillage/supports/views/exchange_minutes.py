"""What a meeting leaves, written by who organises or leads it: who came, the minutes, the draft of a resource."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from maillage.common.exports import attached
from maillage.common.facts import Author
from maillage.common.forms import WorkForm
from maillage.network.views.national_page import data_of
from maillage.supports.exports.exchange_papers import list_pdf
from maillage.supports.forms.exchange_forms import KEEP, AddPeerForm, MinutesForm, PresentForm, ResourceForm
from maillage.supports.models import ExchangePresence, Participation
from maillage.supports.models.exchanges import left_by
from maillage.supports.operations.exchange_minutes import (
    draft_resource,
    note_presences,
    shelve_draft,
    write_minutes,
)
from maillage.supports.operations.exchange_participations import add_present
from maillage.supports.views.exchange_desk import act, kept


def exchange_list(request: HttpRequest, key: int) -> HttpResponse:
    """Print who comes, with what they ask and bring."""
    meeting = kept(request, key)
    people = list(Participation.objects.coming().of(meeting))
    return attached(list_pdf(meeting, people), f"echange-{meeting.pk}.pdf", "application/pdf")


def exchange_presences(request: HttpRequest, key: int) -> HttpResponse:
    """Say who was there."""
    meeting = kept(request, key)
    form = PresentForm(
        data_of(request),
        people=list(Participation.objects.of(meeting)),
        noted=set(ExchangePresence.objects.at(meeting)) if meeting.was_held else None,
    )
    return act(
        request,
        form,
        _("Qui est venu"),
        lambda by: note_presences(meeting, form.keys, by=by),
        about=meeting,
        button=_("Enregistrer"),
        lines=[_("Quelqu'un est venu sans être sur la liste ? Ajoutez d'abord son nom.")],
    )


def exchange_add_present(request: HttpRequest, key: int) -> HttpResponse:
    """Write someone who came without being on the list."""
    meeting, form = kept(request, key), AddPeerForm(data_of(request))
    return act(
        request,
        form,
        _("Ajouter une personne venue"),
        lambda by: add_present(meeting, form.peer, by=by),
        about=meeting,
        button=_("Ajouter"),
    )


def exchange_minutes(request: HttpRequest, key: int) -> HttpResponse:
    """Write the minutes of a meeting."""
    meeting = kept(request, key)
    form = MinutesForm(data_of(request), minutes=left_by(meeting)[0])

    def write(by: Author) -> object:
        given = form.cleaned_data
        return write_minutes(
            meeting, given["text"], keep=given["keep"] == KEEP, version=given["version"], by=by
        )

    return act(request, form, _("Écrire le compte rendu"), write, about=meeting, button=_("Enregistrer"))


def exchange_resource(request: HttpRequest, key: int) -> HttpResponse:
    """Make of the minutes the draft of a resource."""
    meeting = kept(request, key)
    minutes, draft = left_by(meeting)
    form = ResourceForm(data_of(request), meeting=meeting, draft=draft, text=minutes.text if minutes else "")
    return act(
        request,
        form,
        _("En faire une ressource"),
        lambda by: draft_resource(meeting, **form.cleaned_data, by=by),
        about=meeting,
        button=_("Enregistrer le brouillon"),
        lines=[
            _("Un brouillon : personne d'autre ne le lit avant que vous ne le portiez à la bibliothèque.")
        ],
    )


def exchange_shelve(request: HttpRequest, key: int) -> HttpResponse:
    """Bring the draft to the library."""
    meeting = kept(request, key)
    return act(
        request,
        WorkForm(data_of(request)),
        _("Porter à la bibliothèque"),
        lambda by: shelve_draft(meeting, by=by),
        about=meeting,
        button=_("Porter à la bibliothèque"),
        then=lambda made: reverse("my_resource", args=[made.pk]),
        lines=[
            _(
                "Vous pourrez compléter la fiche, puis la proposer : l'équipe nationale relit avant de publier."
            )
        ],
    )
