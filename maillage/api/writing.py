"""The open data as files: CSV, GeoJSON, and the Data Package that describes them, all from the declared columns."""

import csv
import datetime as dt
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from maillage.api.columns import Dataset, Field, Value
from maillage.api.datasets import DATASETS
from maillage.common import geojson
from maillage.common.mail import site_link
from maillage.common.spreadsheets.writing import protected
from maillage.indicators.forms import Question

LICENCE = {
    "name": "etalab-2.0",
    "title": "Licence Ouverte 2.0",
    "path": "https://www.etalab.gouv.fr/licence-ouverte-open-licence",
}
SEVERAL = "|"


def csv_of(fields: Sequence[Field], rows: Iterable[Any]) -> bytes:
    """Return rows as CSV for programs: UTF-8, commas, ISO dates, decimal points; no cell is taken for a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([field.name for field in fields])
    for row in rows:
        writer.writerow([_cell(field.of(row)) for field in fields])
    return text.getvalue().encode()


def _cell(value: Value) -> str:
    """Return a value as a CSV holds it; nothing for what is unknown."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case list():
            return protected(SEVERAL.join(value))
        case dt.date():
            return value.isoformat()
        case float():
            return repr(value)
    return protected(str(value))


def json_of(data: object) -> bytes:
    """Return data as JSON that people can read."""
    return json.dumps(data, ensure_ascii=False, indent=1, default=dt.date.isoformat).encode()


def geojson_of(dataset: Dataset, rows: Iterable[Any], also: Mapping[str, str] | None = None) -> bytes:
    """Return rows as GeoJSON (RFC 7946), those that sit nowhere known without geometry; `also` names columns again."""
    features = []
    for row in rows:
        told = {field.name: field.of(row) for field in dataset.fields}
        latitude, longitude = told.pop("latitude"), told.pop("longitude")
        told |= {name: told[column] for name, column in (also or {}).items()}
        shape = None
        if isinstance(latitude, float) and isinstance(longitude, float):
            shape = geojson.point(latitude, longitude)
        features.append(geojson.feature(shape, told, id=told["id"]))
    return json_of(geojson.collection(features))


def schema_of(dataset: Dataset) -> dict[str, object]:
    """Return the Table Schema of a set."""
    return {
        "fields": [
            {
                "name": field.name,
                "type": field.kind,
                "title": str(field.title),
                **({"description": str(field.description)} if field.description else {}),
                **({"constraints": {"required": True}} if field.required else {}),
            }
            for field in dataset.fields
        ],
        "primaryKey": ["id"],
        "missingValues": [""],
    }


def archive_of(question: Question, located: Iterable[str]) -> bytes:
    """Return all the sets in one archive: the files, and the Data Package that describes them where they are."""
    package = package_of(question)
    files = {}
    for resource, dataset in zip(package["resources"], DATASETS.values(), strict=True):  # type: ignore[call-overload] # a list
        resource["path"] = f"{dataset.name}.csv"
        rows = list(dataset.rows(question))
        files[f"{dataset.name}.csv"] = csv_of(dataset.fields, rows)
        if dataset.name in located:
            files[f"{dataset.name}.geojson"] = geojson_of(dataset, rows)
    files["datapackage.json"] = json_of(package)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            # Always the same bytes for the same data: an archive bears no moment of its own.
            entry = zipfile.ZipInfo(name, date_time=(*question.as_of.timetuple()[:3], 0, 0, 0))
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, content)
    return held.getvalue()


def package_of(question: Question) -> dict[str, object]:
    """Return the description of all the sets as a Data Package (version 2), dated."""
    query = f"?{urlencode(question.parameters)}" if question.parameters else ""
    day = question.as_of.isoformat()
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "maillage",
        "title": _("Données ouvertes de %s") % settings.BRANDING["name"],
        "homepage": site_link(reverse("open_data")),
        "version": day,
        "created": f"{day}T00:00:00Z",
        "licenses": [LICENCE],
        "resources": [
            {
                "$schema": "https://datapackage.org/profiles/2.0/dataresource.json",
                "name": dataset.name,
                "type": "table",
                "title": str(dataset.title),
                "description": str(dataset.description),
                "path": site_link(reverse("open_data_file", args=[dataset.name, "csv"])) + query,
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "licenses": [LICENCE],
                "schema": schema_of(dataset),
            }
            for dataset in DATASETS.values()
        ],
    }
