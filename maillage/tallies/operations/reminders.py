"""Remind a team of its tally: once for each period, through one person, on a working day of the days that follow."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.accounts.operations import record
from maillage.common.facts import Author, day_of
from maillage.common.mail import To, is_stopped, queue
from maillage.network.models import Team, TeamLead
from maillage.network.operations.places import lock
from maillage.tallies.models import Awaited, Tally, TallyReminder, awaited
from maillage.tallies.operations.links import address_of, link_to_write

KIND = "releve-rappel"
FIRST, LAST = (
    2,
    20,
)  # days of the month: not on the very first, and no longer when it is nearly time for the next
WEEKEND = 5


def is_day_to_remind(day: dt.date) -> bool:
    """Tell whether reminders leave on a day: from Monday to Friday, from the 2nd to the 20th."""
    return FIRST <= day.day <= LAST and day.weekday() < WEEKEND


def remind(at: dt.datetime) -> int:
    """Write to the teams that owe their last period and were not written to; return how many."""
    on, by = day_of(at), Author(at=at, role="maison")
    if not is_day_to_remind(on):
        return 0
    lacking = [one for one in awaited(Team.objects.all(), on=on, known_at=at) if not one.told]
    written = TallyReminder.objects.sent_to([one.period for one in lacking])
    left = [one for one in lacking if (one.team.pk, one.period) not in written]
    leads: dict[int, list[TeamLead]] = {}
    for lead in (
        TeamLead.objects.believed().as_of(on).reachable_by_email().of_teams([one.team for one in left])
    ):
        leads.setdefault(lead.team_id, []).append(lead)
    filled = Tally.objects.last_filled_by(leads)
    count = 0
    for one in left:
        person = right_person(leads.get(one.team.pk, ()), filled.get(one.team.pk, ""))
        count += person is not None and _write_to(one, person, on=on, by=by)
    return count


def right_person(leads: Sequence[TeamLead], last_filled_by: str) -> TeamLead | None:
    """Return whom to write to: who filled the last tally, or else the first named; none who left or said stop."""
    reachable = [lead for lead in leads if not _is_out_of_reach(lead)]
    former = [lead for lead in reachable if lead.name == last_filled_by]
    return next(iter(former or sorted(reachable, key=lambda lead: lead.pk)), None)


def _is_out_of_reach(lead: TeamLead) -> bool:
    """Tell whether someone left, or no longer wants these messages."""
    left = lead.user is not None and not lead.user.is_active
    return left or is_stopped(lead.email, KIND)


@transaction.atomic
def _write_to(one: Awaited, lead: TeamLead, *, on: dt.date, by: Author) -> bool:
    """Write to a lead with their link, unless somebody did meanwhile; the team is not written to again."""
    team, period = one.team, one.period
    lock([team])
    if TallyReminder.objects.of_period(period).filter(team=team).exists():
        return False
    link = link_to_write(lead, on=on, by=by)
    TallyReminder.objects.create(
        team=team, period_on=period.first, months=period.months, lead=lead, sent_at=by.at
    )
    said = {"name": lead.name, "team": team.name, "period": period, "link": address_of(link)}
    queue(
        To(email=lead.email, name=lead.name, user_id=lead.user_id),
        subject=_("« %(team)s » : le relevé, %(period)s") % said,
        text=_(
            "Bonjour %(name)s,\n\n"
            "%(period)s est passé. Qu'a fait « %(team)s » ? Deux minutes suffisent, sur un téléphone aussi :\n\n"
            "%(link)s\n\n"
            "Aucun mot de passe n'est demandé. S'il ne s'est rien passé, un bouton le dit. Ce que vous n'avez pas "
            "compté peut rester vide.\n\n"
            "Nous n'écrivons qu'une fois pour cette période, et à vous seul : si quelqu'un d'autre de l'équipe "
            "répond, c'est fait.\n\nMerci pour ce que vous faites."
        )
        % {**said, "period": str(period).capitalize()},
        kind=KIND,
        because=_("Vous recevez ce message parce que vous êtes référent de l'équipe « %s ».") % team.name,
        at=by.at,
        key=f"releve:{team.pk}:{period.code}",
    )
    record(
        by,
        gettext_noop("a rappelé à %(person)s le relevé de l'équipe %(team)s, %(period)s"),
        team,
        person=lead,
        team=team,
        period=period,
    )
    return True
