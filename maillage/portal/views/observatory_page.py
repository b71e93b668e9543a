"""What every public page of the observatory does: read its ground, offer its levels, list its territories."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from maillage.common.components import Crumb, Tab
from maillage.observatory.assemble import Mask
from maillage.observatory.exports.lines import Level, Line, lines
from maillage.observatory.exports.sources import in_one_line
from maillage.observatory.exports.tables import columns, rows
from maillage.observatory.views.settings import Ground, Layer, ground_at, told
from maillage.portal.exports import file_answer, offered
from maillage.portal.maps import MAP, TABLE, TILES
from maillage.portal.moment import Moment
from maillage.portal.views.page import address, kept, page_of

PER_PAGE = 60
SET = ("au", "rayon", "page", "format", *Layer)
PAGES = {
    Level.DEPARTEMENT: "observatory_departement",
    Level.EPCI: "observatory_epci",
    Level.CANTON: "observatory_canton",
}


def ground_of(request: HttpRequest, moment: Moment) -> Ground:
    """Return what a page reads of its day; what is wrong with the day is said elsewhere."""
    return ground_at(request, as_of=moment.as_of, today=moment.today, known_at=moment.known_at)


def crumbs(moment: Moment, *more: Crumb) -> list[Crumb]:
    """Return the pages above one of the observatory."""
    home = Crumb(label=_("Accueil"), url=moment.url("home"))
    return [home, Crumb(label=_("Observatoire"), url=moment.url("observatory") if more else ""), *more]


def tabs(request: HttpRequest, current: str, *names: str) -> list[Tab]:
    """Return the views of a page, the current one marked."""
    words = {MAP: _("Carte"), TILES: _("Tuiles"), TABLE: _("Tableau")}
    return [
        Tab(
            label=words[name],
            url=address(request, vue="" if name == MAP else name, page=""),
            current=name == current,
        )
        for name in names
    ]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Hold by which territories a page tells: the first of those offered unless another is known.

    `unknown` says that cantons were asked, and that no file tells them.
    """

    level: Level
    offered: tuple[Level, ...]
    unknown: bool = False

    def tabs(self, request: HttpRequest) -> list[Tab]:
        """Return the sorts of territories of a page, the current one marked."""
        words = {
            Level.DEPARTEMENT: _("Par département"),
            Level.EPCI: _("Par intercommunalité"),
            Level.CANTON: _("Par canton"),
            Level.COMMUNE: _("Par commune"),
        }
        return [
            Tab(
                label=words[level],
                url=address(request, maille="" if level == self.offered[0] else level, page=""),
                current=level == self.level,
            )
            for level in self.offered
        ]


def level_asked(request: HttpRequest, ground: Ground, *offered: Level) -> Asked:
    """Return by which territories a page tells."""
    asked = request.GET.get("maille", "")
    level = next((one for one in offered if one == asked), offered[0])
    if level == Level.CANTON and not (ground.communes.canton >= 0).any():
        return Asked(level=offered[0], offered=offered, unknown=True)
    return Asked(level=level, offered=offered)


def given(request: HttpRequest, ground: Ground) -> dict[str, object]:
    """Return what every page of need shows."""
    return {
        **told(ground),
        "refused": ground.settings.problems,
        "nowhere": ground.teams.nowhere,
        "keep": kept(request, *SET),
        "files": offered(lambda kind: address(request, format=kind, page="", vue="")),
    }


def listed(
    request: HttpRequest,
    ground: Ground,
    moment: Moment,
    level: Level,
    here: Mask,
    *,
    size: int = PER_PAGE,
) -> tuple[list[Line], dict[str, object]]:
    """Return the territories of a level, and the page of them that is asked for.

    Of communes, only those of the page are told: there may be thirty-five thousand.
    """
    if level == Level.COMMUNE:
        page: Page[Any] = page_of(request, ground.communes.where(here).tolist(), size)
        shown = np.zeros(len(here), np.bool_)
        shown[np.array(list(page), np.int64)] = True
        held = on_page = lines(ground.communes, level, shown, ground.reach)
    else:
        held = lines(ground.communes, level, here, ground.reach)
        page = page_of(request, held, size)
        on_page = list(page)
    entries = [(line, url_of(line, ground, moment)) for line in on_page]
    return held, {"page": page, "level": level, "entries": entries}


def url_of(line: Line, ground: Ground, moment: Moment) -> str:
    """Return the page of a territory, on the same day with the same settings; a commune has that of its département."""
    if not line.code:
        return ""
    code = line.code
    if line.level == Level.COMMUNE:
        communes = ground.communes
        code = communes.departements.codes[int(communes.departement[line.rank])]
    name = PAGES.get(line.level, PAGES[Level.DEPARTEMENT])
    return moment.url(name, code, **ground.settings.kept)


def file(
    kind: str, held: Sequence[Line], level: Level, ground: Ground, moment: Moment, *, name: str
) -> HttpResponse:
    """Return the territories of a page as a file."""
    return file_answer(
        kind,
        name=f"besoin-{name}",
        title=_("Personnes de 75 ans ou plus"),
        moment=moment,
        columns=columns(level, ground.reach),
        rows=rows(held),
        said=[in_one_line(ground.communes)],
    )
