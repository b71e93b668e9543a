"""Trying: the sites and what each does, the lot, the waves, what each site saw, who takes it up afterwards."""

import datetime as dt

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from maillage.accounts.roles import Right
from maillage.common.components import Crumb
from maillage.common.facts import Author
from maillage.experiments.forms.experiment_forms import (
    AdoptForm,
    LeaveForm,
    LotForm,
    MeasureForm,
    SiteForm,
    WaveForm,
)
from maillage.experiments.models import Adoption, Arm, Draw, Experiment, Part, Protocol, Site, Wave
from maillage.experiments.operations.measures import enter_measure
from maillage.experiments.operations.outcomes import adopt, stop_adopting
from maillage.experiments.operations.sites import add_site, draw_by_lot, leave_site, plan_wave
from maillage.experiments.views.keeping import about, above, kept
from maillage.network.models import Cooperation, Team
from maillage.network.views.national_page import data_of, needs, today
from maillage.resources.models import users_of
from maillage.resources.views.page import act
from maillage.resources.views.using import speaker

MEASURERS = (Right.RUN_EXPERIMENT, Right.EDIT_TEAM, Right.EDIT_COOPERATION)


def site(request: HttpRequest, key: int) -> HttpResponse:
    """Say where an experiment takes place."""
    row, form = kept(request, key), SiteForm(data_of(request), initial={"since": today()})

    def do(on: dt.date, by: Author) -> Part:
        told = form.cleaned_data
        return add_site(row, told["place"], Arm(told["arm"]), since=told["since"], on=on, by=by)

    return about(request, row, form, _("Faire entrer un site"), do)


def leave(request: HttpRequest, key: int, fact: int) -> HttpResponse:
    """Say that a site no longer takes part."""
    row = kept(request, key)
    said = get_object_or_404(Site.objects.of(row), pk=fact)
    form = LeaveForm(data_of(request), initial={"since": today()})

    def do(on: dt.date, by: Author) -> Part:
        return leave_site(said, **form.cleaned_data, on=on, by=by)

    return about(request, row, form, _("Dire qu'un site s'en va"), do, lines=[str(said)])


def lot(request: HttpRequest, key: int) -> HttpResponse:
    """Draw by lot the order in which the sites begin."""
    row, form = kept(request, key), LotForm(data_of(request))
    protocol = get_object_or_404(Protocol.objects.believed(), experiment=row)
    lines = [
        _("La graine est celle du protocole, %(seed)s ; il y a %(steps)s vagues. Le tirage ne se refait pas.")
        % {"seed": protocol.seed, "steps": protocol.steps},
        _("Il se fait avant toute mesure. L'ordre est publié avec sa recette : chacun peut le refaire."),
    ]

    def do(on: dt.date, by: Author) -> Draw:
        return draw_by_lot(row, form.lot, on=on, by=by)

    return about(
        request,
        row,
        form,
        _("Tirer au sort l'ordre de démarrage"),
        do,
        button=_("Tirer au sort"),
        lines=lines,
    )


def wave(request: HttpRequest, key: int) -> HttpResponse:
    """Plan a measure of the sites."""
    row, form = kept(request, key), WaveForm(data_of(request))

    def do(_on: dt.date, by: Author) -> Wave:
        return plan_wave(row, **form.cleaned_data, by=by)

    return about(request, row, form, _("Prévoir une mesure"), do)


def measure(request: HttpRequest, slug: str, fact: int, moment: int) -> HttpResponse:
    """Enter what a site saw, by those who run the experiment or speak for the site."""
    actor = needs(request, *MEASURERS)
    row = get_object_or_404(Experiment, slug=slug)
    spot = get_object_or_404(Site.objects.measured_by(actor).of(row), pk=fact)
    when = get_object_or_404(Wave.objects.believed().of(row), pk=moment)
    plan = get_object_or_404(Protocol.objects.believed(), experiment=row)
    form = MeasureForm(data_of(request), request.FILES or None, plan=plan)
    right = next(one for one in MEASURERS if actor.may(one))
    return act(
        request,
        form,
        _("Entrer une mesure"),
        lambda on, by: enter_measure(when, spot, form.told(plan), on=on, by=by),
        right=right,
        above=above(row)
        if right == Right.RUN_EXPERIMENT
        else Crumb(label=row.title, url=row.get_absolute_url()),
        lines=[_("« %(wave)s », pour « %(site)s ».") % {"wave": when, "site": spot}],
        multipart=True,
    )


def take_up(request: HttpRequest, slug: str) -> HttpResponse:
    """Say that a team, or a cooperation, does as an experiment taught."""
    actor, right = speaker(request)
    row = get_object_or_404(Experiment, slug=slug)
    teams, cooperations = users_of(actor)
    users: list[Team | Cooperation] = [*teams, *cooperations]
    if not users:
        raise Http404
    form = AdoptForm(data_of(request), users=users, today=today())
    return act(
        request,
        form,
        _("Nous l'adoptons"),
        lambda on, by: adopt(row, form.chosen, since=form.cleaned_data["since"], on=on, by=by),
        right=right,
        above=Crumb(label=row.title, url=row.get_absolute_url()),
    )


def give_up(request: HttpRequest, slug: str, fact: int) -> HttpResponse:
    """Say that a team, or a cooperation, no longer does as an experiment taught."""
    actor, right = speaker(request)
    row = get_object_or_404(Experiment, slug=slug)
    said = get_object_or_404(Adoption.objects.may_be_ended(actor), experiment=row, pk=fact)
    form = LeaveForm(data_of(request), initial={"since": today()})
    return act(
        request,
        form,
        _("Ne plus l'appliquer"),
        lambda on, by: stop_adopting(said, **form.cleaned_data, on=on, by=by),
        right=right,
        above=Crumb(label=row.title, url=row.get_absolute_url()),
        lines=[str(said)],
    )
