"""Invent the organisations, the day each signed the national charter, and which are members."""

import datetime as dt
from dataclasses import dataclass

from demo import names
from demo.draw import Draw
from demo.model import Body, Day
from demo.places import FICTION_MOBILE, County, Town
from demo.text import key

PARIS_REGION = ("75", "92", "93", "94", "78")
FOUNDING = dt.date(2014, 1, 27)


@dataclass(frozen=True, kw_only=True)
class Wave:
    """Say how many organisations of each kind signed from a day to a day."""

    first: Day
    last: Day
    kinds: dict[str, int]


def _kinds(**counts: int) -> dict[str, int]:
    return {name.replace("_", "-"): count for name, count in counts.items()}


# The running totals of these waves, less the ends below, are the published figures: see check.py.
WAVES = (
    Wave(
        first=FOUNDING,
        last=FOUNDING,
        kinds=_kinds(
            association_nationale=20,
            retraite=4,
            mutuelle=4,
            etat=3,
            bailleur=2,
            entreprise=1,
            autre=2,
            conseil_departemental=1,
            centre_social=1,
            ccas_commune=2,
        ),
    ),
    Wave(
        first=dt.date(2014, 1, 28),
        last=dt.date(2014, 1, 31),
        kinds=_kinds(association_nationale=2, ccas_commune=2, association_locale=2, clic=1),
    ),
    Wave(
        first=dt.date(2014, 2, 1),
        last=dt.date(2014, 6, 19),
        kinds=_kinds(
            association_nationale=1,
            association_locale=9,
            ccas_commune=8,
            clic=2,
            conseil_departemental=3,
            retraite=2,
            bailleur=1,
            centre_social=2,
        ),
    ),
    Wave(
        first=dt.date(2014, 6, 20),
        last=dt.date(2015, 1, 26),
        kinds=_kinds(
            association_nationale=1,
            association_locale=14,
            ccas_commune=10,
            clic=2,
            conseil_departemental=3,
            retraite=1,
            mutuelle=1,
            centre_social=3,
            autre=1,
        ),
    ),
    Wave(
        first=dt.date(2015, 2, 2),
        last=dt.date(2016, 1, 30),
        kinds=_kinds(
            association_nationale=1,
            association_locale=40,
            ccas_commune=26,
            clic=5,
            conseil_departemental=6,
            mutuelle=2,
            bailleur=3,
            centre_social=6,
            retraite=2,
            entreprise=1,
        ),
    ),
    Wave(
        first=dt.date(2016, 2, 1),
        last=dt.date(2016, 11, 22),
        kinds=_kinds(
            association_locale=44,
            ccas_commune=28,
            clic=4,
            conseil_departemental=5,
            bailleur=3,
            centre_social=6,
            mutuelle=1,
            etat=1,
            entreprise=1,
            autre=1,
        ),
    ),
    Wave(
        first=dt.date(2017, 1, 5),
        last=dt.date(2018, 12, 20),
        kinds=_kinds(
            association_locale=88,
            ccas_commune=56,
            clic=6,
            conseil_departemental=9,
            bailleur=5,
            centre_social=12,
            mutuelle=2,
            retraite=1,
            entreprise=1,
            autre=2,
        ),
    ),
    Wave(
        first=dt.date(2019, 1, 7),
        last=dt.date(2020, 3, 13),
        kinds=_kinds(
            association_locale=22,
            ccas_commune=16,
            conseil_departemental=3,
            centre_social=4,
            clic=1,
            bailleur=1,
        ),
    ),
    Wave(
        first=dt.date(2020, 4, 2),
        last=dt.date(2020, 5, 28),
        kinds=_kinds(association_locale=2, ccas_commune=2),
    ),
    Wave(
        first=dt.date(2020, 6, 22),
        last=dt.date(2024, 12, 6),
        kinds=_kinds(
            association_locale=19,
            ccas_commune=14,
            centre_social=3,
            conseil_departemental=2,
            bailleur=1,
            mutuelle=1,
        ),
    ),
)
# How many signatures end in each span.
ENDS = (
    (dt.date(2016, 12, 12), dt.date(2016, 12, 12), 1),
    (dt.date(2017, 3, 1), dt.date(2018, 11, 30), 4),
    (dt.date(2019, 2, 1), dt.date(2020, 2, 28), 3),
    (dt.date(2020, 9, 1), dt.date(2024, 11, 15), 12),
)
TWINS = {
    "CCAS de Saint-Céré": "C.C.A.S. St Céré",
    "La Porte d'à côté de Lormont": "Association « La porte d'à côté », Lormont",
}
MEMBERS, MEMBERS_COUNTED_ON = 173, dt.date(2016, 2, 2)
MEMBERS_BEFORE_SIGNING = 8
OPENING_OF_COLLEGES = dt.date(2018, 6, 14)


