"""Alerts: a heat wave, an epidemic; a cooperation calls, its teams give a few numbers a day, and it stops."""
