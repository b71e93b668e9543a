"""Experiments, for everyone: what is asked, where it is tried, what was seen, what was decided, who takes it up."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from maillage.accounts.actors import actor_of
from maillage.accounts.roles import Right
from maillage.common.components import Crumb
from maillage.common.spreadsheets import Column
from maillage.experiments.exports.size_words import size_words
from maillage.experiments.forms.size_form import EXAMPLE, SizeForm
from maillage.experiments.models import Entry, Experiment, entries
from maillage.portal.experiment_results import measure_name
from maillage.portal.experiments import told_of
from maillage.portal.exports import file_answer, linked, offered
from maillage.portal.methods import METHODS, method
from maillage.portal.moment import Moment
from maillage.portal.questionnaires import questionnaire
from maillage.portal.views.page import address, moment_of, page_of, show


def _crumbs(moment: Moment, *more: Crumb) -> list[Crumb]:
    """Return the pages above one about experiments."""
    home = Crumb(label=_("Accueil"), url=moment.url("home"))
    return [home, Crumb(label=_("Expérimentations"), url=moment.url("experiments") if more else ""), *more]


def experiments(request: HttpRequest) -> HttpResponse:
    """List the experiments whose protocol was registered."""
    moment = moment_of(request)
    rows = entries(moment.as_of, moment.known_at)
    if kind := linked(request):
        return _file(kind, rows, moment)
    return show(
        request,
        "experiments.html",
        moment,
        page=page_of(request, rows),
        files=offered(lambda kind: address(request, format=kind, page="")),
        crumbs=_crumbs(moment),
    )


def _file(kind: str, rows: list[Entry], moment: Moment) -> HttpResponse:
    """Return the list as a file."""
    return file_answer(
        kind,
        name="experimentations",
        title=_("Expérimentations"),
        moment=moment,
        columns=(
            *(Column(title) for title in (_("Expérimentation"), _("Question"), _("Où elle en est"))),
            *(Column(title) for title in (_("Comparaison"), _("Mesure"))),
            Column(_("Protocole arrêté le"), "date"),
            Column(_("Du"), "date"),
            Column(_("Au"), "date"),
            Column(_("Sites qui essaient"), "integer"),
            Column(_("L'ont adoptée"), "integer"),
        ),
        rows=[
            (
                one.plan.title,
                one.plan.question,
                capfirst(str(one.stage.label)),
                capfirst(one.plan.get_design_display()),
                measure_name(one.plan),
                one.plan.registered_on,
                one.plan.started_on,
                one.plan.last_day,
                one.sites,
                one.adopted,
            )
            for one in rows
        ],
    )


def questions(request: HttpRequest, code: str) -> HttpResponse:
    """Show the questions of a scale: they are answered on the device, and nothing is sent."""
    moment = moment_of(request)
    asked = questionnaire(code)
    if asked is None:
        raise Http404
    return show(
        request, "questionnaire.html", moment, asked=asked, crumbs=_crumbs(moment, Crumb(label=asked.title))
    )


def experiment_method(request: HttpRequest, code: str) -> HttpResponse:
    """Show a method behind experiments, with its formulas and its sources."""
    moment = moment_of(request)
    told = method(code)
    if told is None:
        raise Http404
    others = [(other, str(title)) for other, title in METHODS.items() if other != code]
    crumbs = _crumbs(moment, Crumb(label=str(METHODS[code])))
    return show(request, "experiment_method.html", moment, method=told, others=others, crumbs=crumbs)


def experiment_size(request: HttpRequest) -> HttpResponse:
    """Say which chance an experiment that one thinks of has of showing something, and how many teams are missing."""
    moment = moment_of(request)
    form = SizeForm.asked(request.GET.dict())
    return show(
        request,
        "experiment_size.html",
        moment,
        form=form,
        told=size_words(form.setting) if form.is_valid() else None,
        is_example=not any(name in request.GET for name in EXAMPLE),
        query=urlencode(form.data),
        may_prepare=actor_of(request).may(Right.RUN_EXPERIMENT),
        crumbs=_crumbs(moment, Crumb(label=_("Combien d'équipes pour savoir ?"))),
    )


def experiment(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an experiment as it stood on a day: its plan, its sites, what was seen, what became of it."""
    moment = moment_of(request)
    row = get_object_or_404(Experiment, slug=slug)
    told = told_of(row, moment, actor_of(request))
    crumb = Crumb(label=told["plan"].title if told else _("Une expérimentation"))
    crumbs = _crumbs(moment, crumb)
    if not told:
        return show(request, "experiment_unknown.html", moment, crumbs=crumbs, status=404)
    return show(request, "experiment.html", moment, told, row=row, crumbs=crumbs)
