"""Cooperations: the list with its map, and the page of each."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from maillage.common.components import Crumb
from maillage.common.spreadsheets import Column
from maillage.network.models import (
    Cooperation,
    CooperationLevel,
    CooperationStage,
)
from maillage.network.models.steps import way_of
from maillage.portal.exports import file_answer, linked, offered
from maillage.portal.finding import recognised
from maillage.portal.forms import CooperationFilters
from maillage.portal.linked_data import cooperation_data, page_data
from maillage.portal.maps import MAP, TABLE, TILES, Picture, Seated, picture, view_of
from maillage.portal.moment import Moment
from maillage.portal.seats import departement_of, place_of, stage_of
from maillage.portal.views.page import address, moment_of, show

TEAMS_SHOWN = 12


def chosen(filters: CooperationFilters, moment: Moment) -> list[Cooperation]:
    """Return the cooperations that the filters ask for, in the order of their names."""
    day, known = moment.as_of, moment.known_at
    found = Cooperation.objects.placed(as_of=day, known_at=known).staged(as_of=day, known_at=known)
    found = found.at_stages(filters.stages).named_like(filters.value("q"))
    if filters.perimeter:
        found = found.reaching(filters.perimeter, as_of=day, known_at=known)
    if level := filters.value("niveau"):
        found = found.at_level(level)
    return list(found)


def picture_of(request: HttpRequest, rows: Sequence[Cooperation], moment: Moment) -> Picture:
    """Return the map of cooperations in the view that the address asks for."""
    seats = [Seated(*departement_of(row), CooperationStage(row.stage)) for row in rows if row.stage]
    addresses = {view: address(request, vue="" if view == MAP else view) for view in (MAP, TILES, TABLE)}
    return picture(seats, moment, view=view_of(request.GET.get("vue", "")), addresses=addresses)


def cooperations(request: HttpRequest) -> HttpResponse:
    """List the cooperations beside their map."""
    moment = moment_of(request)
    filters = CooperationFilters(request.GET.dict())
    rows = chosen(filters, moment)
    if kind := linked(request):
        return _file(kind, rows, filters, moment)
    return show(
        request,
        "cooperations.html",
        moment,
        filters=filters,
        rows=[(row, stage_of(row), _level(row), place_of(row)) for row in rows],
        picture=picture_of(request, rows, moment),
        files=offered(lambda kind: address(request, format=kind, page="")),
    )


def _level(row: Cooperation) -> str:
    """Return the level of a cooperation, where its situation is known."""
    return str(CooperationLevel(row.seat.level).label) if row.seat else ""


def _file(
    kind: str, rows: Sequence[Cooperation], filters: CooperationFilters, moment: Moment
) -> HttpResponse:
    """Return the list as a file."""
    return file_answer(
        kind,
        name="cooperations",
        title=_("Coopérations"),
        moment=moment,
        said=filters.sentences,
        columns=(
            Column(_("Coopération")),
            Column(_("Niveau")),
            Column(_("Étape")),
            Column(_("Depuis le"), "date"),
            Column(_("Siège")),
            Column(_("Téléphone")),
        ),
        rows=[
            (
                row.name,
                _level(row),
                stage_of(row),
                row.since,
                place_of(row),
                row.telephone,
            )
            for row in rows
        ],
    )


def cooperation(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a cooperation: its stages and what proves them, what it covers, its teams, its contact."""
    moment = moment_of(request)
    day, known = moment.as_of, moment.known_at
    found = Cooperation.objects.placed(as_of=day, known_at=known).staged(as_of=day, known_at=known)
    row = get_object_or_404(found, slug=slug)
    changes = list(row.stage_changes.known_at(known).until(day))
    teams = recognised(moment).within_cooperation(row, as_of=day, known_at=known)
    return show(
        request,
        "cooperation.html",
        moment,
        _about(row, moment),
        row=row,
        stage=stage_of(row),
        level=_level(row),
        place=departement_of(row),
        steps=way_of(changes, row.stage),
        changes=changes,
        corrected=list(row.stage_changes.corrected(known)),
        teams=[(team, place_of(team)) for team in teams[:TEAMS_SHOWN]],
        count=teams.count(),
    )


def _about(row: Cooperation, moment: Moment) -> dict[str, object]:
    """Return who is in a cooperation, what it covers, the pages above it, and the same said to machines."""
    day, known = moment.as_of, moment.known_at
    members = list(row.members.known_at(known).as_of(day).with_organisations())
    covered = list(row.coverages.known_at(known).as_of(day).with_territory())
    crumbs = _crumbs(moment, row)
    said = cooperation_data(
        row,
        covered=[line.territory for line in covered],
        members=[line.organisation for line in members],
    )
    return {"members": members, "covered": covered, "crumbs": crumbs, "data": page_data(said, crumbs)}


def _crumbs(moment: Moment, row: Cooperation) -> list[Crumb]:
    """Return the pages above a cooperation."""
    return [
        Crumb(label=_("Accueil"), url=moment.url("home")),
        Crumb(label=_("Coopérations"), url=moment.url("cooperations")),
        Crumb(label=row.name),
    ]
