"""Open a figure: the records behind it, and what changed between two states of knowledge."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.common.facts import Recorded
from maillage.common.formats import LEAST, number
from maillage.common.formats import day as written_day
from maillage.events.models import Event
from maillage.experiments.models import Experiment
from maillage.indicators.algebra import NEVER, NONE, WEIGHT, Amounts, Ints, Periods
from maillage.indicators.catalogue import indicator
from maillage.indicators.definitions import Flow, Indicator, Ratio, Stock
from maillage.indicators.nearness import METRES, NEAREST
from maillage.indicators.origins import load_of, source_of
from maillage.indicators.protection import counts_people, hides
from maillage.indicators.reach import flowing, within
from maillage.indicators.register import Register
from maillage.network.models import Team
from maillage.network.models.places import Subject
from maillage.observatory.models import DatasetImport
from maillage.resources.models import Resource
from maillage.territory.models import Commune, Departement
from maillage.territory.perimeter import FRANCE, Perimeter

_MOST_ROWS = 1 << 32  # that could be equal: a rank and a number make one number
# Under which name each kind of fact keeps its first day.
_FIRST_DAYS = ("started_on", "changed_on", "on", "held_on", "period_on")


# Why a commune came or left when no fact of the register makes it count.
_NO_FACT = gettext_lazy("une équipe proche, ou ce que l'on sait de la commune, a changé")

Kind = Literal["came", "left", "corrected"]
SAID: Mapping[Kind, Promise] = {
    "left": gettext_lazy("ne compte plus"),
    "came": gettext_lazy("compte désormais"),
    "corrected": gettext_lazy("corrigé"),
}


@dataclass(frozen=True, kw_only=True)
class Record:
    """Give one thing that a figure counts, and the fact that makes it count."""

    subject: int
    label: str
    url: str
    place: str
    since: dt.date | None
    until: dt.date | None
    source: str
    known_from: dt.datetime | None
    # What it adds to a sum; none where each record counts for one, or where it would say how many people a team met.
    amount: int | None = None
    # What else is told of it: of a commune, which team is the nearest, and how far.
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Difference:
    """Give one thing that two states do not count alike, and why: it came, it left, or its fact was corrected."""

    record: Record
    kind: Kind
    reason: str

    @property
    def said(self) -> str:
        """Return what happened to it, in a word or two."""
        return str(SAID[self.kind])

    @property
    def came(self) -> bool:
        """Tell whether the second state alone counts it."""
        return self.kind == "came"


def records(
    code: str,
    *,
    as_of: dt.date,
    known_at: dt.datetime,
    perimeter: Perimeter = FRANCE,
    since: dt.date | None = None,
    register: Register | None = None,
) -> list[Record]:
    """Return what a figure counts on a day, as known at a moment: as many records as its value says.

    For a ratio, those of its numerator. Where the value is kept silent, nothing is listed: to list is to count.
    """
    figure = indicator(code)
    rows = _counted(figure, as_of, since, perimeter, register or Register(known_at))
    return [] if _silent(figure, perimeter, rows) else _records(figure, rows)


def differences(
    code: str,
    *,
    as_of: dt.date,
    before: dt.datetime,
    after: dt.datetime,
    perimeter: Perimeter = FRANCE,
    since: dt.date | None = None,
    until: dt.date | None = None,
    registers: tuple[Register, Register] | None = None,
) -> list[Difference]:
    """Return what sets a figure of two states apart, row by row: what left, what came, what was corrected.

    The first state is that of a day as known before; the second is that of the same day, or of `until`, as known after.
    Both registers may be shared by the figures of one page.
    """
    figure = indicator(code)
    day = until or as_of
    older, newer = registers or (Register(before), Register(after))
    old = _counted(figure, as_of, since, perimeter, older)
    new = _counted(figure, day, since, perimeter, newer)
    if _silent(figure, perimeter, old) or _silent(figure, perimeter, new):
        return []
    weigh = not figure.census
    left, came = _missing(old, new, weigh=weigh), _missing(new, old, weigh=weigh)
    kept = _missing(old, left, weigh=weigh)
    rewritten = kept.keep(~np.isin(kept.fact, new.fact))
    facts = _facts(figure, left) | _facts(figure, rewritten)
    found = [
        Difference(record=record, kind="left", reason=_why_gone(facts.get(fact), after, day))
        for record, fact in zip(_records(figure, left), left.fact.tolist(), strict=True)
    ]
    listed = _records(figure, rewritten) if len(rewritten) else []
    for record, pk in zip(listed, rewritten.fact.tolist(), strict=True):
        fact = facts.get(pk)
        if fact is not None and _is_retracted(fact, after):
            found.append(
                Difference(
                    record=record, kind="corrected", reason=_("corrigé depuis : %s") % fact.retraction_reason
                )
            )
    added = [
        Difference(record=record, kind="came", reason=_why_come(record, before))
        for record in _records(figure, came)
    ]
    if figure.census and counts_people(figure):
        found += _other_census(load_of(figure, older, as_of), load_of(figure, newer, day))
    return [*found, *added]


def _other_census(was: DatasetImport | None, now: DatasetImport | None) -> list[Difference]:
    """Say in one row that two states count people from two files: a row for each commune would say no more."""
    if was == now:
        return []
    names = [f"{source_of(load)} ({load.file_name})" if load else source_of(load) for load in (was, now)]
    told = now or was
    record = Record(
        subject=0,
        label=names[1],
        url="",
        place="",
        since=None,
        until=None,
        source=names[1],
        known_from=told.known_from if told else None,
    )
    reason = _("un autre fichier dit combien de personnes vivent dans chaque commune ; avant : %s") % names[0]
    return [Difference(record=record, kind="corrected", reason=reason)]


def _silent(figure: Indicator, perimeter: Perimeter, rows: Periods | Amounts) -> bool:
    """Tell whether rows count too few people to be listed in a perimeter."""
    return hides(figure, perimeter, int(_amounts(rows).sum()))


def _is_retracted(fact: Recorded, after: dt.datetime) -> bool:
    """Tell whether a fact is not believed any more at a moment."""
    return fact.known_until is not None and fact.known_until <= after


def _why_gone(fact: Recorded | None, after: dt.datetime, day: dt.date) -> str:
    """Return why a fact no longer counts: retracted, ended by the second day, or hidden by another one."""
    if fact is None:
        return str(_NO_FACT)
    if fact is not None and _is_retracted(fact, after):
        return _("retiré du registre : %s") % fact.retraction_reason
    ended = getattr(fact, "ended_on", None)
    if ended is not None and ended <= day:
        return _("fini le %s") % written_day(ended)
    return _("un autre fait, appris depuis, le remplace")


def _why_come(record: Record, before: dt.datetime) -> str:
    """Return why a thing counts in the second state alone: it began since, or it was learned since."""
    if record.known_from is None:
        return str(_NO_FACT)
    if record.known_from is not None and record.known_from <= before and record.since is not None:
        return _("compte depuis le %s") % written_day(record.since)
    return _("appris depuis : %s") % (record.source or _("sans document"))


def _counted(
    figure: Indicator, as_of: dt.date, since: dt.date | None, perimeter: Perimeter, register: Register
) -> Periods | Amounts:
    """Return one row for each thing that a figure counts: a distinct subject of a stock, a fact of a flow."""
    day = as_of.toordinal()
    if isinstance(figure, Ratio):
        figure = figure.numerator
    if isinstance(figure, Flow):
        first = since.toordinal() if since else NEVER
        amounts = flowing(figure, perimeter, register=register, first=first, last=day)
        return amounts.keep(np.lexsort((amounts.fact, amounts.on, amounts.subject)))
    periods = within(figure.population(register), perimeter, figure=figure, register=register).holding(day)
    # Of several rows of one subject the oldest speaks, whatever the order in which the database gave them.
    periods = periods.keep(np.lexsort((periods.fact, periods.start, periods.subject)))
    counted = periods.fact if WEIGHT in periods.attributes else periods.subject
    _counted_once, firsts = np.unique(counted, return_index=True)
    rows = periods.keep(firsts)
    return figure.behind(register, rows, day) if figure.behind else rows


def _amounts(rows: Periods | Amounts) -> Ints:
    """Return what each row adds to the figure."""
    if isinstance(rows, Amounts):
        return rows.amount
    return rows.attributes.get(WEIGHT, np.ones(len(rows), np.int64))


def _missing(these: Periods | Amounts, those: Periods | Amounts, *, weigh: bool) -> Periods | Amounts:
    """Return the rows whose subject, day for dated amounts, and amount where it is told, are not among the others."""
    keys = np.concatenate([_keys(these, weigh=weigh), _keys(those, weigh=weigh)])
    _distinct, ranks = np.unique(keys, axis=0, return_inverse=True)
    mine, theirs = (_numbered(part) for part in np.split(ranks.reshape(-1), [len(these)]))
    return these.keep(~np.isin(mine, theirs))


def _numbered(ranks: Ints) -> Ints:
    """Tell equal rows apart by their number, so that one of two stays missing where the other is alone."""
    order = np.argsort(ranks, kind="stable")
    ordered = ranks[order]
    numbers = np.empty(len(ranks), np.int64)
    numbers[order] = np.arange(len(ranks)) - np.searchsorted(ordered, ordered)
    return ranks * _MOST_ROWS + numbers


def _keys(rows: Periods | Amounts, *, weigh: bool) -> Ints:
    """Return what tells rows apart from one state of knowledge to another."""
    nothing = np.zeros(len(rows), np.int64)
    days = rows.on if isinstance(rows, Amounts) else nothing
    return np.stack([rows.subject, days, _amounts(rows) if weigh else nothing], axis=1)


def _facts(figure: Indicator, rows: Periods | Amounts) -> dict[int, Recorded]:
    """Return the facts behind rows, by identifier."""
    model = figure.numerator.fact if isinstance(figure, Ratio) else figure.fact
    found = model._default_manager.in_bulk(rows.fact.tolist())
    return {pk: fact for pk, fact in found.items() if isinstance(fact, Recorded)}


def _names(figure: Indicator, rows: Periods | Amounts) -> dict[int, tuple[str, str]]:
    """Return how each subject is called and where its page is; some are nobody's to name, people first."""
    if figure.census:  # as many as all of France holds: read at once, and no page is theirs
        return {pk: (name, "") for pk, name in Commune.objects.values_list("pk", "name")}
    people = _("une personne") if counts_people(figure) else ""
    if unnamed := str(figure.unnamed) or people:
        return dict.fromkeys(rows.subject.tolist(), (unnamed, ""))
    read = figure.subject._default_manager.select_related(*figure.named_by)
    return {
        pk: (
            str(subject),
            subject.get_absolute_url()
            if isinstance(subject, Subject | Resource | Experiment | Event)
            else "",
        )
        for pk, subject in read.in_bulk(rows.subject.tolist()).items()
    }


