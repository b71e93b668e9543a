"""What waits for a person in the supports: aids to ask for or decide, sessions to close, exchanges to tell."""

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.accounts.actors import Actor
from maillage.accounts.roles import Right
from maillage.portal.tasks.task import Source, Task
from maillage.supports.models import (
    AidApplication,
    ApplicationState,
    ExchangeMeeting,
    Participation,
    TrainingSession,
)

MANY = 100


def asked_back(actor: Actor, at: dt.datetime) -> Iterator[Task]:
    """Yield the person's own applications that a question or a report holds up."""
    if not actor.may(Right.APPLY_AID):
        return
    today = timezone.localdate(at)
    # Who may ask for everybody is not asked back for everybody.
    own = actor.at_home
    for row in AidApplication.objects.prepared_by(own).in_the_hands_of_the_applicant(today).in_full():
        asked = row.state == ApplicationState.INCOMPLETE
        words = {"aid": row.scheme.name, "name": row.beneficiary.name}
        yield Task(
            sentence=_("Une question vous est posée sur la demande d'aide « %(aid)s » de « %(name)s ».")
            % words
            if asked
            else _("Dites en une page ce que l'aide « %(aid)s » a permis à « %(name)s ».") % words,
            button=_("Répondre") if asked else _("Rendre compte"),
            url=reverse("my_aid", args=[row.pk]),
            since=None if asked else row.report_due_on,
        )


def at_the_desk(actor: Actor, at: dt.datetime) -> Iterator[Task]:  # noqa: ARG001 - every source is asked alike
    """Yield what the person has to examine, to speak of, to decide: one question to the database for the three."""
    reads, decides, speaks = (
        actor.may(right) for right in (Right.INSTRUCT_AID, Right.DECIDE_AID, Right.GIVE_OPINION)
    )
    if not (reads or decides or speaks):
        return
    waiting = AidApplication.objects.waiting_for(actor)
    files = reverse("aid_files")
    number, since = waiting["to_examine"]
    if reads and number:
        yield Task(
            sentence=ngettext(
                "%d demande d'aide attend d'être lue.", "%d demandes d'aide attendent d'être lues.", number
            )
            % number,
            button=_("Lire les demandes d'aide"),
            url=f"{files}?etat={ApplicationState.SUBMITTED}",
            since=since and timezone.localdate(since),
        )
    number, since = waiting["to_decide"]
    if decides and number:
        yield Task(
            sentence=ngettext(
                "%d demande d'aide attend une décision.", "%d demandes d'aide attendent une décision.", number
            )
            % number,
            button=_("Décider des aides"),
            url=f"{files}?etat={ApplicationState.EXAMINED}",
            since=since and timezone.localdate(since),
        )
    number, since = waiting["to_speak_of"]
    if speaks and number:
        yield Task(
            sentence=ngettext(
                "%d demande d'aide attend l'avis de votre coopération.",
                "%d demandes d'aide attendent l'avis de votre coopération.",
                number,
            )
            % number,
            button=_("Donner l'avis"),
            url=files,
            since=since and timezone.localdate(since),
        )


def to_close(actor: Actor, at: dt.datetime) -> Iterator[Task]:
    """Yield the sessions that are over and of which nobody has said who came."""
    if not actor.may(Right.KEEP_ATTENDANCE):
        return
    rows = list(TrainingSession.objects.kept_by(actor).to_close(timezone.localdate(at))[:MANY])
    if rows:
        number = len(rows)
        yield Task(
            sentence=ngettext(
                "%d session de formation est finie : dites qui est venu.",
                "%d sessions de formation sont finies : dites qui est venu.",
                number,
            )
            % number,
            button=_("Noter les présences"),
            url=reverse("work_training", args=[rows[0].pk]) if number == 1 else reverse("my_trainings"),
            since=rows[0].last_day,
        )


def to_tell(actor: Actor, at: dt.datetime) -> Iterator[Task]:
    """Yield the meetings of exchange that are over, and of which it is not said who came, nor what was said."""
    if actor.user is None:
        return
    # Who may organise everywhere is not asked back for everybody: what they lead themselves is enough.
    own = actor.at_home
    rows = list(ExchangeMeeting.objects.kept_by(own).to_tell(timezone.localdate(at))[:MANY])
    if rows:
        number = len(rows)
        yield Task(
            sentence=ngettext(
                "%d rencontre d'échange est finie : dites qui est venu, et gardez le compte rendu.",
                "%d rencontres d'échange sont finies : dites qui est venu, et gardez les comptes rendus.",
                number,
            )
            % number,
            button=_("Raconter la rencontre"),
            url=reverse("work_exchange", args=[rows[0].pk]) if number == 1 else reverse("run_exchanges"),
            since=rows[0].on,
        )


def invited(actor: Actor, at: dt.datetime) -> Iterator[Task]:
    """Yield the meetings to come to which the person is invited, and has not answered."""
    today = timezone.localdate(at)
    for line in Participation.objects.of_user(actor.user).unanswered(today)[:MANY]:
        yield Task(
            sentence=_("Vous êtes invité à la rencontre « %s ».") % line.meeting,
            button=_("Répondre"),
            url=reverse("join_exchange", args=[line.meeting_id]),
            since=None,
        )


SOURCES: tuple[Source, ...] = (asked_back, at_the_desk, to_close, to_tell, invited)
