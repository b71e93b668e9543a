"""The maps of need: France by département, and the communes of one as discs as large as the people they hold."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from math import isnan, nan, sqrt
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

import numpy as np
from django.utils.translation import gettext as _

from maillage.common import formats
from maillage.common.charts import printable
from maillage.common.components import Key
from maillage.common.map_marks import Spot, marks
from maillage.common.maps import INNER_PARIS, MapValue, france_svg, in_loupe, outlines, tiles_svg
from maillage.common.mercator import position
from maillage.common.palette import AMBER, LINE, STEPS, VIOLET, WHITE
from maillage.network.models import TeamStage
from maillage.network.models.enquiries import Asked
from maillage.network.models.teams import Pin
from maillage.observatory.assemble import Communes, Floats, Reach
from maillage.observatory.exports.lines import Line

# People of 75 or more living alone, by département: round numbers, the same for every file and every day.
CLASSES = (0, 5_000, 10_000, 15_000, 20_000, 30_000)
WIDTH, HEIGHT, MARGIN = 620, 600, 44
LEAST_SPAN = 8.0  # units of the map: a département of one commune is drawn with what is around it
LARGEST, SMALLEST = 26.0, 1.6
_DRAWN = 1_000  # a disc of the largest size stands for at least so many people


# Share of people of 75 or more who have a team near.
NEAR = (0.0, 0.1, 0.25, 0.5, 0.75, 0.9)


def share_step(share: float | None) -> int:
    """Return the colour of a share of people with a team near: the greater, the darker; 0 where unknown."""
    return 0 if share is None else sum(share >= least for least in NEAR)


def near_step(line: Line) -> int:
    """Return the colour of a département: the more of its people have a team near, the darker."""
    return share_step(line.near_share)


def step_of(line: Line) -> int:
    """Return the colour of a département: the more people of 75 or more live alone, the darker."""
    return 0 if line.alone is None else sum(line.alone >= least for least in CLASSES)


def class_labels() -> list[str]:
    """Return what each colour means, from the first."""
    numbers = [formats.number(least) for least in CLASSES]
    first = _("moins de %s") % numbers[1]
    between = [_("de %(low)s à %(high)s") % {"low": a, "high": b} for a, b in pairwise(numbers[1:])]
    return [first, *between, _("%s ou plus") % numbers[-1]]


def near_labels() -> list[str]:
    """Return what each colour of the map of coverage means, from the first."""
    shares = [formats.percent(least) for least in NEAR]
    return [_("de %(low)s à %(high)s") % {"low": a, "high": b} for a, b in pairwise(shares)] + [
        _("%s ou plus") % shares[-1]
    ]


def keys(held: Sequence[Line], *, near: bool = False) -> list[Key]:
    """Return the legend of the map of France: of need, or of who has a team near."""
    steps = [near_step(line) if near else step_of(line) for line in held]
    known = [
        Key(css=f"stage-{step}", label=label, count=steps.count(step))
        for step, label in enumerate(near_labels() if near else class_labels(), start=1)
    ]
    return [*known, *([Key(css="stage-0", label=_("inconnu"), count=steps.count(0))] if 0 in steps else [])]


def france(
    held: Sequence[Line],
    addresses: Mapping[str, str],
    *,
    title: str,
    near: bool = False,
    over: str = "",
    tiles: bool = False,
) -> str:
    """Return the map of France by département, or its tiles: of need, or of who has a team near."""
    alt = _(
        "Carte des départements selon le nombre de personnes de 75 ans ou plus vivant seules. La liste donne la même "
        "chose."
    )
    if near:
        alt = _(
            "Carte des départements selon la part des personnes de 75 ans ou plus qui ont une équipe reconnue près "
            "d'elles. La liste donne la même chose."
        )
    values = {line.code: _value(line, near=near) for line in held}
    if tiles:
        return tiles_svg(values, (), title, alt, links=addresses)
    return france_svg(values, (), title, alt, links=addresses, layout="tall", over=over)


def _value(line: Line, *, near: bool) -> MapValue:
    """Return the colour of a département, and what is said of it."""
    if near:
        return MapValue(near_step(line), "", said=_("%s ont une équipe près d'elles") % line.near_told)
    return MapValue(step_of(line), "", said=line.words)


class Frame:
    """Place degrees in a drawing: the communes of a territory fill it, north up."""

    def __init__(self, degrees: Sequence[tuple[float, float]]) -> None:
        spots = [position(*one) for one in degrees] or [(0.0, 0.0)]
        xs, ys = zip(*spots, strict=True)
        span_x, span_y = max(max(xs) - min(xs), LEAST_SPAN), max(max(ys) - min(ys), LEAST_SPAN)
        self.scale = min((WIDTH - 2 * MARGIN) / span_x, (HEIGHT - 2 * MARGIN) / span_y)
        self.left = (min(xs) + max(xs)) / 2 - WIDTH / 2 / self.scale
        self.top = (min(ys) + max(ys)) / 2 - HEIGHT / 2 / self.scale

    def at(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Return where a position stands in the drawing."""
        x, y = position(latitude, longitude)
        return round((x - self.left) * self.scale, 1), round((y - self.top) * self.scale, 1)

    def holds(self, latitude: float, longitude: float) -> bool:
        """Tell whether a position lies within the drawing."""
        x, y = self.at(latitude, longitude)
        return 0 <= x <= WIDTH and 0 <= y <= HEIGHT

    def outline(self, codes: Sequence[str]) -> str:
        """Return the shapes of départements; overseas has none."""
        moved = f"scale({self.scale:.4f}) translate({-self.left:.3f} {-self.top:.3f}) scale(.1)"
        drawn = f'fill="{STEPS[0]}" fill-opacity=".45" stroke="{LINE}" stroke-width="{12 / self.scale:.2f}"'
        shapes = (outlines()[code].path for code in codes if code in outlines())
        return "".join(f'<path transform="{moved}" d="{shape}" {drawn}/>' for shape in shapes)


