"""The figures that the demonstration network must print, checked before a file is written."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from demo.model import Network

Day = dt.date
SIGNATORIES = {
    "2014-01-27": 40,
    "2014-01-31": 47,
    "2014-06-19": 75,
    "2015-01-27": 111,
    "2015-01-31": 111,
    "2016-01-31": 203,
    "2016-11-25": 297,
    "2016-12-31": 296,
    "2018-12-31": 474,
    "2020-03-31": 518,
    "2020-05-31": 522,
    "2024-12-31": 550,
}
TEAMS = {
    "2015-01-22": 56,
    "2015-01-27": 56,
    "2016-02-01": 150,
    "2016-08-31": 178,
    "2016-11-25": 184,
    "2016-12-31": 184,
    "2020-03-15": 320,
    "2020-05-31": 702,
    "2024-02-26": 850,
    "2024-12-31": 904,
}
TEAMS_IN = {("30", "2019-06-18"): 17, ("30", "2023-12-05"): 23, ("46", "2024-12-05"): 14}
LAUNCHED = {"2014-12-31": 14, "2015-12-31": 26, "2016-10-31": 33, "2016-12-31": 37}
LOCAL_OR_STRUCTURING = {"2016-10-31": 16}
INITIATED = {"2014-12-31": 20, "2015-01-27": 19, "2015-12-31": 15}
ENGAGED = {"2016-02-02": 45, "2017-11-30": 62}
ACTIVE = {"2019-06-18": 63, "2024-02-26": 66, "2024-12-31": 66}
MEMBERS = {"2016-02-02": 173}
CARRIERS = {"association-nationale": 123, "association-locale": 39, "ccas-commune": 19, "clic": 4}
TWINS = 2
OVERSEAS = {"971", "972", "973", "974"}


def differences(network: Network) -> Iterator[str]:
    """Yield a line for each figure that does not come out."""
    found: list[tuple[str, object, object]] = []
    for day, count in SIGNATORIES.items():
        on = Day.fromisoformat(day)
        found.append((f"signatories {day}", count, sum(body.in_force(on) for body in network.bodies)))
    found.append(("twins", TWINS, sum(bool(body.twin_of) for body in network.bodies)))
    for day, count in MEMBERS.items():
        since = [body.member_since for body in network.bodies]
        found.append((f"members {day}", count, sum(bool(s and s <= Day.fromisoformat(day)) for s in since)))
    found.extend(_cooperations(network))
    found.extend(_teams(network))
    for label, expected, actual in found:
        if expected != actual:
            yield f"{label}: expected {expected}, found {actual}"


def _cooperations(network: Network) -> Iterator[tuple[str, object, object]]:
    def staged(day: str) -> list[tuple[str, str, str]]:
        on = Day.fromisoformat(day)
        return [(a.stage(on), a.level, a.departement) for a in network.alliances]

    launched, structuring = {"lancee", "active"}, {"structuration", "reconnue"}
    for day, count in LAUNCHED.items():
        yield f"launched {day}", count, sum(s in launched and n != "locale" for s, n, _d in staged(day))
    for day, count in LOCAL_OR_STRUCTURING.items():
        kept = [s in structuring or (s in launched and n == "locale") for s, n, _d in staged(day)]
        yield f"local or structuring {day}", count, sum(kept)
    for day, count in INITIATED.items():
        yield f"initiated {day}", count, len({d for s, _n, d in staged(day) if s == "amorce"})
    for day, count in ENGAGED.items():
        engaged = {"amorce", *structuring, *launched}
        yield f"engaged {day}", count, len({d for s, _n, d in staged(day) if s in engaged})
    for day, count in ACTIVE.items():
        yield f"active {day}", count, sum(s in launched for s, _n, _d in staged(day))


def _teams(network: Network) -> Iterator[tuple[str, object, object]]:
    for day, count in TEAMS.items():
        on = Day.fromisoformat(day)
        yield f"teams {day}", count, sum(crew.is_recognised(on) for crew in network.crews)
    for (departement, day), count in TEAMS_IN.items():
        here = [crew for crew in network.crews if crew.town.departement == departement]
        yield f"teams {departement} {day}", count, sum(c.is_recognised(Day.fromisoformat(day)) for c in here)
    on = Day(2016, 11, 25)
    recognised = [crew for crew in network.crews if crew.is_recognised(on)]
    by_kind: Counter[str] = Counter()
    for crew in recognised:
        by_kind.update({carried.body.kind for carried in crew.carriers if carried.holds(on)})
    yield "carriers", CARRIERS, dict(by_kind)
    yield (
        "teams without a carrier",
        0,
        sum(not any(c.holds(on) for c in crew.carriers) for crew in recognised),
    )
    yield (
        "teams with two carriers",
        3,
        sum(len([c for c in crew.carriers if c.holds(on)]) > 1 for crew in recognised),
    )
    seats = {crew.town.departement for crew in recognised}
    yield "at least 46 départements", True, len(seats) >= 46
    yield "overseas", set(), OVERSEAS - seats
    early = [
        (c.body.name, c.since)
        for crew in network.crews
        for c in crew.carriers
        if not c.body.in_force(c.since)
    ]
    yield "carriers that had not signed", [], early
