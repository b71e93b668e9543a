"""Stages of cooperations and of teams, as two kinds of import tell them."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from maillage.common.normalise import Day
from maillage.imports.acts import Record
from maillage.imports.cells import spellings
from maillage.imports.reconcile import Fact, Statement
from maillage.imports.register import STAGES, Register
from maillage.imports.steps import Step, state, when
from maillage.network.models import Cooperation, CooperationStage, Team, TeamStage

_WORDS = {
    Cooperation: {
        "en contact": "contact",
        "en amorce": "amorce",
        "amorcée": "amorce",
        "amorçage": "amorce",
        "structurée": "structuration",
        "en structuration": "structuration",
        "en cours de structuration": "structuration",
        "lancement": "lancee",
        "reconnaissance": "reconnue",
        "sommeil": "en-sommeil",
        "en veille": "en-sommeil",
        "fermée": "close",
        "clôturée": "close",
    },
    Team: {
        "en projet": "idee",
        "émergence": "emergente",
        "portage": "portee",
        "pacte": "pacte",
        "reconnaissance": "reconnue",
        "sommeil": "en-sommeil",
        "en veille": "en-sommeil",
        "fermée": "close",
        "clôturée": "close",
    },
}
SPELLINGS: Mapping[Any, Mapping[str, str]] = {
    Cooperation: spellings(((s.value, str(s.label)) for s in CooperationStage), _WORDS[Cooperation]),
    Team: spellings(((s.value, str(s.label)) for s in TeamStage), _WORDS[Team]),
}
LABELS: Mapping[Any, Mapping[str, str]] = {
    Cooperation: {s.value: str(s.label) for s in CooperationStage},
    Team: {s.value: str(s.label) for s in TeamStage},
}


def facts_of(register: Register, record: Record) -> list[Fact]:
    """Return all that is known of the stages of a subject."""
    return register.stages[record.model].setdefault(record, [])


def rival(history: list[Fact], stage: str) -> Callable[[Fact, Statement], bool]:
    """Return the test that two days are one entry in a stage: no other stage lies between them."""

    def competes(fact: Fact, said: Statement) -> bool:
        if fact.start is None or said.start is None:
            return True
        first, last = sorted((fact.start, said.start))
        return not any(
            other.content["stage"] != stage
            and other.known_until is None
            and other.start
            and first < other.start < last
            for other in history
        )

    return competes


def owner_of(record: Record) -> dict[str, Record]:
    """Return the subject as the field of its stage changes."""
    return {"cooperation" if record.model is Cooperation else "team": record}


def entered(
    register: Register, record: Record, *, line: int, stage: str, on: Day, column: str, **evidence: Any
) -> tuple[Step, str]:
    """Plan that a subject entered a stage on a day; return what it comes to, and the sentence."""
    history = facts_of(register, record)
    same = [fact for fact in history if fact.content["stage"] == stage]
    before = len(same)
    content = {"stage": stage, **{name: value for name, value in evidence.items() if value}}
    sentence = _("« %(name)s », %(stage)s : %(day)s") % {
        "name": record.name,
        "stage": LABELS[record.model][stage],
        "day": when(on.on, on.precision),
    }
    step = state(
        register,
        Statement(line, on.on, on.precision, content=content),
        shape=STAGES[record.model],
        owner=owner_of(record),
        facts=same,
        what=_("« %(name)s », étape « %(stage)s »")
        % {"name": record.name, "stage": LABELS[record.model][stage]},
        column=column,
        competes=rival(history, stage),
    )
    history.extend(same[before:])
    return step, sentence
