"""Keep a question of siting: save it under a name, rename it, share it, withdraw it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.accounts.models import User
from maillage.accounts.operations import record
from maillage.common.errors import Refused
from maillage.common.facts import Author, retract, stamp
from maillage.network.models import Cooperation
from maillage.observatory.models import Scenario


@dataclass(frozen=True, kw_only=True)
class NewScenario:
    """Hold what is saved: a name, a question as it is written, the moves by hand, the digests of the answer."""

    name: str
    question: Mapping[str, Any]
    ground: str
    found: str
    moves: tuple[tuple[str, str], ...] = ()
    cooperation: Cooperation | None = None
    shared: bool = False


@transaction.atomic
def save_scenario(new: NewScenario, *, on: dt.date, by: Author) -> Scenario:  # noqa: ARG001 - every operation says its day
    """Keep a question under a name, for oneself or for all who work there."""
    made = Scenario.objects.create(
        name=new.name,
        cooperation=new.cooperation,
        question=dict(new.question),
        moves=[list(move) for move in new.moves],
        ground=new.ground,
        found=new.found,
        shared=new.shared,
        **stamp(by),
    )
    record(by, gettext_noop("a enregistré le scénario « %(name)s »"), *_concerned(made), name=made.name)
    return made


def _concerned(row: Scenario) -> tuple[Scenario | Cooperation, ...]:
    """Return what the journal is about: the cooperation reads nothing of what its author keeps to themselves."""
    return (row, row.cooperation) if row.shared and row.cooperation else (row,)


def _locked(row: Scenario) -> Scenario:
    """Return a scenario that still stands, and that nobody else changes until the end."""
    rows = Scenario.objects.believed().select_for_update(of=("self",)).select_related("cooperation")
    current = rows.filter(pk=row.pk).first()
    if current is None:
        raise Refused(_("Ce scénario a été retiré : revenez à la liste des scénarios."))
    return current


@transaction.atomic
def rename_scenario(row: Scenario, *, name: str, on: dt.date, by: Author) -> Scenario:  # noqa: ARG001 - every operation says its day
    """Give a scenario another name."""
    current = _locked(row)
    if current.name == name:
        raise Refused(_("Ce scénario s'appelle déjà ainsi : écrivez un autre nom."))
    before, current.name = current.name, name
    current.save(update_fields=["name"])
    record(
        by,
        gettext_noop("a renommé le scénario « %(before)s » : « %(name)s »"),
        *_concerned(current),
        before=before,
        name=name,
    )
    return current


@transaction.atomic
def share_scenario(row: Scenario, *, on: dt.date, by: Author) -> Scenario:  # noqa: ARG001 - every operation says its day
    """Let all who work there read a scenario, rename it and withdraw it."""
    current = _locked(row)
    if current.shared:
        raise Refused(_("Ce scénario est déjà partagé : il n'y a rien à changer."))
    current.shared = True
    current.save(update_fields=["shared"])
    record(by, gettext_noop("a partagé le scénario « %(name)s »"), *_concerned(current), name=current.name)
    return current


@transaction.atomic
def withdraw_scenario(row: Scenario, *, reason: str, on: dt.date, by: Author) -> None:  # noqa: ARG001 - every operation says its day
    """Take a scenario off the lists; the journal keeps why."""
    current = _locked(row)
    retract(current, reason=reason, by=by)
    record(
        by,
        gettext_noop("a retiré le scénario « %(name)s »"),
        *_concerned(current),
        why=reason,
        name=current.name,
    )


def forget_person(user: User, *, name: str, email: str, on: dt.date, by: Author) -> None:  # noqa: ARG001 - all are asked alike
    """Erase what a person who leaves the register kept to themselves: nobody could read it any more."""
    Scenario.objects.filter(recorded_by=user, shared=False).delete()
