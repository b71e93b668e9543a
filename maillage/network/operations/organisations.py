"""Enrol organisations, say what they become and what they belong to."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from maillage.accounts.operations import record
from maillage.common.bulk import insert_rows
from maillage.common.errors import Refused
from maillage.common.facts import Author, Precision, stamp
from maillage.common.versions import lock_version
from maillage.network.models import (
    Affiliation,
    Membership,
    Organisation,
    OrganisationKind,
    OrganisationSituation,
)
from maillage.network.operations.places import (
    BATCH,
    Contact,
    Seat,
    change_situation,
    enter,
    first_situations,
    lock,
    overlap,
)


class NewOrganisation(NamedTuple):
    """Say what an organisation is when it enters the register."""

    name: str
    kind: OrganisationKind | None = None
    seat: Seat = Seat()
    siret: str | None = None
    rna: str | None = None
    contact: Contact = Contact()


def _refuse_taken(identifier: str, wanted: Sequence[tuple[str, str | None]]) -> None:
    """Refuse a SIRET or an RNA number, case ignored, that another organisation bears, or two of the batch."""
    holders: dict[str, str] = {}
    keys = sorted({value.upper() for _name, value in wanted if value})
    for start in range(0, len(keys), BATCH):
        found = Organisation.objects.annotate(key=Upper(identifier)).filter(
            key__in=keys[start : start + BATCH]
        )
        holders.update(found.values_list("key", "name"))
    for name, value in wanted:
        key = (value or "").upper()
        if key in holders:
            raise Refused(
                _(
                    "« %(name)s » ne peut pas avoir le numéro %(value)s : « %(holder)s » le porte déjà. "
                    "Vérifiez le numéro, ou reprenez l'organisation existante."
                )
                % {"name": name, "value": value, "holder": holders[key]}
            )
        if key:
            holders[key] = name


@transaction.atomic
def enrol(organisations: Sequence[NewOrganisation], *, by: Author) -> list[Organisation]:
    """Enter organisations in the register with their first situation."""
    _refuse_taken("siret", [(new.name, new.siret) for new in organisations])
    _refuse_taken("rna", [(new.name, new.rna) for new in organisations])
    enrolled = enter(
        Organisation,
        [(new.name, new.contact, {"siret": new.siret, "rna": new.rna}) for new in organisations],
    )
    first_situations(
        OrganisationSituation,
        [
            ({"organisation_id": row.pk, "kind_id": new.kind.pk if new.kind else None}, new.seat)
            for row, new in zip(enrolled, organisations, strict=True)
        ],
        by=by,
    )
    return enrolled


@transaction.atomic
def move_organisation(
    organisation: Organisation, *, on: dt.date, by: Author, kind: OrganisationKind | None, seat: Seat
) -> OrganisationSituation:
    """Say that an organisation changes its kind or its seat on a day."""
    current = OrganisationSituation.objects.believed().get(organisation=organisation, ended_on=None)
    changes: dict[str, Any] = {"kind": kind, **seat.fields()}
    moved = change_situation(current, on=on, by=by, **changes)
    record(
        by,
        gettext_noop("a noté que « %(name)s » change de nature ou de siège au %(day)s"),
        organisation,
        name=organisation,
        day=on,
    )
    return OrganisationSituation.objects.get(pk=moved.pk)


@transaction.atomic
def affiliate(pairs: Iterable[tuple[Organisation, Organisation]], *, on: dt.date | None, by: Author) -> None:
    """Say that organisations belong to others from a day; what is already said is left as it is."""
    wanted = list(dict.fromkeys(pairs))
    for child, parent in wanted:
        if child == parent:
            raise Refused(
                _("« %(name)s » ne se rattache pas à elle-même : choisissez une autre organisation.")
                % {"name": child.name}
            )
    present = set(
        Affiliation.objects.believed()
        .filter(organisation__in=[child for child, _parent in wanted], ended_on=None)
        .values_list("organisation_id", "parent_id")
    )
    insert_rows(
        Affiliation,
        [
            {"organisation_id": child.pk, "parent_id": parent.pk}
            for child, parent in wanted
            if (child.pk, parent.pk) not in present
        ],
        started_on=on,
        **stamp(by),
    )


@transaction.atomic
def admit(
    organisation: Organisation,
    *,
    on: dt.date,
    by: Author,
    college: str = "",
    precision: str = Precision.DAY,
) -> Membership:
    """Admit an organisation as a member of the association."""
    lock([organisation])
    held = Membership.objects.believed().filter(organisation=organisation)
    if overlap(on, None, held.values_list("started_on", "ended_on")):
        raise Refused(
            _("« %(name)s » est déjà membre de l'association à cette date.") % {"name": organisation.name}
        )
    return Membership.objects.create(
        organisation=organisation, college=college, started_on=on, started_precision=precision, **stamp(by)
    )


@transaction.atomic
def change_contact(
    organisation: Organisation,
    contact: Contact,
    *,
    version: int | None,
    on: dt.date,  # noqa: ARG001 - every operation says its day
    by: Author,
) -> Organisation:
    """Say how to reach an organisation, unless someone else just did."""
    current = lock_version(organisation, version)
    current.website, current.telephone, current.email = contact
    current.next_version(by)
    current.save()
    record(by, gettext_noop("a changé les coordonnées de « %(name)s »"), current, name=current)
    return current
