"""Addresses for machines: what is read is open to everybody; what is written asks for a key."""

from collections.abc import Mapping

from django.urls import URLPattern, path

from maillage.accounts.models import Scope
from maillage.api.v1 import about
from maillage.api.v1.answers import View, for_partners, read_only
from maillage.api.v1.writes import api
from maillage.api.views import feeds, open_data, widget
from maillage.common.addresses import Addresses, patterns

# The API itself, its description and its guide.
API: Addresses = (
    ("api/v1/", about.home, "api_home"),
    ("api/v1/openapi.json", about.description, "api_description"),
)
# What keys alone open, and the scope that each verb asks of them.
KEYED: Mapping[str | None, Mapping[str, Scope]] = {
    "api_enquiries": {"POST": Scope.SEND},
    "api_enquiry": {"GET": Scope.FOLLOW},
}


def _opened(name: str | None, view: View) -> View:
    """Return a view as everybody may read it, or as keys may."""
    return for_partners(view, KEYED[name]) if name in KEYED else read_only(view)


# Those that the library draws from `v1/routes.py` and `v1/writes.py`.
ROUTES = [
    *(
        path(f"api/v1/{found.pattern}", _opened(found.name, found.callback), name=found.name)
        for found in api.urls[0]
        if isinstance(found, URLPattern) and found.name != "api-root"
    ),
]
# Files at fixed addresses.
OPEN_DATA: Addresses = (
    ("open-data/", open_data.home, "open_data"),
    ("open-data/datapackage.json", open_data.package, "open_data_package"),
    ("open-data/maillage.zip", open_data.archive, "open_data_archive"),
    ("open-data/data-inclusion/<str:name>.json", open_data.inclusion, "data_inclusion"),
    ("open-data/<str:name>.<str:form>", open_data.dataset, "open_data_file"),
)
# Feeds that others read: calendars, news, maps, volunteering.
FEEDS: Addresses = (
    ("agenda/<str:place>.ics", feeds.calendar, "public_calendar"),
    ("flux/api-engagement.xml", feeds.engagement, "engagement_feed"),
    ("flux/<str:place>.atom", feeds.atom, "news_feed"),
    ("carte/equipes.geojson", open_data.map_feed, "map_feed"),
)
# What a town puts on its own site.
WIDGET: Addresses = (
    ("encart/", widget.home, "widget_home"),
    ("encart/<str:place>/", widget.widget, "widget"),
    ("encart.js", widget.script, "widget_script"),
)

urlpatterns: list[URLPattern] = [*patterns((*API, *OPEN_DATA, *FEEDS, *WIDGET), ()), *ROUTES]
