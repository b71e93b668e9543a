"""Asking for an aid: begin, write, join documents, hand in, follow, answer, report."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from maillage.accounts.actors import Actor, actor_of
from maillage.accounts.roles import Right
from maillage.common.acts import carry_out
from maillage.common.attachments import PHOTOS, examined, refuse_heavy
from maillage.common.components import Crumb
from maillage.common.errors import Refused
from maillage.common.exports import attached
from maillage.common.facts import Author
from maillage.common.formats import euros
from maillage.supports.exports.aid_papers import letter_pdf
from maillage.supports.forms.aid_forms import (
    AnswerForm,
    ApplicationForm,
    ApplyForm,
    EmptyForm,
    FileForm,
    ReasonForm,
    ReportForm,
)
from maillage.supports.models import AidApplication, AidScheme, Attachment, Award
from maillage.supports.models.aid_applications import beneficiaries_of
from maillage.supports.operations.aid_applications import (
    attach,
    complete_application,
    detach,
    open_application,
    submit_application,
    take_up,
    withdraw_application,
    write_application,
)
from maillage.supports.operations.aid_decisions import paid_so_far, report

OFFERED = 100


def _applicant(request: HttpRequest) -> tuple[Actor, dt.date, Author]:
    """Return who applies; for those who may not, the page does not exist."""
    actor, now = actor_of(request), timezone.now()
    if not actor.may(Right.APPLY_AID):
        raise Http404
    return actor, timezone.localdate(now), actor.author(Right.APPLY_AID, at=now)


def _mine(request: HttpRequest, key: int) -> AidApplication:
    """Return an application that the person prepares."""
    return get_object_or_404(AidApplication.objects.prepared_by(actor_of(request)).in_full(), pk=key)


def _crumbs(application: AidApplication | None, last: str) -> list[Crumb]:
    found = [Crumb(label=_("Mes aides"), url=reverse("my_aids"))]
    if application and last:
        found.append(Crumb(label=application.scheme.name, url=reverse("my_aid", args=[application.pk])))
    return [*found, Crumb(label=last or (application.scheme.name if application else ""))]


def _act(
    request: HttpRequest,
    application: AidApplication,
    form: forms.Form,
    title: str,
    do: Callable[[dt.date, Author], object],
    button: str,
    **more: Any,
) -> HttpResponse:
    """Carry out one act about an application, then show it."""
    _actor, today, by = _applicant(request)
    page = reverse("my_aid", args=[application.pk])
    shown = {"title": title, "crumbs": _crumbs(application, title), "button": button, "back": page}
    return carry_out(
        request,
        form,
        template="act.html",
        do=lambda: do(today, by),
        then=lambda _done: page,
        context={**shown, "lines": [], "danger": False, "multipart": False, **more},
    )


def my_aids(request: HttpRequest) -> HttpResponse:
    """List one's applications, and the aids that may be asked."""
    actor, today, _by = _applicant(request)
    shown = {
        "applications": list(AidApplication.objects.prepared_by(actor).in_full()[:OFFERED]),
        "open": list(AidScheme.objects.open_on(today)),
    }
    return render(request, "supports/aids/mine.html", shown)


def apply_for(request: HttpRequest, slug: str) -> HttpResponse:
    """Say for whom an aid is asked, and begin."""
    actor, today, by = _applicant(request)
    scheme = get_object_or_404(AidScheme.objects.published(), slug=slug)
    offered = beneficiaries_of(scheme, actor, most=OFFERED)
    form = ApplyForm(request.POST or None, offered={key: row.name for key, row in offered.items()})
    return carry_out(
        request,
        form,
        template="act.html",
        do=lambda: open_application(scheme, offered[form.cleaned_data["beneficiary"]], on=today, by=by),
        then=lambda made: reverse("my_aid", args=[made.pk]),
        context={
            "title": _("Demander : %s") % scheme,
            "crumbs": _crumbs(None, scheme.name),
            "button": _("Commencer"),
            "back": scheme.get_absolute_url(),
            "danger": False,
            "multipart": False,
            "lines": [] if offered else [_("Cette aide ne s'adresse pas à ce dont vous vous occupez.")],
        },
    )


def my_aid(request: HttpRequest, key: int) -> HttpResponse:
    """Write a draft, or follow what was handed in."""
    application = _mine(request, key)
    if not application.is_draft:
        return render(request, "supports/aids/follow.html", _followed(application))
    _actor, today, by = _applicant(request)
    questions = list(application.scheme.questions.in_order())
    form = ApplicationForm(request.POST or None, application=application, questions=questions)

    def write() -> AidApplication:
        version = form.cleaned_data["version"]
        kept = write_application(application, form.told, version=version, on=today, by=by)
        return submit_application(kept, on=today, by=by) if "hand_in" in request.POST else kept

    return carry_out(
        request,
        form,
        template="supports/aids/application.html",
        do=write,
        then=lambda _kept: request.path,
        said=_kept_or_handed_in,
        context=_written(application),
        draft=f"my_aid:{application.pk}",
    )


def _kept_or_handed_in(application: AidApplication) -> str:
    """Return what is said of an application that was just written."""
    return _("C'est gardé.") if application.is_draft else _("Votre demande est déposée. Merci !")


