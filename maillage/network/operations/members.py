"""Who takes part in a cooperation: join, change part, leave."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.accounts.operations import record
from maillage.common.errors import Refused
from maillage.common.facts import Author, copied, correct, stamp
from maillage.common.formats import day as written
from maillage.network.models import Cooperation, CooperationMember, MemberPart, Organisation
from maillage.network.operations.places import end_fact, lock, overlap


@dataclass(frozen=True, kw_only=True)
class Representative:
    """Name who speaks for a member organisation."""

    name: str = ""
    email: str = ""

    def fields(self) -> dict[str, str]:
        """Return the person as columns of a membership."""
        return {"representative": self.name, "representative_email": self.email}


@transaction.atomic
def join_cooperation(
    cooperation: Cooperation,
    organisation: Organisation,
    *,
    part: str,
    representative: Representative,
    on: dt.date,
    by: Author,
) -> CooperationMember:
    """Say that an organisation takes part in a cooperation from a day; once at a time."""
    lock([cooperation, organisation])
    held = CooperationMember.objects.believed().filter(cooperation=cooperation, organisation=organisation)
    if overlap(on, None, held.values_list("started_on", "ended_on")):
        raise Refused(
            _(
                "« %(organisation)s » est déjà membre de « %(cooperation)s » : changez plutôt sa part, "
                "ou la personne qui la représente."
            )
            % {"organisation": organisation.name, "cooperation": cooperation.name}
        )
    joined = CooperationMember.objects.create(
        cooperation=cooperation,
        organisation=organisation,
        part=part,
        started_on=on,
        **representative.fields(),
        **stamp(by),
    )
    record(
        by,
        gettext_noop("a inscrit « %(organisation)s » parmi les membres de « %(cooperation)s » (%(part)s)"),
        cooperation,
        organisation,
        organisation=organisation.name,
        cooperation=cooperation.name,
        part=MemberPart(part).label,
    )
    return joined


def _current(member: CooperationMember) -> CooperationMember:
    """Return a membership as it stands, locked; refuse when it has ended or been rewritten since."""
    lock([member.cooperation, member.organisation])
    current = CooperationMember.objects.select_related("cooperation", "organisation").get(pk=member.pk)
    if current.retracted_at is not None or current.ended_on is not None:
        raise Refused(
            _("La part de « %(name)s » a changé entre-temps : rechargez la page pour la voir.")
            % {"name": current.organisation.name}
        )
    return current


@transaction.atomic
def change_part(
    member: CooperationMember, *, part: str, representative: Representative, on: dt.date, by: Author
) -> CooperationMember:
    """Say that a member takes another part, or is represented by another person, from a day."""
    current = _current(member)
    if current.started_on is not None and on < current.started_on:
        raise Refused(
            _("« %(name)s » a cette part depuis le %(start)s : le changement ne peut pas dater du %(on)s.")
            % {
                "name": current.organisation.name,
                "start": written(current.started_on),
                "on": written(on),
            }
        )
    said = {"part": part, **representative.fields()}
    if on == current.started_on:
        changed = correct(current, reason=str(_("part corrigée le même jour")), by=by, **said)
    else:
        before = correct(
            current, reason=str(_("changement de part")), by=by, ended_on=on, end_reason=str(_("autre part"))
        )
        changed = copied(before, started_on=on, ended_on=None, end_reason="", **said)
    record(
        by,
        gettext_noop("a changé la part de « %(organisation)s » dans « %(cooperation)s » : %(part)s"),
        current.cooperation,
        current.organisation,
        organisation=current.organisation.name,
        cooperation=current.cooperation.name,
        part=MemberPart(part).label,
    )
    return changed


@transaction.atomic
def leave_cooperation(member: CooperationMember, *, on: dt.date, reason: str, by: Author) -> None:
    """Say that a member leaves a cooperation on a day, and why; what it did there stays."""
    current = _current(member)
    if not reason.strip():
        raise Refused(
            _("Dites en quelques mots pourquoi « %(name)s » part.") % {"name": current.organisation.name}
        )
    end_fact(current, on=on, reason=reason[:250], by=by)
    record(
        by,
        gettext_noop("a noté que « %(organisation)s » quitte « %(cooperation)s » le %(on)s"),
        current.cooperation,
        current.organisation,
        why=reason,
        organisation=current.organisation.name,
        cooperation=current.cooperation.name,
        on=on,
    )
