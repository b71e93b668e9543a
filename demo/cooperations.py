"""Invent the cooperations: a timetable of départements, then stages with their evidence."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from demo.draw import Draw
from demo.model import Alliance, Day, Step
from demo.places import FICTION_MOBILE, County, Town

STAGES = ("contact", "amorce", "structuration", "reconnue", "lancee", "active", "en-sommeil", "close")
PILOTS = ("30", "46", "59", "33", "94", "23", "58", "57")
# Départements by the year when their cooperation was launched, or began.
LAUNCHED_2014 = (*PILOTS, "88", "54", "49", "35", "29", "84")
LAUNCHED_2015 = ("51", "86", "72", "53", "42", "69", "13", "31", "974", "21", "14", "38")
LAUNCHED_2016 = ("85", "56", "34", "67", "62", "971", "87", "76")
BEGUN_2015 = ("44", "63", "22", "17", "50", "47", "972", "37", "26", "12", "73")
BEGUN_2016 = (
    "07",
    "27",
    "80",
    "02",
    "45",
    "41",
    "71",
    "25",
    "68",
    "74",
    "64",
    "40",
    "81",
    "11",
    "83",
    "06",
    "973",
    "92",
)
ENGAGED = (*LAUNCHED_2014, *LAUNCHED_2015, *LAUNCHED_2016, *BEGUN_2015, *BEGUN_2016)

# A window is two ISO days; a stage that is missing was not reached.
Window = tuple[str, str]
Timetable = dict[str, Window]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Say where a cooperation is, and when it enters each stage."""

    departement: str
    timetable: Timetable
    level: str = "departementale"


def _table(*stages: str, **more: str) -> Timetable:
    """Read "2014-01-05 2014-02-28" windows in the order of the stages; one day stands for itself."""
    windows = dict(zip(STAGES, stages, strict=False)) | {
        name.replace("_", "-"): text for name, text in more.items()
    }
    return {stage: (text.split()[0], text.split()[-1]) for stage, text in windows.items() if text}


_FIRST = _table("2013-06-03 2013-10-11", "2013-11-04 2014-01-31")
_FIRST_PILOT = _FIRST | _table(
    "", "", "2014-02-03 2014-03-21", "2014-04-01 2014-05-20", "2014-06-02 2014-09-12", "2015-01-05 2015-05-29"
)
_FIRST_OTHER = _FIRST | _table(
    "", "", "2014-03-03 2014-05-30", "2014-06-16 2014-09-12", "2014-10-01 2014-12-12", "2015-05-04 2015-10-30"
)
_SECOND = _table(
    "2014-01-06 2014-06-27",
    "2014-07-01 2014-12-19",
    "2015-02-10 2015-04-14",
    "2015-04-20 2015-06-26",
    "2015-07-01 2015-12-11",
    "2016-01-11 2016-08-26",
)
_THIRD = _table("2014-03-03 2014-08-29", "2014-09-01 2014-12-19", "2015-05-11 2015-11-27")
_THIRD_LATE = _table("2014-03-03 2014-08-29", "2014-09-01 2014-12-19", "2016-01-05 2016-03-25")
_THIRD_END = _table("", "", "", "2016-04-04 2016-05-27", "2016-06-06 2016-10-19", "2017-01-09 2017-06-30")
_THIRD_LAST = _table("", "", "", "2016-09-05 2016-09-30", "2016-11-28 2016-12-09", "2017-06-01 2017-10-27")
_FOURTH = _table("2014-10-06 2015-01-23", "2015-02-02 2015-11-27")
_FOURTH_2016 = _table(
    "", "", "2016-02-10 2016-05-20", "2016-07-01 2016-09-16", "2016-11-28 2016-12-16", "2017-06-01 2017-11-30"
)
_FOURTH_2017 = _table(
    "", "", "2016-03-07 2016-09-30", "2016-12-20 2017-02-24", "2017-03-06 2017-10-20", "2018-01-08 2018-06-29"
)
_FOURTH_2018 = _table(
    "", "", "2017-02-06 2017-06-30", "2017-09-04 2017-12-15", "2018-01-15 2018-10-26", "2019-01-07 2019-05-31"
)
_FIFTH_EARLY = _table("2015-09-07 2016-02-26", "2016-03-07 2016-10-21", "2017-06-05 2017-12-15")
_FIFTH_LATE = _table("2016-03-07 2016-12-09", "2017-01-09 2017-11-10")
_FIFTH_2018 = _table(
    "", "", "2018-01-08 2018-01-31", "2018-02-05 2018-05-18", "2018-06-04 2019-05-24", "2019-09-02 2019-12-13"
)
_FIFTH_2020 = _table(
    "", "", "2018-03-05 2018-12-14", "2019-02-04 2019-06-28", "2019-10-07 2021-03-12", "2021-06-07 2021-12-17"
)
_FIFTH_SLOW = _table("", "", "2018-03-05 2019-12-13")
_LOCAL_2015 = _table(
    "2014-06-02 2015-01-16",
    "2015-02-02 2015-04-17",
    "2015-05-04 2015-09-25",
    "2015-11-02 2016-02-26",
    "2016-03-07 2016-10-14",
    "2017-01-09 2017-06-30",
)
_LOCAL_2016 = _table(
    "2015-09-07 2015-12-18",
    "2016-01-05 2016-03-18",
    "2016-04-04 2016-06-24",
    "2016-12-05 2017-02-24",
    "2017-03-06 2017-12-15",
    "2018-03-05 2018-09-28",
)
_LOCAL_2018 = _table(
    "2017-01-09 2017-04-28",
    "2017-05-09 2017-10-27",
    "2017-11-06 2018-02-23",
    "2018-03-05 2018-06-29",
    "2018-09-03 2019-05-24",
    "2019-09-02 2020-02-14",
)
_LATER = _table(
    "2019-03-04 2019-09-27",
    "2019-10-07 2020-02-28",
    "2020-06-08 2020-10-30",
    "2020-11-09 2021-03-26",
    "2021-04-06 2022-06-24",
    "2022-10-03 2023-06-16",
)
_DORMANT_2018 = _table(en_sommeil="2018-03-05 2018-11-30")
_DORMANT_2021 = _table(en_sommeil="2020-09-07 2022-06-24")


