"""The tables of alerts."""

from maillage.alerts.models.alerts import (
    LESSONS,
    MESSAGE,
    Alert,
    AlertKind,
    AlertLevel,
    AlertTeam,
    cooperations_run,
    teams_to_ask,
)
from maillage.alerts.models.counts import MOST, DailyCount, Day, Told, days_of, whole_of

__all__ = [
    "LESSONS",
    "MESSAGE",
    "MOST",
    "Alert",
    "AlertKind",
    "AlertLevel",
    "AlertTeam",
    "DailyCount",
    "Day",
    "Told",
    "cooperations_run",
    "days_of",
    "teams_to_ask",
    "whole_of",
]
