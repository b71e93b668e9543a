"""Found cooperations and record the stages that they enter."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db import transaction

from maillage.common.facts import Author, Precision, stamp
from maillage.network.models import (
    Cooperation,
    CooperationLevel,
    CooperationSituation,
    CooperationStageChange,
)
from maillage.network.operations.places import Contact, Seat, first_situations, insert, name_subjects

_Staged = TypeVar("_Staged")


@dataclass(frozen=True, kw_only=True)
class NewCooperation:
    """Say what a cooperation is when it enters the register."""

    name: str
    level: str = CooperationLevel.DEPARTMENTAL
    seat: Seat = Seat()
    contact: Contact = Contact()


@dataclass(frozen=True, kw_only=True)
class NewStage(Generic[_Staged]):
    """Say that a subject entered a stage on a day, and what proves it."""

    subject: _Staged
    stage: str
    on: dt.date
    precision: str = Precision.DAY
    evidence_kind: str = ""
    evidence: str = ""


@transaction.atomic
def found_cooperations(cooperations: Sequence[NewCooperation], *, by: Author) -> list[Cooperation]:
    """Enter cooperations in the register with their first situation."""
    rows = name_subjects(
        Cooperation,
        [new.name for new in cooperations],
        website=[new.contact.website for new in cooperations],
        telephone=[new.contact.telephone for new in cooperations],
        email=[new.contact.email for new in cooperations],
    )
    founded: list[Cooperation] = insert(Cooperation, rows)
    first_situations(
        CooperationSituation,
        [
            ({"cooperation": row, "level": new.level}, new.seat)
            for row, new in zip(founded, cooperations, strict=True)
        ],
        by=by,
    )
    return founded


@transaction.atomic
def enter_stage(stages: Sequence[NewStage[Cooperation]], *, by: Author) -> list[CooperationStageChange]:
    """Record that cooperations entered stages."""
    entered: list[CooperationStageChange] = insert(
        CooperationStageChange,
        [
            CooperationStageChange(
                cooperation=new.subject,
                stage=new.stage,
                changed_on=new.on,
                precision=new.precision,
                evidence_kind=new.evidence_kind,
                evidence=new.evidence,
                **stamp(by),
            )
            for new in stages
        ],
    )
    return entered