def _departmental_tables() -> dict[str, Timetable]:
    """Return the timetable of each département's own cooperation."""
    tables = {code: _FIRST_PILOT if code in PILOTS else _FIRST_OTHER for code in LAUNCHED_2014}
    tables |= dict.fromkeys(LAUNCHED_2015, _SECOND)
    tables[LAUNCHED_2015[0]] = _SECOND | _table("", "", "2015-01-14")
    for rank, code in enumerate(LAUNCHED_2016):
        tables[code] = (_THIRD if rank < 4 else _THIRD_LATE) | (_THIRD_END if rank < 7 else _THIRD_LAST)
    following = [_FOURTH_2016] * 3 + [_FOURTH_2017] * 3 + [_FOURTH_2018] * 2
    stalled = [
        _table(en_sommeil="2017-04-03 2017-06-30", close="2019-03-04 2019-03-29"),
        _table("", "", "2017-05-09 2017-11-24"),
        _table("", "", "2017-05-09 2017-11-24"),
    ]
    for code, table in zip(BEGUN_2015, [*following, *stalled], strict=True):
        tables[code] = _FOURTH | table
    for rank, code in enumerate(BEGUN_2016):
        tables[code] = _begun_in_2016(rank)
    for code in LAUNCHED_2015[10:]:
        tables[code] = tables[code] | _DORMANT_2018
    for code in (LAUNCHED_2014[12], LAUNCHED_2015[9], BEGUN_2015[3]):
        tables[code] = tables[code] | _DORMANT_2021
    return tables


def _begun_in_2016(rank: int) -> Timetable:
    """Return the timetable of the last départements: the first of them go further."""
    begun = _FIFTH_EARLY if rank < 6 else _FIFTH_LATE
    after = _FIFTH_2018 if rank < 8 else _FIFTH_2020 if rank < 10 else _FIFTH_SLOW if rank < 15 else {}
    # What had begun early keeps its own day of structuration.
    return begun | after | ({"structuration": begun["structuration"]} if rank < 6 else {})


def _plans() -> list[Plan]:
    """Return every cooperation with its timetable."""
    smaller: list[tuple[str, str, Timetable]] = [
        *(("locale", code, _LOCAL_2015) for code in ("33", "88", "49", "29")),
        *(("locale", code, _LOCAL_2016) for code in ("85", "35", "42", "34", "59")),
        *(("locale", code, _LOCAL_2018) for code in ("17", "07", "49", "76", "46", "63")),
        ("locale", "27", _LATER),
        ("territoriale", "69", _LATER),
        ("territoriale", "31", _LATER),
        ("locale", "56", _table("2023-03-06 2023-10-20", "2023-11-06 2024-02-23")),
        ("locale", "64", _table("2023-03-06 2023-10-20", "2024-03-04 2024-10-18")),
    ]
    departmental = [Plan(departement=code, timetable=table) for code, table in _departmental_tables().items()]
    return [
        *departmental,
        *(Plan(departement=code, timetable=table, level=level) for level, code, table in smaller),
    ]


