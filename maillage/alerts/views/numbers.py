"""The numbers of a team for a day: five boxes on a telephone, by account or by the link of the team."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.accounts.actors import actor_of
from maillage.accounts.roles import Right
from maillage.alerts.forms.alert_forms import LinkForm, NumbersForm
from maillage.alerts.models import AlertTeam, DailyCount
from maillage.alerts.models.alerts import ANSWERED_UNTIL
from maillage.alerts.models.urgent import urgent_numbers
from maillage.alerts.operations.alerts import give_numbers, renew_link, revoke_link
from maillage.alerts.views.running import above, sheet_of
from maillage.common.acts import carry_out
from maillage.common.components import Crumb
from maillage.common.errors import Refused
from maillage.common.facts import Author
from maillage.network.views.act_page import act
from maillage.network.views.national_page import author, data_of, today

GONE, SHOWN = 410, 14


def _asked_day(request: HttpRequest, row: AlertTeam) -> dt.date:
    """Return the day that a page is about: the one asked for, or else the last of the alert."""
    last = row.alert.last_day(today())
    try:
        day = dt.date.fromisoformat(request.GET.get("jour", ""))
    except ValueError:
        return last
    return day if row.alert.starts_on <= day <= last else last


def _numbers(request: HttpRequest, row: AlertTeam, by: Author, **shown: Any) -> HttpResponse:
    """Show what a team said, and take what it says of a day."""
    said = list(DailyCount.objects.believed().of_team(row)[:SHOWN])
    day = _asked_day(request, row)
    before = next((one for one in said if one.on == day), None)
    named = ("to_call", "called", "reached", "relayed", "volunteers")
    initial = {"day": day, **({name: getattr(before, name) for name in named} if before else {})}
    form = NumbersForm(data_of(request), initial=initial)

    def do() -> DailyCount:
        return give_numbers(row, form.cleaned_data["day"], form.numbers, on=today(), by=by)

    return carry_out(
        request,
        form,
        template="alerts/numbers.html",
        do=do,
        then=lambda _made: request.path,
        said=_("C'est noté. Merci, et à demain."),
        context={
            "row": row,
            "alert": row.alert,
            "said": said,
            "before": before,
            "begun": row.alert.starts_on <= today(),
            "urgent": urgent_numbers(),
            **shown,
        },
    )


def alert_numbers(request: HttpRequest, key: int, slug: str) -> HttpResponse:
    """Take the numbers of a team, from whoever has an account."""
    actor = actor_of(request)
    mine = AlertTeam.objects.answerable_by(actor).of_numbered(key).in_full()
    row = get_object_or_404(mine, team__slug=slug)
    by = actor.author(Right.ANSWER_ALERT, at=timezone.now(), about=row.team)
    return _numbers(request, row, by, crumbs=[above(), Crumb(label=row.team.name)])


def _by_link(token: str) -> AlertTeam:
    """Return what a link opens; refuse one that serves no more."""
    row = AlertTeam.objects.in_full().opened_by(token)
    if row is None:
        raise Refused(
            _("Ce lien n'est pas complet, ou il a été remplacé : ouvrez celui de la dernière lettre reçue.")
        )
    if row.alert.stopped_on and today() > row.alert.stopped_on + ANSWERED_UNTIL:
        raise Refused(_("Cette alerte est terminée depuis plus de deux semaines. Merci de vos appels !"))
    return row


def alert_link(request: HttpRequest, token: str) -> HttpResponse:
    """Take the numbers of a team, from whoever holds its link."""
    try:
        row = _by_link(token)
    except Refused as refusal:
        return render(request, "network/enquiries/link.html", {"sentence": str(refusal)}, status=GONE)
    return _numbers(request, row, Author(at=timezone.now(), role="lien"), crumbs=[])


def team_link(request: HttpRequest, key: int, slug: str) -> HttpResponse:
    """Send a team another link, or take its link back."""
    mine = AlertTeam.objects.run_by(actor_of(request)).of_numbered(key).in_full()
    row, form = get_object_or_404(mine, team__slug=slug), LinkForm(data_of(request))

    def do(on: dt.date, by: Author) -> object:
        if form.cleaned_data["what"] == form.RENEW:
            return renew_link(row, on=on, by=by)
        return revoke_link(row, by=by)

    return act(
        request,
        form,
        _("Le lien de « %s »") % row.team.name,
        do,
        by=author(request, Right.RUN_ALERT, row.alert.cooperation),
        above=sheet_of(row.alert),
        said=_("C'est fait : l'ancien lien ne sert plus."),
        lines=[_("Ce lien ouvre la page des nombres de l'équipe, sans compte, à qui le détient.")],
    )
