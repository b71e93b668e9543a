"""What is taught: the public page of a curriculum, and writing curricula, their versions, who may train."""

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
from maillage.network.views.national_page import data_of, today
from maillage.resources.models import Publication
from maillage.supports.forms.training_curriculum_forms import (
    CurriculumForm,
    EndQualificationForm,
    QualifyForm,
    VersionForm,
)
from maillage.supports.models import Curriculum, CurriculumVersion, Qualification, TrainingSession
from maillage.supports.operations.training_curricula import (
    adopt_version,
    change_curriculum,
    end_qualification,
    qualify,
    write_curriculum,
)

SHOWN = 10


def curriculum(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what is taught, for whom, for how long, and the next sessions."""
    row, day = get_object_or_404(Curriculum.objects.with_kit(), slug=slug), today()
    version = CurriculumVersion.objects.of(row).adopted(day).first()
    sessions = TrainingSession.objects.announced().coming(day).in_full().teaching(row)
    shown = {
        "row": row,
        "version": version,
        "modules": list(version.modules.in_order()) if version else [],
        "sessions": list(sessions[:SHOWN]),
        "kit": Publication.objects.current(row.kit) if row.kit else None,
        "crumbs": [Crumb(label=_("Formations"), url=reverse("trainings")), Crumb(label=row.name)],
    }
    return render(request, "supports/training/curriculum.html", shown)


def _writer(request: HttpRequest) -> Author:
    """Return who writes what is taught; for others, the page does not exist."""
    actor = actor_of(request)
    if not actor.may(Right.WRITE_CURRICULA):
        raise Http404
    return actor.author(Right.WRITE_CURRICULA, at=timezone.now())


def _written(request: HttpRequest, slug: str) -> Curriculum:
    _writer(request)
    return get_object_or_404(Curriculum, slug=slug)


def _crumbs(row: Curriculum | None, last: str = "") -> list[Crumb]:
    found = [Crumb(label=_("Ce qui s'enseigne"), url=reverse("curricula"))]
    if row and last:
        found.append(Crumb(label=row.name, url=reverse("work_curriculum", args=[row.slug])))
    return [*found, Crumb(label=last or str(row))]


def _act(
    request: HttpRequest,
    row: Curriculum | None,
    form: forms.Form,
    title: str,
    do: Callable[[dt.date, Author], Any],
    button: str,
    **more: Any,
) -> HttpResponse:
    """Carry out one act about what is taught, then show it."""
    by = _writer(request)
    back = reverse("work_curriculum", args=[row.slug]) if row else reverse("curricula")
    shown = {"title": title, "crumbs": _crumbs(row, title), "button": button, "back": back, "lines": []}
    return carry_out(
        request,
        form,
        template="act.html",
        do=lambda: do(today(), by),
        then=lambda made: reverse("work_curriculum", args=[row.slug if row else made.slug]),
        context={**shown, "danger": False, "multipart": False, **more},
    )


def curricula(request: HttpRequest) -> HttpResponse:
    """List what is taught."""
    _writer(request)
    shown = {"rows": list(Curriculum.objects.by_variant())}
    return render(request, "supports/training_desk/curricula.html", shown)


def new_curriculum(request: HttpRequest) -> HttpResponse:
    """Write a new curriculum."""
    form = CurriculumForm(data_of(request))
    return _act(
        request,
        None,
        form,
        _("Écrire une formation"),
        lambda on, by: write_curriculum(form.text, on=on, by=by),
        _("Enregistrer"),
    )


def work_curriculum(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a curriculum at work: its versions, who may train on it."""
    row = _written(request, slug)
    shown = {
        "row": row,
        "crumbs": _crumbs(row),
        "versions": list(row.versions.newest_first().prefetch_related("modules")),
        "trainers": list(Qualification.objects.in_use(today()).on(row)),
    }
    return render(request, "supports/training_desk/curriculum.html", shown)


def edit_curriculum(request: HttpRequest, slug: str) -> HttpResponse:
    """Say otherwise what a curriculum is."""
    row = _written(request, slug)
    form = CurriculumForm(data_of(request), initial=CurriculumForm.of(row))
    return _act(
        request,
        row,
        form,
        _("Modifier la formation"),
        lambda on, by: change_curriculum(row, form.text, on=on, by=by),
        _("Enregistrer"),
    )


def adopt_curriculum(request: HttpRequest, slug: str) -> HttpResponse:
    """Adopt a version of the specification."""
    row = _written(request, slug)
    form = VersionForm(data_of(request), initial={"adopted_on": today()})
    return _act(
        request,
        row,
        form,
        _("Adopter une version"),
        lambda on, by: adopt_version(row, form.text, on=on, by=by),
        _("Adopter cette version"),
    )


def qualify_trainer(request: HttpRequest, slug: str) -> HttpResponse:
    """Say who may train on a curriculum."""
    row = _written(request, slug)
    form = QualifyForm(data_of(request), initial={"since": today()})
    return _act(
        request,
        row,
        form,
        _("Habiliter quelqu'un à former"),
        lambda _on, by: qualify(row, **form.cleaned_data, by=by),
        _("Habiliter"),
    )


def end_trainer(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """Say from which day someone trains no more."""
    row = _written(request, slug)
    trainer = get_object_or_404(Qualification.objects.in_use(today()).on(row), pk=key)
    form = EndQualificationForm(data_of(request), initial={"on": today()})

    def end(_on: dt.date, by: Author) -> object:
        return end_qualification(trainer, **form.cleaned_data, by=by)

    return _act(
        request,
        row,
        form,
        _("Terminer l'habilitation"),
        end,
        _("Terminer"),
        danger=True,
        lines=[trainer.name],
    )
