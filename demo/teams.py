"""Invent the citizen teams: where they are, who carries them, when each was recognised."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from demo import names
from demo.cooperations import ENGAGED, LAUNCHED_2014, LAUNCHED_2015, LAUNCHED_2016
from demo.draw import Draw
from demo.model import Body, Carried, Crew, Day, Step
from demo.places import FICTION_MOBILE, County, Town
from demo.text import key

OPENING = dt.date(2014, 2, 17)
CARRIERS = ("association-nationale", "association-locale", "ccas-commune", "clic")
# Overseas too, from the first years on.
PRESENT_IN_2016 = (*LAUNCHED_2014, *LAUNCHED_2015, *LAUNCHED_2016, *ENGAGED[34:45], "973", "976")


@dataclass(frozen=True, kw_only=True)
class Wave:
    """Say how many teams were recognised from a day to a day, and how many of the older ones stopped."""

    first: Day
    last: Day
    recognised: int
    stopped: int = 0
    carriers: tuple[int, int, int, int]
    fixed: tuple[tuple[str, int], ...] = ()


# The first four waves end with 184 teams; the shares of their carriers are exact, those of later waves are not.
WAVES = (
    Wave(
        first=dt.date(2014, 3, 17),
        last=dt.date(2015, 1, 20),
        recognised=56,
        carriers=(42, 8, 5, 1),
        fixed=(("30", 1), ("46", 2)),
    ),
    Wave(
        first=dt.date(2015, 2, 2),
        last=dt.date(2016, 1, 29),
        recognised=96,
        stopped=2,
        carriers=(64, 21, 9, 2),
        fixed=(("30", 3), ("46", 2)),
    ),
    Wave(
        first=dt.date(2016, 2, 3),
        last=dt.date(2016, 8, 29),
        recognised=29,
        stopped=1,
        carriers=(17, 9, 2, 1),
        fixed=(("30", 1), ("46", 1)),
    ),
    Wave(first=dt.date(2016, 9, 5), last=dt.date(2016, 11, 18), recognised=6, carriers=(3, 1, 2, 0)),
    Wave(
        first=dt.date(2017, 1, 9),
        last=dt.date(2019, 6, 14),
        recognised=118,
        stopped=11,
        carriers=(68, 30, 17, 3),
        fixed=(("30", 12), ("46", 4)),
    ),
    Wave(
        first=dt.date(2019, 6, 24),
        last=dt.date(2020, 3, 11),
        recognised=34,
        stopped=5,
        carriers=(19, 9, 5, 1),
    ),
    Wave(
        first=dt.date(2020, 3, 17),
        last=dt.date(2020, 5, 29),
        recognised=382,
        carriers=(205, 101, 70, 6),
        fixed=(("30", 1), ("46", 2)),
    ),
    Wave(
        first=dt.date(2020, 6, 22),
        last=dt.date(2023, 11, 30),
        recognised=175,
        stopped=42,
        carriers=(92, 45, 34, 4),
        fixed=(("30", 5), ("46", 3)),
    ),
    Wave(first=dt.date(2023, 12, 11), last=dt.date(2024, 2, 23), recognised=15, carriers=(8, 4, 3, 0)),
    Wave(
        first=dt.date(2024, 3, 4),
        last=dt.date(2024, 12, 3),
        recognised=58,
        stopped=4,
        carriers=(30, 16, 11, 1),
        fixed=(("30", 1),),
    ),
)
QUOTA = ("30", "46")
EMERGING = ((dt.date(2016, 5, 2), dt.date(2016, 11, 14), 5), (dt.date(2024, 2, 5), dt.date(2024, 12, 10), 21))
COUNTED_ON = dt.date(2016, 11, 25)


class Gatherer:
    """Invent teams one after the other."""

    def __init__(
        self, draw: Draw, counties: dict[str, County], bodies: list[Body], weights: dict[str, float]
    ) -> None:
        self.draw, self.counties, self.weights = draw, counties, weights
        self.bodies = [body for body in bodies if not body.twin_of]
        self.names: set[str] = set()
        self.in_town: Counter[str] = Counter()
        self.carried: Counter[str] = Counter()
        self.crews: list[Crew] = []
        self.missing = [code for code in PRESENT_IN_2016 if code not in QUOTA]

    def carriers(self, kind: str, day: Day, departement: str = "") -> list[Body]:
        """Return the bodies of a kind that may carry a team from a day."""
        return [
            body
            for body in self.bodies
            if body.kind == kind
            and body.signed <= day
            and body.ended is None
            and (not departement or body.departement == departement)
            and (departement or kind == "association-nationale" or body.departement not in QUOTA)
        ]

    def pick(self, kind: str, day: Day, departement: str = "") -> Body | None:
        """Draw a carrier; local bodies carry few teams each, national ones many."""
        found = self.carriers(kind, day, departement)
        if not found:
            return None
        if kind == "association-nationale":
            return self.draw.weighted(found, [1 / (1 + rank) ** 0.5 for rank in range(len(found))])
        return self.draw.weighted(found, [1 / (1 + self.carried[body.name]) ** 3 for body in found])

    def gather(
        self, kind: str, recognised: Day | None, *, emerging: Day, departement: str = "", phone: bool
    ) -> Crew:
        """Add a team with its first carrier."""
        draw = self.draw
        since = emerging + dt.timedelta(draw.between(0, 20))
        if recognised:
            since = min(since, recognised)
        local = kind != "association-nationale"
        carrier = self.pick(kind, since, departement) or self.pick("association-nationale", since)
        if carrier is None:
            raise ValueError(f"no carrier on {since}")
        home = carrier.departement if local and carrier.kind == kind else ""
        county = self.counties[departement or home or self._county()]
        if county.code in self.missing:
            self.missing.remove(county.code)
        town = self._town(county, carrier)
        around = [t for t in county.towns if t.epci == town.epci and t != town]
        crew = Crew(
            name=self._name(town, phone=phone),
            town=town,
            territories=[town.reference, *(t.reference for t in draw.some(around, draw.between(0, 3)))],
            activities=self._activities(phone=phone) if draw.chance(0.85) else "",
            emerging=emerging,
            recognised=recognised,
            telephone=self._telephone(county) if draw.chance(0.8) else "",
        )
        if draw.chance(0.5):
            crew.email = f"{'-'.join(key(crew.name).split())[:48].strip('-')}@equipes.example"
        self.carried[carrier.name] += 1
        crew.carriers.append(Carried(body=carrier, since=since))
        self.crews.append(crew)
        return crew

    def _county(self) -> str:
        if self.missing:
            return self.missing[0]
        codes = [code for code in self.weights if code not in QUOTA]
        return self.draw.weighted(codes, [self.weights[code] for code in codes])

    def _town(self, county: County, carrier: Body) -> Town:
        if carrier.kind == "ccas-commune" and carrier.town and carrier.town in county.towns:
            return carrier.town
        towns = county.towns
        return self.draw.weighted(towns, [t.population**0.5 / (1 + 3 * self.in_town[t.code]) for t in towns])

    def _name(self, town: Town, *, phone: bool) -> str:
        self.in_town[town.code] += 1
        free = [
            name
            for root in (names.PHONE_TEAM if phone else names.TEAM)
            if key(name := f"{root} {town.genitive}") not in self.names
        ]
        name = self.draw.one(free)
        self.names.add(key(name))
        return name

    def _activities(self, *, phone: bool) -> str:
        first = ["appels téléphoniques"] if phone else []
        chosen = [
            *first,
            *self.draw.some([a for a in names.ACTIVITIES if a not in first], self.draw.between(1, 3)),
        ]
        return f"{', '.join(chosen)}.".capitalize()

    def _telephone(self, county: County) -> str:
        block = FICTION_MOBILE if self.draw.chance(0.6) else county.telephone_block
        return f"{block} {self.draw.between(0, 99):02d} {self.draw.between(0, 99):02d}"


def _recognise(gatherer: Gatherer, wave: Wave, position: int) -> None:
    """Add the teams of a wave, those of the départements with a published figure first."""
    draw = gatherer.draw
    kinds = [kind for kind, count in zip(CARRIERS, wave.carriers, strict=True) for _ in range(count)]
    phone_wave = wave.first == dt.date(2020, 3, 17)
    days = sorted(draw.day(wave.first, wave.last) for _ in kinds)
    fixed = [code for code, count in wave.fixed for _ in range(count)]
    if position == 0:
        local_first = [kind for kind in kinds if kind != "association-nationale"]
        kinds = [*draw.some(kinds[: len(kinds) - len(local_first)], 99), *local_first]
    else:
        kinds = draw.some(kinds, len(kinds))
    spread = draw.some(range(len(days)), len(fixed))
    for rank, (kind, day) in enumerate(zip(kinds, days, strict=True)):
        departement = fixed[spread.index(rank)] if rank in spread else ""
        earliest = OPENING if phone_wave is False else dt.date(2020, 3, 16)
        emerging = max(
            day - dt.timedelta(draw.between(5, 30) if phone_wave else draw.between(20, 220)), earliest
        )
        gatherer.gather(
            kind,
            day,
            emerging=min(emerging, day),
            departement=departement,
            phone=phone_wave and draw.chance(0.45),
        )


def _stop(gatherer: Gatherer, wave: Wave) -> None:
    """Let some older teams fall asleep or close."""
    draw = gatherer.draw
    old = [
        crew
        for crew in gatherer.crews
        if crew.recognised
        and crew.recognised < wave.first - dt.timedelta(120)
        and not (crew.dormant or crew.closed)
        and crew.town.departement not in QUOTA
        and crew.carriers[0].body.kind == "association-nationale"
    ]
    if wave.last < COUNTED_ON:
        old = [
            crew
            for crew in gatherer.crews
            if crew in old and crew.recognised and crew.recognised.year == 2014
        ]
    for rank, crew in enumerate(draw.some(old, wave.stopped)):
        day = draw.day(wave.first, wave.last)
        if rank % 3 == 1:
            crew.dormant = day
            if day.year < 2023 and draw.chance(0.5):
                crew.closed = day + dt.timedelta(draw.between(150, 400))
        else:
            crew.closed = day
        for carried in crew.carriers:
            carried.until = crew.closed


def _share(gatherer: Gatherer) -> None:
    """Give a second carrier to three teams: one of another kind, two of the same kind."""
    for kind, other in (
        ("association-nationale", "ccas-commune"),
        ("association-nationale", "association-nationale"),
        ("association-locale", "association-locale"),
    ):
        for crew in gatherer.crews:
            first = crew.carriers[0]
            if len(crew.carriers) > 1 or first.body.kind != kind or not crew.is_recognised(COUNTED_ON):
                continue
            day = dt.date(2016, 3, 14)
            code = "" if other == "association-nationale" else crew.town.departement
            found = [body for body in gatherer.carriers(other, day, code) if body is not first.body]
            if first.since < day and found:
                crew.carriers.append(Carried(body=found[0], since=day))
                break


def _hand_over(gatherer: Gatherer) -> None:
    """Let some teams change hands after 2016."""
    draw = gatherer.draw
    lasting = [
        c
        for c in gatherer.crews
        if c.recognised and c.recognised < COUNTED_ON and not (c.closed or c.dormant)
    ]
    for crew in draw.some([c for c in lasting if len(c.carriers) == 1], 9):
        day = draw.day(dt.date(2018, 1, 8), dt.date(2023, 6, 30))
        following = gatherer.pick("association-locale", day, crew.town.departement)
        if following and following is not crew.carriers[0].body:
            crew.carriers[0].until = day
            crew.carriers.append(Carried(body=following, since=day))


def _prove(gatherer: Gatherer) -> None:
    """Record for some teams the meeting where the pact was adopted."""
    draw = gatherer.draw
    for crew in gatherer.crews:
        if crew.recognised and draw.chance(0.2) and (crew.recognised - crew.emerging).days > 45:
            on = draw.day(crew.emerging + dt.timedelta(21), crew.recognised - dt.timedelta(7))
            text = f"Pacte adopté en réunion de tous les membres, {draw.between(5, 14)} présents"
            crew.steps.append(Step(stage="pacte", on=on, evidence_kind="reunion", evidence=text))


def invent_crews(
    draw: Draw, counties: dict[str, County], bodies: list[Body], weights: dict[str, float]
) -> list[Crew]:
    """Invent the teams in the order of their recognition, then those that are still emerging."""
    gatherer = Gatherer(draw, counties, bodies, weights)
    for position, wave in enumerate(WAVES):
        _stop(gatherer, wave)
        _recognise(gatherer, wave, position)
    for first, last, count in EMERGING:
        for _ in range(count):
            kind = draw.one(CARRIERS[:3])
            gatherer.gather(kind, None, emerging=draw.day(first, last - dt.timedelta(21)), phone=False)
    _share(gatherer)
    _hand_over(gatherer)
    _prove(gatherer)
    return gatherer.crews
