"""Dates within sentences, as exactly as they are known."""

import datetime as dt

from django import template
from django.utils.translation import gettext as _

from maillage.common.facts import Precision
from maillage.common.formats import day as written_day

register = template.Library()


@register.filter
def since(day: dt.date | None, precision: str = Precision.DAY) -> str:
    """Write since when: « depuis le 3 mars 2015 », « depuis mars 2015 », « depuis 2015 »."""
    if day is None:
        return _("depuis une date inconnue")
    sentence = _("depuis le %s") if precision == Precision.DAY else _("depuis %s")
    return sentence % written_day(day, precision)


@register.filter
def on(day: dt.date | None, precision: str = Precision.DAY) -> str:
    """Write when: « le 3 mars 2015 », « en mars 2015 », « en 2015 »."""
    if day is None:
        return _("à une date inconnue")
    sentence = _("le %s") if precision == Precision.DAY else _("en %s")
    return sentence % written_day(day, precision)
