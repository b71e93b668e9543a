"""What a page says of its subject to machines, in the words of schema.org: only what the page itself says."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse

from maillage.common.components import Crumb
from maillage.common.mail import site_link
from maillage.network.models import Cooperation, Organisation, Team
from maillage.portal.seats import Subject, commune_of, departement_of
from maillage.territory.models import Commune, Departement, Epci

LinkedData = dict[str, Any]
Territory = Commune | Departement | Epci | None
CONTEXT = "https://schema.org"
KINDS = {
    "association-nationale": "NGO",
    "association-locale": "NGO",
    "ccas-commune": "GovernmentOrganization",
    "conseil-departemental": "GovernmentOrganization",
    "etat": "GovernmentOrganization",
}


def team_data(row: Team, *, covered: Sequence[Territory], carriers: Iterable[Organisation]) -> LinkedData:
    """Return a team in linked data."""
    return {
        **_subject("NGO", row, asked="equipe"),
        **_told("description", row.activities),
        **_told("areaServed", [_area(territory) for territory in covered if territory]),
        **_told("parentOrganization", [_named("Organization", carrier) for carrier in carriers]),
    }


def cooperation_data(
    row: Cooperation, *, covered: Sequence[Territory], members: Iterable[Organisation]
) -> LinkedData:
    """Return a cooperation in linked data."""
    return {
        **_subject("Organization", row, asked="cooperation"),
        **_told("areaServed", [_area(territory) for territory in covered if territory]),
        **_told("member", [_named("Organization", member) for member in members]),
    }


def organisation_data(row: Organisation, *, teams: Iterable[Team]) -> LinkedData:
    """Return an organisation in linked data."""
    kind = row.seat.kind.code if row.seat and row.seat.kind else ""
    siret = {"@type": "PropertyValue", "propertyID": "SIRET", "value": row.siret}
    return {
        **_subject(KINDS.get(kind, "Organization"), row),
        **_told("identifier", siret if row.siret else None),
        **_told("subOrganization", [_named("NGO", team) for team in teams]),
    }


def departement_data(row: Departement) -> LinkedData:
    """Return a département in linked data."""
    region = {"@type": "AdministrativeArea", "name": row.region.name}
    return {
        **_area(row),
        "url": site_link(reverse("departement", args=[row.code])),
        "containedInPlace": region,
    }


def page_data(main: LinkedData, crumbs: Sequence[Crumb]) -> LinkedData:
    """Return what a page says of its subject, with the pages above it."""
    above = [
        {
            "@type": "ListItem",
            "position": position,
            "name": crumb.label,
            **_told("item", site_link(crumb.url.partition("?")[0]) if crumb.url else ""),
        }
        for position, crumb in enumerate(crumbs, start=1)
    ]
    return {"@context": CONTEXT, "@graph": [main, {"@type": "BreadcrumbList", "itemListElement": above}]}


def _subject(kind: str, row: Subject, *, asked: str = "") -> LinkedData:
    """Return what is said of every subject: who may be called, and where one writes; never a private address."""
    commune, (code, name) = commune_of(row), departement_of(row)
    place = {
        "@type": "PostalAddress",
        "addressCountry": "FR",
        **_told("addressLocality", commune),
        **_told("addressRegion", name),
    }
    contact = {
        "@type": "ContactPoint",
        "contactType": "customer service",
        "availableLanguage": "fr",
        **_told("telephone", row.telephone),
        **_told(
            "url", f"{site_link(reverse('enquire', args=['aider']))}?{asked}={row.slug}" if asked else ""
        ),
    }
    return {
        **_named(kind, row),
        **_told("address", place if code else None),
        **_told("telephone", row.telephone),
        **_told("sameAs", row.website),
        **_told("contactPoint", contact if row.telephone or asked else None),
    }


def _named(kind: str, row: Subject) -> LinkedData:
    """Return the name and the page of a subject."""
    address = site_link(row.get_absolute_url())
    return {"@type": kind, "@id": address, "name": row.name, "url": address}


def _area(territory: Commune | Departement | Epci) -> LinkedData:
    """Return a territory with its official code."""
    return {"@type": "AdministrativeArea", "name": territory.name, "identifier": territory.code}


def _told(name: str, value: object) -> LinkedData:
    """Return a property that has a value; none where nothing is known."""
    return {name: value} if value else {}
