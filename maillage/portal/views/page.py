"""What every view does: read the clock, the two dates and the page asked for, then answer."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode

from maillage.portal.forms import LONGEST
from maillage.portal.moment import MARKS, SLIDER_STARTS, Moment, read_moment

PER_PAGE = 30


def moment_of(request: HttpRequest) -> Moment:
    """Return the day and the knowledge that a request asks for."""
    return read_moment(request.GET.dict(), today=timezone.localdate(), now=timezone.now())


def kept(request: HttpRequest, *without: str) -> list[tuple[str, str]]:
    """Return what the address asks, less some names, for links and forms of the same page."""
    asked = request.GET.dict()
    return [(k, v) for k, v in asked.items() if k not in without and v and len(v) <= LONGEST]


def address(request: HttpRequest, **changes: str) -> str:
    """Return the query of this page with some changes; an empty value takes a name away."""
    query = kept(request, *changes) + [(name, value) for name, value in changes.items() if value]
    return f"?{urlencode(query)}"


def page_of(request: HttpRequest, rows: "QuerySet[Any] | Sequence[Any]", size: int = PER_PAGE) -> "Page[Any]":
    """Return the page asked for; past the last one, the last one."""
    return Paginator(rows, size).get_page(request.GET.get("page"))


def show(
    request: HttpRequest,
    template: str,
    moment: Moment,
    shown: Mapping[str, object] | None = None,
    *,
    status: int = 200,
    **context: object,
) -> HttpResponse:
    """Answer with a page that knows its day and what its links keep."""
    given = {
        "moment": moment,
        "suffix": moment.suffix,
        "marks": MARKS,
        "slider_starts": SLIDER_STARTS,
        "keep": kept(request, "au", "page", "format"),
        "today_url": address(request, au="", page="", format=""),
        "page_query": address(request, page="", format="").removeprefix("?"),
    }
    return render(request, f"portal/{template}", {**given, **(shown or {}), **context}, status=status)
