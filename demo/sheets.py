"""Write the network as the spreadsheets that people really keep: each with its columns and its habits."""

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from demo.draw import Draw
from demo.model import Alliance, Carried, Crew, Day, Network, Step
from demo.places import County, read_counties
from demo.texts import ADOPTED, AXES, PROGRAMME, SUPPORTS, YEARS
from maillage.common.spreadsheets import Column, OutCell, SheetOut, write_ods, write_xlsx

BEGINNING = dt.date(1900, 1, 1)
JANUARY_2015 = dt.date(2015, 1, 27)
NOVEMBER_2016 = dt.date(2016, 11, 24)
END_2018 = dt.date(2018, 12, 31)
JUNE_2020 = dt.date(2020, 6, 15)
END_2024 = dt.date(2024, 12, 31)

MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)
KINDS = {
    "association-nationale": ("Association nationale", "ASSOCIATION NATIONALE", "association nationale"),
    "association-locale": ("Association locale", "association locale", "ASSOCIATION LOCALE"),
    "ccas-commune": ("CCAS, CIAS ou commune", "ccas-commune", "CCAS, CIAS OU COMMUNE"),
    "clic": ("CLIC", "Clic"),
    "conseil-departemental": ("Conseil départemental", "CONSEIL DÉPARTEMENTAL"),
    "retraite": ("Organisme de retraite", "organisme de retraite"),
    "mutuelle": ("Mutuelle", "MUTUELLE"),
    "bailleur": ("Bailleur social", "bailleur social"),
    "centre-social": ("Centre social", "centre social"),
    "etat": ("Service de l'État ou agence", "service de l’état ou agence"),
    "entreprise": ("Entreprise", "entreprise"),
    "autre": ("Autre organisation", "autre organisation"),
}
STAGES = {
    "contact": "Contact",
    "amorce": "Amorce",
    "structuration": "Structuration",
    "reconnue": "Reconnue",
    "lancee": "Lancée",
    "active": "Active",
    "en-sommeil": "En sommeil",
    "close": "Close",
    "pacte": "Pacte adopté",
}
LEVELS = {"departementale": "Départementale", "territoriale": "Territoriale", "locale": "Locale"}
EVIDENCE = {"reunion": "Réunion", "decision": "Décision", "document": "Document"}


def in_words(day: Day, *, to_the_month: bool = False) -> str:
    """Return « 27 janvier 2014 », or « janvier 2014 »."""
    month = f"{MONTHS[day.month - 1]} {day.year}"
    return month if to_the_month else f"{day.day} {month}"


def as_cell(day: Day | None, *, to_the_month: bool = False) -> OutCell:
    """Return a real date for a workbook; a month has no such date, so it is written in words."""
    return in_words(day, to_the_month=True) if day and to_the_month else day


