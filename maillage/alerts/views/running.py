"""Running an alert: start it, see who answered day by day, stop it."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.accounts.actors import actor_of
from maillage.accounts.roles import Right
from maillage.alerts.forms.alert_forms import StartForm, StopForm
from maillage.alerts.models import (
    Alert,
    AlertLevel,
    AlertTeam,
    cooperations_run,
    days_of,
    teams_to_ask,
    whole_of,
)
from maillage.alerts.operations.alerts import start_alert, stop_alert
from maillage.common.components import Crumb
from maillage.common.facts import Author
from maillage.network.models import Cooperation
from maillage.network.views.act_page import act
from maillage.network.views.national_page import author, data_of, needs, today

MOST = 100


def above() -> Crumb:
    """Return the page above those of alerts."""
    return Crumb(label=_("Alertes"), url=reverse("my_alerts"))


def sheet_of(row: Alert) -> Crumb:
    """Return the page of an alert."""
    return Crumb(label=str(row.get_kind_display()).capitalize(), url=reverse("alert", args=[row.pk]))


def my_alerts(request: HttpRequest) -> HttpResponse:
    """List the alerts that someone runs, those that ask their team, and where they may start one."""
    actor, day = needs(request, Right.RUN_ALERT, Right.ANSWER_ALERT), today()
    mine = Alert.objects.run_by(actor).answered(day)
    asked = AlertTeam.objects.answerable_by(actor).of_running().begun(day).telling(day).in_full()
    return render(
        request,
        "alerts/my_alerts.html",
        {
            "running": mine.running(),
            "over": mine.over()[:MOST],
            "teams": [] if actor.may(Right.RUN_ALERT) else asked[:MOST],
            "cooperations": cooperations_run(actor),
            "crumbs": [Crumb(label=_("Alertes"))],
        },
    )


def start(request: HttpRequest, slug: str) -> HttpResponse:
    """Start an alert; who will be asked is told before it leaves."""
    row, day = get_object_or_404(cooperations_run(actor_of(request)), slug=slug), today()
    form = StartForm(data_of(request), initial={"starts_on": day, "level": AlertLevel.ORANGE})

    def do(on: dt.date, by: Author) -> Alert:
        return start_alert(row, form.call, on=on, by=by)

    return act(
        request,
        form,
        _("Lancer une alerte"),
        do,
        by=author(request, Right.RUN_ALERT, row),
        above=above(),
        then=lambda made: reverse("alert", args=[made.pk]),
        said=_("L'alerte est lancée : les lettres partent dans quelques instants."),
        button=_("Lancer l'alerte"),
        lines=[
            f"{row.name}. {_told(row, day)}",
            _(
                "Chaque équipe reçoit une lettre avec un lien : le soir, elle dit combien de personnes elle a appelées "
                "et jointes. Aucun nom n'est demandé."
            ),
        ],
    )


def _told(row: Cooperation, day: dt.date) -> str:
    """Say how many teams an alert would ask."""
    teams = teams_to_ask(row, as_of=day, known_at=timezone.now()).count()
    return ngettext("%d équipe sera prévenue.", "%d équipes seront prévenues.", teams) % teams


def alert(request: HttpRequest, key: int) -> HttpResponse:
    """Show an alert: what the teams said today and each day before, and which ones are awaited."""
    actor, day = actor_of(request), today()
    row = get_object_or_404(Alert.objects.run_by(actor), pk=key)
    last = row.last_day(day)
    days = days_of(row, today=day)
    teams = list(AlertTeam.objects.of(row).telling(last).in_full())
    return render(
        request,
        "alerts/alert.html",
        {
            "row": row,
            "days": days,
            "now": days[0] if days else None,
            "whole": whole_of(row),
            "awaited": [one for one in teams if not one.has_said],
            "answered": [one for one in teams if one.has_said],
            "last": last,
            "crumbs": [above(), Crumb(label=sheet_of(row).label)],
        },
    )


def stop(request: HttpRequest, key: int) -> HttpResponse:
    """Stop an alert, and say what was learned."""
    row = get_object_or_404(Alert.objects.run_by(actor_of(request)), pk=key)
    form = StopForm(data_of(request), initial={"stopped_on": today()})

    def do(on: dt.date, by: Author) -> Alert:
        return stop_alert(row, **form.cleaned_data, on=on, by=by)

    return act(
        request,
        form,
        _("Arrêter l'alerte"),
        do,
        by=author(request, Right.RUN_ALERT, row.cooperation),
        above=sheet_of(row),
        said=_("L'alerte est terminée : les équipes sont prévenues."),
        button=_("Arrêter l'alerte"),
        lines=[
            _("Les équipes reçoivent une lettre. Leurs nombres restent, et peuvent encore être corrigés.")
        ],
    )