def luhn(digits: str) -> str:
    """Return the digits with the key that makes them a valid SIREN or SIRET."""
    total = 0
    for position, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if position % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return f"{digits}{-total % 10}"


def siret(rank: int) -> str:
    """Return a SIRET that no body can hold: the real ones never begin with three zeros."""
    return luhn(f"{luhn(f'000{rank:05d}')}0001")


class Registrar:
    """Invent organisations one after the other, each name and each seat once."""

    def __init__(self, draw: Draw, counties: dict[str, County], weights: dict[str, float]) -> None:
        self.draw, self.counties, self.weights = draw, counties, weights
        self.names: set[str] = set()
        self.bodies: list[Body] = []
        self.next_of = {kind: iter(self._listed(kind)) for kind in ("association-nationale", *self._LISTS)}

    _LISTS = {
        "retraite": names.RETIREMENT,
        "mutuelle": names.MUTUAL,
        "etat": names.STATE,
        "entreprise": names.COMPANY,
        "autre": names.OTHER,
    }

    def _listed(self, kind: str) -> tuple[str, ...]:
        return self._LISTS.get(kind, names.NATIONAL)

    def town(self, *, among: tuple[str, ...] = (), largest: int | None = None) -> Town:
        """Draw a commune, larger ones and engaged départements first."""
        codes = list(among or self.weights)
        county = self.counties[self.draw.weighted(codes, [self.weights.get(code, 1) for code in codes])]
        towns = county.towns[:largest]
        return self.draw.weighted(towns, [town.population**0.5 for town in towns])

    def named(self, kind: str) -> tuple[str, Town, str]:
        """Draw a free name, its seat, and the association that it belongs to."""
        if kind in self.next_of:
            return next(self.next_of[kind]), self.town(among=PARIS_REGION), ""
        while True:
            town = self.town(largest=12 if kind in {"clic", "bailleur", "centre-social"} else None)
            name, parent = self._candidate(kind, town)
            if key(name) not in self.names:
                return name, town, parent

    def _candidate(self, kind: str, town: Town) -> tuple[str, str]:
        county = self.counties[town.departement]
        if kind == "association-locale":
            if len(self.bodies) > len(names.NATIONAL) + 30 and self.draw.chance(0.2):
                parent = self.draw.one(names.NATIONAL[:20])
                return f"{parent}, antenne {county.genitive}", parent
            return f"{self.draw.one(names.LOCAL)} {town.genitive}", ""
        return {
            "ccas-commune": f"{'Commune' if self.draw.chance(0.15) else 'CCAS'} {town.genitive}",
            "clic": f"CLIC {town.genitive}",
            "conseil-departemental": f"Conseil départemental {county.genitive}",
            "bailleur": f"{self.draw.one(names.LANDLORD)} {county.genitive}",
            "centre-social": f"Centre social {self.draw.one(names.CENTRE)} {town.genitive}",
        }[kind], ""

    def enrol(
        self, kind: str, signed: Day, *, name: str = "", town: Town | None = None, parent: str = ""
    ) -> Body:
        """Add an organisation that signs on a day."""
        if not name or town is None:
            name, town, parent = self.named(kind)
        self.names.add(key(name))
        rank = len(self.bodies) + 1
        association = kind in {"association-nationale", "association-locale"}
        body = Body(
            name=name,
            kind=kind,
            town=None if kind == "conseil-departemental" else town,
            departement=town.departement,
            signed=signed,
            siret=siret(rank) if self.draw.chance(0.6) else "",
            parent=parent,
        )
        if (
            association
            and town.departement.isdigit()
            and len(town.departement) == 2
            and self.draw.chance(0.4)
        ):
            body.rna = f"W{town.departement}0{900000 + rank}"
        if self.draw.chance(0.55):
            block = (
                FICTION_MOBILE if self.draw.chance(0.2) else self.counties[town.departement].telephone_block
            )
            body.telephone = f"{block} {self.draw.between(0, 99):02d} {self.draw.between(0, 99):02d}"
        if association and self.draw.chance(0.5):
            host = "-".join(key(name).replace("association nationale ", "").split())[:50].strip("-")
            body.website = f"https://www.{host}.example" if self.draw.chance(0.6) else ""
            body.email = f"contact@{host}.example"
        self.bodies.append(body)
        return body


