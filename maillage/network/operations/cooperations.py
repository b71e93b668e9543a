"""Found cooperations and record the stages that they enter."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import transaction

from maillage.common.bulk import insert
from maillage.common.facts import Author, Precision, stamp
from maillage.network.models import (
    Cooperation,
    CooperationLevel,
    CooperationSituation,
    CooperationStageChange,
)
from maillage.network.models.places import Subject
from maillage.network.operations.places import Contact, Seat, enter, first_situations

_Staged = TypeVar("_Staged", bound=Subject)


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

    def fields(self, owner: str) -> dict[str, Any]:
        """Return the stage as columns, the subject in that of its owner."""
        return {
            owner: self.subject.pk,
            "stage": self.stage,
            "changed_on": self.on,
            "precision": self.precision,
            "evidence_kind": self.evidence_kind,
            "evidence": self.evidence,
        }


@transaction.atomic
def found_cooperations(cooperations: Sequence[NewCooperation], *, by: Author) -> list[Cooperation]:
    """Enter cooperations in the register with their first situation."""
    founded = enter(Cooperation, [(new.name, new.contact, {}) for new in cooperations])
    first_situations(
        CooperationSituation,
        [
            ({"cooperation_id": row.pk, "level": new.level}, new.seat)
            for row, new in zip(founded, cooperations, strict=True)
        ],
        by=by,
    )
    return founded


@transaction.atomic
def enter_stage(stages: Sequence[NewStage[Cooperation]], *, by: Author) -> list[CooperationStageChange]:
    """Record that cooperations entered stages."""
    return insert(CooperationStageChange, [new.fields("cooperation_id") for new in stages], **stamp(by))
