"""Feeds by territory, at addresses that stay."""

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from maillage.api.answering import for_machines, opened
from maillage.api.asking import asked, place_of
from maillage.api.datasets import teams_of
from maillage.api.feeds import meetings, missions, news
from maillage.common.mail import site_link


@for_machines
def atom(request: HttpRequest, place: str) -> HttpResponseBase:
    """Answer the news of a territory."""
    perimeter = place_of(place)
    address = site_link(reverse("news_feed", args=[str(perimeter)]))
    return opened(request, news(perimeter, asked(request), address), "application/atom+xml; charset=utf-8")


@for_machines
def calendar(request: HttpRequest, place: str) -> HttpResponseBase:
    """Answer the public meetings to come of a territory."""
    return opened(request, meetings(place_of(place), asked(request)), "text/calendar; charset=utf-8")


@for_machines
def engagement(request: HttpRequest) -> HttpResponseBase:
    """Answer the missions of volunteers."""
    content = missions(teams_of(asked(request)), timezone.localdate())
    return opened(request, content, "application/xml; charset=utf-8")
