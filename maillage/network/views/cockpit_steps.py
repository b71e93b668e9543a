"""The stages of a cooperation: enter the next one, ask to be recognised, open again."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from maillage.accounts.actors import actor_of
from maillage.accounts.roles import Right
from maillage.network.forms.cockpit import EndForm, RecognitionForm, StageForm
from maillage.network.models import CooperationStage
from maillage.network.models.steps import with_progress
from maillage.network.operations.steps import (
    advance,
    following,
    next_on_the_way,
    reopen_cooperation,
    request_recognition,
    requirements,
)
from maillage.network.views.cockpit_page import act, author, data_of, editable, readable, today


def enter_next_stage(request: HttpRequest, slug: str) -> HttpResponse:
    """Say that the cooperation enters its next stage."""
    row = editable(request, slug)
    changes = list(row.stage_changes.believed().latest_first())
    stages = [stage for stage in following(changes) if stage != CooperationStage.RECOGNISED]
    form = StageForm(stages, data_of(request), initial={"on": today()})
    return act(
        request,
        row,
        form,
        here="cockpit",
        title=_("Noter une étape"),
        lead=_("Une étape ne se saute pas, et se note avec ce qui la montre."),
        button=_("Noter cette étape"),
        do=lambda: advance(row, **form.cleaned_data, by=author(request, row)),
        then=reverse("cockpit", args=[slug]),
        said=_("C'est noté : la coopération change d'étape."),
    )


def ask_recognition(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask the national body to recognise the cooperation."""
    row = editable(request, slug)
    progress = with_progress(readable(request), today()).get(pk=row.pk)
    form = RecognitionForm(data_of(request))
    return act(
        request,
        row,
        form,
        here="cockpit",
        template="ask_recognition.html",
        title=_("Demander la reconnaissance"),
        button=_("Déposer la demande"),
        asked=requirements(progress, CooperationStage.RECOGNISED),
        possible=next_on_the_way(list(row.stage_changes.believed().latest_first())),
        do=lambda: request_recognition(row, **form.cleaned_data, by=author(request, row)),
        then=reverse("cockpit", args=[slug]),
        said=_("Votre demande est déposée. Elle sera décidée à une séance de l'instance nationale."),
        draft="recognition",
    )


def reopen(request: HttpRequest, slug: str) -> HttpResponse:
    """Open a closed cooperation again."""
    row = get_object_or_404(readable(request).reopenable_by(actor_of(request)), slug=slug)
    form = EndForm(data_of(request), initial={"on": today()})
    return act(
        request,
        row,
        form,
        here="cockpit",
        title=_("Rouvrir la coopération"),
        lead=_("Elle sera d'abord en sommeil : son animateur notera ensuite qu'elle se réveille."),
        button=_("Rouvrir"),
        do=lambda: reopen_cooperation(row, **form.cleaned_data, by=author(request, row, Right.REOPEN)),
        then=reverse("cockpit", args=[slug]),
        said=_("La coopération est rouverte."),
    )
