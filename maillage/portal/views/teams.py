"""Citizen teams: the list, the page of each, how to start one."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from maillage.common.components import Crumb
from maillage.common.spreadsheets import Column
from maillage.network.models import Cooperation, Team, TeamStage
from maillage.network.models.teams import TeamQuerySet
from maillage.portal.exports import file_answer, linked, offered
from maillage.portal.forms import OPEN_COOPERATIONS, TeamFilters
from maillage.portal.linked_data import page_data, team_data
from maillage.portal.moment import Moment
from maillage.portal.seats import commune_of, departement_of, place_of, stage_of
from maillage.portal.views.page import address, moment_of, page_of, show


def chosen(filters: TeamFilters, moment: Moment) -> TeamQuerySet:
    """Return the teams that the filters ask for, in the order of their names."""
    day, known = moment.as_of, moment.known_at
    found = Team.objects.placed(as_of=day, known_at=known).staged(as_of=day, known_at=known)
    found = found.at_stages(filters.stages).named_like(filters.value("q"))
    if filters.perimeter:
        found = found.reaching(filters.perimeter, as_of=day, known_at=known)
    return found


def lines(teams: Sequence[Team]) -> list[tuple[Team, str, str]]:
    """Return teams as a list prints them: the team, its stage, its place."""
    return [(team, stage_of(team), place_of(team)) for team in teams]


def teams(request: HttpRequest) -> HttpResponse:
    """List the teams."""
    moment = moment_of(request)
    filters = TeamFilters(request.GET.dict())
    found = chosen(filters, moment)
    if kind := linked(request):
        return _file(kind, list(found), filters, moment)
    page = page_of(request, found)
    return show(
        request,
        "teams.html",
        moment,
        filters=filters,
        page=page,
        rows=lines(list(page.object_list)),
        files=offered(lambda kind: address(request, format=kind, page="")),
    )


def _file(kind: str, rows: Sequence[Team], filters: TeamFilters, moment: Moment) -> HttpResponse:
    """Return the list as a file."""
    return file_answer(
        kind,
        name="equipes",
        title=_("Équipes citoyennes"),
        moment=moment,
        said=filters.sentences,
        columns=(
            Column(_("Équipe")),
            Column(_("Étape")),
            Column(_("Depuis le"), "date"),
            Column(_("Commune")),
            Column(_("Code du département")),
            Column(_("Département")),
            Column(_("Téléphone")),
        ),
        rows=[
            (team.name, stage, team.since, commune_of(team), *departement_of(team), team.telephone)
            for team, stage, _place in lines(rows)
        ],
    )


def team(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a team: what it does, where, whom to call, who carries it, the stages it went through."""
    moment = moment_of(request)
    day, known = moment.as_of, moment.known_at
    found = Team.objects.placed(as_of=day, known_at=known).staged(as_of=day, known_at=known)
    row = get_object_or_404(found, slug=slug)
    changes = list(row.stage_changes.known_at(known).until(day))
    return show(
        request,
        "team.html",
        moment,
        _about(row, moment),
        row=row,
        stage=stage_of(row),
        recognised=row.stage == TeamStage.RECOGNISED,
        place=place_of(row),
        departement=departement_of(row),
        changes=changes,
        precision=changes[-1].precision if changes else "",
        checked=row.confirmations.alive_on(day),
        badge=moment.is_today and row.stage == TeamStage.RECOGNISED,
        corrected=list(row.stage_changes.corrected(known)),
    )


def _about(row: Team, moment: Moment) -> dict[str, object]:
    """Return who carries a team, what it covers, the pages above it, and the same said to machines."""
    day, known = moment.as_of, moment.known_at
    carriers = list(row.carryings.known_at(known).as_of(day).with_carrier())
    covered = list(row.coverages.known_at(known).as_of(day).with_territory())
    crumbs = _crumbs(moment, row)
    said = team_data(
        row,
        covered=[line.territory for line in covered],
        carriers=[line.organisation for line in carriers],
    )
    return {"carriers": carriers, "covered": covered, "crumbs": crumbs, "data": page_data(said, crumbs)}


def _crumbs(moment: Moment, row: Team) -> list[Crumb]:
    """Return the pages above a team."""
    return [
        Crumb(label=_("Accueil"), url=moment.url("home")),
        Crumb(label=_("Équipes"), url=moment.url("teams")),
        Crumb(label=row.name),
    ]


def start_team(request: HttpRequest) -> HttpResponse:
    """Say how to start a team: in writing, by telephone, or through the cooperation of the place."""
    moment = moment_of(request)
    filters = TeamFilters(request.GET.dict())
    near: list[Cooperation] = []
    if filters.perimeter:
        day, known = moment.as_of, moment.known_at
        found = Cooperation.objects.placed(as_of=day, known_at=known).staged(as_of=day, known_at=known)
        found = found.at_stages(OPEN_COOPERATIONS)
        near = list(found.reaching(filters.perimeter, as_of=day, known_at=known))
    return show(
        request, "start_team.html", moment, filters=filters, rows=[(row, place_of(row)) for row in near]
    )
