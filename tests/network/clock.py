"""A clock that tests set by hand: what views read of it, and the age of the links that they signed."""

import datetime as dt
import time

import pytest
from django.core import signing
from django.utils import timezone


def set_clock(patch: pytest.MonkeyPatch, moment: dt.datetime) -> None:
    """Make it some moment for the views and for signed links."""
    patch.setattr(timezone, "now", lambda: moment)
    stopped = type("Stopped", (), {"time": staticmethod(moment.timestamp), "sleep": time.sleep})
    patch.setattr(signing, "time", stopped)
