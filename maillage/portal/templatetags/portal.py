"""Dates within sentences, as exactly as they are known; the way from a public page to the work behind it."""

import datetime as dt

from django import template
from django.template import Context
from django.utils.translation import gettext as _

from maillage.accounts.actors import actor_of
from maillage.common.facts import Precision
from maillage.common.formats import day as written_day
from maillage.network.models.places import Subject
from maillage.portal.spaces import work_url

register = template.Library()


@register.inclusion_tag("portal/_work.html", takes_context=True)
def work_link(context: Context, subject: Subject) -> dict[str, str]:
    """Lead whoever may work on a subject from its public page to where they do; print nothing for the others."""
    return {"url": work_url(actor_of(context["request"]), subject)}


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
