"""What the pages of the bilans at work share: one act under a right, a page under its crumbs."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.accounts.actors import actor_of
from maillage.accounts.roles import Right
from maillage.common.components import Crumb
from maillage.common.facts import Author
from maillage.network.views import act_page
from maillage.network.views.national_page import author

RUN = Right.RUN_BILAN


def root() -> Crumb:
    """Return the page of the bilans."""
    return Crumb(label=_("Bilan"), url=reverse("bilan"))


def show(
    request: HttpRequest, template: str, *way: Crumb, status: int = 200, **context: object
) -> HttpResponse:
    """Answer with a page of work on bilans."""
    return render(request, f"bilan/{template}", {"crumbs": [root(), *way], **context}, status=status)


def run(
    request: HttpRequest,
    form: forms.Form,
    title: str,
    do: Callable[[dt.date, Author], Any],
    *,
    way: list[Crumb],
    **more: Any,
) -> HttpResponse:
    """Carry out one act of who runs the bilans, then go back to the page above."""
    crumbs = [root(), *way, Crumb(label=title)]
    return act_page.act(
        request, form, title, do, by=author(request, RUN), above=way[-1], **{"crumbs": crumbs, **more}
    )


def written_by(request: HttpRequest, subject: Any) -> Author:
    """Return who writes a bilan: as who runs a cooperation, or an organisation."""
    right = Right.EDIT_COOPERATION if subject._meta.model_name == "cooperation" else Right.EDIT_ORGANISATION
    return actor_of(request).author(right, at=timezone.now(), about=subject)
