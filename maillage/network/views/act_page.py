"""The page of one act, the same in every domain: a form, what it does, then where it leads."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from maillage.common.acts import carry_out
from maillage.common.components import Crumb
from maillage.common.facts import Author
from maillage.network.views.national_page import today


def act(
    request: HttpRequest,
    form: forms.Form,
    title: str,
    do: Callable[[dt.date, Author], Any],
    *,
    by: Author,
    above: Crumb,
    then: Callable[[Any], str] | None = None,
    said: str | Callable[[Any], str] = "",
    **more: Any,
) -> HttpResponse:
    """Carry out one act on the day of the site, then go on: back to the page above, unless `then` says where."""
    return carry_out(
        request,
        form,
        template="act.html",
        do=lambda: do(today(), by),
        then=then or (lambda _made: above.url),
        said=said,
        context={**_around(title, above), **more},
    )


def _around(title: str, above: Crumb) -> dict[str, Any]:
    """Return what the page of an act prints around its form."""
    return {
        "title": title,
        "crumbs": [above, Crumb(label=title)],
        "button": _("Enregistrer"),
        "back": above.url,
        "lines": [],
        "danger": False,
        "multipart": False,
    }
