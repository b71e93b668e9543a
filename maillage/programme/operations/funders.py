"""Say which figures a funder reads, over which part of France, and until when."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.accounts.operations import record
from maillage.common.errors import Refused
from maillage.common.facts import FIRST_DAY, Author, correct, retract, stamp
from maillage.network.models import Organisation
from maillage.programme.models import FunderFigure
from maillage.programme.operations.course import not_to_come
from maillage.programme.operations.pledges import check_span
from maillage.territory.perimeter import Perimeter


@transaction.atomic
def follow_figure(
    organisation: Organisation, *, code: str, perimeter: Perimeter, since: dt.date, on: dt.date, by: Author
) -> FunderFigure:
    """Say that a funder reads a figure over a place, from a day."""
    owner = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    check_span(since, None)
    not_to_come(since, on)
    if not perimeter.is_place:
        raise Refused(_("« %s » n'est pas un territoire.") % perimeter)
    place = {"perimeter_kind": perimeter.kind, "perimeter_code": perimeter.code}
    if FunderFigure.objects.believed().of(owner).filter(code=code, ended_on=None, **place).exists():
        raise Refused(_("Ce financeur suit déjà ce chiffre, au même lieu : il n'y a rien à ajouter."))
    made = FunderFigure.objects.create(organisation=owner, code=code, started_on=since, **place, **stamp(by))
    _record(by, gettext_noop("a dit que « %(name)s » suit le chiffre %(figure)s"), made)
    return made


def _locked(row: FunderFigure) -> FunderFigure:
    """Return a followed figure that nobody has taken back, and that nobody else changes until the end."""
    current = FunderFigure.objects.believed().select_for_update(of=("self",)).filter(pk=row.pk).first()
    if current is None:
        raise Refused(_("Ce suivi a été retiré : rechargez la page."))
    return current


@transaction.atomic
def stop_following(row: FunderFigure, *, ended_on: dt.date, on: dt.date, by: Author) -> FunderFigure:
    """Say from which day a funder reads a figure no more."""
    current = _locked(row)
    not_to_come(ended_on, on)
    check_span(current.started_on or FIRST_DAY, ended_on)
    made = correct(current, reason=_("fin du suivi"), by=by, ended_on=ended_on)
    _record(by, gettext_noop("a dit que « %(name)s » ne suit plus le chiffre %(figure)s"), made)
    return made


@transaction.atomic
def take_back_following(row: FunderFigure, *, reason: str, on: dt.date, by: Author) -> None:  # noqa: ARG001 - every operation says its day
    """Take back what was wrongly said of a funder."""
    current = _locked(row)
    retract(current, reason=reason, by=by)
    _record(by, gettext_noop("a retiré le suivi du chiffre %(figure)s par « %(name)s »"), current, why=reason)


def _record(by: Author, verb: str, row: FunderFigure, *, why: str = "") -> None:
    """Write the line of the journal about a followed figure."""
    record(by, verb, row.organisation, why=why, name=row.organisation, figure=row)
