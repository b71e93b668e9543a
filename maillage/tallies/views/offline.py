"""What works without a network: the script that stands between the page and the network, and what a device keeps."""

from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

WORKER = Path(__file__).resolve().parent.parent / "data" / "worker.js"


@cache
def _script() -> str:
    """Return the script, read once."""
    return WORKER.read_text(encoding="utf-8")


def tally_worker(_request: HttpRequest) -> HttpResponse:
    """Give the script that answers for the pages of tallies where there is no network."""
    answer = HttpResponse(_script(), content_type="text/javascript; charset=utf-8")
    answer.headers["Cache-Control"] = "no-cache"  # a new version is taken at the next visit
    return answer


def tally_device(request: HttpRequest) -> HttpResponse:
    """Say what this device keeps of tallies, and let it be erased."""
    return render(request, "tallies/device.html")
