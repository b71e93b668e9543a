"""The national map on a day: cooperations, teams and projects, as a list, a map, tiles and a table."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from maillage.common.components import Tab
from maillage.common.middleware import policy
from maillage.common.spreadsheets import Column
from maillage.portal.exports import file_answer, linked, offered
from maillage.portal.maps import MAP, TABLE, TILES, view_of
from maillage.portal.moment import Moment
from maillage.portal.national import Nation, by_stage, read_nation
from maillage.portal.national_drawing import drawing, keys
from maillage.portal.views.page import address, moment_of, show


def national_map(request: HttpRequest) -> HttpResponse:
    """Show the country on a day; the pictures of the ground come from elsewhere, only for who asks."""
    moment = moment_of(request)
    nation = read_nation(moment)
    if kind := linked(request):
        return _file(kind, nation, moment)
    view = view_of(request.GET.get("vue", ""))
    grounded = bool(settings.TILES) and view == MAP and request.GET.get("fond") == "1"
    answer = show(
        request,
        "map.html",
        moment,
        nation=nation,
        groups=by_stage(nation.lands),
        view=view,
        tabs=_tabs(request, view),
        keys=keys(nation, view),
        svg=drawing(nation, moment, view, template=settings.TILES["template"] if grounded else ""),
        ground=_ground(request, grounded=grounded) if settings.TILES and view == MAP else None,
        files=offered(lambda kind: address(request, format=kind, fond="")),
    )
    if grounded:
        answer.headers["Content-Security-Policy"] = policy(img_src=settings.TILES["origin"])
    return answer


def _tabs(request: HttpRequest, current: str) -> list[Tab]:
    """Return the views of the map, the current one marked."""
    labels = {MAP: _("Carte"), TILES: _("Tuiles"), TABLE: _("Tableau")}
    return [
        Tab(label=label, url=address(request, vue="" if view == MAP else view), current=view == current)
        for view, label in labels.items()
    ]


def _ground(request: HttpRequest, *, grounded: bool) -> dict[str, object]:
    """Return what the page says of the ground: whether it is there, whose it is, how to change that."""
    url = address(request, fond="" if grounded else "1")
    return {"shown": grounded, "url": url, "host": settings.TILES["host"], "credit": settings.TILES["credit"]}


def _file(kind: str, nation: Nation, moment: Moment) -> HttpResponse:
    """Return the table as a file."""
    return file_answer(
        kind,
        name="carte",
        title=_("Carte nationale"),
        moment=moment,
        columns=(
            Column(_("Code du département")),
            Column(_("Département")),
            Column(_("Étape la plus avancée")),
            Column(_("Coopérations"), "integer"),
            Column(_("Équipes"), "integer"),
            Column(_("Projets émergents"), "integer"),
            Column(_("Où, commune par commune")),
        ),
        rows=[
            (
                land.code,
                land.name,
                land.stage_label,
                len(land.stages),
                land.teams,
                land.projects,
                land.communes,
            )
            for land in nation.rows
        ],
    )
