"""The question that a page answers: of which day, as known when, about which territory."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from maillage.common.errors import Refused
from maillage.common.facts import end_of_day
from maillage.common.normalise import parse_day
from maillage.indicators.measure import FRANCE
from maillage.indicators.reach import perimeter_label
from maillage.territory.perimeter import Perimeter

# Before the mobilisation nothing is dated; the slider begins here.
FIRST = dt.date(2013, 1, 1)


@dataclass(frozen=True, kw_only=True)
class Question:
    """Hold what an address asks; what could not be understood is said in sentences, and left at its default."""

    as_of: dt.date
    known_at: dt.datetime
    known_on: dt.date | None = None
    perimeter: Perimeter = FRANCE
    problems: tuple[str, ...] = ()
    today: dt.date = field(kw_only=True)

    @property
    def parameters(self) -> dict[str, str]:
        """Return the question as the parameters of an address, defaults left out."""
        asked = {
            "au": "" if self.as_of == self.today else self.as_of.isoformat(),
            "connu": self.known_on.isoformat() if self.known_on else "",
            "perimetre": "" if self.perimeter.is_france else str(self.perimeter),
        }
        return {name: value for name, value in asked.items() if value}

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Return what a form that changes the day must carry along."""
        return [(name, value) for name, value in self.parameters.items() if name != "au"]

    @property
    def query(self) -> str:
        """Return the question as the end of an address, with its question mark, or nothing."""
        return f"?{urlencode(self.parameters)}" if self.parameters else ""


def question(given: Mapping[str, str], *, now: dt.datetime, today: dt.date) -> Question:
    """Read a question from the parameters of an address; a bad one is told and takes its default."""
    problems: list[str] = []
    as_of = _day(given.get("au", ""), today=today, problems=problems) or today
    known_on = _day(given.get("connu", ""), today=today, problems=problems)
    perimeter = FRANCE
    if text := given.get("perimetre", ""):
        try:
            perimeter = Perimeter.parse(text[:100])
            perimeter_label(perimeter)
        except Refused as refusal:
            perimeter = FRANCE
            problems.append(str(refusal))
    return Question(
        as_of=as_of,
        known_at=end_of_day(known_on) if known_on and known_on < today else now,
        known_on=known_on if known_on and known_on < today else None,
        perimeter=perimeter,
        problems=tuple(problems),
        today=today,
    )


def _day(text: str, *, today: dt.date, problems: list[str]) -> dt.date | None:
    """Return a day of the mobilisation's past, or nothing with the reason why."""
    if not text.strip():
        return None
    try:
        day = parse_day(text[:40]).on
    except Refused as refusal:
        problems.append(str(refusal))
        return None
    if day < FIRST:
        problems.append(_("Rien n'est daté d'avant 2013 : voici les chiffres d'aujourd'hui."))
        return None
    if day > today:
        problems.append(_("Cette date est dans le futur : voici les chiffres d'aujourd'hui."))
        return None
    return day