def _written(application: AidApplication) -> dict[str, Any]:
    """Return what the page of a draft shows beside its form."""
    return {
        "application": application,
        "crumbs": _crumbs(application, ""),
        "former": list(AidApplication.objects.others_of(application)[:3]),
        "pieces": list(application.attachments.in_order()),
    }


def _followed(application: AidApplication) -> dict[str, Any]:
    """Return what the page of an application that was handed in shows."""
    award = Award.objects.of_application(application)
    return {
        "application": application,
        "crumbs": _crumbs(application, ""),
        "asked": application.exchanges.unanswered().first(),
        "amount": euros(application.amount_cents or 0),
        "award": award,
        "awarded": euros(award.amount_cents) if award else "",
        "paid": euros(paid_so_far(application)),
        "pieces": list(application.attachments.in_order()),
        "exchanges": list(application.exchanges.in_order()),
    }


def my_aid_take_up(request: HttpRequest, key: int, former: int) -> HttpResponse:
    """Copy the answers of a former application."""
    application = _mine(request, key)
    older = get_object_or_404(AidApplication.objects.others_of(application), pk=former)
    form = EmptyForm(request.POST or None)
    return _act(
        request,
        application,
        form,
        _("Reprendre une ancienne demande"),
        lambda on, by: take_up(application, older, on=on, by=by),
        _("Reprendre ses réponses"),
        lines=[str(older.scheme), _("Les réponses sont copiées ; le montant reste à écrire.")],
    )


def my_aid_join(request: HttpRequest, key: int) -> HttpResponse:
    """Join a document."""
    application = _mine(request, key)
    form = FileForm(request.POST or None, request.FILES or None)
    _speak_of_weight(request, form, "document")

    def join(on: dt.date, by: Author) -> Attachment:
        sent = form.cleaned_data["document"]
        return attach(application, examined(sent.name, sent.file), on=on, by=by)

    return _act(request, application, form, _("Joindre un document"), join, _("Joindre"), multipart=True)


def _speak_of_weight(request: HttpRequest, form: forms.Form, name: str) -> None:
    """Say that a file was left unread because it is too heavy."""
    try:
        refuse_heavy(request)
    except Refused as refusal:
        form.fields[name].error_messages["required"] = str(refusal)
        form.fields[name].required = True


def my_aid_unjoin(request: HttpRequest, key: int, piece: int) -> HttpResponse:
    """Take a document off."""
    application = _mine(request, key)
    joined = get_object_or_404(application.attachments.in_order(), pk=piece)
    form = EmptyForm(request.POST or None)
    return _act(
        request,
        application,
        form,
        _("Retirer ce document"),
        lambda on, by: detach(joined, on=on, by=by),
        _("Retirer"),
        danger=True,
        lines=[joined.name],
    )


def my_aid_answer(request: HttpRequest, key: int) -> HttpResponse:
    """Answer what was asked."""
    application = _mine(request, key)
    asked = application.exchanges.unanswered().first()
    form = AnswerForm(request.POST or None)

    def answer(on: dt.date, by: Author) -> AidApplication:
        return complete_application(application, form.cleaned_data["answer"], on=on, by=by)

    return _act(
        request,
        application,
        form,
        _("Répondre"),
        answer,
        _("Envoyer la réponse"),
        lines=[asked.question] if asked else [],
    )


def my_aid_withdraw(request: HttpRequest, key: int) -> HttpResponse:
    """Take an application back."""
    application = _mine(request, key)
    form = ReasonForm(request.POST or None)

    def withdraw(on: dt.date, by: Author) -> AidApplication:
        return withdraw_application(application, form.cleaned_data["reason"], on=on, by=by)

    return _act(
        request, application, form, _("Retirer cette demande"), withdraw, _("Retirer la demande"), danger=True
    )


def my_aid_report(request: HttpRequest, key: int) -> HttpResponse:
    """Report what an aid allowed."""
    application = _mine(request, key)
    form = ReportForm(request.POST or None, request.FILES or None)
    _speak_of_weight(request, form, "photo")

    def send(on: dt.date, by: Author) -> object:
        if photo := form.cleaned_data["photo"]:
            picture = examined(photo.name, photo.file, allowed=PHOTOS)
            attach(application, picture, photo=True, on=on, by=by)
        return report(application, form.text, on=on, by=by)

    return _act(
        request, application, form, _("Rendre compte"), send, _("Envoyer le compte rendu"), multipart=True
    )


def aid_letter(request: HttpRequest, key: int) -> HttpResponse:
    """Print the letter of an award, for who asked."""
    application = _mine(request, key)
    award = Award.objects.of_application(application)
    if award is None:
        return redirect("my_aid", key)
    return attached(letter_pdf(application, award), f"aide-{application.number}.pdf", "application/pdf")


def aid_piece(request: HttpRequest, key: int) -> HttpResponse:
    """Give a document to keep, never to show: a browser must not run what people send."""
    piece = get_object_or_404(Attachment.objects.openable_by(actor_of(request)), pk=key)
    with piece.content.open("rb") as kept:
        answer = HttpResponse(kept.read(), content_type=piece.media_type)
    answer["Content-Disposition"] = content_disposition_header(True, piece.name)  # noqa: FBT003 - Django's own signature
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cache-Control"] = "private, no-store"
    return answer
