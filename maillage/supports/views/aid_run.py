"""Running the aids: prepare one, its questions, its envelopes, publish it, close it."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.accounts.actors import actor_of
from maillage.accounts.roles import Right
from maillage.common.acts import carry_out
from maillage.common.components import Crumb
from maillage.common.facts import Author
from maillage.common.formats import euros
from maillage.supports.forms.aid_forms import EmptyForm, EnvelopeForm, NewQuestionForm, SchemeForm
from maillage.supports.models import AidScheme, Envelope, Question
from maillage.supports.operations.aid_schemes import (
    ask_question,
    change_aid,
    close_aid,
    drop_question,
    prepare_aid,
    publish_aid,
    put_in,
)


def runner(request: HttpRequest) -> tuple[dt.date, Author]:
    """Return today and who runs the aids; for others, the page does not exist."""
    actor, now = actor_of(request), timezone.now()
    if not actor.may(Right.RUN_AIDS):
        raise Http404
    return timezone.localdate(now), actor.author(Right.RUN_AIDS, at=now)


def _scheme(request: HttpRequest, slug: str) -> AidScheme:
    runner(request)
    return get_object_or_404(AidScheme, slug=slug)


def _crumbs(scheme: AidScheme | None, last: str = "") -> list[Crumb]:
    found = [Crumb(label=_("Mener les aides"), url=reverse("run_aids"))]
    if scheme and last:
        found.append(Crumb(label=scheme.name, url=reverse("run_aid", args=[scheme.slug])))
    return [*found, Crumb(label=last or str(scheme))]


def _act(
    request: HttpRequest,
    scheme: AidScheme | None,
    form: forms.Form,
    title: str,
    do: Callable[[dt.date, Author], object],
    button: str,
    **more: Any,
) -> HttpResponse:
    """Carry out one act about an aid, then show it."""
    today, by = runner(request)
    back = reverse("run_aid", args=[scheme.slug]) if scheme else reverse("run_aids")
    shown = {"title": title, "crumbs": _crumbs(scheme, title), "button": button, "back": back, "lines": []}
    return carry_out(
        request,
        form,
        template="act.html",
        do=lambda: do(today, by),
        then=lambda made: reverse(
            "run_aid", args=[made.slug if isinstance(made, AidScheme) else scheme.slug if scheme else ""]
        ),
        context={**shown, "danger": False, "multipart": False, **more},
    )


def run_aids(request: HttpRequest) -> HttpResponse:
    """List all the aids, prepared ones too."""
    runner(request)
    return render(request, "supports/aids/run.html", {"schemes": list(AidScheme.objects.latest_first())})


def run_aid(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an aid to who runs it: its questions, its envelopes, what is left."""
    scheme = _scheme(request, slug)
    shown = {
        "scheme": scheme,
        "crumbs": _crumbs(scheme),
        "questions": list(scheme.questions.in_order()),
        "envelopes": [
            (row, euros(row.amount_cents), euros(row.awarded_cents), euros(row.balance_cents))
            for row in Envelope.objects.with_balance().of_scheme(scheme)
        ],
    }
    return render(request, "supports/aids/run_aid.html", shown)


def new_aid(request: HttpRequest) -> HttpResponse:
    """Prepare an aid."""
    runner(request)
    initial = {"opens_on": timezone.localdate(), "least_cents": 100, "report_months": 12}
    form = SchemeForm(request.POST or None, initial=initial)
    return _act(
        request,
        None,
        form,
        _("Préparer une aide"),
        lambda on, by: prepare_aid(form.text, on=on, by=by),
        _("Enregistrer"),
    )


def edit_aid(request: HttpRequest, slug: str) -> HttpResponse:
    """Say otherwise what an aid is."""
    scheme = _scheme(request, slug)
    form = SchemeForm(request.POST or None, initial=SchemeForm.initial_of(scheme))
    return _act(
        request,
        scheme,
        form,
        _("Modifier cette aide"),
        lambda on, by: change_aid(scheme, form.text, on=on, by=by),
        _("Enregistrer"),
    )


def add_question(request: HttpRequest, slug: str) -> HttpResponse:
    """Add a question."""
    scheme = _scheme(request, slug)
    form = NewQuestionForm(request.POST or None, initial={"required": True})
    return _act(
        request,
        scheme,
        form,
        _("Ajouter une question"),
        lambda on, by: ask_question(scheme, form.question, on=on, by=by),
        _("Ajouter"),
    )


def remove_question(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """Take a question off."""
    scheme = _scheme(request, slug)
    question = get_object_or_404(Question.objects.in_order(), scheme=scheme, pk=key)
    form = EmptyForm(request.POST or None)
    return _act(
        request,
        scheme,
        form,
        _("Retirer cette question"),
        lambda on, by: drop_question(question, on=on, by=by),
        _("Retirer"),
        danger=True,
        lines=[question.label],
    )


def add_envelope(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what a funder puts in."""
    scheme = _scheme(request, slug)
    form = EnvelopeForm(request.POST or None, initial={"year": timezone.localdate().year})

    def put(on: dt.date, by: Author) -> Envelope:
        given = form.cleaned_data
        return put_in(scheme, given["funder"], year=given["year"], amount_cents=given["amount"], on=on, by=by)

    return _act(request, scheme, form, _("Ajouter ou changer une enveloppe"), put, _("Enregistrer"))


def open_aid(request: HttpRequest, slug: str) -> HttpResponse:
    """Publish an aid."""
    scheme = _scheme(request, slug)
    form = EmptyForm(request.POST or None)
    return _act(
        request,
        scheme,
        form,
        _("Publier cette aide"),
        lambda on, by: publish_aid(scheme, on=on, by=by),
        _("Publier"),
        lines=[_("Sa page sera lue par tous, et on pourra la demander à partir de son ouverture.")],
    )


def stop_aid(request: HttpRequest, slug: str) -> HttpResponse:
    """Close an aid."""
    scheme = _scheme(request, slug)
    form = EmptyForm(request.POST or None)
    return _act(
        request,
        scheme,
        form,
        _("Fermer cette aide"),
        lambda on, by: close_aid(scheme, on=on, by=by),
        _("Fermer"),
        danger=True,
        lines=[_("On ne pourra plus la demander. Les demandes déposées suivent leur cours.")],
    )