def _records(figure: Indicator, rows: Periods | Amounts) -> list[Record]:
    """Return rows as records, with names, places and sources, in two queries; communes, with their nearest team."""
    names, facts = _names(figure, rows), _facts(figure, rows)
    places = dict(Departement.objects.values_list("pk", "name")) if "departement" in rows.attributes else {}
    seats: Iterable[int] = (
        rows.attributes["departement"].tolist() if "departement" in rows.attributes else [-1] * len(rows)
    )
    unsaid, made = str(figure.source), []
    for pk, fact_pk, seat, amount, note in zip(
        rows.subject.tolist(),
        rows.fact.tolist(),
        seats,
        _told_amounts(figure, rows),
        _notes(figure, rows),
        strict=True,
    ):
        (label, url), fact = names[pk], facts.get(fact_pk)
        days = (getattr(fact, name, None) for name in _FIRST_DAYS)
        made.append(
            Record(
                subject=pk,
                label=label,
                url=url,
                place=places.get(seat, ""),
                since=next((day for day in days if day), None),
                until=getattr(fact, "ended_on", None),
                source=fact.source if fact else unsaid,
                known_from=fact.known_from if fact else None,
                amount=amount,
                note=note,
            )
        )
    return made


def _told_amounts(figure: Indicator, rows: Periods | Amounts) -> list[int | None]:
    """Return what each row adds to a sum, where it may be told: few people of a commune are not."""
    if figure.census and counts_people(figure):
        return [amount if not 0 < amount < LEAST else None for amount in _amounts(rows).tolist()]
    weighs = not counts_people(figure) and isinstance(figure, Stock | Flow) and bool(figure.declared)
    amounts: list[int | None] = _amounts(rows).tolist()
    return amounts if weighs else [None] * len(rows)


def _notes(figure: Indicator, rows: Periods | Amounts) -> list[str]:
    """Return, of communes, which team is the nearest and how far; nothing of anything else."""
    if not figure.census or NEAREST not in rows.attributes:
        return [""] * len(rows)
    names = dict(Team.objects.values_list("pk", "name"))
    said = _("équipe la plus proche : %(team)s, à %(km)s km")
    none = _("aucune équipe n'est reconnue")
    told = zip(rows.attributes[NEAREST].tolist(), rows.attributes[METRES].tolist(), strict=True)
    return [
        none if team == NONE else said % {"team": names[team], "km": number(metres / 1000, 1)}
        for team, metres in told
    ]
