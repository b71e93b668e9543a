"""What the pages of the library share: one act under a right, then where it leads."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from maillage.accounts.roles import Right
from maillage.common.facts import Author
from maillage.network.views import act_page
from maillage.network.views.national_page import author


def act(
    request: HttpRequest,
    form: forms.Form,
    title: str,
    do: Callable[[dt.date, Author], Any],
    *,
    right: Right,
    **more: Any,
) -> HttpResponse:
    """Carry out one act under the hat that gives a right, then go on."""
    return act_page.act(request, form, title, do, by=author(request, right), **more)
