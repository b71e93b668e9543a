"""What the cockpit of a cooperation says of its alerts."""

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from maillage.accounts.actors import Actor
from maillage.accounts.roles import Right
from maillage.alerts.models import Alert
from maillage.common import formats
from maillage.network.models import Cooperation
from maillage.network.views.cockpit_notices import CockpitNotice


def cockpit_notices(row: Cooperation, actor: Actor, day: dt.date) -> Iterator[CockpitNotice]:
    """Yield the alerts that run, with how many teams answered today; whoever runs them goes on to their page."""
    runs = any(hat.reaches(row) for hat in actor.hats if hat.grants(Right.RUN_ALERT))
    for alert in Alert.objects.running().of(row).answered(day):
        words = _("Alerte %(kind)s depuis le %(first)s : %(said)s sur %(asked)s ont répondu aujourd'hui.") % {
            "kind": alert.get_kind_display(),
            "first": formats.day(alert.starts_on),
            "said": formats.counted(alert.said, _("équipe"), _("équipes")),
            "asked": formats.number(alert.asked),
        }
        yield CockpitNotice(
            kind="warning",
            words=words,
            button=_("Suivre l'alerte") if runs else "",
            url=reverse("alert", args=[alert.pk]) if runs else "",
        )
