"""What the cockpit of a cooperation says of its alerts."""

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.accounts.actors import Actor
from maillage.alerts.models import Alert
from maillage.common import formats
from maillage.network.models import Cooperation
from maillage.network.views.cockpit_notices import CockpitNotice


def cockpit_notices(row: Cooperation, actor: Actor, day: dt.date) -> Iterator[CockpitNotice]:
    """Yield the alerts that run, with how many teams answered today; whoever runs them goes on to their page."""
    for alert in Alert.objects.running().of(row).answered(day).allowing(actor):
        words = ngettext(
            "Alerte %(kind)s depuis le %(first)s : %(said)d équipe sur %(asked)d a répondu aujourd'hui.",
            "Alerte %(kind)s depuis le %(first)s : %(said)d équipes sur %(asked)d ont répondu aujourd'hui.",
            alert.said,
        ) % {
            "kind": alert.get_kind_display(),
            "first": formats.day(alert.starts_on),
            "said": alert.said,
            "asked": alert.asked,
        }
        yield CockpitNotice(
            kind="warning",
            words=words,
            button=_("Suivre l'alerte") if alert.may_run else "",
            url=reverse("alert", args=[alert.pk]) if alert.may_run else "",
        )
