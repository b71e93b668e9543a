"""Addresses of alerts: for who is signed in, and for whoever holds the link of a team."""

from django.urls import URLPattern

from maillage.alerts.views import numbers, running
from maillage.common.addresses import Addresses, patterns

PUBLIC: Addresses = (("alertes/lien/<str:token>/", numbers.alert_link, "alert_link"),)
WORK: Addresses = (
    ("alertes/", running.my_alerts, "my_alerts"),
    ("alertes/cooperation/<slug:slug>/lancer/", running.start, "start_alert"),
    ("alertes/<int:key>/", running.alert, "alert"),
    ("alertes/<int:key>/arreter/", running.stop, "stop_alert"),
    ("alertes/<int:key>/equipes/<slug:slug>/", numbers.alert_numbers, "alert_numbers"),
    ("alertes/<int:key>/equipes/<slug:slug>/lien/", numbers.team_link, "alert_team_link"),
)

urlpatterns: list[URLPattern] = patterns(PUBLIC, WORK)
