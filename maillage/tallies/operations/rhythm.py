"""Say how often a team declares."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.accounts.operations import record
from maillage.common import formats
from maillage.common.errors import Refused
from maillage.common.facts import Author, correct, stamp
from maillage.network.models import Team
from maillage.network.operations.places import lock
from maillage.tallies.models import MONTH, QUARTER, Period, Rhythm, Tally, TallyRhythm


def rhythm_of(team: Team, day: dt.date) -> int:
    """Return how many months a tally of a team is about, on a day."""
    held = TallyRhythm.objects.believed().of_team(team).as_of(day).first()
    return held.months if held else MONTH


@transaction.atomic
def set_rhythm(team: Team, months: int, *, since: dt.date, by: Author) -> TallyRhythm:
    """Say that a team declares each month or each quarter, from the beginning of a quarter."""
    lock([team])
    quarter = Period.holding(since, QUARTER)
    if months not in Rhythm.values:
        raise Refused(_("Une équipe déclare chaque mois, ou chaque trimestre : choisissez l'un des deux."))
    if since != quarter.first:
        raise Refused(
            _("Un rythme commence avec un trimestre : choisissez le %(this)s ou le %(following)s.")
            % {"this": formats.day(quarter.first), "following": formats.day(quarter.ends)}
        )
    label = str(Rhythm(months).label)
    last = TallyRhythm.objects.believed().of_team(team).first()
    if last is not None and last.started_on is not None and since < last.started_on:
        raise Refused(
            _(
                "Le rythme de « %(team)s » a déjà changé le %(day)s : choisissez ce jour, ou un trimestre plus tard."
            )
            % {"team": team.name, "day": formats.day(last.started_on)}
        )
    if rhythm_of(team, since) == months:
        raise Refused(_("« %(team)s » déclare déjà %(rhythm)s.") % {"team": team.name, "rhythm": label})
    told = Tally.objects.believed().of_team(team).exclude(months=months).filter(period_on__gte=since).first()
    if told is not None:
        raise Refused(
            _("« %(team)s » a déjà déclaré %(period)s : choisissez un trimestre plus tard.")
            % {"team": team.name, "period": told.period}
        )
    if last is not None and last.started_on == since:
        made = correct(last, reason=str(_("rythme corrigé")), by=by, months=months)
    else:
        if last is not None:
            correct(last, reason=str(_("rythme changé")), by=by, ended_on=since)
        made = TallyRhythm.objects.create(team=team, months=months, started_on=since, **stamp(by))
    record(
        by,
        gettext_noop("a dit que l'équipe %(team)s déclare %(rhythm)s depuis le %(day)s"),
        team,
        team=team,
        rhythm=label,
        day=since,
    )
    return made
