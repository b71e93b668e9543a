"""The letters of an alert: one when it starts, with the link of the team; one when it stops. Nobody can stop them."""

import datetime as dt
from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from maillage.alerts.models import AlertTeam
from maillage.common import formats
from maillage.common.mail import To, queue, site_link
from maillage.network.models.leads import PersonOfTeam
from maillage.network.operations.confirmations import asked_people

# Neither a digest nor a campaign: its family is not among those that one may stop (MAY_STOP).
START, STOP = "alerte-debut", "alerte-fin"


def link_of(token: str) -> str:
    """Return the address where the numbers of a team are given, without an account."""
    return site_link(reverse("alert_link", args=[token]))


def tell_start(row: AlertTeam, token: str, *, on: dt.date, at: dt.datetime) -> int:
    """Write to those who stand for a team that an alert starts, with its link; return to how many."""
    alert = row.alert
    lines = (
        _("%(cooperation)s lance une alerte : %(kind)s, %(level)s, à partir du %(day)s.")
        % {
            "cooperation": alert.cooperation.name,
            "kind": alert.get_kind_display(),
            "level": alert.get_level_display(),
            "day": formats.day(alert.starts_on),
        },
        *([alert.message] if alert.message else []),
        _(
            "Appelez les personnes que l'équipe accompagne. Le soir, donnez cinq nombres sur cette page : ni nom, ni "
            "mot de passe."
        ),
        link_of(token),
        _("En cas d'urgence, appelez le 15 ou le 112 avant de répondre ici."),
    )
    return _write(
        row,
        asked_people(row.team, on=on),
        _("Alerte : %s") % alert.get_kind_display(),
        lines,
        START,
        at,
        token,
    )


def tell_stop(rows: Iterable[AlertTeam], *, on: dt.date, at: dt.datetime) -> int:
    """Write to those who stand for some teams that an alert is over; return to how many."""
    told = 0
    for row in rows:
        alert = row.alert
        lines = (
            _("L'alerte « %(kind)s » de %(cooperation)s s'est arrêtée le %(day)s.")
            % {
                "kind": alert.get_kind_display(),
                "cooperation": alert.cooperation.name,
                "day": formats.day(alert.stopped_on),
            },
            _("Il manque les nombres d'un jour ? Votre lien sert encore deux semaines."),
            *([alert.lessons] if alert.lessons else []),
            _("Merci à chacune et à chacun : ces appels comptent."),
        )
        people = asked_people(row.team, on=on)
        told += _write(
            row, people, _("L'alerte est terminée : %s") % alert.get_kind_display(), lines, STOP, at, "fin"
        )
    return told


def _write(
    row: AlertTeam,
    people: Iterable[PersonOfTeam],
    subject: str,
    lines: Iterable[str],
    kind: str,
    at: dt.datetime,
    mark: str,
) -> int:
    """Queue a letter to some people; return to how many."""
    told = 0
    for person in people:
        message = queue(
            To(email=person.email, name=person.name, user_id=person.user_id),
            subject=subject,
            text="\n\n".join([_("Bonjour %s,") % person.name, *lines]),
            kind=kind,
            because=_(
                "Vous recevez ce message parce que « %s » est une équipe de la coopération qui lance l'alerte."
            )
            % row.team.name,
            at=at,
            key=f"{kind}:{row.pk}:{mark}:{person.email}",
        )
        told += message is not None
    return told
