"""Start an alert, take the numbers of each day, correct them, stop it."""

import datetime as dt
import secrets
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.accounts.models import User
from maillage.accounts.operations import record
from maillage.alerts.models import (
    LESSONS,
    MESSAGE,
    MOST,
    Alert,
    AlertKind,
    AlertLevel,
    AlertTeam,
    DailyCount,
    teams_to_ask,
)
from maillage.alerts.operations.letters import tell_start, tell_stop
from maillage.common import formats
from maillage.common.errors import Refused
from maillage.common.facts import Author, correct, end_of_day, stamp
from maillage.common.links import sealed
from maillage.common.normalise import clean_text
from maillage.common.screening import refuse_identity
from maillage.network.models import Cooperation

AHEAD = dt.timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class Call:
    """Say why a cooperation calls, at which official level, from which day, and what it tells its teams."""

    kind: str
    level: str
    starts_on: dt.date
    message: str = ""


@dataclass(frozen=True, kw_only=True)
class Numbers:
    """Hold what a team says of a day; what it does not say is unknown."""

    to_call: int
    called: int
    reached: int
    relayed: int | None = None
    volunteers: int | None = None


@transaction.atomic
def start_alert(cooperation: Cooperation, call: Call, *, on: dt.date, by: Author) -> Alert:
    """Start an alert: the teams of the cooperation are asked, each with a link of its own."""
    current = Cooperation.objects.select_for_update(of=("self",)).get(pk=cooperation.pk)
    if call.kind not in AlertKind.values or call.level not in AlertLevel.values:
        raise Refused(
            _("Dites pourquoi la coopération appelle, et à quel niveau : choisissez dans les listes.")
        )
    if Alert.objects.running().of(current).filter(kind=call.kind).exists():
        raise Refused(
            _("Une alerte « %s » est déjà en cours : suivez-la, ou arrêtez-la d'abord.")
            % AlertKind(call.kind).label
        )
    if not on - AHEAD <= call.starts_on <= on + AHEAD:
        raise Refused(_("Une alerte commence à une semaine près d'aujourd'hui : vérifiez sa date."))
    teams = list(teams_to_ask(current, as_of=on, known_at=end_of_day(on)))
    if not teams:
        raise Refused(
            _("Aucune équipe active n'a son siège sur le territoire de « %s » : personne ne serait prévenu.")
            % current.name
        )
    alert = Alert.objects.create(
        cooperation=current,
        kind=call.kind,
        level=call.level,
        starts_on=call.starts_on,
        message=refuse_identity(clean_text(call.message, max_length=MESSAGE, multiline=True)),
        started_at=by.at,
        started_by=by.user if isinstance(by.user, User) else None,
    )
    for team in teams:
        token = secrets.token_urlsafe(32)
        row = AlertTeam.objects.create(alert=alert, team=team, digest=sealed(token))
        tell_start(row, token, on=on, at=by.at)
    record(
        by,
        gettext_noop("a lancé l'alerte « %(kind)s » auprès de %(count)d équipes"),
        current,
        kind=alert.get_kind_display(),
        count=len(teams),
    )
    return alert


@transaction.atomic
def give_numbers(row: AlertTeam, day: dt.date, numbers: Numbers, *, on: dt.date, by: Author) -> DailyCount:
    """Write what a team did in a day; said again, it is a correction, and what was said before stays known."""
    current = AlertTeam.objects.select_for_update(of=("self",)).select_related("alert", "team").get(pk=row.pk)
    _check_day(current.alert, day, on)
    _check(numbers)
    said = DailyCount.objects.believed().of_team(current).told_on(day)
    if said is None:
        # The row itself says who gave it and when: a line of the journal for each team and day would hide the others.
        return DailyCount.objects.create(of=current, on=day, **vars(numbers), **stamp(by))
    if all(getattr(said, name) == value for name, value in vars(numbers).items()):
        return said
    made = correct(said, reason=str(_("nombres corrigés")), by=by, **vars(numbers))
    record(
        by,
        gettext_noop("a corrigé les nombres de l'équipe %(team)s pour le %(day)s"),
        current.alert.cooperation,
        current.team,
        team=current.team.name,
        day=day,
    )
    return made


def _check_day(alert: Alert, day: dt.date, on: dt.date) -> None:
    """Refuse a day that has not come, or that is not of the alert."""
    if day > on:
        raise Refused(
            _("Le %s n'est pas encore passé : donnez les nombres d'un jour déjà là.") % formats.day(day)
        )
    if day < alert.starts_on:
        raise Refused(
            _("L'alerte a commencé le %s : donnez les nombres de ce jour, ou d'un jour qui le suit.")
            % formats.day(alert.starts_on)
        )
    if alert.stopped_on is not None and day > alert.stopped_on:
        raise Refused(
            _("L'alerte s'est arrêtée le %s : il n'y a pas de nombres à donner après ce jour.")
            % formats.day(alert.stopped_on)
        )


