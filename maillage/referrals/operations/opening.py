"""Open the referrals of a cooperation when its data-protection officer agrees; stop them, and nothing stays."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.accounts.operations import record
from maillage.common import formats
from maillage.common.errors import Refused
from maillage.common.facts import Author, retract, stamp
from maillage.common.normalise import clean_text
from maillage.network.models import Cooperation
from maillage.network.operations.places import end_fact
from maillage.referrals.models import Referral, ReferralService
from maillage.referrals.operations.purge import leave


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """Say which data-protection officer agreed, on which day, under which reference of their register."""

    officer: str
    agreed_on: dt.date
    reference: str


def service_of(cooperation: Cooperation, *, on: dt.date) -> ReferralService:
    """Return the service of a cooperation on a day; refuse where it is off."""
    service = ReferralService.objects.open(on).of(cooperation).first()
    if service is None:
        raise Refused(
            _(
                "Les orientations ne sont pas ouvertes dans « %s » : la personne qui anime la coopération les ouvre, "
                "avec l'accord de son délégué à la protection des données."
            )
            % cooperation.name
        )
    return service


@transaction.atomic
def enable_referrals(
    cooperation: Cooperation, agreement: Agreement, *, on: dt.date, by: Author
) -> ReferralService:
    """Open the referrals of a cooperation, with the reference of its data-protection officer."""
    current = Cooperation.objects.select_for_update(of=("self",)).get(pk=cooperation.pk)
    if standing := ReferralService.objects.open(on).of(current).first():
        raise Refused(
            _("Les orientations sont déjà ouvertes dans « %(name)s », depuis le %(day)s.")
            % {"name": current.name, "day": formats.day(standing.started_on)}
        )
    officer = clean_text(agreement.officer, max_length=150)
    reference = clean_text(agreement.reference, max_length=120)
    if not officer or not reference:
        raise Refused(
            _(
                "Dites quel délégué à la protection des données a donné son accord, et sous quelle référence de son "
                "registre des traitements : sans elle, les orientations restent fermées."
            )
        )
    if agreement.agreed_on > on:
        raise Refused(_("L'accord du délégué ne peut pas dater d'un jour à venir : vérifiez sa date."))
    made = ReferralService.objects.create(
        cooperation=current,
        officer=officer,
        agreed_on=agreement.agreed_on,
        reference=reference,
        started_on=on,
        **stamp(by),
    )
    record(
        by,
        gettext_noop("a ouvert les orientations de « %(cooperation)s », référence %(reference)s"),
        current,
        cooperation=current.name,
        reference=reference,
    )
    return made


@transaction.atomic
def disable_referrals(cooperation: Cooperation, *, reason: str, on: dt.date, by: Author) -> int:
    """Stop the referrals of a cooperation: all that is there is erased at once; return how many were."""
    current = Cooperation.objects.select_for_update(of=("self",)).get(pk=cooperation.pk)
    service = service_of(current, on=on)
    why = clean_text(reason, max_length=250)
    if not why:
        raise Refused(_("Dites pourquoi les orientations s'arrêtent : quelques mots suffisent."))
    if service.started_on is not None and on <= service.started_on:
        retract(service, reason=why, by=by)  # opened that day: it never held
    else:
        end_fact(service, on=on, reason=why, by=by)
    rows = list(Referral.objects.of(current).select_for_update(of=("self",)).order_by("pk"))
    for row in rows:
        leave(row, on=on)
    record(
        by,
        gettext_noop("a arrêté les orientations de « %(cooperation)s » et effacé ce qui y était"),
        current,
        why=why,
        cooperation=current.name,
    )
    return len(rows)
