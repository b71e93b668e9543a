"""Say what an hour of work is paid, from a day on: the rate before it ends the same day."""

import datetime as dt
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.accounts.operations import record
from maillage.common import formats
from maillage.common.errors import Refused
from maillage.common.facts import Author, correct, stamp
from maillage.tallies.models import HourRate

AHEAD = dt.timedelta(days=366)
MOST_CENTS = 100_00  # an hour: beyond, a finger slipped


@transaction.atomic
def set_rate(cents: int, *, since: dt.date, source: str, on: dt.date, by: Author) -> HourRate:
    """Write the rate that holds from a day on; one that began that very day is corrected."""
    if not source.strip():
        raise Refused(_("Un taux porte sa source : écrivez le décret, ou la page qui le dit."))
    if not 0 < cents <= MOST_CENTS:
        raise Refused(_("Un taux horaire va de 0,01 à %s : vérifiez la virgule.") % formats.euros(MOST_CENTS))
    if since > on + AHEAD:
        raise Refused(_("Un taux se fixe un an à l'avance au plus : vérifiez l'année."))
    by = replace(by, source=source.strip())
    rates = HourRate.objects.believed().select_for_update(of=("self",)).latest_first()
    last = rates.first()
    if last is not None and last.started_on is not None and since < last.started_on:
        raise Refused(
            _("Le dernier taux commence le %s : choisissez ce jour pour le corriger, ou un jour plus tard.")
            % formats.day(last.started_on)
        )
    if last is not None and last.started_on == since:
        made = correct(last, reason=str(_("taux corrigé")), by=by, cents=cents)
    else:
        if last is not None:
            kept = replace(by, source=last.source)
            correct(last, reason=str(_("taux changé")), by=kept, ended_on=since)
        made = HourRate.objects.create(cents=cents, started_on=since, **stamp(by))
    sentence = gettext_noop("a fixé le taux d'une heure de bénévolat à %(rate)s depuis le %(since)s")
    record(by, sentence, rate=formats.euros(cents), since=since)
    return made
