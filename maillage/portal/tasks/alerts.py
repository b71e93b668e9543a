"""What waits for a person during an alert: the numbers of their team, the teams that have not answered."""

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.accounts.actors import Actor
from maillage.accounts.roles import Right, Role
from maillage.alerts.models import Alert, AlertTeam
from maillage.portal.tasks.task import Source, Task

OF_TEAMS = frozenset({Role.LEAD, Role.SUPPORT})


def to_count(actor: Actor, at: dt.datetime) -> Iterator[Task]:
    """Yield the person's own teams whose numbers of the day are awaited."""
    own = actor.among(lambda hat: hat.role in OF_TEAMS)
    if not own.may(Right.ANSWER_ALERT):
        return
    today = timezone.localdate(at)
    for row in (
        AlertTeam.objects.answerable_by(own).of_running().begun(today).telling(today).silent().in_full()
    ):
        yield Task(
            sentence=_("Alerte %(kind)s : les nombres du jour de « %(team)s » sont attendus.")
            % {"kind": row.alert.get_kind_display(), "team": row.team},
            button=_("Donner les nombres"),
            url=reverse("alert_numbers", args=[row.alert_id, row.team.slug]),
            since=row.alert.starts_on,
        )


def to_follow(actor: Actor, at: dt.datetime) -> Iterator[Task]:
    """Yield the alerts that the person runs, with how many teams have answered today."""
    if not actor.may(Right.RUN_ALERT):
        return
    for alert in Alert.objects.run_by(actor).running().answered(timezone.localdate(at)):
        yield Task(
            sentence=ngettext(
                "Alerte %(kind)s en cours : %(said)d équipe sur %(asked)d a répondu aujourd'hui.",
                "Alerte %(kind)s en cours : %(said)d équipes sur %(asked)d ont répondu aujourd'hui.",
                alert.said,
            )
            % {"kind": alert.get_kind_display(), "said": alert.said, "asked": alert.asked},
            button=_("Suivre l'alerte"),
            url=reverse("alert", args=[alert.pk]),
            since=alert.starts_on,
        )


SOURCES: tuple[Source, ...] = (to_count, to_follow)
