"""Sign a charter, end a signature."""

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from maillage.accounts.operations import record
from maillage.common import formats
from maillage.common.bulk import insert_rows
from maillage.common.errors import Refused
from maillage.common.facts import Author, Precision, correct, stamp
from maillage.network.models import Charter, Organisation, Signature, SignatureEnd, SigningFile, Team
from maillage.network.operations import signing_letters as letters
from maillage.network.operations.places import lock, overlap, refuse_early_end


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


@transaction.atomic
def end_signature(
    signature: Signature,
    *,
    on: dt.date,
    reason: str,
    by: Author,
    kind: str = SignatureEnd.OTHER,
    successor: Organisation | None = None,
) -> Signature:
    """End a signature on a day: withdrawal, merger, succession. The teams that the signatory carries stay."""
    held = Signature.objects.select_for_update(of=("self",)).get(pk=signature.pk)
    if held.ended_on is not None:
        raise Refused(
            _("Cette signature est déjà terminée, depuis le %s : rechargez la page.")
            % formats.day(held.ended_on)
        )
    if successor is not None and successor.pk == held.organisation_id:
        raise Refused(_("Une organisation ne se succède pas à elle-même : choisissez-en une autre."))
    refuse_early_end(held.started_on, on)
    ended = correct(
        signature,
        reason=str(_("fin enregistrée")),
        by=by,
        ended_on=on,
        end_reason=reason,
        end_kind=kind,
        successor=successor,
    )
    SigningFile.objects.filter(signature=held).update(signature=ended)
    if successor is not None:
        letters.successor(ended, successor, on=on, by=by)
    signatory = ended.organisation or ended.team
    record(
        by,
        gettext_noop("a terminé la signature de « %(name)s » au %(day)s (%(kind)s)"),
        *(row for row in (ended, signatory, successor) if row),
        why=reason,
        name=signatory,
        day=on,
        kind=SignatureEnd(kind).label,
    )
    return ended
