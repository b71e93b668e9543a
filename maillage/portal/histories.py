"""What happened to a subject, line by line, as known at a moment: the days first, then the words."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from maillage.common.facts import DatedFact, Precision
from maillage.network.models import (
    Cooperation,
    CooperationStage,
    CooperationStageChange,
    Organisation,
    Signature,
    Team,
    TeamStage,
    TeamStageChange,
)
from maillage.portal.moment import Moment
from maillage.territory.perimeter import Perimeter

LONGEST = 40  # lines; the older ones are on the pages of each subject


@dataclass(frozen=True, kw_only=True)
class Happened:
    """Hold one line of a history."""

    on: dt.date
    precision: str
    sentence: str
    url: str = ""


def organisation_history(
    row: Organisation, moment: Moment, *, signatures: Iterable[Signature]
) -> list[Happened]:
    """Return what happened to an organisation until a day: it signed, carried, joined, and what ended."""
    known, day = moment.known_at, moment.as_of
    found: list[Happened] = []
    for signature in signatures:
        title = signature.charter.title
        found += _period(signature, _("Signe : %s") % title, _("La signature prend fin : %s") % title, day)
    for carrying in row.carryings.known_at(known).until(day).with_team():
        name = carrying.team.name
        link = carrying.team.get_absolute_url() + moment.suffix
        found += _period(carrying, _("Porte l'équipe : %s") % name, _("Ne porte plus : %s") % name, day, link)
    for membership in row.memberships.known_at(known).until(day):
        found += _period(
            membership,
            _("Devient membre de l'association"),
            _("N'est plus membre de l'association"),
            day,
        )
    return _in_order(found)


def departement_history(perimeter: Perimeter, moment: Moment) -> list[Happened]:
    """Return what happened in a place until a day: stages of its cooperations, teams recognised or closed."""
    known, day = moment.known_at, moment.as_of
    cooperations = Cooperation.objects.seated(as_of=day, known_at=known).reaching(
        perimeter, as_of=day, known_at=known
    )
    teams = Team.objects.seated(as_of=day, known_at=known).reaching(perimeter, as_of=day, known_at=known)
    changes = CooperationStageChange.objects.known_at(known).until(day).of_cooperations(cooperations)
    found = [
        Happened(
            on=change.changed_on,
            precision=change.precision,
            sentence=f"{change.cooperation.name} – {CooperationStage(change.stage).label}",
            url=change.cooperation.get_absolute_url() + moment.suffix,
        )
        for change in changes.latest_first()[:LONGEST]
    ]
    passed = TeamStageChange.objects.known_at(known).until(day).of_teams(teams)
    passed = passed.at_stages([TeamStage.RECOGNISED, TeamStage.CLOSED])
    found += [
        Happened(
            on=change.changed_on,
            precision=change.precision,
            sentence=f"{change.team.name} – {TeamStage(change.stage).label}",
            url=change.team.get_absolute_url() + moment.suffix,
        )
        for change in passed.latest_first()[:LONGEST]
    ]
    return _in_order(found)


def _period(fact: DatedFact, begins: str, ends: str, day: dt.date, url: str = "") -> list[Happened]:
    """Return the lines of a fact: the day it began, and the day it ended when that has come."""
    found = []
    if fact.started_on:
        found.append(Happened(on=fact.started_on, precision=fact.started_precision, sentence=begins, url=url))
    if fact.ended_on and fact.ended_on <= day:
        sentence = f"{ends} ({fact.end_reason})" if fact.end_reason else ends
        found.append(Happened(on=fact.ended_on, precision=Precision.DAY, sentence=sentence, url=url))
    return found


def _in_order(found: list[Happened]) -> list[Happened]:
    """Return lines, the last first, as many as a page shows."""
    return sorted(found, key=lambda line: (-line.on.toordinal(), line.sentence))[:LONGEST]
