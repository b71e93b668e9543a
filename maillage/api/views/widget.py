"""What a town puts on its own site: its teams in a frame, light, without cookie and without script if need be."""

from pathlib import Path

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_exempt

from maillage.api.answering import for_machines, opened
from maillage.api.asking import asked, place_of
from maillage.api.datasets import enquire_link, teams_of
from maillage.common.errors import Refused
from maillage.common.mail import site_link
from maillage.common.middleware import policy
from maillage.indicators.forms import Question
from maillage.network.models import TeamStage
from maillage.territory.perimeter import Perimeter
from maillage.territory.search import search_places

MOST = 30
SCRIPT = Path(__file__).resolve().parent.parent / "static" / "api" / "encart.js"
# The one page of the site that others may frame.
FRAMED = policy().replace("frame-ancestors 'none'", "frame-ancestors *")


@xframe_options_exempt
def widget(request: HttpRequest, place: str) -> HttpResponse:
    """Show the teams of a territory, in the frame of another site."""
    status, sentence = 200, ""
    lines: list[dict[str, object]] = []
    perimeter: Perimeter | None = None
    try:
        perimeter = place_of(place)
        lines = _lines(perimeter, asked(request))
    except Refused as refusal:
        status, sentence = 404, str(refusal)
    given = {
        "place": perimeter,
        "lines": lines[:MOST],
        "more": len(lines) > MOST,
        "sentence": sentence,
        "all_url": site_link(reverse("places")),
    }
    answer = render(request, "api/widget.html", given, status=status)
    answer["Content-Security-Policy"] = FRAMED
    answer["Cache-Control"] = "public, max-age=600"
    return answer


def _lines(perimeter: Perimeter, question: Question) -> list[dict[str, object]]:
    """Return the recognised teams of a territory: what the frame says of each."""
    rows = teams_of(
        Question(as_of=question.as_of, known_at=question.known_at, perimeter=perimeter, today=question.today)
    )
    return [
        {
            "name": row.name,
            "url": site_link(row.get_absolute_url()),
            "place": row.seat.commune.name if row.seat and row.seat.commune else "",
            "telephone": row.telephone,
            "write": enquire_link(row),
        }
        for row in rows
        if row.stage == TeamStage.RECOGNISED
    ]


@for_machines
def script(request: HttpRequest) -> HttpResponseBase:
    """Answer the script of one line: it puts the frame in its place, and gives it its height."""
    return opened(request, SCRIPT.read_bytes(), "text/javascript; charset=utf-8")


def home(request: HttpRequest) -> HttpResponse:
    """Give the line to paste for a place, with what it will show."""
    text = request.GET.get("lieu", "").replace("\x00", "")[:100]
    places = search_places(text) if text.strip() else []
    best = places[0].perimeter if places else None
    given = {
        "asked": text,
        "place": places[0].label if places else "",
        "others": [place.label for place in places[1:6]],
        "code": str(best) if best else "",
        "frame_url": reverse("widget", args=[str(best)]) if best else "",
        "address": site_link(reverse("widget", args=[str(best)])) if best else "",
        "script_url": site_link(reverse("widget_script")),
    }
    answer = render(request, "api/widget_home.html", given)
    answer["Content-Security-Policy"] = f"{policy()}; frame-src 'self'"  # the preview
    return answer
