"""What the cockpit of a cooperation says of its referrals, to whoever runs them and to nobody else."""

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.accounts.actors import Actor
from maillage.accounts.roles import Right
from maillage.network.models import Cooperation
from maillage.network.views.cockpit_notices import CockpitNotice
from maillage.referrals.models import Referral


def cockpit_notices(row: Cooperation, actor: Actor, _day: dt.date) -> Iterator[CockpitNotice]:
    """Yield how many referrals are under way, to whoever runs them."""
    if not any(hat.reaches(row) for hat in actor.hats if hat.grants(Right.HOLD_REFERRALS)):
        return
    if number := Referral.objects.of(row).under_way().count():
        words = ngettext("%d orientation est en cours.", "%d orientations sont en cours.", number) % number
        yield CockpitNotice(
            kind="info",
            words=words,
            button=_("Voir les orientations"),
            url=reverse("referral_desk", args=[row.slug]),
        )
