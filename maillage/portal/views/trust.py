"""Pages that say who runs the site, what it keeps, how open it is to everyone, whose work it stands on."""

import datetime as dt
from itertools import groupby

from django.conf import settings
from django.contrib.sitemaps.views import sitemap as answer_sitemap
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from maillage.common.audit import Finding, audit
from maillage.common.mail import site_link
from maillage.common.personal import kept_data
from maillage.portal import trust
from maillage.portal.sitemaps import SECTIONS
from maillage.portal.views.page import moment_of, show

PLAIN = "text/plain; charset=utf-8"
EXPIRES = dt.timedelta(days=180)  # RFC 9116 asks for less than a year
# What robots have no use for: forms, suggestions, the same page on other days.
CLOSED_TO_ROBOTS = (
    "/accueil/", "/compte/", "/connexion/", "/demo/", "/espace/", "/releve/", "/territoires/propositions/",
    "/*?*au=", "/*?*connu=", "/*?*format=",
)  # fmt: skip


def legal(request: HttpRequest) -> HttpResponse:
    """Say who publishes and hosts the site."""
    return show(request, "legal.html", moment_of(request), publisher=trust.publisher(), host=trust.host())


def privacy(request: HttpRequest) -> HttpResponse:
    """Say what is kept of people: whose, why, on what ground, how long, and how to have it erased."""
    return show(
        request,
        "privacy.html",
        moment_of(request),
        kept=[(people, list(rows)) for people, rows in groupby(kept_data(), lambda row: row.personal.people)],
        cookies=trust.cookies(),
        publisher=trust.told("publisher"),
        email=trust.privacy_contact(),
    )


def accessibility(request: HttpRequest) -> HttpResponse:
    """Declare how accessible the site is, as its audit file says."""
    moment, found = moment_of(request), audit()
    counts = [(finding.label, found.count(finding)) for finding in Finding]
    return show(
        request,
        "accessibility.html",
        moment,
        audit=found,
        conformity=found.conformity(moment.today).label,
        counts=counts,
        met=found.count(Finding.MET),
        unseen=found.count(Finding.UNSEEN),
        failed=[row for theme in found.themes for row in theme.criteria if row.finding == Finding.FAILED],
        sample=[site_link(reverse(name)) for name in found.sample],
        publisher=trust.told("publisher"),
        email=trust.told("email"),
    )


def sources(request: HttpRequest) -> HttpResponse:
    """Say whose data, drawings, letters and programs the site stands on, and under which licences."""
    return show(
        request,
        "sources.html",
        moment_of(request),
        credits=trust.credits(),
        embedded=trust.embedded(),
        libraries=trust.libraries(),
    )


def security(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """Say how to report a flaw, as RFC 9116 has it."""
    until = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0) + EXPIRES
    lines = (
        f"Contact: {trust.security_contact()}",
        f"Expires: {until:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: fr, en",
        f"Canonical: {site_link(reverse('security'))}",
        f"Policy: {site_link(reverse('legal'))}",
    )
    return HttpResponse("\n".join(lines) + "\n", content_type=PLAIN)


def robots(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """Say what machines may read: all that is public; nothing of a demonstration."""
    closed = ("/",) if settings.DEMO else CLOSED_TO_ROBOTS
    lines = (
        "User-agent: *",
        *(f"Disallow: {path}" for path in closed),
        f"Sitemap: {site_link(reverse('sitemap'))}",
    )
    return HttpResponse("\n".join(lines) + "\n", content_type=PLAIN)


def sitemap(request: HttpRequest) -> HttpResponse:
    """List every public page, at its address in the settings."""
    return answer_sitemap(request, {name: section() for name, section in SECTIONS.items()}).render()
