"""Keeping experiments: the plan, the protocol, who is with it, what was decided, what was false."""

import datetime as dt
import secrets
from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from maillage.accounts.roles import Right
from maillage.common.components import Crumb
from maillage.common.facts import Author, Recorded
from maillage.common.markdown import rendered
from maillage.experiments.assemble import needed
from maillage.experiments.forms.experiment_forms import (
    AmendmentForm,
    DecisionForm,
    ExperimentForm,
    LessonForm,
    NoteForm,
    PartnerForm,
    ProtocolForm,
    ReasonForm,
    SpreadForm,
)
from maillage.experiments.forms.size_form import SizeForm, size_query
from maillage.experiments.models import (
    Amendment,
    Decision,
    Draw,
    Experiment,
    Measure,
    Note,
    Part,
    Partner,
    Protocol,
    Site,
    SpreadPlan,
    Wave,
    stage_of,
)
from maillage.experiments.operations.measures import note
from maillage.experiments.operations.outcomes import decide, keep_lesson, plan_spread
from maillage.experiments.operations.plan import (
    add_partner,
    amend,
    register_protocol,
    reopen_protocol,
    take_back,
    write_experiment,
)
from maillage.network.views.national_page import data_of, needs, today
from maillage.resources.models import Audience
from maillage.resources.operations.resources import Text
from maillage.resources.views.page import act

# A seed that one can say on the telephone.
SEEDS = 1_000_000
RIGHT = Right.RUN_EXPERIMENT
# What may be taken back, by the word of its address.
SORTS: dict[str, type[Recorded]] = {
    "partenaire": Partner,
    "note": Note,
    "vague": Wave,
    "mesure": Measure,
    "plan": SpreadPlan,
    "site": Part,
}


def kept(request: HttpRequest, key: int) -> Experiment:
    """Return an experiment to those who run them; for others, it does not exist."""
    needs(request, RIGHT)
    return get_object_or_404(Experiment, pk=key)


def above(row: Experiment) -> Crumb:
    """Return the page of an experiment at work."""
    return Crumb(label=row.title, url=reverse("keep_experiment", args=[row.pk]))


def about(
    request: HttpRequest,
    row: Experiment,
    form: forms.Form,
    title: str,
    do: Callable[[dt.date, Author], Any],
    **more: Any,
) -> HttpResponse:
    """Carry out one act about an experiment, then show it."""
    return act(request, form, title, do, right=RIGHT, above=above(row), **more)


def keep_experiments(request: HttpRequest) -> HttpResponse:
    """List the experiments, the last first, with where each stands."""
    needs(request, RIGHT)
    rows = list(Experiment.objects.latest_first())
    protocols = {one.experiment_id: one for one in Protocol.objects.believed()}
    decided: dict[int, list[Decision]] = {}
    for decision in Decision.objects.believed().order_by("-on", "-pk"):
        decided.setdefault(decision.experiment_id, []).append(decision)
    shown = [(row, stage_of(protocols.get(row.pk), decided.get(row.pk, []), today()).label) for row in rows]
    return render(request, "experiments/keep_experiments.html", {"rows": shown})


def keep_experiment(request: HttpRequest, key: int) -> HttpResponse:
    """Show all that is said of an experiment, with what may be added and taken back."""
    row = kept(request, key)
    protocol = Protocol.objects.standing(row)
    shown = {**_text(row, protocol), **_trial(row, protocol)} if protocol else _text(row, None)
    return render(request, "experiments/keep_experiment.html", shown)


def _text(row: Experiment, protocol: Protocol | None) -> dict[str, Any]:
    """Return what is written of an experiment: its plan, who is with it, what was decided."""
    decisions = list(Decision.objects.believed().of(row))
    return {
        "row": row,
        "crumbs": [
            Crumb(label=_("Tenir les expérimentations"), url=reverse("keep_experiments")),
            Crumb(label=row.title),
        ],
        "protocol": protocol,
        "protocol_text": rendered(row.protocol),
        "stage": stage_of(protocol, decisions, today()),
        "size_query": size_query(row, 0),
        "partners": list(Partner.objects.believed().of(row)),
        "notes": list(Note.objects.believed().of(row)),
        "decisions": decisions,
        "spread": SpreadPlan.objects.believed().of(row).first(),
    }


def _trial(row: Experiment, protocol: Protocol) -> dict[str, Any]:
    """Return what is tried and seen in an experiment: its sites, its lot, its waves, what each site saw."""
    parts = _parts(row)
    there = sum(1 for taken in parts.values() if taken[-1].ended_on is None)
    sites = list(Site.objects.of(row).taking_part())
    waves = list(Wave.objects.believed().of(row))
    seen = {(one.site_id, one.wave_id): one for one in Measure.objects.believed().of(row)}
    return {
        "missing": max(0, (protocol.sites_needed or 0) - there),
        "size_query": size_query(row, there),
        "sites": [(site, parts.get(site.pk, [])) for site in sites],
        "draw": Draw.objects.standing(row),
        "amendments": list(Amendment.objects.believed().of(row)),
        "waves": waves,
        "measured": bool(seen),
        "today": today(),
        "grid": [(site, [(wave, seen.get((site.pk, wave.pk))) for wave in waves]) for site in sites],
    }


def _parts(row: Experiment) -> dict[int, list[Part]]:
    """Return what each site of an experiment does, by its number, the oldest first."""
    found: dict[int, list[Part]] = {}
    for part in Part.objects.believed().of(row):
        found.setdefault(part.site_id, []).append(part)
    return found


