"""The values that components of pages print: steps, tabs, crumbs, downloads, marked dates."""

import datetime as dt
from dataclasses import dataclass

from django.utils.functional import Promise

from maillage.common.facts import Precision

Text = str | Promise


@dataclass(frozen=True, kw_only=True)
class Crumb:
    """Name a page above this one; the page itself has no address."""

    label: Text
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Tab:
    """Offer another view of the same things, as a link."""

    label: Text
    url: str
    current: bool = False


@dataclass(frozen=True, kw_only=True)
class Step:
    """Hold one stage of a track, and the day it was reached, if it was."""

    label: Text
    reached_on: dt.date | None = None
    precision: str = Precision.DAY
    reached: bool = False
    current: bool = False


@dataclass(frozen=True, kw_only=True)
class Mark:
    """Point at a date worth going back to."""

    on: dt.date
    label: Text = ""


@dataclass(frozen=True, kw_only=True)
class Download:
    """Offer a document: its format, its address, its size when it is known."""

    label: Text
    url: str
    size: str = ""


@dataclass(frozen=True, kw_only=True)
class Item:
    """Hold one line of a definition list; without a value, why it is unknown."""

    term: Text
    value: Text | None = None
    because: Text = ""
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Key:
    """Name one colour of a map or a chart: its class, its word, how many."""

    css: str
    label: Text
    count: int | None = None