@dataclass(frozen=True)
class Scribe:
    """Write what a register held on a day: what is new in it since the register before."""

    network: Network
    counties: dict[str, County]
    since: Day
    until: Day

    def known(self, day: Day | None) -> Day | None:
        """Return a day if the register could know it."""
        return day if day and day <= self.until else None

    def new(self, *days: Day | None) -> bool:
        """Tell whether one of these days came after the register before."""
        return any(day and self.since < day <= self.until for day in days)

    def place(self, departement: str) -> str:
        """Return the name of a département."""
        return self.counties[departement].name

    def organisations(self) -> SheetOut:
        """Return the organisations that signed, with their membership."""
        titles = (
            "Nom|Nature|SIRET|RNA|Commune|Code postal|Département|Rattachée à|Membre depuis|Collège"
            "|Site|Téléphone|Courriel"
        )
        rows = [
            (
                body.name,
                KINDS[body.kind][0],
                body.siret,
                body.rna,
                body.town.name if body.town else "",
                body.town.postal if body.town else "",
                self.place(body.departement),
                body.parent,
                self.known(body.member_since),
                body.college if self.known(body.member_since) else "",
                body.website,
                body.telephone,
                body.email,
            )
            for body in self.network.bodies
            if not body.twin_of and self.new(body.signed, body.member_since) and body.signed <= self.until
        ]
        return sheet("Organisations", titles, rows)

    def signatures(self) -> SheetOut:
        """Return the signatures of the national charter; those that ended say when and why."""
        titles = "Organisation|SIRET|Département|Signée le|Charte|Fin le|Motif de fin"
        rows = [
            (
                body.name,
                body.siret,
                self.place(body.departement),
                as_cell(body.signed, to_the_month=body.signed_to_the_month),
                "nationale",
                self.known(body.ended),
                body.end_reason if self.known(body.ended) else "",
            )
            for body in self.network.bodies
            if not body.twin_of and self.new(body.signed, body.ended)
        ]
        return sheet("Signatures", titles, rows)

    def team_charters(self) -> SheetOut:
        """Return the signatures of the charter of the citizen team."""
        rows = [
            (crew.name, self.place(crew.town.departement), crew.recognised, "équipe")
            for crew in self.network.crews
            if self.new(crew.recognised)
        ]
        return sheet("Signatures", "Équipe|Département|Signée le|Charte", rows)

    def cooperations(self) -> SheetOut:
        """Return the cooperations and what they cover."""
        rows = [
            (
                alliance.name,
                LEVELS[alliance.level],
                self.place(alliance.departement),
                alliance.town.name if alliance.town else "",
                " ; ".join(alliance.territories),
                alliance.telephone,
                alliance.email,
            )
            for alliance in self.network.alliances
            if self.new(alliance.steps[0].on)
        ]
        titles = "Nom|Niveau|Département|Commune|Territoires|Téléphone|Courriel"
        return sheet("Coopérations", titles, rows)

    def stages(self) -> SheetOut:
        """Return the stages of the cooperations, as they came."""
        found = [(s, a) for a in self.network.alliances for s in a.steps if self.new(s.on)]
        rows = [(alliance.name, *self._step(step)) for step, alliance in sorted(found, key=_by_day)]
        return sheet("Étapes", "Coopération|Étape|Depuis le|Preuve|Détail", rows)

    def team_stages(self) -> SheetOut:
        """Return the meetings where teams adopted their pact."""
        found = [(s, c) for c in self.network.crews for s in c.steps if self.new(s.on)]
        rows = [
            (crew.name, self.place(crew.town.departement), *self._step(step))
            for step, crew in sorted(found, key=_by_day)
        ]
        return sheet("Étapes", "Équipe|Département|Étape|Depuis le|Preuve|Détail", rows)

    def _step(self, step: Step) -> tuple[OutCell, ...]:
        day = as_cell(step.on, to_the_month=step.to_the_month)
        return STAGES[step.stage], day, EVIDENCE[step.evidence_kind], step.evidence

    def crews(self) -> SheetOut:
        """Return the teams, with the days that changed their lives."""
        titles = (
            "Nom|Commune|Code postal|Département|Territoires|Activités|Émergente le|Reconnue le|En sommeil le|Close le"
            "|Téléphone|Courriel"
        )
        rows = [
            (
                crew.name,
                crew.town.name,
                crew.town.postal,
                self.place(crew.town.departement),
                " ; ".join(crew.territories),
                crew.activities,
                self.known(crew.emerging),
                self.known(crew.recognised),
                self.known(crew.dormant),
                self.known(crew.closed),
                crew.telephone,
                crew.email,
            )
            for crew in self.network.crews
            if self.new(crew.emerging, crew.recognised, crew.dormant, crew.closed)
        ]
        return sheet("Équipes", titles, rows)

    def carryings(self) -> SheetOut:
        """Return who carries which team."""
        rows = [
            (crew.name, carried.body.name, carried.since, self.known(carried.until))
            for crew, carried in self._carried()
            if self.new(carried.since, carried.until)
        ]
        return sheet("Portages", "Équipe|Porteur|Depuis le|Jusqu'au", rows)

    def _carried(self) -> Iterable[tuple[Crew, Carried]]:
        return ((crew, carried) for crew in self.network.crews for carried in crew.carriers)

    def supports(self) -> SheetOut:
        """Return the supports launched since the register before."""
        rows = [
            (name, kind, as_cell(day, to_the_month=month), self.known(until), text)
            for name, kind, day, month, until, text in SUPPORTS
            if self.new(day, until)
        ]
        return sheet("Appuis", "Nom|Nature|Lancé le|Jusqu'au|Description", rows)


def _by_day(found: tuple[Step, Alliance | Crew]) -> tuple[Day, str]:
    return found[0].on, found[1].name


def programme() -> SheetOut:
    """Return the programme, one line an action; an axis without action has a line of its own."""
    rows = [
        (PROGRAMME, ADOPTED, YEARS, axis, title, aim, number, action)
        for axis, title, aim, actions in AXES
        for number, action in actions or (("", ""),)
    ]
    titles = "Programme|Adopté le|Années|Axe|Titre de l'axe|Visée|Action|Titre de l'action"
    return sheet("Programme", titles, rows)


