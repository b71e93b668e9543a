"""What is joined to a resource: images and documents, joined, taken off, read."""

import datetime as dt

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from maillage.accounts.actors import actor_of
from maillage.common.attachments import HANDOUTS, PICTURES, examined, refuse_heavy
from maillage.common.components import Crumb
from maillage.common.errors import Refused
from maillage.common.facts import Author
from maillage.common.forms import WorkForm
from maillage.network.views.national_page import data_of
from maillage.resources.forms.piece_forms import PictureForm, PieceForm
from maillage.resources.models import ResourcePiece
from maillage.resources.operations.pieces import join_document, join_picture, take_off_piece
from maillage.resources.views.page import act
from maillage.resources.views.writing import RIGHT, mine, page_of


def _speak_of_weight(request: HttpRequest, form: forms.Form) -> None:
    """Say that a file was left unread because it is too heavy."""
    try:
        refuse_heavy(request)
    except Refused as refusal:
        form.fields["document"].error_messages["required"] = str(refusal)


def new_picture(request: HttpRequest, key: int) -> HttpResponse:
    """Join an image."""
    row = mine(request, key)
    form = PictureForm(data_of(request), request.FILES or None)
    _speak_of_weight(request, form)

    def join(_on: dt.date, by: Author) -> ResourcePiece:
        sent = form.cleaned_data["document"]
        picture = examined(sent.name, sent.file, allowed=PICTURES)
        return join_picture(row, picture, form.cleaned_data["alt"], by=by)

    return act(
        request,
        form,
        _("Joindre une image"),
        join,
        right=RIGHT,
        above=Crumb(label=row.title, url=page_of(row)),
        button=_("Joindre"),
        multipart=True,
    )


def new_piece(request: HttpRequest, key: int) -> HttpResponse:
    """Join a document."""
    row = mine(request, key)
    form = PieceForm(data_of(request), request.FILES or None)
    _speak_of_weight(request, form)

    def join(_on: dt.date, by: Author) -> ResourcePiece:
        sent = form.cleaned_data["document"]
        return join_document(row, examined(sent.name, sent.file, allowed=HANDOUTS), by=by)

    return act(
        request,
        form,
        _("Joindre un document"),
        join,
        right=RIGHT,
        above=Crumb(label=row.title, url=page_of(row)),
        button=_("Joindre"),
        multipart=True,
    )


def take_off(request: HttpRequest, key: int, piece: int) -> HttpResponse:
    """Take off what was joined."""
    row = mine(request, key)
    joined = get_object_or_404(ResourcePiece.objects.at_work(row), pk=piece)
    return act(
        request,
        WorkForm(data_of(request)),
        _("Retirer cette pièce"),
        lambda _on, by: take_off_piece(joined, by=by),
        right=RIGHT,
        above=Crumb(label=row.title, url=page_of(row)),
        button=_("Retirer"),
        danger=True,
        lines=[joined.name],
    )


def piece(request: HttpRequest, slug: str, piece: int) -> HttpResponse:
    """Give what is joined to a resource: an image to see, a document to keep and never to run."""
    found = ResourcePiece.objects.openable_by(actor_of(request))
    row = get_object_or_404(found, pk=piece, resource__slug=slug)
    with row.content.open("rb") as kept:
        answer = HttpResponse(kept.read(), content_type=row.media_type)
    answer["Content-Disposition"] = str(content_disposition_header(not row.is_picture, row.name))
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cache-Control"] = "private, max-age=3600"
    return answer
