"""The addresses of the API: each reads what a page of the site reads."""

import datetime as dt
from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Path, Query
from ninja.errors import HttpError, ValidationError

from maillage.api.asking import check_day, place_of, understood
from maillage.api.columns import Dataset
from maillage.api.datasets import COOPERATIONS, ORGANISATIONS, SIGNATURES, TEAMS, TRAININGS
from maillage.api.event_data import EVENTS
from maillage.api.exchange_data import EXCHANGES
from maillage.api.experiment_data import EXPERIMENTS
from maillage.api.programme_data import AGREEMENTS, PLEDGES
from maillage.api.resource_data import RESOURCES
from maillage.api.tally_data import ACTIVITY
from maillage.api.v1 import schemas
from maillage.api.v1.problems import nowhere, problem
from maillage.common.errors import Refused
from maillage.common.mail import site_link
from maillage.indicators.catalogue import CATALOGUE, indicator
from maillage.indicators.definitions import Ratio
from maillage.indicators.forms import FIRST, Question
from maillage.indicators.measure import Measure, measure, measure_series
from maillage.indicators.records import records
from maillage.indicators.steps import STEPS, month_ends
from maillage.network.models import Cooperation, Meeting
from maillage.territory.perimeter import Perimeter
from maillage.territory.search import search_places

ROOT = "/api/v1/"
MOST_POINTS = 240
PROBLEMS = {
    HTTPStatus.BAD_REQUEST: schemas.Problem,
    HTTPStatus.NOT_FOUND: schemas.Problem,
    HTTPStatus.CONFLICT: schemas.Problem,
    HTTPStatus.UNPROCESSABLE_ENTITY: schemas.Problem,
}


class Api(NinjaAPI):
    """Hold the addresses; their root is known without asking Django's table of addresses."""

    def get_root_path(self, path_params: Any) -> str:  # noqa: ARG002 - the library's own signature
        """Return the root of the addresses."""
        return ROOT


api = Api(
    title="Maillage",
    version="1",
    description="Le registre, à toute date, tel que connu à toute autre. Lecture libre, Licence Ouverte 2.0.",
    docs_url=None,
    openapi_url=None,
    urls_namespace="api-v1",
)


@api.exception_handler(ValidationError)
def not_valid(request: HttpRequest, error: ValidationError) -> HttpResponse:  # noqa: ARG001 - the library passes it
    """Say which parameter is not understood."""
    # Of a list, the last part of the path is the rank of the wrong one.
    paths = ([part for part in line["loc"] if isinstance(part, str)] for line in error.errors)
    names = sorted({path[-1] for path in paths})
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, _("Paramètre non compris : %s.") % ", ".join(names))


@api.exception_handler(HttpError)
def not_read(request: HttpRequest, error: HttpError) -> HttpResponse:  # noqa: ARG001 - same
    """Say that what is sent is not JSON."""
    return problem(HTTPStatus.BAD_REQUEST, _("Ce qui est envoyé n'est pas du JSON : relisez-le."))


@api.exception_handler(Refused)
def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:  # noqa: ARG001 - same
    """Say a refusal in its own words."""
    return problem(HTTPStatus.CONFLICT, str(refusal))


@api.exception_handler(Http404)
def missing(request: HttpRequest, error: Http404) -> HttpResponse:  # noqa: ARG001 - same
    """Say that there is nothing there."""
    return nowhere()


def question_of(asked: schemas.Asked) -> Question:
    """Return what is asked of the register, or refuse it."""
    today = timezone.localdate()
    for day in (asked.as_of, asked.known_at):
        if day:
            check_day(day, today=today)
    given = {
        "au": asked.as_of.isoformat() if asked.as_of else "",
        "connu": asked.known_at.isoformat() if asked.known_at else "",
        "perimetre": asked.perimeter.replace("\x00", ""),
    }
    return understood(given, today=today)


def part_of(request: HttpRequest, paged: schemas.Paged, rows: Sequence[Any]) -> dict[str, Any]:
    """Return a part of a list, how long the whole is, and where the next part is."""
    end = paged.offset + paged.limit
    following = None
    if end < len(rows):
        query = {**request.GET.dict(), "limit": paged.limit, "offset": end}
        following = f"{site_link(request.path)}?{urlencode(query)}"
    return {"count": len(rows), "next": following, "results": rows[paged.offset : end]}