def sheet(name: str, titles: str, rows: Iterable[Sequence[OutCell]]) -> SheetOut:
    """Return a sheet from its titles, separated by bars."""
    return SheetOut(name=name, columns=[Column(title) for title in titles.split("|")], rows=list(rows))


def write_text(target: Path, table: SheetOut, *, separator: str, encoding: str) -> None:
    """Write a table as a CSV of an older program."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator="\r\n")
    writer.writerow([column.title for column in table.columns])
    for row in table.rows:
        writer.writerow([f"{cell:%d/%m/%Y}" if isinstance(cell, dt.date) else cell or "" for cell in row])
    target.write_bytes(text.getvalue().encode(encoding))


def january_2015(scribe: Scribe, draw: Draw) -> SheetOut:
    """Return the first register, typed by several hands: dates, kinds and communes as they came."""
    shapes: tuple[Callable[[Day], str], ...] = (
        lambda day: f"{day:%d/%m/%Y}",
        lambda day: f"{day:%d/%m/%Y}",
        in_words,
        lambda day: day.isoformat(),
    )
    rows = []
    for body in sorted(scribe.network.bodies, key=lambda body: (body.signed, body.name)):
        if body.signed > scribe.until:
            continue
        commune = body.town.name if body.town else ""
        if draw.chance(0.3):
            commune = commune.replace("Saint-", "St ").replace("Sainte-", "Ste ")
        elif draw.chance(0.2):
            commune = commune.upper()
        signed = (
            in_words(body.signed, to_the_month=True)
            if body.signed_to_the_month
            else draw.one(shapes)(body.signed)
        )
        siret = f"{body.siret[:3]} {body.siret[3:6]} {body.siret[6:9]} {body.siret[9:]}" if body.siret else ""
        rows.append(
            (
                body.name,
                draw.one(KINDS[body.kind]),
                siret,
                commune,
                body.town.postal if body.town else "",
                scribe.place(body.departement) if draw.chance(0.5) else body.departement,
                signed,
            )
        )
    return sheet("", "Nom de la structure|Type|N° SIRET|Ville|CP|Dép.|Date de signature", rows)


def february_2015(scribe: Scribe) -> SheetOut:
    """Return the two lines of the first register that were the same body twice."""
    rows = [
        (body.name, scribe.place(body.departement), f"{body.signed:%d/%m/%Y}", f"doublon de {body.twin_of}")
        for body in scribe.network.bodies
        if body.twin_of
    ]
    return sheet("", "Organisation|Département|Signée le|Retrait (motif)", rows)


def write_files(network: Network, target: Path) -> None:
    """Write every file, oldest knowledge first."""
    counties = read_counties()
    target.mkdir(parents=True, exist_ok=True)
    first = Scribe(network, counties, BEGINNING, JANUARY_2015)
    write_text(
        target / "01-signataires-janvier-2015.csv",
        january_2015(first, Draw(2015)),
        separator=";",
        encoding="cp1252",
    )
    write_text(target / "02-doublons-fevrier-2015.csv", february_2015(first), separator=",", encoding="utf-8")
    second = Scribe(network, counties, BEGINNING, NOVEMBER_2016)
    write_xlsx(target / "03-organisations-novembre-2016.xlsx", [second.organisations(), second.signatures()])
    write_ods(target / "04-cooperations-novembre-2016.ods", [second.cooperations(), second.stages()])
    write_text(target / "05-equipes-novembre-2016.csv", second.crews(), separator="\t", encoding="utf-8-sig")
    write_text(target / "06-portages-novembre-2016.csv", second.carryings(), separator=";", encoding="utf-8")
    write_xlsx(
        target / "07-chartes-equipes-novembre-2016.xlsx", [second.team_charters(), second.team_stages()]
    )
    write_ods(target / "08-appuis-programme-novembre-2016.ods", [second.supports(), programme()])
    before = NOVEMBER_2016
    for name, day, write in (
        ("09-registre-2018.xlsx", END_2018, write_xlsx),
        ("10-registre-juin-2020.ods", JUNE_2020, write_ods),
        ("11-registre-2024.xlsx", END_2024, write_xlsx),
    ):
        scribe = Scribe(network, counties, before, day)
        tables = [
            scribe.organisations(),
            scribe.signatures(),
            scribe.cooperations(),
            scribe.stages(),
            scribe.crews(),
            scribe.carryings(),
            scribe.supports(),
        ]
        write(target / name, tables)
        before = day
