"""The letter of the week: one a person, whatever their hats; nothing to say, no letter."""

import datetime as dt

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.accounts.models import Entry, Grant, JournalHead, User
from maillage.accounts.models.journal import read_names
from maillage.accounts.operations.journal import SEAL_TOLD
from maillage.accounts.roles import Right
from maillage.common import formats
from maillage.common.mail import Batch, Recipient, To, is_stopped, site_link
from maillage.network.reach import journal_of, wearing
from maillage.portal.tasks import Task, tasks_of

KIND = "resume-hebdomadaire"
TASKS, LINES = 5, 10
WEEK = dt.timedelta(days=7)


def weekly_batch(at: dt.datetime) -> Batch:
    """Return the letters of the week that begins now: what waits, and what happened in the week before."""
    today = timezone.localtime(at).date()
    monday = today - dt.timedelta(days=today.weekday())
    held = Grant.objects.in_force(today)
    with translation.override("fr"):
        letters = [
            _letter_to(user, monday, at) for user in User.objects.get_queryset().active().wearing(held)
        ]
    return Batch(
        kind=KIND,
        subject=_("Votre semaine dans le réseau"),
        recipients=tuple(letter for letter in letters if letter is not None),
    )


def _letter_to(user: User, monday: dt.date, at: dt.datetime) -> Recipient | None:
    """Return the letter of one person; none when there is nothing to say, or when they stopped it."""
    if is_stopped(user.email, KIND):
        return None
    actor = wearing(user, today=timezone.localtime(at).date(), strong=True)
    tasks = tasks_of(actor, at=at)
    week = journal_of(actor).between(monday - WEEK, monday - dt.timedelta(days=1))
    entries, count = read_names(week[:LINES]), week.count()
    if not tasks and not entries:
        return None
    year, number, _day = monday.isocalendar()
    roles = formats.listing(sorted({str(hat.role.label) for hat in actor.hats}))
    return Recipient(
        to=To(email=user.email, name=user.name, user_id=user.pk),
        text=_text(user, tasks, entries, count, seal=actor.may(Right.READ_JOURNAL), monday=monday),
        because=_("Vous recevez ce message chaque semaine parce que vous avez un rôle ici : %s.") % roles,
        key=f"lettre:{user.pk}:{year}-{number:02d}",
    )


def _text(
    user: User, tasks: list[Task], entries: list[Entry], count: int, *, seal: bool, monday: dt.date
) -> str:
    """Return the words of a letter."""
    parts = [_("Bonjour %s,") % user]
    if tasks:
        heading = ngettext("Une chose vous attend :", "%(count)d choses vous attendent :", len(tasks))
        lines = [f"- {task.sentence}\n  {task.button} : {site_link(task.url)}" for task in tasks[:TASKS]]
        parts.append("\n".join([heading % {"count": len(tasks)}, *lines]))
    if entries:
        heading = _("Cette semaine, du %(first)s au %(last)s :") % {
            "first": formats.day(monday - WEEK),
            "last": formats.day(monday - dt.timedelta(days=1)),
        }
        lines = [f"- {entry.sentence_in_full}" for entry in entries]
        if count > len(entries):
            lines.append(_("… et %(count)d autres lignes.") % {"count": count - len(entries)})
        parts.append("\n".join([heading, *lines]))
    parts.append(_("Votre espace : %s") % site_link(reverse("member_home")))
    head = JournalHead.objects.get()
    if seal and head.number:
        parts.append(
            _(
                "Gardez cette lettre : le sceau de la ligne %(number)d du journal commence par %(seal)s. "
                "Il prouvera que rien d'avant n'a été réécrit."
            )
            % {"number": head.number, "seal": head.digest[:SEAL_TOLD]}
        )
    return "\n\n".join(parts)