def departement(
    communes: Communes,
    held: Sequence[Line],
    reach: Reach,
    *,
    codes: Sequence[str],
    title: str,
    over: Callable[[Frame], str] | None = None,
) -> str:
    """Return the communes of a territory as discs, their surface following the people who live alone.

    Args:
        communes: What is known of each.
        held: The lines of the communes to draw.
        reach: Which of them have a team near: full discs, the others hollow.
        codes: The départements whose shapes lie under them.
        title: What the drawing is called.
        over: What to draw above, given where positions stand.

    """
    known = [line for line in held if np.isfinite(communes.degrees[line.rank]).all()]
    spots = [(float(communes.degrees[line.rank, 0]), float(communes.degrees[line.rank, 1])) for line in known]
    frame = Frame(spots)
    most = max([_DRAWN, *(line.alone or 0 for line in known)])
    drawn = sorted(zip(known, spots, strict=True), key=lambda pair: -(pair[0].alone or 0))
    near = "".join(_disc(line, frame.at(*spot), most) for line, spot in drawn if _is_near(line, reach))
    far = "".join(_disc(line, frame.at(*spot), most) for line, spot in drawn if not _is_near(line, reach))
    alt = printable(
        _(
            "Carte des communes : la surface de chaque disque suit le nombre de personnes de 75 ans ou plus vivant "
            "seules ; il est plein quand une équipe reconnue est proche. La liste donne la même chose."
        )
    )
    above = over(frame) if over else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="group" '
        f"aria-label={quoteattr(alt)}><title>{escape(printable(title))}</title><desc>{escape(alt)}</desc>"
        f"{frame.outline(codes)}{_discs(far=far, near=near)}{above}</svg>"
    )


HALF = 0.5


def nation(
    held: Sequence[Line], at: Floats, addresses: Mapping[str, str], *, title: str, over: str = ""
) -> str:
    """Return France with a disc for each group of communes, its surface following the people who live alone.

    Args:
        held: The lines of the groups.
        at: (m, 2) where each stands, by the rank of its line.
        addresses: The page of each, by its code.
        title: What the drawing is called.
        over: What is drawn above.

    """
    most = max([_DRAWN, *(line.alone or 0 for line in held)])
    groups: dict[bool, list[str]] = {False: [], True: []}
    for line in sorted(held, key=lambda line: -(line.alone or 0)):
        if not (line.code and _MAINLAND.holds(*at[line.rank].tolist())):
            continue
        disc = _disc(line, position(*at[line.rank].tolist()), most)
        linked = f'<a tabindex="-1" href={quoteattr(addresses[line.code])}>{disc}</a>'
        groups[(line.near_share or 0) >= HALF].append(linked)
    alt = _(
        "Carte de France : la surface de chaque disque suit le nombre de personnes de 75 ans ou plus vivant seules ; "
        "il est plein quand la moitié des personnes ou plus ont une équipe reconnue près d'elles. La liste donne la "
        "même chose, outre-mer compris."
    )
    drawn = _discs(far="".join(groups[False]), near="".join(groups[True]))
    grounds = {code: MapValue(0, "", said=outline.name) for code, outline in outlines().items()}
    return france_svg(grounds, (), title, alt, layout="tall", over=drawn + over)


class _Box(NamedTuple):
    """Hold degrees between which a map is drawn."""

    south: float
    north: float
    west: float
    east: float

    def holds(self, latitude: float, longitude: float) -> bool:
        """Tell whether a position lies within; what has none does not."""
        return self.south <= latitude <= self.north and self.west <= longitude <= self.east


