"""Sign a charter, end a signature."""

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maillage.common.bulk import insert_rows
from maillage.common.errors import Refused
from maillage.common.facts import Author, Precision, stamp
from maillage.network.models import Charter, Organisation, Signature, Team
from maillage.network.operations.places import end_fact, lock, overlap, refuse_early_end


class NewSignature(NamedTuple):
    """Say who signed which charter, when, and until when where it ended."""

    charter: Charter
    signatory: Organisation | Team
    on: dt.date
    precision: str = Precision.DAY
    until: dt.date | None = None
    end_reason: str = ""


@transaction.atomic
def sign(signatures: Sequence[NewSignature], *, by: Author) -> list[Signature]:
    """Write signatures and return them, in their order."""
    keys = sign_all(signatures, by=by)
    signed = Signature.objects.in_bulk(keys)
    return [signed[key] for key in keys]


@transaction.atomic
def sign_all(signatures: Sequence[NewSignature], *, by: Author) -> list[int]:
    """Write signatures; one signatory has at most one in force of each charter on a day."""
    lock(new.signatory for new in signatures)
    organisations = [s.signatory.pk for s in signatures if isinstance(s.signatory, Organisation)]
    teams = [s.signatory.pk for s in signatures if isinstance(s.signatory, Team)]
    periods: dict[tuple[int, str, int], list[tuple[dt.date | None, dt.date | None]]] = {}
    believed = Signature.objects.believed().select_for_update(of=("self",))
    if len(signatures) == 1:
        believed = (
            believed.filter(organisation__in=organisations)
            if organisations
            else believed.filter(team__in=teams)
        )
    for charter, organisation, team, start, end in believed.values_list(
        "charter_id", "organisation_id", "team_id", "started_on", "ended_on"
    ):
        key = (charter, "organisation", organisation) if organisation else (charter, "team", team)
        periods.setdefault(key, []).append((start, end))
    rows = []
    for new in signatures:
        refuse_early_end(new.on, new.until)
        owner = "organisation" if isinstance(new.signatory, Organisation) else "team"
        held = periods.setdefault((new.charter.pk, owner, new.signatory.pk), [])
        if held and overlap(new.on, new.until, held):
            raise Refused(
                _(
                    "« %(name)s » a déjà une signature en vigueur de « %(charter)s » à cette date : "
                    "terminez-la d'abord, ou corrigez-la."
                )
                % {"name": new.signatory.name, "charter": new.charter.title}
            )
        held.append((new.on, new.until))
        rows.append(
            {
                "charter_id": new.charter.pk,
                f"{owner}_id": new.signatory.pk,
                "started_on": new.on,
                "started_precision": new.precision,
                "ended_on": new.until,
                "end_reason": new.end_reason,
            }
        )
    return insert_rows(Signature, rows, **stamp(by))


def end_signature(signature: Signature, *, on: dt.date, reason: str, by: Author) -> Signature:
    """End a signature on a day: withdrawal, merger, succession. The teams that the signatory carries stay."""
    ended = end_fact(signature, on=on, reason=reason, by=by)
    return Signature.objects.get(pk=ended.pk)
