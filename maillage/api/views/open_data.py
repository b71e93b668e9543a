"""The open data: the files, what describes them, and the page that leads to them."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from maillage.api.answering import CSV, GEOJSON, JSON, ZIP, for_machines, opened
from maillage.api.asking import asked
from maillage.api.columns import Dataset
from maillage.api.datasets import COOPERATIONS, DATASETS, SUBSIDIES, TEAMS
from maillage.api.inclusion import services, structures
from maillage.api.writing import LICENCE, archive_of, csv_of, geojson_of, json_of, package_of
from maillage.common.mail import site_link

LOCATED = {found.name: found for found in (TEAMS, COOPERATIONS)}
INCLUSION = {"structures": structures, "services": services}
# What GoGoCarto calls our columns.
GOGOCARTO = {"name": "nom", "taxonomy": "etape", "addressLocality": "commune"}
UMAP = {"name": "nom", "description": "activites"}


@for_machines
def dataset(request: HttpRequest, name: str, form: str) -> HttpResponseBase:
    """Answer a set as CSV or GeoJSON, as of a day, as known on another, for a place."""
    question = asked(request)
    filename = f"{name}-{question.as_of:%Y-%m-%d}.{form}"
    # Their schema is of the State: they are a file of their own, and not of our package.
    offered = {**DATASETS, SUBSIDIES.name: SUBSIDIES}
    if form == "csv" and name in offered:
        found = offered[name]
        return opened(request, csv_of(found.fields, found.rows(question)), CSV, filename=filename)
    if form == "geojson" and name in LOCATED:
        found = LOCATED[name]
        return opened(request, geojson_of(found, found.rows(question)), GEOJSON, filename=filename)
    raise Http404


@for_machines
def package(request: HttpRequest) -> HttpResponseBase:
    """Answer the description of all the sets."""
    return opened(request, json_of(package_of(asked(request))), JSON)


@for_machines
def archive(request: HttpRequest) -> HttpResponseBase:
    """Answer all the sets and their description in one file."""
    question = asked(request)
    filename = f"maillage-{question.as_of:%Y-%m-%d}.zip"
    return opened(request, archive_of(question, LOCATED), ZIP, filename=filename)


@for_machines
def inclusion(request: HttpRequest, name: str) -> HttpResponseBase:
    """Answer the structures or the services of data·inclusion."""
    if name not in INCLUSION:
        raise Http404
    teams = TEAMS.rows(asked(request))
    return opened(request, json_of(INCLUSION[name](teams, timezone.localdate())), JSON)  # type: ignore[arg-type] # teams


@for_machines
def map_feed(request: HttpRequest) -> HttpResponseBase:
    """Answer the teams as uMap reads them live, or as GoGoCarto imports them."""
    also = GOGOCARTO if request.GET.get("profil") == "gogocarto" else UMAP
    return opened(request, geojson_of(TEAMS, TEAMS.rows(asked(request)), also), GEOJSON)


def home(request: HttpRequest) -> HttpResponse:
    """Say what may be taken away: the files, their columns, their licence; the same for machines."""
    files = [
        (found, [("CSV", "csv"), *([("GeoJSON", "geojson")] if found.name in LOCATED else [])])
        for found in (*DATASETS.values(), SUBSIDIES)
    ]
    given = {"files": files, "licence": LICENCE, "data": _described(files)}
    return render(request, "api/open_data.html", given)


def _described(files: list[tuple[Dataset, list[tuple[str, str]]]]) -> dict[str, object]:
    """Return what the page says, for machines."""
    return {
        "@context": "https://schema.org",
        "@graph": [
            {
                "@type": "Dataset",
                "name": str(found.title),
                "description": str(found.description),
                "license": LICENCE["path"],
                "url": site_link(reverse("open_data")),
                "isAccessibleForFree": True,
                "distribution": [
                    {
                        "@type": "DataDownload",
                        "encodingFormat": label,
                        "contentUrl": site_link(reverse("open_data_file", args=[found.name, form])),
                    }
                    for label, form in forms
                ],
            }
            for found, forms in files
        ],
    }