_MAINLAND = _Box(south=41, north=51.5, west=-5.5, east=10)


def _discs(*, far: str, near: str) -> str:
    """Return discs, hollow where no team is near, full where one is."""
    return (
        f'<g fill="{WHITE}" fill-opacity=".6" stroke="{VIOLET}" stroke-width="1.6">{far}</g>'
        f'<g fill="{VIOLET}" fill-opacity=".72" stroke="{WHITE}" stroke-width=".7">{near}</g>'
    )


def _is_near(line: Line, reach: Reach) -> bool:
    """Tell whether a commune has a team near."""
    return bool(reach.near[line.rank])


def _disc(line: Line, at: tuple[float, float], most: int) -> str:
    """Return the disc of a commune."""
    radius = max(SMALLEST, LARGEST * sqrt((line.alone or 0) / most))
    said = escape(printable(f"{line.name} : {line.words}"))
    return f'<circle cx="{at[0]:g}" cy="{at[1]:g}" r="{radius:.1f}"><title>{said}</title></circle>'


def over(
    pins: Iterable[Pin], address: Callable[[str], str], asked: Sequence[Asked] = ()
) -> Callable[[Frame], str]:
    """Return what draws the teams, the projects and the enquiries above the communes, within the frame."""
    held = list(pins)

    def drawn(frame: Frame) -> str:
        inside = [pin for pin in held if pin.latitude is not None and pin.longitude is not None]
        shown = [pin for pin in inside if frame.holds(float(pin.latitude or 0), float(pin.longitude or 0))]
        return team_spots(shown, frame.at, address) + asked_marks(asked, frame)

    return drawn


def asked_marks(asked: Sequence[Asked], frame: Frame) -> str:
    """Return a square for each commune where people wait for an answer, with how many."""
    known = [one for one in asked if not isnan(_degrees(one)[0])]
    return _squares((one, frame.at(*_degrees(one))) for one in known)


def _squares(asked: Iterable[tuple[Asked, tuple[float, float]]]) -> str:
    """Return squares at the spots where enquiries wait."""
    squares = []
    for one, (x, y) in asked:
        count = formats.counted(one.waiting, _("demande attend"), _("demandes attendent"))
        said = escape(printable(f"{one.name} : {count}"))
        squares.append(
            f'<rect x="{x - 7:g}" y="{y - 16:g}" width="14" height="14" rx="2"><title>{said}</title></rect>'
        )
    return f'<g fill="{AMBER}" stroke="{WHITE}" stroke-width="1.2">{"".join(squares)}</g>' if squares else ""


def nation_asked(asked: Sequence[Asked]) -> str:
    """Return the squares of the enquiries on the map of France; those overseas are in the list."""
    inside = [one for one in asked if _MAINLAND.holds(*_degrees(one))]
    return _squares((one, position(*_degrees(one))) for one in inside)


def _degrees(one: Asked) -> tuple[float, float]:
    """Return where a commune stands; nowhere where its position is unknown."""
    return (nan, nan) if one.latitude is None or one.longitude is None else (one.latitude, one.longitude)


def nation_spots(pins: Iterable[Pin], address: Callable[[str], str]) -> str:
    """Return the marks of teams and projects on the map of France; those overseas are in the list."""
    shown = [pin for pin in pins if pin.departement in outlines()]
    outside = [pin for pin in shown if pin.departement not in INNER_PARIS]
    inside = [pin for pin in shown if pin.departement in INNER_PARIS]
    return team_spots(outside, position, address) + team_spots(inside, _in_loupe, address)


def _in_loupe(latitude: float, longitude: float) -> tuple[float, float]:
    """Return where a position of inner Paris stands, beside the map."""
    x, y = position(latitude, longitude)
    return in_loupe((round(x * 10), round(y * 10)))


def team_spots(
    pins: Iterable[Pin], at: Callable[[float, float], tuple[float, float]], address: Callable[[str], str]
) -> str:
    """Return the marks of teams and projects that have a position: those of one commune stand together."""
    held: dict[tuple[float, float, bool], list[Pin]] = {}
    for pin in pins:
        if pin.latitude is not None and pin.longitude is not None:
            recognised = pin.stage == TeamStage.RECOGNISED
            held.setdefault((pin.latitude, pin.longitude, recognised), []).append(pin)
    return marks(
        Spot(
            at=at(latitude, longitude),
            shape="disc" if recognised else "diamond",
            n=len(some),
            said=f"{some[0].commune} : {formats.listing([pin.name for pin in some])}",
            url=address(some[0].slug),
            approximate=bool(some[0].approximate),
        )
        for (latitude, longitude, recognised), some in held.items()
    )
