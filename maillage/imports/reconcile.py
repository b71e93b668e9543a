"""What a statement of a file means for the facts that the register holds: a pure answer, no database.

A file states what was known on a day K (`known_from`). It is compared first with what the register believed on K:
so a file applied twice, or an old file applied again after newer ones, changes nothing. Then:

- nothing believed and nothing learned later: the fact is created, known since K;
- a fact that competes with it (same key, periods that meet): it is corrected, as one act known since K;
- the same fact, learned later than K: knowledge is widened. The fact is retracted since the very moment when it
  began to be known (it was then never believed) and written again, known since K;
- another fact, learned later than K: the statement is history. It is written as known from K until that moment.
"""

import calendar
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType
from typing import Any, NamedTuple

from maillage.common.facts import Precision

_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Verb(Enum):
    """What a statement does to the facts of its key."""

    CREATE = "create"
    CORRECT = "correct"
    WIDEN = "widen"
    REMEMBER = "remember"
    RETRACT = "retract"
    SAME = "same"
    SINCE_RETRACTED = "since retracted"
    ALREADY_RETRACTED = "already retracted"
    TWICE = "twice"
    SEVERAL = "several"
    CONTRADICTED = "contradicted"
    NOTHING_TO_RETRACT = "nothing to retract"


@dataclass(slots=True, eq=False)
class Fact:
    """Hold a fact of the register, or one that the file has just stated (it has a line)."""

    pk: int | None
    start: dt.date | None
    precision: str
    end: dt.date | None
    known_from: dt.datetime
    known_until: dt.datetime | None = None
    content: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    line: int | None = None

    def known_at(self, moment: dt.datetime) -> bool:
        """Tell whether the fact was believed at a moment."""
        return self.known_from <= moment and (self.known_until is None or self.known_until > moment)


class Statement(NamedTuple):
    """Hold what a line says of a fact; what it leaves empty is not said."""

    line: int
    start: dt.date | None
    precision: str = Precision.DAY
    end: dt.date | None = None
    content: Mapping[str, Any] = _NOTHING


class Verdict(NamedTuple):
    """Say what to do, to which fact, and what changes in it."""

    verb: Verb
    fact: Fact | None = None
    changes: Mapping[str, Any] = _NOTHING
    until: dt.datetime | None = None


def last_day(start: dt.date, precision: str) -> dt.date:
    """Return the last day that a date may mean."""
    if precision == Precision.YEAR:
        return dt.date(start.year, 12, 31)
    if precision == Precision.MONTH:
        return start.replace(day=calendar.monthrange(start.year, start.month)[1])
    return start


def fits(fact: Fact, said: Statement) -> bool:
    """Tell whether what is said of the start is what the fact holds, or a vaguer way to say it."""
    if said.start is None or (said.start == fact.start and said.precision == fact.precision):
        return True
    if fact.start is None:
        return False
    return said.start <= fact.start and last_day(fact.start, fact.precision) <= last_day(
        said.start, said.precision
    )


def agrees(fact: Fact, said: Statement) -> bool:
    """Tell whether a fact holds all that is said."""
    return (
        fits(fact, said)
        and (said.end is None or said.end == fact.end)
        and all(fact.content.get(name) == value for name, value in said.content.items())
    )


def exactly(fact: Fact, said: Statement) -> bool:
    """Tell whether a fact holds what is said and nothing more: what is left empty must be empty there too."""
    others = (value for name, value in fact.content.items() if name not in said.content)
    return agrees(fact, said) and said.end == fact.end and not any(others)


def meets(fact: Fact, said: Statement) -> bool:
    """Tell whether the periods of a fact and of a statement have a day in common."""
    return (said.start or dt.date.min) < (fact.end or dt.date.max) and (fact.start or dt.date.min) < (
        said.end or dt.date.max
    )


def decide(
    facts: Sequence[Fact],
    said: Statement,
    moment: dt.datetime,
    competes: Callable[[Fact, Statement], bool] = meets,
) -> Verdict:
    """Return what a statement known since a moment means for the facts of its key."""
    if not facts:
        return Verdict(Verb.CREATE)
    then = [fact for fact in facts if fact.known_at(moment)]
    for fact in then:
        if agrees(fact, said):
            if fact.line is not None and fact.line != said.line:
                return Verdict(Verb.TWICE, fact)
            fact.line = said.line
            return Verdict(Verb.SAME if fact.known_until is None else Verb.SINCE_RETRACTED, fact)
    rivals = [fact for fact in then if competes(fact, said)]
    spoken = next((fact for fact in rivals if fact.line is not None), None)
    if spoken is not None:
        return Verdict(Verb.TWICE, spoken)
    later = [
        f for f in facts if f.known_from > moment and f.known_until != f.known_from and competes(f, said)
    ]
    if later:
        return _before(later, rivals, said)
    return _against(rivals, said)


def _against(rivals: Sequence[Fact], said: Statement) -> Verdict:
    """Return what to do with a statement that the facts believed on its day contradict, or do not."""
    if not rivals:
        return Verdict(Verb.CREATE)
    if rivals[0].known_until is not None:
        return Verdict(Verb.SINCE_RETRACTED, rivals[0])
    if len(rivals) > 1:
        return Verdict(Verb.SEVERAL, rivals[0])
    return Verdict(Verb.CORRECT, rivals[0], differences(rivals[0], said))


def _before(later: Sequence[Fact], rivals: Sequence[Fact], said: Statement) -> Verdict:
    """Return what to do with a statement that is older than some of what the register knows."""
    if rivals:
        return Verdict(Verb.CONTRADICTED, rivals[0])
    only = later[0]
    if len(later) == 1 and only.known_until is None and exactly(only, said):
        return Verdict(Verb.WIDEN, only)
    return Verdict(Verb.REMEMBER, until=min(fact.known_from for fact in later))


def differences(fact: Fact, said: Statement) -> dict[str, Any]:
    """Return the fields that a statement changes in a fact."""
    changes: dict[str, Any] = {}
    if not fits(fact, said):
        changes |= {"start": said.start, "precision": said.precision}
    if said.end is not None and said.end != fact.end:
        changes["end"] = said.end
    return changes | {name: value for name, value in said.content.items() if fact.content.get(name) != value}


def withdraw(facts: Sequence[Fact], said: Statement, moment: dt.datetime) -> Verdict:
    """Return what the retraction of a fact, known since a moment, means for the facts of its key."""
    meant = [fact for fact in facts if fits(fact, said)]
    then = [fact for fact in meant if fact.known_at(moment)]
    believed = [fact for fact in then if fact.known_until is None]
    if len(believed) > 1:
        return Verdict(Verb.SEVERAL, believed[0])
    if believed:
        return Verdict(Verb.TWICE if believed[0].line is not None else Verb.RETRACT, believed[0])
    gone = [fact for fact in meant if fact.known_until is not None]
    if gone:
        return Verdict(Verb.ALREADY_RETRACTED, gone[-1])
    later = [fact for fact in meant if fact.known_from > moment]
    return Verdict(Verb.RETRACT, later[0]) if later else Verdict(Verb.NOTHING_TO_RETRACT)
