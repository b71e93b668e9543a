"""What waits for a person in the campaigns of bilans: a bilan to write or to take up again, bilans to read."""

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.accounts.actors import Actor
from maillage.accounts.roles import Right
from maillage.bilan.models import BilanState, CampaignBilan
from maillage.common.formats import day as written_day
from maillage.portal.tasks.task import Source, Task, summed

MANY = 20


def to_write(actor: Actor, at: dt.datetime) -> Iterator[Task]:  # noqa: ARG001 - every source is asked alike
    """Yield the bilans that the person writes: to be written, or given back with a remark."""
    if not (actor.may(Right.EDIT_COOPERATION) or actor.may(Right.EDIT_ORGANISATION)):
        return
    # Who may write for everybody is not asked for everybody.
    own = actor.at_home
    if not own.hats:
        return
    for row in CampaignBilan.objects.writable_by(own).to_write().in_full()[:MANY]:
        words = {"year": row.year, "name": row.subject.name, "due": written_day(row.campaign.due_on)}
        back = row.state == BilanState.BACK
        yield Task(
            sentence=_("Le bilan %(year)s de « %(name)s » vous est rendu avec une remarque.") % words
            if back
            else _("Le bilan %(year)s de « %(name)s » attend vos mots, pour le %(due)s.") % words,
            button=_("Le reprendre") if back else _("L'écrire"),
            url=row.get_absolute_url(),
            since=timezone.localdate(row.asked_at),
        )


def to_read(actor: Actor, at: dt.datetime) -> Iterator[Task]:  # noqa: ARG001 - every source is asked alike
    """Yield how many bilans were sent and wait to be read."""
    if not actor.may(Right.RUN_BILAN):
        return
    number, since = summed(CampaignBilan.objects.to_read(), "sent_at")
    if number:
        yield Task(
            sentence=ngettext(
                "%d bilan est envoyé et attend d'être lu.",
                "%d bilans sont envoyés et attendent d'être lus.",
                number,
            )
            % number,
            button=_("Lire les bilans"),
            url=reverse("bilan_campaigns"),
            since=since,
        )


SOURCES: tuple[Source, ...] = (to_write, to_read)