def _offer(path: str, dataset: Dataset) -> None:
    """Offer a set of the open data as a list."""

    @api.get(
        path,
        response={HTTPStatus.OK: schemas.page_of(dataset), **PROBLEMS},
        summary=str(dataset.title),
        url_name=f"api_{path}",
        operation_id=path,
    )
    def listed(request: HttpRequest, asked: Query[schemas.Paged]) -> dict[str, Any]:
        found = question_of(asked)
        if not found.perimeter.is_place:
            raise Refused(_("« %s » n'est pas un territoire.") % found.perimeter)
        page = part_of(request, asked, dataset.rows(found))
        page["results"] = [{field.name: field.of(row) for field in dataset.fields} for row in page["results"]]
        return page


for _path, _dataset in (
    ("organisations", ORGANISATIONS),
    ("teams", TEAMS),
    ("cooperations", COOPERATIONS),
    ("signatures", SIGNATURES),
    ("trainings", TRAININGS),
    ("exchanges", EXCHANGES),
    ("gatherings", EVENTS),
    ("resources", RESOURCES),
    ("experiments", EXPERIMENTS),
    ("pledges", PLEDGES),
    ("agreements", AGREEMENTS),
    ("activity", ACTIVITY),
):
    _offer(_path, _dataset)


@api.get(
    "territories",
    response={HTTPStatus.OK: schemas.Territories, **PROBLEMS},
    summary="Territoires qui répondent à un nom ou à un code postal",
    url_name="api_territories",
    operation_id="territories",
)
def territories(request: HttpRequest, q: Annotated[str, Query(max_length=100)] = "") -> dict[str, Any]:  # noqa: ARG001 - same
    """Return the territories that a name means, the likeliest first."""
    words = q.replace("\x00", " ").strip()
    found = search_places(words) if words else []
    return {"results": [_territory(place.perimeter, place.label) for place in found]}


@api.get(
    "territories/{perimeter}",
    response={HTTPStatus.OK: schemas.Territory, **PROBLEMS},
    summary="Un territoire",
    url_name="api_territory",
    operation_id="territory",
)
def territory(request: HttpRequest, perimeter: Annotated[str, Path(max_length=100)]) -> dict[str, str]:  # noqa: ARG001 - same
    """Return a territory."""
    found = place_of(perimeter)
    return _territory(found, str(found.label))


def _territory(perimeter: Perimeter, label: str) -> dict[str, str]:
    """Return a territory as the API tells it."""
    return {"perimeter": str(perimeter), "kind": perimeter.kind, "code": perimeter.code, "label": label}


@api.get(
    "indicators",
    response={HTTPStatus.OK: schemas.Figures},
    summary="Le catalogue des chiffres",
    url_name="api_indicators",
    operation_id="indicators",
)
def catalogue(request: HttpRequest) -> dict[str, Any]:  # noqa: ARG001 - same
    """Return the catalogue."""
    return {
        "results": [
            {
                "code": figure.code,
                "title": str(figure.title),
                "unit": str(figure.unit),
                "definition": str(figure.definition),
                "source": str(figure.source),
                "dimensions": [dimension.code for dimension in figure.dimensions],
            }
            for figure in CATALOGUE.values()
        ]
    }


@api.get(
    "indicators/{code}",
    response={HTTPStatus.OK: schemas.Measure, **PROBLEMS},
    summary="Un chiffre : sa valeur, ses parts, sa série",
    url_name="api_indicator",
    operation_id="indicator",
)
def figure(
    request: HttpRequest,  # noqa: ARG001 - same
    asked: Query[schemas.Measured],
    code: Annotated[str, Path(max_length=60)],
) -> dict[str, Any]:
    """Return a figure as of a day, as known on another; between two days with a step, its series too."""
    _known(code)
    found = question_of(schemas.Asked(**{**asked.dict(), "as_of": asked.to or asked.as_of}))
    since = asked.since
    if since and not FIRST <= since <= found.as_of:
        raise Refused(_("Le premier jour d'une série est entre 2013 et son dernier jour."))
    told: dict[str, Any] = {
        "known_at": found.known_at,
        "perimeter": found.perimeter,
        "by": asked.by.replace("\x00", ""),
    }
    result = measure(code, as_of=found.as_of, since=None if asked.step else since, **told)
    return {
        **_measured(result, found),
        "series": _series(code, asked, since, found, told) if asked.step else [],
    }