REVIVED = (LAUNCHED_2015[10], dt.date(2021, 9, 16))


class Founder:
    """Give each plan its name, its territories and its dated stages."""

    def __init__(self, draw: Draw, counties: dict[str, County]) -> None:
        self.draw, self.counties = draw, counties
        self.seats: set[str] = set()

    def found(self, plan: Plan) -> Alliance:
        """Return the cooperation of a plan."""
        county = self.counties[plan.departement]
        draw = self.draw
        block = FICTION_MOBILE if county.overseas else county.telephone_block
        telephone = f"{block} {draw.between(0, 99):02d} {draw.between(0, 99):02d}"
        town: Town | None = None
        if plan.level == "departementale":
            name, territories = f"Coopération départementale {county.genitive}", [county.code]
        else:
            ranked = county.towns[2:25] if plan.level == "locale" else county.towns[:1]
            town = draw.one([t for t in ranked if t.epci and t.code not in self.seats])
            self.seats.add(town.code)
            name = (
                f"Coopération locale {town.genitive} et de ses environs"
                if plan.level == "locale"
                else f"Coopération territoriale {town.genitive} et de son agglomération"
            )
            around = [t.reference for t in county.towns if t.epci == town.epci][:9]
            by_communes = plan.level == "locale" and draw.chance(0.5) and len(around) > 2
            territories = around if by_communes else [town.epci]
        return Alliance(
            name=name,
            level=plan.level,
            departement=county.code,
            town=town,
            territories=territories,
            steps=self.steps(plan, county),
            telephone=telephone,
            email=f"cooperation{county.code.lower()}{'' if town is None else '-' + town.code}@reseau.example",
        )

    def steps(self, plan: Plan, county: County) -> list[Step]:
        """Return the stages of a plan, oldest first."""
        steps = []
        last: Day | None = None
        for stage in STAGES:
            if window := plan.timetable.get(stage):
                first, end = (dt.date.fromisoformat(day) for day in window)
                # A later stage needs some days after the one before it.
                first = max(first, last + dt.timedelta(7)) if last else first
                last = self.draw.day(min(first, end), end)
                steps.append(self.prove(stage, last, county))
        if plan.level == "departementale" and plan.departement == REVIVED[0]:
            steps.append(
                Step(
                    stage="active",
                    on=REVIVED[1],
                    evidence_kind="reunion",
                    evidence="Réunion de relance, une nouvelle animatrice est désignée",
                )
            )
        return steps

    def prove(self, stage: str, day: Day, county: County) -> Step:
        """Return a stage with what proves it."""
        draw = self.draw
        kind, texts = EVIDENCE[stage]
        text = draw.one(texts).format(
            people=draw.between(80, 210),
            bodies=draw.between(9, 31),
            place=county.towns[0].name,
            day=f"{day:%d/%m/%Y}",
        )
        # Of a first contact, people often remember the month alone.
        vague = stage == "contact" and draw.chance(0.4)
        on = day.replace(day=1) if vague else day
        return Step(stage=stage, on=on, evidence_kind=kind, evidence=text, to_the_month=vague)


EVIDENCE: dict[str, tuple[str, Sequence[str]]] = {
    "contact": ("document", ("Lettre d'intention de trois organisations", "Demande reçue par courrier")),
    "amorce": (
        "reunion",
        (
            "Présentation de la démarche à {place}, {bodies} organisations",
            "Première rencontre des acteurs à {place}",
        ),
    ),
    "structuration": (
        "reunion",
        ("Installation du comité restreint, {bodies} organisations", "Groupes de travail formés à {place}"),
    ),
    "reconnue": ("decision", ("Dossier validé par les instances nationales, séance du {day}",)),
    "lancee": ("reunion", ("Journée publique de lancement à {place}, {people} participants",)),
    "active": (
        "document",
        ("Feuille de route adoptée", "Carte des acteurs publiée", "Premier bilan d'activité"),
    ),
    "en-sommeil": ("decision", ("Pause décidée par le comité restreint, faute d'animateur",)),
    "close": ("decision", ("Fin décidée par les membres",)),
}


def invent_alliances(draw: Draw, counties: dict[str, County]) -> list[Alliance]:
    """Invent the cooperations."""
    founder = Founder(draw, counties)
    return [founder.found(plan) for plan in _plans()]
