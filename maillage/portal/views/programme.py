"""The programme: its axes, where each action stands on a day, what it aims at and what proves it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from maillage.common.components import Crumb
from maillage.common.spreadsheets import Column, OutCell
from maillage.experiments.models import Protocol
from maillage.portal.exports import file_answer, linked, offered
from maillage.portal.moment import Moment
from maillage.portal.pledges import for_action
from maillage.portal.programme import along, told_of
from maillage.portal.views.page import address, moment_of, show
from maillage.programme.models import Action, ActionState, Programme, RoadmapLink

# The titles of the columns are those that an import reads: what is taken away can be brought back.
COLUMNS = (
    *("Programme", "Adopté le", "Années", "Axe", "Titre de l'axe", "Visée", "Action", "Titre de l'action"),
    *("État", "Depuis le", "Menée par", "Menée depuis le"),
)


def _crumbs(moment: Moment, *more: Crumb) -> list[Crumb]:
    home = Crumb(label=_("Accueil"), url=moment.url("home"))
    return (
        [home, *more]
        if not more
        else [home, Crumb(label=_("Programme"), url=moment.url("programmes")), *more]
    )


def programmes(request: HttpRequest) -> HttpResponse:
    """Show the programme that runs on the day of the page, or say that none is known."""
    moment = moment_of(request)
    found = Programme.objects.presented_on(moment.as_of)
    if found is None:
        return show(request, "programmes.html", moment, crumbs=_crumbs(moment))
    return _shown(request, found, moment)


def programme(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a programme on a day."""
    return _shown(request, get_object_or_404(Programme, slug=slug), moment_of(request))


def _shown(request: HttpRequest, row: Programme, moment: Moment) -> HttpResponse:
    axes = along(row, moment)
    if kind := linked(request):
        lines: list[list[OutCell]] = []
        for part in axes:
            head: list[OutCell] = [
                row.title,
                row.adopted_on,
                f"{row.first_year}-{row.last_year}",
                str(part.axis.number),
                part.axis.title,
                part.axis.purpose,
            ]
            lines += [
                [
                    *head,
                    told.action.code,
                    told.action.title,
                    capfirst(told.state.get_state_display()) if told.state else "",
                    told.state.started_on if told.state else None,
                    told.conduct.pilot if told.conduct else "",
                    told.conduct.started_on if told.conduct else None,
                ]
                for told in part.actions
            ] or [[*head, "", "", "", None, "", None]]
        columns = [Column(title) for title in COLUMNS]
        return file_answer(kind, name=row.slug, title=row.title, moment=moment, columns=columns, rows=lines)
    return show(
        request,
        "programme.html",
        moment,
        row=row,
        axes=axes,
        others=list(Programme.objects.besides(row)),
        files=offered(lambda kind: address(request, format=kind)),
        crumbs=_crumbs(moment, Crumb(label=row.title)),
    )


def action(request: HttpRequest, slug: str, axis: int, number: int) -> HttpResponse:
    """Show an action on a day: where it stands, what it aims at, what was said of it, what proves it."""
    moment = moment_of(request)
    row = get_object_or_404(
        Action.objects.in_full(), axis__programme__slug=slug, axis__number=axis, number=number
    )
    page = row.axis.programme.get_absolute_url() + moment.suffix
    return show(
        request,
        "action.html",
        moment,
        row=row,
        told=told_of([row], moment)[0],
        states=list(ActionState.objects.known_at(moment.known_at).until(moment.as_of).about(row)),
        pledges=for_action(row, moment),
        answers=list(RoadmapLink.objects.answering(row, moment.as_of, moment.known_at)),
        followed=list(Action.objects.taking_over(row)),
        trials=list(Protocol.objects.of_action(row, moment.as_of, moment.known_at)),
        crumbs=_crumbs(moment, Crumb(label=row.axis.programme.title, url=page), Crumb(label=str(row))),
    )
