"""The blocks about who has a team near: people of 75 or more, the map of France, the white zones of a territory."""

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from maillage.bilan.blocks import source_line
from maillage.bilan.context import Context, key_figure, sentence
from maillage.bilan.document import Cell, KeyFigures, Prose, Section, Table, TableColumn
from maillage.indicators.catalogue import indicator
from maillage.indicators.maps import coverage_map
from maillage.indicators.measure import Measure
from maillage.indicators.nearness import PEOPLE_75, RADIUS
from maillage.indicators.protection import hides
from maillage.indicators.reach import within
from maillage.observatory.assemble import reach_of, teams_on
from maillage.observatory.exports.lines import Level, ZoneLine, lines, zone_lines

WHOLE, NEAR, SHARE, WHITE = (
    "personnes-75",
    "personnes-75-proches",
    "part-75-proches",
    "personnes-75-zone-blanche",
)
ALONE, COMMUNES = "part-75-seules-proches", "communes-zone-blanche"
CODES = (WHOLE, NEAR, SHARE, WHITE, ALONE, COMMUNES)
MOST_ZONES = 15
_WIDE = frozenset({"france", "region"})


def near_a_team(context: Context) -> tuple[Section, ...]:
    """Say how many people of 75 or more have a team near, on the map where there is one, then where nobody has."""
    wide = context.perimeter.kind in _WIDE
    return (_shares(context), *((_drawn(context),) if wide else ()), _places(context, wide=wide))


def _shares(context: Context) -> Section:
    """Say what share of people have a team near, and of those who live alone."""
    share, *measures = (context.measure(code) for code in (SHARE, WHOLE, NEAR, ALONE))
    return Section(
        key="personnes-et-equipes",
        title=sentence(share),
        blocks=(KeyFigures(tuple(key_figure(m) for m in measures)),),
        notes=context.notes(share, *measures),
        source=source_line(context, share, *measures),
    )


def _drawn(context: Context) -> Section:
    """Show by département who has a team near, and say how many have none."""
    white = context.measure(WHITE)
    return Section(
        key="personnes-et-equipes-carte",
        title=sentence(white),
        blocks=(coverage_map(context.register, context.as_of, context.perimeter),),
        notes=context.notes(white),
        source=source_line(context, white),
    )


def _places(context: Context, *, wide: bool) -> Section:
    """Say where no team is near: by region or département, or zone by zone in a smaller place."""
    communes, white = context.measure(COMMUNES), context.measure(WHITE)
    return Section(
        key="zones-blanches",
        title=sentence(communes),
        blocks=(_by_place(context) if wide else _zones(context, white),),
        notes=context.notes(communes, white),
        source=source_line(context, communes, white),
    )


def _by_place(context: Context) -> Table:
    """Set regions under each other, or the départements of one: who lives there, who has a team near, who has none."""
    by = "region" if context.perimeter.is_france else "departement"
    held = [context.measure(code, by=by) for code in (WHOLE, NEAR, WHITE)]
    counts = [{part.key: part.value for part in measured.parts} for measured in held]
    told = [(part.label, [found.get(part.key, 0) for found in counts]) for part in held[0].parts]
    told.append((_("Ensemble"), [int(measured.value or 0) for measured in held]))
    return Table(
        title=_marked(held[0], _("Les personnes de 75 ans ou plus, et qui a une équipe près de soi")),
        columns=(
            TableColumn(_("Région") if context.perimeter.is_france else _("Département")),
            TableColumn(_("75 ans ou plus"), "number"),
            TableColumn(_("Près d'une équipe"), "number"),
            TableColumn(_("Part"), "percent"),
            TableColumn(_("En zone blanche"), "number"),
        ),
        rows=tuple((label, whole, near, _share(near, whole), white) for label, (whole, near, white) in told),
        note=_("Par ordre de code : personne n'est classé."),
    )


def _share(near: int, whole: int) -> Decimal | None:
    """Return a share as a table prints it; none of nobody."""
    return (Decimal(near) / whole).quantize(Decimal("0.01"), ROUND_HALF_UP) if whole else None


def _marked(measured: Measure, words: str) -> str:
    """Return words as they are said of an estimate, where it is one."""
    return measured.origin.marked(words) if measured.origin else words


def _zones(context: Context, white: Measure) -> Table | Prose:
    """Set the white zones of a territory under each other, by name; few words where there is none."""
    found = white_zones(context)
    if not found:
        return Prose(paragraphs=(_("Ici, aucune zone blanche n'est connue à cette date."),))
    largest = sorted(found, key=lambda zone: -zone.people)[:MOST_ZONES]
    shown = [zone for zone in found if zone in largest]
    more = len(found) - len(shown)
    return Table(
        title=_marked(white, _("Les zones blanches, par ordre alphabétique")),
        columns=(
            TableColumn(_("Zone")),
            TableColumn(_("Communes"), "number"),
            TableColumn(_("75 ans ou plus"), "number"),
        ),
        rows=tuple((capfirst(zone.around), len(zone.communes), _people(context, zone)) for zone in shown),
        note=_("et %d autres, moins peuplées, à lire en ligne") % more if more > 0 else "",
    )


def _people(context: Context, zone: ZoneLine) -> Cell:
    """Return how many people live in a zone, or what is read where they are few."""
    few = hides(indicator(WHITE), context.perimeter, zone.people)
    return zone.people_told if few else zone.people


def white_zones(context: Context) -> list[ZoneLine]:
    """Return the white zones of a perimeter, as the pages of the observatory give them."""
    day, nearness = context.as_of.toordinal(), context.register.nearness
    rows = within(
        nearness.all(PEOPLE_75), context.perimeter, figure=indicator(WHOLE), register=context.register
    )
    communes = nearness.epoch_on(day).communes
    chosen = np.isin(communes.pks, rows.holding(day).subject)
    reach = reach_of(communes, teams_on(as_of=context.as_of, known_at=context.known_at), RADIUS)
    return zone_lines(communes, reach, lines(communes, Level.COMMUNE, chosen, reach))