def _check(numbers: Numbers) -> None:
    """Refuse numbers that cannot be."""
    said = [value for value in vars(numbers).values() if value is not None]
    if min(said) < 0:
        raise Refused(_("Un nombre de personnes n'est jamais négatif : vérifiez ce que vous avez écrit."))
    if max(said) > MOST:
        raise Refused(
            _(
                "Plus de %s personnes en un jour pour une équipe : vérifiez, un chiffre est sans doute de trop."
            )
            % formats.number(MOST)
        )
    for more, less, sentence in (
        (
            numbers.called,
            numbers.to_call,
            _("Vous avez appelé plus de personnes que vous n'en aviez à appeler"),
        ),
        (numbers.reached, numbers.called, _("Vous avez joint plus de personnes que vous n'en avez appelé")),
        (numbers.relayed or 0, numbers.called, _("Vous avez transmis plus de situations que d'appels")),
    ):
        if more > less:
            raise Refused(
                _("%(what)s : %(more)s contre %(less)s. Vérifiez les deux nombres.")
                % {"what": sentence, "more": formats.number(more), "less": formats.number(less)}
            )


@transaction.atomic
def stop_alert(alert: Alert, *, stopped_on: dt.date, lessons: str, on: dt.date, by: Author) -> Alert:
    """Stop an alert and say what was learned; its numbers stay, its teams are told."""
    current = Alert.objects.select_for_update(of=("self",)).select_related("cooperation").get(pk=alert.pk)
    if current.stopped_on is not None:
        raise Refused(_("Cette alerte s'est déjà arrêtée, le %s.") % formats.day(current.stopped_on))
    if not current.starts_on <= stopped_on <= on:
        raise Refused(
            _("Le dernier jour de l'alerte est entre le %(first)s et aujourd'hui : vérifiez sa date.")
            % {"first": formats.day(current.starts_on)}
        )
    last = DailyCount.objects.believed().of_alert(current).order_by("on").last()
    if last is not None and last.on > stopped_on:
        raise Refused(
            _("Une équipe a donné ses nombres pour le %s : l'alerte ne peut pas s'arrêter avant.")
            % formats.day(last.on)
        )
    current.stopped_on, current.stopped_at = stopped_on, by.at
    current.stopped_by = by.user if isinstance(by.user, User) else None
    current.lessons = refuse_identity(clean_text(lessons, max_length=LESSONS, multiline=True))
    current.save()
    tell_stop(AlertTeam.objects.of(current).in_full(), on=on, at=by.at)
    record(
        by,
        gettext_noop("a arrêté l'alerte « %(kind)s »"),
        current.cooperation,
        kind=current.get_kind_display(),
    )
    return current


@transaction.atomic
def revoke_link(row: AlertTeam, *, by: Author) -> None:
    """Take the link of a team back: whoever has it can no longer use it."""
    current = AlertTeam.objects.select_for_update(of=("self",)).in_full().get(pk=row.pk)
    if current.revoked_at is not None:
        raise Refused(_("Le lien de « %s » est déjà retiré.") % current.team.name)
    current.revoked_at = by.at
    current.save(update_fields=["revoked_at"])
    record(
        by,
        gettext_noop("a retiré le lien d'alerte de l'équipe %(team)s"),
        current.alert.cooperation,
        team=current.team.name,
    )


@transaction.atomic
def renew_link(row: AlertTeam, *, on: dt.date, by: Author) -> int:
    """Send a team another link; the one before opens nothing any more. Return how many people it went to."""
    current = AlertTeam.objects.select_for_update(of=("self",)).in_full().get(pk=row.pk)
    if not current.alert.is_running:
        raise Refused(_("Cette alerte est terminée : il n'y a plus de lien à envoyer."))
    token = secrets.token_urlsafe(32)
    current.digest, current.revoked_at = sealed(token), None
    current.save(update_fields=["digest", "revoked_at"])
    told = tell_start(current, token, on=on, at=by.at)
    if not told:
        raise Refused(
            _(
                "Personne, dans « %s », n'a d'adresse électronique : appelez l'équipe et donnez ses nombres pour elle."
            )
            % current.team.name
        )
    record(
        by,
        gettext_noop("a envoyé un nouveau lien d'alerte à l'équipe %(team)s"),
        current.alert.cooperation,
        team=current.team.name,
    )
    return told