def new_experiment(request: HttpRequest) -> HttpResponse:
    """Begin an experiment."""
    needs(request, RIGHT)
    asked = SizeForm.asked(request.GET.dict()).in_a_plan if request.GET else None
    form = ExperimentForm(data_of(request), initial=asked)
    return act(
        request,
        form,
        _("Préparer une expérimentation"),
        lambda _on, by: write_experiment(form.plan, by=by),
        right=RIGHT,
        above=Crumb(label=_("Tenir les expérimentations"), url=reverse("keep_experiments")),
        then=lambda made: reverse("keep_experiment", args=[made.pk]),
        draft="experimentation",
    )


def edit_experiment(request: HttpRequest, key: int) -> HttpResponse:
    """Go on with the plan of an experiment."""
    row = kept(request, key)
    form = ExperimentForm(data_of(request), row=row)

    def do(_on: dt.date, by: Author) -> Experiment:
        return write_experiment(form.plan, experiment=row, version=form.cleaned_data["version"], by=by)

    return about(request, row, form, _("Reprendre l'expérimentation"), do)


def register(request: HttpRequest, key: int) -> HttpResponse:
    """Register the protocol of an experiment."""
    row = kept(request, key)
    proposed = {"sites_needed": needed(row), "seed": secrets.randbelow(SEEDS)}
    form = ProtocolForm(data_of(request), plan=row, initial=proposed)
    return about(
        request,
        row,
        form,
        _("Arrêter le protocole"),
        lambda on, by: register_protocol(row, **form.cleaned_data, on=on, by=by),
        button=_("Arrêter le protocole"),
        lines=[
            _(
                "Une fois arrêté, ce que vous avez écrit ne change plus : sa date et son empreinte sont publiées."
            ),
            _("C'est ce qui permettra de croire au résultat, quel qu'il soit."),
            *([_("L'analyse prévue : %s") % row.analysis] if row.is_measured else []),
        ],
    )


def reopen(request: HttpRequest, key: int) -> HttpResponse:
    """Take back a protocol that no measure has followed yet."""
    row, form = kept(request, key), ReasonForm(data_of(request))

    def do(_on: dt.date, by: Author) -> None:
        reopen_protocol(row, reason=form.cleaned_data["reason"], by=by)

    return about(request, row, form, _("Rouvrir le protocole"), do, button=_("Rouvrir"), danger=True)


def amendment(request: HttpRequest, key: int) -> HttpResponse:
    """Say what is done otherwise than the protocol has it."""
    row, form = kept(request, key), AmendmentForm(data_of(request), initial={"on_day": today()})

    def do(on: dt.date, by: Author) -> Amendment:
        return amend(row, **form.cleaned_data, on=on, by=by)

    lines = [_("Le protocole ne change pas : l'avenant est publié à côté de lui, avec sa date.")]
    return about(request, row, form, _("Écrire un avenant"), do, lines=lines)


def partner(request: HttpRequest, key: int) -> HttpResponse:
    """Say who is with an experiment."""
    row, form = kept(request, key), PartnerForm(data_of(request))

    def do(_on: dt.date, by: Author) -> Partner:
        return add_partner(row, **form.cleaned_data, by=by)

    return about(request, row, form, _("Dire qui est partenaire"), do)


def journal(request: HttpRequest, key: int) -> HttpResponse:
    """Write in the journal of an experiment."""
    row, form = kept(request, key), NoteForm(data_of(request), initial={"on_day": today()})

    def do(on: dt.date, by: Author) -> Note:
        return note(row, form.cleaned_data["text"], on_day=form.cleaned_data["on_day"], on=on, by=by)

    return about(request, row, form, _("Écrire dans le journal"), do)


def decision(request: HttpRequest, key: int) -> HttpResponse:
    """Write down what was decided of an experiment."""
    row, form = kept(request, key), DecisionForm(data_of(request))

    def do(on: dt.date, by: Author) -> Decision:
        return decide(row, form.ruling, on=on, by=by)

    return about(request, row, form, _("Noter une décision"), do)


def spread(request: HttpRequest, key: int) -> HttpResponse:
    """Say how an experiment is generalised."""
    row = kept(request, key)
    former = SpreadPlan.objects.believed().of(row).first()
    initial = {name: getattr(former, name) for name in ("text", "goal", "by_day")} if former else None
    form = SpreadForm(data_of(request), initial=initial)

    def do(on: dt.date, by: Author) -> SpreadPlan:
        return plan_spread(row, **form.cleaned_data, on=on, by=by)

    return about(request, row, form, _("Dire comment la généraliser"), do)


def lesson(request: HttpRequest, key: int) -> HttpResponse:
    """Begin a resource of the library from an experiment."""
    row = kept(request, key)
    form = LessonForm(data_of(request), initial={"title": row.title, "text": row.question})

    def do(_on: dt.date, by: Author) -> Any:
        return keep_lesson(row, Text(**form.cleaned_data, audience=Audience.ALL), by=by)

    return about(
        request,
        row,
        form,
        _("En tirer une fiche"),
        do,
        then=lambda made: reverse("my_resource", args=[made.pk]),
    )


def undo(request: HttpRequest, key: int, sort: str, fact: int) -> HttpResponse:
    """Take back what was wrongly said of an experiment."""
    row = kept(request, key)
    if sort not in SORTS:
        raise Http404
    said = get_object_or_404(SORTS[sort]._default_manager.believed().of(row), pk=fact)  # type: ignore[attr-defined] # each sort reads so
    form = ReasonForm(data_of(request))

    def do(_on: dt.date, by: Author) -> None:
        take_back(said, row, reason=form.cleaned_data["reason"], by=by)

    return about(request, row, form, _("Retirer ce qui est faux"), do, lines=[str(said)], danger=True)