def invent_bodies(draw: Draw, counties: dict[str, County], weights: dict[str, float]) -> list[Body]:
    """Invent the organisations in the order of their signatures; the twins come last."""
    registrar = Registrar(draw, counties, weights)
    fixed = {
        "ccas-commune": ("CCAS de Saint-Céré", _town(counties, "46", "Saint-Céré")),
        "association-locale": ("La Porte d'à côté de Lormont", _town(counties, "33", "Lormont")),
    }
    for position, wave in enumerate(WAVES):
        kinds = [kind for kind, count in wave.kinds.items() for _ in range(count)]
        days = [draw.day(wave.first, wave.last) for _ in kinds]
        if position > 0:
            kinds = draw.some(kinds, len(kinds))
            days.sort()
        for kind, day in zip(kinds, days, strict=True):
            if position == 2 and kind in fixed:
                name, town = fixed.pop(kind)
                body = registrar.enrol(kind, day, name=name, town=town)
            else:
                body = registrar.enrol(kind, day)
            first_of_month = day.replace(day=1)
            if position > 1 and first_of_month >= wave.first and draw.chance(0.08):
                body.signed, body.signed_to_the_month = first_of_month, True
    _admit(draw, registrar.bodies)
    return [*registrar.bodies, *_twins(registrar.bodies)]


def _town(counties: dict[str, County], departement: str, name: str) -> Town:
    return next(town for town in counties[departement].towns if town.name == name)


def _twins(bodies: list[Body]) -> list[Body]:
    """Return the bodies that the register of January 2015 held twice, under another spelling."""
    return [
        Body(
            name=TWINS[body.name],
            kind=body.kind,
            town=body.town,
            departement=body.departement,
            signed=body.signed + dt.timedelta(19),
            twin_of=body.name,
        )
        for body in bodies
        if body.name in TWINS
    ]


def _admit(draw: Draw, bodies: list[Body]) -> None:
    """Choose the members of the association: most signatories, and some bodies that had not signed yet."""
    eligible = [body for body in bodies if body.signed <= dt.date(2016, 1, 31)]
    later = [body for body in bodies if dt.date(2016, 3, 1) <= body.signed <= dt.date(2016, 11, 22)]
    for body in draw.some(eligible, MEMBERS - MEMBERS_BEFORE_SIGNING):
        body.member_since = min(body.signed + dt.timedelta(draw.between(0, 90)), MEMBERS_COUNTED_ON)
    for body in draw.some(later, MEMBERS_BEFORE_SIGNING):
        body.member_since = draw.day(dt.date(2015, 3, 2), dt.date(2016, 1, 29))
    for body in bodies:
        if body.member_since is None and body.signed > MEMBERS_COUNTED_ON and draw.chance(0.3):
            body.member_since = body.signed + dt.timedelta(draw.between(10, 120))
        if body.member_since and body.member_since >= OPENING_OF_COLLEGES:
            body.college = "signataires"


def end_signatures(draw: Draw, bodies: list[Body], carriers: set[str]) -> None:
    """End some signatures, those of bodies that carry no team and are no member."""
    for first, last, count in ENDS:
        idle = [
            body
            for body in bodies
            if body.kind in {"association-locale", "ccas-commune"}
            and not (
                body.twin_of or body.ended or body.member_since or body.name in carriers or body.name in TWINS
            )
            and body.signed < first - dt.timedelta(30)
        ]
        for body in draw.some(idle, count):
            body.ended, body.end_reason = draw.day(first, last), draw.one(names.END_REASONS)
