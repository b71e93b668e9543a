"""The alerts of the world of the matrix: one that runs in each cooperation, and asks the team of the place."""

from collections.abc import Callable, Mapping
from typing import Any

from maillage.accounts.roles import Right
from maillage.alerts.models import Alert, AlertTeam
from maillage.common.links import sealed
from tests.cast import date, instant
from tests.rights_row import Row, link, needs, on

DAY, AT = date(2015, 1, 10), instant(2015, 1, 10)


def asked(spot: Any) -> dict[str, object]:
    """Make an alert that asks the team of a place, once."""
    alert, _new = Alert.objects.get_or_create(
        cooperation=spot.cooperation,
        kind="epidemie",
        defaults={"level": "aucun", "starts_on": DAY, "started_at": AT},
    )
    AlertTeam.objects.get_or_create(
        alert=alert, team=spot.team, defaults={"digest": sealed(f"jeton-{spot.team.pk}")}
    )
    return {"key": alert.pk, "slug": spot.team.slug, "token": f"jeton-{spot.team.pk}"}


# Who opens which page.
ROWS: Mapping[str, Row] = {
    "my_alerts": needs(Right.RUN_ALERT, Right.ANSWER_ALERT),
    "start_alert": on("cooperation", Right.RUN_ALERT),
    "alert": on("alert", Right.RUN_ALERT),
    "stop_alert": on("alert", Right.RUN_ALERT),
    "alert_numbers": on("alert of a team", Right.ANSWER_ALERT),
    "alert_team_link": on("alert of a team", Right.RUN_ALERT),
    "alert_link": link(),
}

KINDS: dict[str, Callable[..., Mapping[str, object]]] = {}
# Those that a team, or a cooperation, bears.
OF_TEAMS: dict[str, Callable[..., Mapping[str, object]]] = {
    "alert of a team": lambda _world, spot: asked(spot),
}
OF_COOPERATIONS: dict[str, Callable[..., Mapping[str, object]]] = {
    "alert": lambda _world, spot: {"key": asked(spot)["key"]},
}