def _known(code: str) -> None:
    """Refuse as missing a figure that is not in the catalogue."""
    if code not in CATALOGUE:
        raise Http404


def _measured(result: Measure, found: Question) -> dict[str, Any]:
    """Return a figure as the API tells it."""
    names = schemas.Measure.model_fields.keys() - {
        "series",
        "parts",
        "published",
        "known_at",
        "response",
        "origin",
    }
    return {
        **{name: getattr(result, name) for name in names},
        "known_at": found.known_on,
        "parts": list(result.parts),
        "published": list(result.published),
        "response": None if result.response is None else result.response.as_dict(),
        "origin": None if result.origin is None else result.origin.as_dict(),
    }


def _series(
    code: str, asked: schemas.Measured, since: dt.date | None, found: Question, told: dict[str, Any]
) -> list[dict[str, Any]]:
    """Return a figure at the end of each step."""
    if since is None:
        raise Refused(_("Une série demande son premier jour : from=2014-01-01."))
    if isinstance(indicator(code), Ratio) and told["by"]:
        told = {**told, "by": ""}
    days = month_ends(since, found.as_of, STEPS[str(asked.step)])
    if len(days) > MOST_POINTS:
        raise Refused(_("Une série a %d points au plus : prenez un pas plus long.") % MOST_POINTS)
    series = measure_series(code, days=days, **told)
    return [
        {
            "on": on,
            "value": value,
            "parts": {part.key or part.label: values[rank] for part, values in series.parts},
        }
        for rank, (on, value) in enumerate(zip(series.days, series.total, strict=True))
    ]


@api.get(
    "indicators/{code}/records",
    response={HTTPStatus.OK: schemas.Records, **PROBLEMS},
    summary="Les fiches derrière un chiffre",
    url_name="api_records",
    operation_id="records",
)
def behind(
    request: HttpRequest, asked: Query[schemas.Paged], code: Annotated[str, Path(max_length=60)]
) -> dict[str, Any]:
    """Return what a figure counts: as many records as its value says."""
    _known(code)
    found = question_of(asked)
    rows = records(code, as_of=found.as_of, known_at=found.known_at, perimeter=found.perimeter)
    page = part_of(request, asked, sorted(rows, key=lambda row: (row.label, row.subject, str(row.since))))
    page["results"] = [
        {
            **{name: getattr(row, name) for name in schemas.Record.model_fields},
            "url": site_link(row.url) if row.url else "",
        }
        for row in page["results"]
    ]
    return page


@api.get(
    "events",
    response={HTTPStatus.OK: schemas.Meetings, **PROBLEMS},
    summary="Les réunions à venir, ouvertes à tous",
    url_name="api_events",
    operation_id="events",
)
def events(request: HttpRequest, asked: Query[schemas.Paged]) -> dict[str, Any]:
    """Return the public meetings of a day and after."""
    found = question_of(asked)
    if not found.perimeter.is_place:
        raise Refused(_("« %s » n'est pas un territoire.") % found.perimeter)
    day, known = found.as_of, found.known_at
    near = Cooperation.objects.seated(as_of=day, known_at=known)
    near = near.reaching(found.perimeter, as_of=day, known_at=known)
    places = {row.pk: row for row in near}
    rows = [row for row in Meeting.objects.open_to_all(day) if row.cooperation_id in places]
    page = part_of(request, asked, rows)
    page["results"] = [
        {
            "id": f"reunion-publique-{row.pk}",
            "title": row.title,
            "on": row.on,
            "starts_at": row.starts_at,
            "place": row.place,
            "cancelled": row.cancelled_on is not None,
            "cooperation": places[row.cooperation_id].slug,
            "url": site_link(places[row.cooperation_id].get_absolute_url()),
        }
        for row in page["results"]
    ]
    return page
